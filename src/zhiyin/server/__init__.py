"""Settings, URLs, API composition, the one error exit, command line, processes."""
