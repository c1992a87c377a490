"""Finding records: the full-text index, and criteria read as database conditions."""
