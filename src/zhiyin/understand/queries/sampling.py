"""A random sample of readings that costs one pass and no sorting, and is the same as long as the readings are."""

from django.db.models import F, QuerySet

from zhiyin.understand.models import Reading


def sampled(readings: QuerySet[Reading], every: int, most: int) -> QuerySet[Reading]:
    """About `most` of these readings, of which there are `every`; all of them if they are fewer.

    The last digits of a signal's number are drawn at random (`collect.actions.accepting.identify`), its first ones
    tell the hour of its arrival: so every so manieth number is taken.
    """
    step = -(-every // most)
    return readings if step <= 1 else readings.annotate(place=F("signal_id") % step).filter(place=0)
