"""Whether anything was heard at all."""

from zhiyin.collect.models import Signal


def any_signals() -> bool:
    """True as soon as one signal has been accepted."""
    return Signal.objects.exists()
