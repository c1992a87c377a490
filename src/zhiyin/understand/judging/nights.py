"""When people are judged without anybody asking: at three o'clock in the organisation's zone."""

from datetime import datetime, time, timedelta

from django.utils import timezone

HOUR = time(3)


def last_night(now: datetime) -> datetime:
    """The latest three o'clock that has passed."""
    local = timezone.localtime(now)
    night = timezone.make_aware(datetime.combine(local.date(), HOUR))
    return (
        night
        if night <= now
        else timezone.make_aware(datetime.combine(local.date() - timedelta(days=1), HOUR))
    )


def next_night(now: datetime) -> datetime:
    """The next three o'clock."""
    local = timezone.localtime(last_night(now))
    return timezone.make_aware(datetime.combine(local.date() + timedelta(days=1), HOUR))
