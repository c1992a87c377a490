"""What a metric can be broken down by."""

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyin.measure.errors import UnknownDimension
from zhiyin.measure.queries.periods import GRAINS

STEP = 4
"""Characters of a unit path for each level."""
DEEPEST = 15

Kind = Literal["unit", "level", "children", "code", "aspect", "answer", "time"]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to break down. `columns` are the facts' columns it looks at.

    `unit` is the unit itself; `level` cuts its path after `level` + 1 steps, `children` one step below the unit asked
    about; `answer` exists for answers only; an `aspect` (or category, or annotation) is multi-valued: a signal counts
    under each of its aspects, which lie in `table`. `only` narrows such a one to a single code, or to a group of them
    where it ends in "." or ":".
    """

    code: str
    kind: Kind
    columns: tuple[str, ...]
    level: int = 0
    table: str = ""
    only: str = ""

    @property
    def is_multiple(self) -> bool:
        """Whether one row counts in several cells, so that cells never add up to the total."""
        return self.kind == "aspect"

    @property
    def label(self) -> str:
        """What people call it."""
        if self.kind == "level" and self.code != "region":
            return str(_("Level %(level)s")) % {"level": self.level}
        return str(LABELS[self.code])


LABELS: dict[str, str | Promise] = {
    "unit": _("Unit"),
    "region": _("Region"),
    "children": _("Units below"),
    "channel": _("Channel"),
    "touchpoint": _("Touchpoint"),
    "kind": _("Kind"),
    "source": _("Source"),
    "language": _("Language"),
    "tier": _("Customer tier"),
    "visit_route": _("Purchase route"),
    "sentiment_label": _("Sentiment"),
    "aspect": _("Aspect"),
    "category": _("Category of a taxonomy"),
    "annotation": _("What the words show"),
    "item": _("Question"),
    "construct": _("Construct"),
    "day": _("Day"),
    "week": _("Week"),
    "month": _("Month"),
    "quarter": _("Quarter"),
    "year": _("Year"),
}

DIMENSIONS: dict[str, Dimension] = {
    dimension.code: dimension
    for dimension in (
        Dimension("unit", "unit", ("unit_id",)),
        Dimension("region", "level", ("unit_path",), level=1),
        Dimension("children", "children", ("unit_path",)),
        *(
            Dimension(code, "code", (code,))
            for code in (
                "channel",
                "touchpoint",
                "kind",
                "source",
                "language",
                "tier",
                "visit_route",
                "sentiment_label",
            )
        ),
        Dimension("aspect", "aspect", ("aspect",), table="mentions"),
        Dimension("category", "aspect", ("category",), table="categories"),
        Dimension("annotation", "aspect", ("annotation_kind", "annotation"), table="annotations"),
        Dimension("item", "answer", ("item",)),
        Dimension("construct", "answer", ("construct",)),
        *(Dimension(grain, "time", ("day",) if grain in ("day", "week") else ("month",)) for grain in GRAINS),
    )
}

_LEVEL = re.compile(r"level:(\d{1,2})")
_NARROWED = re.compile(r"(aspect|category|annotation):([a-z0-9_.:]{1,150})")


def dimension_named(name: str) -> Dimension:
    """The dimension of that code, `level:N` (0 is the root, 1 what lies directly below), or one narrowed to a code or a
    group of codes: `aspect:queue`, `category:restaurant.`, `annotation:intent:complaint`. Raises UnknownDimension."""
    code = name.strip().casefold()
    if match := _LEVEL.fullmatch(code):
        level = int(match[1])
        if level <= DEEPEST:
            return Dimension(f"level:{level}", "level", ("unit_path",), level=level)
    if match := _NARROWED.fullmatch(code):
        return replace(DIMENSIONS[match[1]], only=match[2])
    found = DIMENSIONS.get(code)
    if found is None:
        known = (*DIMENSIONS, "level:1")
        near = get_close_matches(code, known, n=1, cutoff=0.4)
        raise UnknownDimension(name, near[0] if near else "", known)
    return found
