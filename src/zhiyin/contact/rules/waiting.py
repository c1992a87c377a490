"""What has waited too long."""

from datetime import datetime, timedelta
from typing import Final

# News about work is worthless later; without a mail server it would pile up and then flood.
NEWS_LASTS: Final = timedelta(days=3)


def out_of_date(purpose: str, created_at: datetime, now: datetime) -> bool:
    """Whether a message has waited so long that it should not leave any more."""
    return purpose == "notification" and now - created_at > NEWS_LASTS
