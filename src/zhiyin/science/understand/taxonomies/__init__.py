"""Taxonomies: into which categories a trade sorts what customers speak of, and the words that name them."""
