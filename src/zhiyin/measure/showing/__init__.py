"""An answer as JSON, CSV and text: one function for each, shared by API, command line and pages."""
