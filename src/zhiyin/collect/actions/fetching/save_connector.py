"""Setting up where feedback is fetched from: adding, changing, pausing, asking now, removing."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.sealing import seal
from zhiyin.collect.actions.fetching.pull import SEALED_FOR, secret_of
from zhiyin.collect.errors import ConnectorTaken
from zhiyin.collect.models import Connector
from zhiyin.contact.fetching import parts_of
from zhiyin.journal.errors import Invalid, NotFound
from zhiyin.journal.record import record
from zhiyin.science.collect.drafts import KINDS
from zhiyin.science.collect.paging import PAGINGS, SINCE_FORMS, Asking, origin

AUTHORISATIONS = ("none", "bearer", "basic", "header")


@dataclass(frozen=True, slots=True)
class ConnectorFields:
    """What a person says of a connector. `secret` None keeps the one there is, for the same server."""

    name: str
    kind: str
    source: str
    every: int = 60
    settings: dict[str, Any] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)
    secret: str | None = None


def save_connector(actor: Actor, fields: ConnectorFields, *, connector_id: int | None = None) -> int:
    """Add a connector, or change one; it runs at once. Returns its id.

    Needs `settings.manage` and `signals.import`. Raises Invalid (with what cannot be), ConnectorTaken, NotFound.
    """
    _may(actor)
    checked = checked_settings(fields)
    values: dict[str, Any] = {
        "name": fields.name.strip(),
        "kind": fields.kind,
        "source": fields.source.strip(),
        "every": fields.every,
        "settings": checked,
        "whole": fields.whole,
        "next_run_at": timezone.now(),
        "problem": {},
        # whoever set it up last answers for what it brings in
        "created_by_kind": actor.kind,
        "created_by": actor.name,
        "created_by_id": actor.id,
    }
    if fields.secret is not None:
        values["secret"] = seal(fields.secret, SEALED_FOR)
    try:
        with transaction.atomic():
            if connector_id is None:
                made = Connector.objects.create(**values)
                record(actor, "collect.connector_added", subject=f"connector:{made.pk}")
                return made.pk
            old = _one(connector_id)
            if fields.secret is None:
                values["secret"] = _kept(old, checked)
            if old.settings != checked:
                values["state"] = {}  # another address: nothing of the old place holds
            Connector.objects.filter(id=connector_id).update(**values)
            record(actor, "collect.connector_changed", subject=f"connector:{connector_id}")
            return connector_id
    except IntegrityError as error:
        raise ConnectorTaken(name=fields.name) from error


def switch_connector(actor: Actor, connector_id: int, *, active: bool) -> None:
    """Pause a connector, or let it go on where it stopped. Raises NotFound."""
    _may(actor)
    with transaction.atomic():
        _one(connector_id)
        Connector.objects.filter(id=connector_id).update(
            is_active=active, next_run_at=timezone.now() if active else None
        )
        name = "collect.connector_resumed" if active else "collect.connector_paused"
        record(actor, name, subject=f"connector:{connector_id}")


def ask_now(actor: Actor, connector_id: int) -> None:
    """Let it run at once instead of at its time. Raises NotFound."""
    _may(actor)
    _one(connector_id)
    Connector.objects.filter(id=connector_id, is_active=True).update(next_run_at=timezone.now())


def remove_connector(actor: Actor, connector_id: int) -> None:
    """Forget it; what it brought stays. Raises NotFound."""
    _may(actor)
    with transaction.atomic():
        _one(connector_id).delete()
        record(actor, "collect.connector_removed", subject=f"connector:{connector_id}")


def kept_secret(connector_id: int | None, checked: dict[str, Any]) -> str:
    """The token that was entered before, for these settings; "" for a new connector. Raises Invalid for another server."""
    found = Connector.objects.filter(id=connector_id).first() if connector_id is not None else None
    return secret_of(found) if found and _kept(found, checked) else ""


def _kept(connector: Connector, checked: dict[str, Any]) -> str:
    """The sealed token, for the server that it was entered for alone. Raises Invalid when another one would get it."""
    before, after = (one.get("asking", {}).get("url", "") for one in (connector.settings, checked))
    if not connector.secret or origin(before) == origin(after):
        return connector.secret
    if checked.get("auth", {}).get("kind", "none") == "none":
        return ""
    raise Invalid(_("This is another server: enter the token or password again."), field="secret")


def _may(actor: Actor) -> None:
    actor.require("settings.manage", "")
    actor.require("signals.import")


def _one(connector_id: int) -> Connector:
    found = Connector.objects.select_for_update().filter(id=connector_id).first()
    if found is None:
        raise NotFound
    return found


def checked_settings(fields: ConnectorFields) -> dict[str, Any]:
    """The settings as they are kept. Raises Invalid with what cannot be."""
    if not 1 <= len(fields.name.strip()) <= 100:
        raise Invalid(_("A connector has a name of 1 to 100 characters."))
    if len(fields.source.strip()) > 60 or (fields.kind != "folder" and not fields.source.strip()):
        raise Invalid(_("A source has a name of 1 to 60 characters."))
    if not 1 <= fields.every <= 60 * 24 * 31:
        raise Invalid(_("It can run every minute at most, and once a month at least."))
    kind = fields.whole.get("kind", "")
    if kind and kind not in KINDS:
        raise Invalid(_("This kind is not known: %(kind)s."), kind=kind)
    if fields.kind == "folder":
        return _folder(fields.settings)
    if fields.kind == "api":
        return _api(fields.settings)
    raise Invalid(_("A connector is a folder or an API."))


def _folder(given: dict[str, Any]) -> dict[str, Any]:
    inbox = Path(settings.INBOX)
    name = str(given.get("path", "")).strip().replace("\0", "")
    # by its letters: a link in the inbox was put there by whoever runs the machine, and may lead anywhere
    folder = Path(os.path.normpath(inbox / name))
    if not name or not folder.is_relative_to(inbox):
        raise Invalid(
            _("Name a folder inside %(inbox)s. Link or mount other places there."), inbox=str(inbox)
        )
    folder.mkdir(parents=True, exist_ok=True)
    return {"path": str(folder), "pattern": str(given.get("pattern", ""))[:200]}


def _api(given: dict[str, Any]) -> dict[str, Any]:
    try:
        asking = Asking(**given.get("asking", {}))
    except TypeError as error:
        raise Invalid(_("The settings have not the form that the form shows.")) from error
    parts_of(asking.url)
    if asking.paging not in PAGINGS or asking.since_form not in SINCE_FORMS:
        raise Invalid(_("This way of paging is not known."))
    if asking.paging in ("page", "offset", "cursor") and not asking.parameter:
        raise Invalid(_("Name the parameter by which a page is asked for."))
    if asking.paging in ("cursor", "next") and not asking.at:
        raise Invalid(_("Say where in the answer the next page is told."))
    if asking.since_parameter and not asking.since_at:
        raise Invalid(_("Say which field of a record tells how new it is."))
    auth = given.get("auth") or {"kind": "none"}
    if auth.get("kind") not in AUTHORISATIONS:
        raise Invalid(_("This way of signing in is not known."))
    if auth["kind"] == "header" and not auth.get("name", "").replace("-", "").isalnum():
        raise Invalid(_("Name the header that carries the token."))
    return {"asking": asking.as_json(), "auth": {"kind": auth["kind"], "name": auth.get("name", "")}}
