"""Every other service that apprise knows (Teams, Telegram, Bark, ServerChan, Twilio ...), by its apprise address.

apprise says whether it worked and not how far it got: whatever did not work is of unknown outcome.
"""

from zhiyin.contact.carriers.services import services_at
from zhiyin.contact.carriers.shape import Outcome, Route
from zhiyin.contact.errors import AddressRefused
from zhiyin.contact.models import Message


def send(message: Message, route: Route) -> Outcome:
    """Send through apprise, unless its address leads where nothing is asked."""
    try:
        service = services_at(route.secrets.get("url", ""))
    except AddressRefused:
        return Outcome("failed", "address_refused")
    taken = service.notify(title=message.subject, body=message.body)
    return Outcome("sent") if taken else Outcome("unknown", "broke_off")
