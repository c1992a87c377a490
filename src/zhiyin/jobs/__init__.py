"""Background work that lives in the database, survives a kill and shows its progress."""
