"""What a mapping may be, and how cells leave the house again."""

from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from zhiyin.journal.errors import Invalid
from zhiyin.science.collect.columns import CUSTOMER_FIELDS, REPEATED, SCORES, Column
from zhiyin.science.collect.drafts import KINDS, SCALES
from zhiyin.science.collect.fields import FILE_KINDS, fields_of
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.satisfaction import settle_keys

# How many columns an error lists.
MOST_NAMED = 60


def checked_mapping(stored: dict[str, Any]) -> Mapping:
    """A mapping chosen by a person or a program. Raises Invalid with what cannot be."""
    try:
        mapping = Mapping.from_json(stored)
    except (TypeError, KeyError) as error:
        raise Invalid(_("The mapping has not the form that the import shows.")) from error
    if mapping.kind not in (*KINDS, *FILE_KINDS):
        raise Invalid(_("This kind is not known: %(kind)s."), kind=str(mapping.kind))
    mapping.source = mapping.source.strip()
    if not 1 <= len(mapping.source) <= 60:
        raise Invalid(_("A source has a name of 1 to 60 characters."))
    taken: dict[str, str] = {}
    allowed = fields_of(mapping.kind)
    for column in mapping.columns:
        if column.field not in allowed:
            raise Invalid(
                _("“%(column)s” cannot be “%(field)s”."), column=column.name, field=str(column.field)
            )
        group = _group(column.field, mapping.kind)
        if group not in REPEATED and group in taken:
            raise Invalid(
                _("“%(one)s” and “%(two)s” cannot both be the same thing. Keep one as an attribute."),
                one=taken[group],
                two=column.name,
            )
        taken[group] = column.name
        settle_keys(column)
        low, high = column.scale_min, column.scale_max
        if column.field in SCALES:
            usual = SCALES[column.field]
            column.scale_min = low = usual[0] if low is None else low
            column.scale_max = high = usual[1] if high is None else high
            if not (isfinite(low) and isfinite(high) and low < high):
                raise Invalid(
                    _("The scale of “%(column)s” needs a lowest value below its highest."), column=column.name
                )
            if column.field == "nps" and (low, high) != (0, 10):
                raise Invalid(_("“%(column)s”: NPS has the scale 0–10."), column=column.name)
    return mapping


def with_choices(
    stored: dict[str, Any],
    *,
    source: str | None = None,
    kind: str | None = None,
    channel: str | None = None,
    unit: str | None = None,
    columns: dict[str, str] | None = None,
    scales: dict[str, tuple[float, float]] | None = None,
) -> Mapping:
    """A guessed mapping with what somebody knows better; `columns` maps a field to the column that is it, `scales` a
    column to its lowest and highest value, which settles a scale that was asked for.

    Raises Invalid for an unknown field, a column that is not there, or a mapping that cannot be.
    """
    mapping = Mapping.from_json(stored)
    mapping.source = source or mapping.source
    mapping.kind = kind or mapping.kind
    mapping.channel = channel or mapping.channel
    mapping.unit = unit or mapping.unit
    for name, wanted in (columns or {}).items():
        _choose(mapping, name, wanted)
    for name, (low, high) in (scales or {}).items():
        column = _named(mapping, name)
        if column.field not in SCORES:
            raise Invalid(_("“%(column)s” is no score: it has no scale."), column=name)
        column.scale_min, column.scale_max, column.asked = low, high, []
    return checked_mapping(mapping.as_json())


def _choose(mapping: Mapping, name: str, wanted: str) -> None:
    allowed = fields_of(mapping.kind)
    if name not in allowed:
        raise Invalid(
            _("“%(field)s” is no field. Use one of: %(fields)s."), field=name, fields=_(", ").join(allowed)
        )
    column = _named(mapping, wanted)
    for other in mapping.columns:
        if name not in REPEATED and _group(other.field, mapping.kind) == _group(name, mapping.kind):
            other.field = "attribute"
    column.field = name
    if name not in SCORES or name == "nps":
        column.asked = []


def _named(mapping: Mapping, wanted: str) -> Column:
    column = next((column for column in mapping.columns if column.name == wanted), None)
    if column is None:
        names = _(", ").join(column.name for column in mapping.columns[:MOST_NAMED])
        raise Invalid(
            _("There is no column “%(column)s”. The columns are: %(names)s."), column=wanted, names=names
        )
    return column


def _group(name: str, kind: str) -> str:
    """Fields of which a row has one: of feedback all keys of a customer count as one."""
    return "customer" if name in CUSTOMER_FIELDS and kind not in FILE_KINDS else name
