"""The sample organisation: made up, seeded, with stories planted in it that the pages should find."""
