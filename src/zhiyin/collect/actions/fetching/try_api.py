"""One look at what an API answers, before it is set up for good. Nothing is kept."""

from dataclasses import dataclass
from typing import Any

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.fetching.pull import ask_once, sign_in
from zhiyin.collect.actions.fetching.save_connector import ConnectorFields, checked_settings, kept_secret
from zhiyin.science.collect.flat import flat_record
from zhiyin.science.collect.paging import Asking, beginning


@dataclass(frozen=True, slots=True)
class Tried:
    """The first page: how many records, the fields of the first one with what stands in them, the next address."""

    asked: str
    records: int
    example: dict[str, str]
    following: str
    watermark: str


def try_api(actor: Actor, fields: ConnectorFields, *, connector_id: int | None = None) -> Tried:
    """Ask for the first page. Needs `settings.manage`. Raises what `pull` and `save_connector` raise."""
    actor.require("settings.manage", "")
    settings = checked_settings(fields)
    asking = Asking(**settings["asking"])
    secret = fields.secret if fields.secret is not None else kept_secret(connector_id, settings)
    place = beginning(asking, "")
    page = ask_once(asking, place, sign_in(settings["auth"], secret))
    first: Any = page.records[0] if page.records else {}
    example = flat_record(first) if isinstance(first, dict) else {"": str(first)}
    return Tried(
        place.url, len(page.records), dict(list(example.items())[:40]), page.then.url, page.then.highest
    )
