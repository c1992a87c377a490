"""Pages that put several stages on one screen: home, inbox, one signal. No models."""
