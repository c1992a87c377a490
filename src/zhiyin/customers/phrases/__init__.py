"""The words of the customers' room, one file a subject."""
