"""Who calls the API: an API key in the Authorization header, or a signed-in person with a CSRF token."""

import hashlib
from datetime import datetime, timedelta

from django.db import OperationalError
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyCookie, HttpBearer

from zhiyin.accounts.actor import Actor, Grant
from zhiyin.accounts.endpoints.throttling import count_request
from zhiyin.accounts.models import ApiKey
from zhiyin.journal.errors import is_full, is_locked

USED_AT_MOST_EVERY = timedelta(minutes=1)

# Written out because every request of a program asks it: composing it anew costs more than answering it.
_KEY_WITH_PLACE = (
    "SELECT k.*, u.path AS unit_path FROM accounts_apikey k LEFT JOIN accounts_unit u ON u.id = k.unit_id"
    " WHERE k.digest = %s AND k.revoked_at IS NULL"
)


class KeyAuthentication(HttpBearer):
    """`Authorization: Bearer zy_live_…`; only the key's SHA-256 is stored."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        digest = hashlib.sha256(token.encode()).hexdigest()
        key = next(iter(ApiKey.objects.raw(_KEY_WITH_PLACE, [digest])), None)
        now = timezone.now()
        if key is None or (key.expires_at and key.expires_at <= now):
            return None
        count_request(str(key.pk))
        if key.last_used_at is None or now - key.last_used_at > USED_AT_MOST_EVERY:
            _note_use(key.pk, now)
        scopes = frozenset(key.scopes) if key.scopes else None
        actor = Actor("key", str(key.id), key.label, (Grant(key.role, vars(key)["unit_path"] or "", scopes),))
        request.actor = actor  # type: ignore[attr-defined]
        return actor


def _note_use(key_id: int, now: datetime) -> None:
    try:
        ApiKey.objects.filter(id=key_id).update(last_used_at=now)
    except OperationalError as error:  # a note that cannot be made is no reason to refuse an answer
        if not is_full(error) and not is_locked(error):
            raise


class SessionAuthentication(APIKeyCookie):
    """The signed-in person's session; ninja checks the CSRF token on every writing request."""

    param_name = "zhiyin_session"

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        actor: Actor | None = getattr(request, "actor", None)
        return actor if actor is not None and actor.kind == "user" else None


authentication = [KeyAuthentication(), SessionAuthentication()]
