"""Scripts that make the files the package ships: character tables and models. None of this is installed."""
