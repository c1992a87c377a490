"""From the outbox to the mail server: at most once to people."""
