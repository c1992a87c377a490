"""Undoing imports that hold no feedback: what happened to customers, what was said of them."""
