"""The metric registry and the one query engine."""
