"""What customers let us know, on any channel: the intake door and its signals."""
