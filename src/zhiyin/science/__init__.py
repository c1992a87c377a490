"""Pure functions by stage. No Django, no I/O beyond the shipped models, no clock, no unseeded dice."""
