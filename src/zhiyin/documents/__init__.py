"""Writers of files: plain data in, safe file out."""
