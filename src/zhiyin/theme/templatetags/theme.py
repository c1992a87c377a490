"""Components of the visual language, for every template (loaded as built-ins)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import CheckboxSelectMultiple
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zhiyin.theme import drawing, wording

register = template.Library()

WIDTHS = {"narrow": 340, "medium": 720, "wide": 1080}
"""A series is drawn for a phone, a card and a whole page, so that its letters have one size; the style shows one."""

DIGITS = {"points": 1, "percent": 1, "mean": 2, "count": 0}
SCALES = {"points": (-100.0, 100.0), "percent": (0.0, 100.0)}


@register.filter
def number(value: float | None, digits: int = 0) -> str:
    return wording.number(value, int(digits))


@register.filter
def signed(value: float | None, digits: int = 0) -> str:
    return wording.signed(value, int(digits))


@register.filter
def amount(value: float | None) -> str:
    return wording.amount(value)


@register.filter
def in_unit(value: float | None, unit: str) -> str:
    """A value with as many digits as its unit has: points and percent 1, means 2, counts 0."""
    return wording.number(value, DIGITS.get(unit, 1))


@register.filter
def plain(value: float | None) -> str:
    """A number for an SVG attribute: a point and no thousands, in every language."""
    return "" if value is None else f"{value:g}"


@register.filter
def plus(value: float, more: float) -> float:
    return float(value) + float(more)


@register.filter
def axis(value: float) -> str:
    """A tick's label with the digits that it needs."""
    return wording.number(value, 0 if value == int(value) else 1 if value * 10 == int(value * 10) else 2)


@register.filter
def between(cell: drawing.Estimated | None, unit: str) -> str:
    """The interval of a cell, in words of its unit."""
    return "–" if cell is None else wording.interval(cell.low, cell.high, DIGITS.get(unit, 1))


@register.filter
def moment(value: datetime | None) -> str:
    return wording.moment(value)


@register.filter
def day(value: date | None) -> str:
    return wording.day(value)


@register.filter
def ago(value: datetime | None) -> str:
    return wording.ago(value)


@register.inclusion_tag("theme/parts/change.html")
def change_chip(cell: Any, unit: str, than: str = "", better: int = 1) -> dict[str, Any]:
    """Whether a change is real, in words. `than` says against what; `better` is −1 when a rise hurts, else 1 or 0."""
    change = getattr(cell, "change", None)
    if change is None or change.value is None:
        return {"change": None}
    digits = DIGITS.get(unit, 1)
    words = wording.signed(change.value, digits)
    if unit == "percent":
        words = _("%(change)s points") % {"change": words}
    direction = 0 if not change.real else (1 if change.value > 0 else -1)
    return {
        "change": change,
        "words": words,
        "than": than,
        "direction": direction,
        "tone": "" if direction * better == 0 else "up" if direction * better > 0 else "down",
        "tested": change.real is not None,
    }


@register.inclusion_tag("theme/parts/interval_dot.html")
def interval_dot(
    cell: Any, low: float, high: float, reference: float | None = None, width: int = 240, tone: str = ""
) -> dict[str, Any]:
    """An interval as a thin line with its value, between the ends of a scale."""
    return {"dot": drawing.dot(cell, low, high, reference=reference, width=width), "cell": cell, "tone": tone}


@register.inclusion_tag("theme/parts/score_tile.html")
def score_tile(
    label: str,
    cell: Any,
    unit: str,
    than: str = "",
    better: int = 1,
    low: float | None = None,
    high: float | None = None,
    url: str = "",
) -> dict[str, Any]:
    """A number with its interval, n and whether it changed. The scale's ends are those of the unit unless given."""
    ends = SCALES.get(unit, (low or 0.0, high or 1.0))
    return {
        "label": label,
        "cell": cell,
        "unit": unit,
        "than": than,
        "better": better,
        "low": ends[0] if low is None else low,
        "high": ends[1] if high is None else high,
        "url": url,
        "has_interval": cell is not None and cell.low is not None,
    }


@register.inclusion_tag("theme/parts/trend.html")
def trend(
    title: str,
    finding: str,
    cells: Sequence[Any],
    labels: Sequence[str],
    unit: str,
    url: str = "",
    note: str = "",
) -> dict[str, Any]:
    """A line with its band, and the table behind it. `cells` in order of time; a cell without a value is a gap."""
    ns = [cell.n for cell in cells]
    return {
        "title": title,
        "finding": finding,
        "drawings": {size: drawing.trend(cells, labels, ns, width=width) for size, width in WIDTHS.items()},
        "unit": unit,
        "url": url,
        "note": note,
        "rows": list(zip(labels, cells, strict=True)),
    }


@register.inclusion_tag("theme/parts/spark.html")
def spark(values: Sequence[float | None]) -> dict[str, Any]:
    """How a number went, without axes, beside numbers that say the same."""
    return {"lines": drawing.spark(values), "width": 110, "height": 20}


@register.inclusion_tag("theme/parts/ranking.html")
def ranking(
    caption: str,
    rows: Sequence[Mapping[str, Any]],
    unit: str,
    reference: float | None = None,
    reference_label: str = "",
    low: float | None = None,
    high: float | None = None,
    better: int = 1,
) -> dict[str, Any]:
    """Places or things compared: rows of {label, cell, url, note}. A row whose interval lies wholly on the wrong side of the
    reference is marked. The scale is what the intervals need."""
    edges = [
        edge
        for row in rows
        for edge in (row["cell"].low, row["cell"].high, row["cell"].value)
        if edge is not None
    ]
    steps = (
        drawing.ticks(min([*edges, reference] if reference is not None else edges), max(edges))
        if edges
        else [0.0, 1.0]
    )
    ends = (steps[0] if low is None else low, steps[-1] if high is None else high)
    shown = []
    for row in rows:
        cell = row["cell"]
        hurts = reference is not None and cell.low is not None and better != 0
        worse = hurts and (cell.high < reference if better > 0 else cell.low > reference)
        dot = drawing.dot(cell, *ends, reference=reference, width=300)
        shown.append({**row, "dot": dot, "tone": "bad" if worse else ""})
    return {
        "caption": caption,
        "rows": shown,
        "unit": unit,
        "reference": reference,
        "reference_label": reference_label,
        "ends": ends,
    }


@register.inclusion_tag("theme/parts/diverging_bars.html")
def diverging_bars(title: str, rows: Iterable[tuple[str, float, float, str, str]]) -> dict[str, Any]:
    """What people are unhappy (left) and happy (right) about: rows of (label, negative %, positive %, change, url)."""
    bars = drawing.diverging(list(rows))
    return {"title": title, "bars": bars, "height": 10 + 32 * len(bars)}


@register.inclusion_tag("theme/parts/shares_bar.html")
def shares_bar(negative: Any, positive: Any) -> dict[str, Any]:
    """Unhappy, neither and happy as one bar, with the intervals of both ends. Its numbers stand beside it."""
    return {"bar": drawing.parts(negative, positive)}


@register.simple_tag
def evidence(text: str, mentions: Iterable[Mapping[str, Any]]) -> SafeString:
    """A customer's words with the evidence underlined in the colour of its feeling. Offsets are into `text`."""
    pieces: list[str] = []
    at = 0
    for mention in sorted(mentions, key=lambda found: (found["start"], -found["end"])):
        start, end, feeling = int(mention["start"]), int(mention["end"]), float(mention["sentiment"])
        if start < at or end <= start or end > len(text):
            continue
        tone = "neg" if feeling < -0.1 else "pos" if feeling > 0.1 else ""
        pieces.append(str(escape(text[at:start])))
        pieces.append(
            f'<mark class="{tone}">{escape(text[start:end])}</mark>'
            if tone
            else f"<mark>{escape(text[start:end])}</mark>"
        )
        at = end
    pieces.append(str(escape(text[at:])))
    return mark_safe("".join(pieces))  # noqa: S308  (every piece of the text was escaped above)


@register.inclusion_tag("theme/parts/clock.html")
def clock(due_at: datetime | None, done_at: datetime | None = None) -> dict[str, Any]:
    """How long until something is due: ▲ late, ◆ within an hour, plain otherwise."""
    if due_at is None:
        return {"state": ""}
    left = (due_at - (done_at or timezone.now())).total_seconds()
    state = "done" if done_at and left >= 0 else "late" if left < 0 else "soon" if left <= 3600 else "open"
    return {"state": state, "words": wording.span_words(left), "due_at": due_at, "done": bool(done_at)}


@register.inclusion_tag("theme/parts/empty.html")
def empty_state(sentence: str, url: str = "", action: str = "", note: str = "") -> dict[str, str]:
    """One sentence why it is empty, one action."""
    return {"sentence": sentence, "url": url, "action": action, "note": note}


@register.inclusion_tag("theme/parts/field.html")
def field(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """A form field: label above, hint below, errors in words next to it, tied together for screen readers."""
    name = bound.auto_id
    described = [f"{name}-hint"] if hint or bound.help_text else []
    described += [f"{name}-error"] if bound.errors else []
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    found = {"bound": bound, "hint": hint or bound.help_text}
    if isinstance(bound.field.widget, CheckboxSelectMultiple):
        return found | {"choices": list(bound), "described": " ".join(described)}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return found | {"widget": bound.as_widget(attrs=attributes)}


@register.inclusion_tag("theme/parts/pager.html")
def pager(newer_url: str = "", older_url: str = "") -> dict[str, str]:
    return {"newer_url": newer_url, "older_url": older_url}
