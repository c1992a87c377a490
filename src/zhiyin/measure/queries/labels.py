"""Keys of rows with what people read: units as far as the actor may see them, codes in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiyin.accounts.queries.units import UnitNode
from zhiyin.collect.queries.items import wordings
from zhiyin.journeys.models import Touchpoint
from zhiyin.measure.phrases import CHANNELS, CONSTRUCTS, KINDS, LANGUAGES, SENTIMENTS, TIERS, VISIT_ROUTES
from zhiyin.measure.queries.dimensions import Dimension
from zhiyin.measure.queries.periods import Period, period_at
from zhiyin.measure.queries.plan import Plan
from zhiyin.measure.queries.question import Key
from zhiyin.science.understand.aspects.dictionary import aspects
from zhiyin.theme import wording
from zhiyin.understand.phrases.annotations import CODES as CODES_OF_ANNOTATIONS
from zhiyin.understand.phrases.annotations import label_of
from zhiyin.understand.queries.taxonomies import category_names, kept_taxonomies

CODES: dict[str, Mapping[str, Any]] = {
    "sentiment_label": SENTIMENTS,
    "language": LANGUAGES,
    "construct": CONSTRUCTS,
    "kind": KINDS,
    "channel": CHANNELS,
    "tier": TIERS,
    "visit_route": VISIT_ROUTES,
}
"""Words for the codes of a dimension."""


class Labeller:
    """Turns what the facts hold into keys; one for each answer, so that each is worked out once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._known: list[dict[Any, Key]] = [{} for _ in plan.dimensions]
        self._makers: list[Callable[[Any], Key]] = [self._maker(dimension) for dimension in plan.dimensions]

    def keys(self, found: tuple[Any, ...]) -> tuple[Key, ...]:
        """The keys of one row."""
        made = []
        for known, make, value in zip(self._known, self._makers, found, strict=True):
            key = known.get(value)
            if key is None:
                key = known[value] = make(value)
            made.append(key)
        return tuple(made)

    def _maker(self, dimension: Dimension) -> Callable[[Any], Key]:
        code = dimension.code
        match dimension.kind:
            case "unit":
                return lambda value: self._unit(code, self._plan.tree.by_id.get(value))
            case "level" | "children":
                tree = self._plan.tree
                return lambda value: self._unit(
                    code, tree.by_path.get(value) or tree.by_former_path.get(value)
                )
            case "time":
                return lambda value: _period(code, value)
        names = NAMES[code]() if code in NAMES else CODES.get(code, {})
        return lambda value: _code(code, value, names)

    def _unit(self, code: str, node: UnitNode | None) -> Key:
        if node is None or not any(node.path.startswith(path) for path in self._plan.paths):
            # It has gone, or has moved out of the actor's sight; what happened then still counts here.
            return Key(code, None, _("A unit that has moved"), is_unit=True)
        return Key(code, str(node.id), node.label, code=node.code, path=node.path, is_unit=True)


def _code(dimension: str, value: str | None, names: Mapping[str, Any]) -> Key:
    if value is None:
        return Key(dimension, None, _("Not known"))
    return Key(dimension, value, str(names.get(value, value)))


def _touchpoints() -> dict[str, str]:
    english = (get_language() or "").startswith("en")
    return {
        code: (name_en or name) if english else name
        for code, name, name_en in Touchpoint.objects.values_list("code", "name", "name_en")
    }


def _aspects() -> dict[str, str]:
    english = (get_language() or "").startswith("en")
    return {aspect.code: aspect.en if english else aspect.zh for aspect in aspects()}


def _categories() -> dict[str, str]:
    return category_names((row.taxonomy for row in kept_taxonomies()), get_language() or "")


def _annotations() -> dict[str, str]:
    return {f"{kind}:{code}": label_of(kind, code) for kind, code in CODES_OF_ANNOTATIONS}


NAMES: dict[str, Callable[[], Mapping[str, Any]]] = {
    "touchpoint": _touchpoints,
    "aspect": _aspects,
    "category": _categories,
    "annotation": _annotations,
    "item": wordings,
}
"""Names that lie in tables."""


def period_of(grain: str, value: Any) -> Period:
    """The period that a column of time means."""
    match grain:
        case "day" | "week":
            day = value
        case "month":
            day = date(int(value[:4]), int(value[5:7]), 1)
        case "quarter":
            day = date(int(value[:4]), 3 * int(value[6]) - 2, 1)
        case _:
            day = date(int(value), 1, 1)
    return period_at(day, grain)


def _period(dimension: str, value: Any) -> Key:
    period = value if isinstance(value, Period) else period_of(dimension, value)
    return Key(dimension, period.key, period_label(period, dimension), start=period.start, end=period.end)


def period_label(period: Period, grain: str) -> str:
    """The period as people write it."""
    match grain:
        case "day":
            return wording.day(period.start)
        case "week":
            year, week, _weekday = period.start.isocalendar()
            return _("Week %(week)s, %(year)s") % {"week": week, "year": year}
        case "month":
            return date_format(period.start, _("M Y"))
        case "quarter":
            quarter = (period.start.month + 2) // 3
            return _("Q%(quarter)s %(year)s") % {"quarter": quarter, "year": period.start.year}
    return str(period.start.year)
