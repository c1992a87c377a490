"""Where feedback is fetched from, as an administrator sees it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Connector, Fetched
from zhiyin.collect.phrases.kept import told
from zhiyin.journal.errors import NotFound

SHOWN = 50


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """One file that a connector brought: its import and that import's state, or why there is none."""

    name: str
    size: int
    at: datetime
    import_id: int | None
    import_state: str
    problem: str


@dataclass(frozen=True, slots=True)
class ConnectorState:
    """One connector: how it is set up, when it ran, how that went. `waiting`: files that wait for a person."""

    id: int
    name: str
    kind: str
    source: str
    settings: dict[str, Any]
    whole: dict[str, str]
    has_secret: bool
    every: int
    is_active: bool
    last_run_at: datetime | None
    next_run_at: datetime | None
    problem: str
    fetched: int
    waiting: int
    created_by: str

    @property
    def where(self) -> str:
        """The folder, or the address."""
        return str(self.settings["path"] if self.kind == "folder" else self.settings["asking"]["url"])


def connectors_of(actor: Actor) -> list[ConnectorState]:
    """Every connector, by name. Needs `settings.manage`."""
    actor.require("settings.manage", "")
    return [_state(row) for row in _counted().order_by("name")]


def connector_of(actor: Actor, connector_id: int) -> ConnectorState:
    """One connector. Needs `settings.manage`. Raises NotFound."""
    actor.require("settings.manage", "")
    row = _counted().filter(id=connector_id).first()
    if row is None:
        raise NotFound
    return _state(row)


def fetched_by(actor: Actor, connector_id: int) -> list[FetchedFile]:
    """The newest files that it brought. Needs `settings.manage`. Raises NotFound."""
    connector_of(actor, connector_id)
    rows = Fetched.objects.filter(connector_id=connector_id).select_related("imported").order_by("-id")
    return [fetched_file(row) for row in rows[:SHOWN]]


def fetched_file(row: Fetched) -> FetchedFile:
    """A row as it is shown."""
    imported = row.imported
    return FetchedFile(
        row.name,
        row.size,
        row.at,
        imported.pk if imported else None,
        imported.state if imported else "",
        told(row.problem),
    )


def _counted() -> Any:
    return Connector.objects.annotate(
        brought=Count("fetched"), open=Count("fetched", filter=Q(fetched__imported__state="uploaded"))
    )


def _state(row: Any) -> ConnectorState:
    return ConnectorState(
        id=row.pk,
        name=row.name,
        kind=row.kind,
        source=row.source,
        settings=row.settings,
        whole=row.whole,
        has_secret=bool(row.secret),
        every=row.every,
        is_active=row.is_active,
        last_run_at=row.last_run_at,
        next_run_at=row.next_run_at,
        problem=told(row.problem),
        fetched=row.brought,
        waiting=row.open,
        created_by=row.created_by,
    )
