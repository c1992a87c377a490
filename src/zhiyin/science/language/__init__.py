"""Text before it is understood: script, normal form, sentences, search tokens, masking of personal data."""
