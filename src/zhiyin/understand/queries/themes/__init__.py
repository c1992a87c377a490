"""Themes as an actor may see them."""
