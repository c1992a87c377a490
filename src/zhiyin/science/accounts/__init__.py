"""How names of places are read."""
