"""Themes of the product: what they are found in, and how people's edits are done again."""
