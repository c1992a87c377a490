"""Feeding the lake from the record."""
