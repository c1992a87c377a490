"""The steps of `accept_signals`, each in its file: identify, place, write, revise."""
