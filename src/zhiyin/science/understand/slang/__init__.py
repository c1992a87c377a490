"""Slang: what an organisation says of single words and faces, and what the shipped lexicons hold of it."""
