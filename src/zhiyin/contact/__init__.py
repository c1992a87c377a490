"""Everything that leaves: the outbox, may_contact, mail, notifications."""
