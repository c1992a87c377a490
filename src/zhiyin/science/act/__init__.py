"""Pure parts of acting: what a case is about, how its clock stands."""
