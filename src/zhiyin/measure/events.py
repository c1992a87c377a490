"""What measure journals."""

EXPORTED = "measure.exported"
