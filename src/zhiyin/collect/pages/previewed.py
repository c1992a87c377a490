"""What the first rows of a file were understood as, in a line each."""

from typing import Any

from django.utils.translation import gettext as _

from zhiyin.collect.phrases import FIELD_LABELS
from zhiyin.collect.phrases.events import event_kind_label
from zhiyin.science.collect.event_drafts import EventDraft, PersonKey
from zhiyin.science.collect.profiles import ProfileRow
from zhiyin.science.collect.purchases import PurchaseRow
from zhiyin.theme.wording import moment, number

MOST_FIELDS = 6
_FIELD_OF = {"name": "customer_name", "joined_on": "joined"}


def meaning_of(understood: Any) -> str:
    """A purchase or a customer in words; "" for feedback, which is shown by its columns."""
    if isinstance(understood, PurchaseRow):
        return _(" · ").join([*map(_event, understood.drafts), *map(_key, understood.keys)])
    if isinstance(understood, ProfileRow):
        fields = list(understood.fields.items())
        parts = [f"{_field(name)}: {_value(value)}" for name, value in fields[:MOST_FIELDS]]
        if len(fields) > MOST_FIELDS:
            parts.append(_("%(n)s more") % {"n": number(len(fields) - MOST_FIELDS)})
        return _(" · ").join([*map(_key, understood.keys), *parts, *map(_event, understood.events)])
    return ""


def _event(draft: EventDraft) -> str:
    parts = [event_kind_label(draft.kind)]
    if draft.amount is not None:
        parts.append(number(draft.amount, 2))
    if draft.product:
        parts.append(draft.product if draft.quantity is None else f"{draft.product} × {draft.quantity:g}")
    if draft.occurred_at is not None:
        parts.append(moment(draft.occurred_at))
    return " ".join(parts)


def _key(key: PersonKey) -> str:
    return f"{FIELD_LABELS.get(key.kind, key.kind)} {key.value}"


def _field(name: str) -> str:
    return str(FIELD_LABELS.get(_FIELD_OF.get(name, name), name))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return number(value) if isinstance(value, int | float) else str(value)[:60]
