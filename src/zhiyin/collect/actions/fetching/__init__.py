"""Feedback that is fetched by itself: from watched folders and from the APIs of other systems."""
