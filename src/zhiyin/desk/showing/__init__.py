"""Findings of the desk in words and drawings."""
