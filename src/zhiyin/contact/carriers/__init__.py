"""Who carries what leaves: one file a carrier, each of them a function `send(message, route) -> Outcome`.

Only `contact.sending` calls them (tests/architecture holds it): nothing leaves that is not a row of the outbox.
"""
