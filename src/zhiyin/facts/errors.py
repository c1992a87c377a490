"""What can go wrong with the lake; each says what to do about it."""


class FactsError(Exception):
    """Something about the lake that its caller should handle or show."""


class LakeBusy(FactsError):
    """Another process is writing to the lake. Try again shortly."""


class LakeDamaged(FactsError):
    """The lake's log and files do not fit. Make it again with `zhiyin facts rebuild`."""


class FactsUnavailable(FactsError):
    """Files of the lake could not be read, also not through a newer manifest."""


class FactsTimeout(FactsError):
    """A query ran longer than it may and was interrupted. Ask for a shorter period or fewer dimensions."""
