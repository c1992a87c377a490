"""Business hours: open time, elapsed time, due times (METHODS E)."""
