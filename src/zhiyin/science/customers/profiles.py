"""A person's profile from what sources told of it: nothing is overwritten, the newest word holds."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

# {field: {source: [value, iso time]}}
Said = Mapping[str, Mapping[str, Any]]

PERSON: Final = "person"  # the source of what somebody corrected here; wins over all others
WELL_KNOWN: Final = ("name", "tier", "language", "born_on")


def tell(said: dict[str, Any], source: str, fields: Mapping[str, Any], at: str) -> bool:
    """Add what a source says, in place; older news of the same source change nothing. True if anything is to be kept.

    `at` is an ISO time in UTC, always written alike, so that text compares as time. Values that say nothing
    (None, "", []) are passed over.
    """
    changed = False
    for field, value in fields.items():
        if value is None or value == "" or value == []:
            continue
        sources = said.setdefault(field, {})
        before = sources.get(source)
        if before is not None and (before[1] > at or before == [value, at]):
            continue
        sources[source] = [value, at]
        changed = True
    return changed


def take_back(said: dict[str, Any], source: str, fields: Iterable[str]) -> bool:
    """Forget what a source says of these fields. True if it had said anything."""
    changed = False
    for field in fields:
        sources = said.get(field, {})
        if source in sources:
            del sources[source]
            changed = True
            if not sources:
                del said[field]
    return changed


def profile(all_said: Iterable[Said]) -> dict[str, Any]:
    """{field: value}: a person's correction, else the newest word of any source; of two at one moment, always the same."""
    best: dict[str, tuple[bool, str, str, str]] = {}
    values: dict[str, Any] = {}
    for said in all_said:
        for field, sources in said.items():
            for source, (value, at) in sources.items():
                rank = (source == PERSON, at, source, str(value))
                if field not in best or rank > best[field]:
                    best[field] = rank
                    values[field] = value
    return values


def parted(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(well-known fields, attributes)."""
    known = {field: values[field] for field in WELL_KNOWN if field in values}
    return known, {field: value for field, value in sorted(values.items()) if field not in WELL_KNOWN}
