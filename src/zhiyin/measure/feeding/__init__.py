"""Feeding the lake from the record: the feeder, the rebuild, the comparison of both."""
