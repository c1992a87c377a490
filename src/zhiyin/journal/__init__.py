"""Append-only events, the audit trail, links between things, and the feed to the lake. Plain ids, never text."""
