"""Sources: how files with the same columns were read before, and which source a new file comes from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Source
from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.fields import FILE_KINDS
from zhiyin.science.collect.heads import tool_of
from zhiyin.science.collect.layouts import (
    Change,
    adopted,
    alike,
    carried_over,
    compare,
    overlap,
    plain_names,
    rearranged,
    same_codes,
    same_names,
    same_numbers,
    same_questions,
    told_less,
)
from zhiyin.science.collect.mapping import Mapping

# Formats whose records name only the fields that they have.
SPARSE: Final = frozenset({"json", "jsonl"})
# How many sources are looked at: the newest.
LOOKED_AT = 200


@dataclass(frozen=True)
class Layout:
    """One way in which a source's files were written, with the mapping agreed for it."""

    source: str
    preset: str
    survey: str
    names: list[str]
    stored: dict[str, Any]
    agreed_by: str
    agreed_at: datetime

    @cached_property
    def mapping(self) -> Mapping:
        """What was agreed; made when it is needed, for there may be many sources."""
        return Mapping.from_json(self.stored)


@dataclass(frozen=True, slots=True)
class KnownSource:
    """The source that a file comes from, as it was agreed; `changes` is what differs now.

    `mapping` is that of the file: as agreed where its columns are there again. `others` are further sources whose
    files look alike; then nobody knows which one it is, and `source` is "".
    """

    source: str
    agreed_by: str
    agreed_at: datetime
    mapping: Mapping
    changes: list[Change] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """What an import keeps of it."""
        return {
            "source": self.source,
            "by": self.agreed_by,
            "at": self.agreed_at.isoformat(),
            "others": self.others,
        }


def source_names(actor: Actor) -> list[str]:
    """The sources that are known, by name."""
    actor.require("signals.import")
    return list(Source.objects.order_by("name").values_list("name", flat=True))


def known_source(
    found: Mapping, *, preset: str, survey: str = "", named: str = "", has_header: bool = True
) -> KnownSource | None:
    """The source of a file with these columns; None when it is new.

    `named` is what somebody said that it is: then no other source is looked for. Else it is the source whose files
    had the same columns, or asked the same questions in another layout of the same tool; or the same survey, changed.
    """
    if named:
        source = Source.objects.filter(name=named).first()
        return _against(list(_layouts(source)), found, preset) if source is not None else None
    if not has_header:
        return None
    newest = Source.objects.order_by("-agreed_at", "-id")[:LOOKED_AT]
    layouts = [layout for source in newest for layout in _layouts(source)]
    names = plain_names(found.columns)
    same = [
        layout
        for layout in layouts
        # two surveys may both call their questions Q1, Q2: the tool's own number tells them apart
        if same_names(layout.names, names) and not (survey and layout.survey and survey != layout.survey)
    ]
    if same:
        known = _as_agreed(same[0], found)
        sources = list(dict.fromkeys(layout.source for layout in same))
        return known if len(sources) == 1 else _one_of(known, sources)
    return _same_survey(layouts, found, preset, survey)


def layout_changes(mapping: Mapping, layout: dict[str, Any]) -> list[Change]:
    """How a file's columns differ from those agreed for the source that the mapping names; [] for a new source."""
    source = Source.objects.filter(name=mapping.source).first()
    if source is None:
        return []
    preset, sparse = layout.get("preset", "table"), layout.get("format") in SPARSE
    return _against(list(_layouts(source)), mapping, preset, sparse=sparse).changes


def _one_of(known: KnownSource, sources: list[str]) -> KnownSource:
    return replace(known, source="", others=sources)


def _layouts(source: Source) -> Iterator[Layout]:
    now = {
        "preset": source.preset,
        "survey": source.survey,
        "names": source.names,
        "mapping": source.mapping,
        "agreed_by": source.agreed_by,
        "agreed_at": source.agreed_at.isoformat(),
    }
    for stored in (now, *source.earlier):
        yield Layout(
            source.name,
            stored["preset"],
            stored.get("survey", ""),
            stored["names"],
            stored["mapping"],
            stored["agreed_by"],
            datetime.fromisoformat(stored["agreed_at"]),
        )


def _as_agreed(layout: Layout, found: Mapping, *, sparse: bool = False) -> KnownSource:
    agreed = layout.mapping
    mapping = Mapping(
        adopted(agreed.columns, found.columns),
        source=layout.source,
        kind=agreed.kind,
        channel=agreed.channel,
        unit=agreed.unit,
    )
    changes = compare(agreed.columns, found.columns, sparse=sparse)
    return KnownSource(layout.source, layout.agreed_by, layout.agreed_at, mapping, changes)


def _against(layouts: Sequence[Layout], found: Mapping, preset: str, *, sparse: bool = False) -> KnownSource:
    """The file beside the layouts of the source that it is said to come from: the same one, or the nearest."""
    names = plain_names(found.columns)
    same = next((layout for layout in layouts if same_names(layout.names, names)), None)
    if same is not None:
        return _as_agreed(same, found, sparse=sparse)
    twin = next((layout for layout in layouts if _is_twin(layout, found.columns, preset)), None)
    if twin is not None:
        return _other_layout(twin, found)
    nearest = max(layouts, key=lambda layout: len(set(layout.names) & set(names)))
    return _as_agreed(nearest, found, sparse=sparse)


def _is_twin(layout: Layout, columns: Sequence[Column], preset: str) -> bool:
    """Whether this is the same survey of the same tool, exported in its other layout."""
    known = layout.mapping.columns
    if tool_of(preset) != tool_of(layout.preset):
        return False
    if preset == layout.preset:
        return rearranged(known, columns)
    if tool_of(preset) == "limesurvey" and same_codes(known, columns):
        return True
    return same_questions(known, columns) or same_numbers(known, columns)


def _other_layout(layout: Layout, found: Mapping) -> KnownSource:
    agreed = layout.mapping
    mapping = Mapping(
        carried_over(agreed.columns, found.columns),
        source=layout.source,
        kind=agreed.kind,
        channel=agreed.channel,
        unit=agreed.unit,
    )
    changes = [Change("content", name) for name in told_less(agreed.columns, found.columns)]
    return KnownSource(layout.source, layout.agreed_by, layout.agreed_at, mapping, changes)


def _same_survey(layouts: Sequence[Layout], found: Mapping, preset: str, survey: str) -> KnownSource | None:
    """Plain tables of different origin may well have like columns: only a tool's own exports are compared."""
    if preset in ("table", *FILE_KINDS):
        return None
    family = [layout for layout in layouts if tool_of(layout.preset) == tool_of(preset)]
    twins = [layout for layout in family if _is_twin(layout, found.columns, preset)]
    if twins:
        sources = list(dict.fromkeys(layout.source for layout in twins))
        known = _other_layout(twins[0], found)
        return known if len(sources) == 1 else _one_of(known, sources)
    if survey:
        like = [layout for layout in family if layout.survey == survey]
    else:
        like = [
            layout
            for layout in family
            if layout.preset == preset and not layout.survey and alike(layout.mapping.columns, found.columns)
        ]
    if not like:
        return None
    sources = list(dict.fromkeys(layout.source for layout in like))
    nearest = max(like, key=lambda layout: overlap(layout.mapping.columns, found.columns))
    known = _as_agreed(nearest, found)
    return known if len(sources) == 1 else _one_of(known, sources)
