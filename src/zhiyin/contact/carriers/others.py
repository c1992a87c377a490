"""Every other service that apprise knows (Teams, Telegram, Bark, ServerChan, Twilio ...), by its apprise address.

apprise says whether it worked and not how far it got: whatever did not work is of unknown outcome.
"""

from zhiyin.contact.carriers.shape import Outcome, Route
from zhiyin.contact.models import Message


def send(message: Message, route: Route) -> Outcome:
    """Send through apprise; its 280 ms of loading are spent by those who use it."""
    import apprise  # noqa: PLC0415

    service = apprise.Apprise()
    if not service.add(route.secrets.get("url", "")):
        return Outcome("failed", "bad_settings")
    taken = service.notify(title=message.subject, body=message.body)
    return Outcome("sent") if taken else Outcome("unknown", "broke_off")
