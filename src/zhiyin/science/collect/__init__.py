"""What arrives: drafts of signals, files and their columns, read and checked without a database."""
