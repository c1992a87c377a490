"""What spans of a text show beside aspects and sentiment: emotion, effort, expectation, intent, names."""
