"""Who may give what to whom, how names in data are compared, what a fresh secret looks like."""
