"""What was fetched goes through the same door as a file that a person hands over."""

from collections.abc import Iterable
from typing import Any

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.receive_description import Described
from zhiyin.collect.actions.start_import import receive, start_import
from zhiyin.collect.models import Connector, Fetched
from zhiyin.collect.queries.imports import import_of
from zhiyin.collect.rules import with_choices


def hand_over(actor: Actor, connector: Connector, name: str, chunks: Iterable[bytes]) -> int | None:
    """Receive the bytes as a file of the connector's source, and take it in unless a person has to be asked.

    Returns the import's id; None for a survey's description, which is kept. Raises FileProblem, DiskFull, Forbidden.
    """
    made = receive(actor, name, chunks, source=connector.source)
    if isinstance(made, Described):
        return None
    whole: dict[str, Any] = connector.whole
    mapping = with_choices(
        import_of(actor, made).mapping,
        source=connector.source or None,
        kind=whole.get("kind") or None,
        channel=whole.get("channel") or None,
        unit=whole.get("unit") or None,
    )
    start_import(actor, made, mapping=mapping.as_json(), unattended=True)
    return made


def noted(connector: Connector, name: str, size: int, import_id: int | None) -> Fetched:
    """Write down that a run brought something."""
    return Fetched.objects.create(connector=connector, name=name[:400], size=size, imported_id=import_id)
