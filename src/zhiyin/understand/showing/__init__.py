"""How cards of models become sentences, rows and drawings."""
