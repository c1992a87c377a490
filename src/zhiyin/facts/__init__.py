"""The columnar lake: counts, never formulas. No Django."""
