"""Reading text and people: readings, corrections."""
