"""Who spoke: profiles, identities, accounts, segments."""
