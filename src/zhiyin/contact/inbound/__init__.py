"""Reading what comes back: mails and the JSON of SMS carriers, without touching the database."""
