"""The steps of taking in a file: store it, open it as a table, keep what was rejected."""
