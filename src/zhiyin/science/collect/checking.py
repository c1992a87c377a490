"""What a draft may hold. A value outside its scale is an error, never clipped (METHODS, conventions)."""

import math
from typing import Any, Final, NamedTuple

from zhiyin.science.collect.drafts import (
    CONSTRUCTS,
    CUSTOMER_KINDS,
    IDENTITIES,
    KINDS,
    POPULATIONS,
    ROLES,
    SCALES,
    STATUSES,
    AnswerDraft,
    SignalDraft,
)

LONGEST_TEXT: Final = 50_000
LONGEST_TITLE: Final = 200
MOST_ANSWERS: Final = 500
MOST_ATTRIBUTES: Final = 1_000
LONGEST_ATTRIBUTES: Final = 200_000  # characters in all keys and values

_KINDS, _CONSTRUCTS = frozenset(KINDS), frozenset(CONSTRUCTS)
_ROLES, _STATUSES = frozenset(ROLES), frozenset(STATUSES)
_POPULATIONS, _IDENTITIES = frozenset(POPULATIONS), frozenset(IDENTITIES)
_LENGTHS: Final = (
    ("text", LONGEST_TEXT),
    ("title", LONGEST_TITLE),
    ("source_id", 190),
    ("source", 60),
    ("channel", 40),
    ("unit", 150),
    ("touchpoint", 80),
    ("tier", 30),
)
_ANSWER_LENGTHS: Final = (("item", 60), ("choice", 190), ("touchpoint", 80), ("factor", 50), ("product", 80))


class Problem(NamedTuple):
    """Why a draft cannot be taken: where (a JSON pointer), a stable code, the numbers its sentence needs."""

    pointer: str
    code: str
    data: dict[str, Any] = {}


def problem_of(draft: SignalDraft) -> Problem | None:
    """The first thing that is wrong with a draft, or None. About 2 µs for a draft without problems."""
    if draft.kind not in _KINDS:
        return Problem("/kind", "unknown_kind", {"allowed": ", ".join(KINDS)})
    if draft.population not in _POPULATIONS:
        return Problem("/population", "unknown_choice", {"allowed": ", ".join(POPULATIONS)})
    if draft.identity not in _IDENTITIES:
        return Problem("/identity", "unknown_choice", {"allowed": ", ".join(IDENTITIES)})
    if not _plain(draft) and (problem := _words(draft)):
        return problem
    if draft.occurred_at is not None and not 1970 <= draft.occurred_at.year < 2100:
        return Problem("/occurred_at", "time_out_of_range")
    if draft.customer is not None and (problem := _customer(draft)):
        return problem
    if draft.answers and (problem := _answers(draft.answers)):
        return problem
    if draft.attributes and (problem := attributes_problem(draft.attributes)):
        return problem
    if not (draft.text or draft.answers or draft.title or draft.attributes):
        return Problem("", "empty")
    return None


def _plain(draft: SignalDraft) -> bool:
    """Whether no word of the draft is too long or holds a NUL; the quick answer for nearly all of them."""
    text, channel, tier = draft.text, draft.channel, draft.tier
    others = draft.source_id + draft.source + channel + draft.unit + draft.title + draft.touchpoint + tier
    return (
        len(text) <= LONGEST_TEXT
        and "\0" not in text
        and "\0" not in others
        and len(channel) <= 40
        and len(tier) <= 30
        and (
            len(others) <= 60
            or (
                len(draft.source) <= 60
                and len(draft.touchpoint) <= 80
                and len(draft.unit) <= 150
                and len(draft.source_id) <= 190
                and len(draft.title) <= LONGEST_TITLE
            )
        )
    )


def _words(draft: SignalDraft) -> Problem | None:
    if len(draft.text) > LONGEST_TEXT:
        return Problem("/text", "text_too_long", {"limit": LONGEST_TEXT, "length": len(draft.text)})
    for name, limit in _LENGTHS:
        if problem := string_problem(f"/{name}", getattr(draft, name), limit):
            return problem
    return None


def string_problem(pointer: str, value: str, limit: int) -> Problem | None:
    """What is wrong with a word of at most `limit` characters."""
    if len(value) > limit:
        return Problem(pointer, "too_long", {"limit": limit})
    if "\0" in value:
        return Problem(pointer, "nul")
    return None


def _customer(draft: SignalDraft) -> Problem | None:
    customer = draft.customer
    assert customer is not None
    if customer.kind not in CUSTOMER_KINDS:
        return Problem("/customer/kind", "unknown_choice", {"allowed": ", ".join(CUSTOMER_KINDS)})
    if not customer.value.strip():
        return Problem("/customer/value", "required")
    return (
        string_problem("/customer/value", customer.value, 190)
        or string_problem("/customer/name", customer.name, 100)
        or string_problem("/customer/scope", customer.scope, 60)
    )


def _answers(answers: list[AnswerDraft]) -> Problem | None:
    if len(answers) > MOST_ANSWERS:
        return Problem("/answers", "too_many", {"limit": MOST_ANSWERS})
    for position, answer in enumerate(answers):
        if not _usual(answer) and (problem := _answer(answer)):
            return problem._replace(pointer=f"/answers/{position}{problem.pointer}")
    return None


def _usual(answer: AnswerDraft) -> bool:
    """Whether it is a value within its own scale and nothing else; the quick answer for nearly all of them."""
    value, low, high = answer.value, answer.scale_min, answer.scale_max
    return (
        value is not None
        and low is not None
        and high is not None
        and -1e15 < low <= value <= high < 1e15
        and low < high
        and answer.status == "answered"
        and answer.polarity == 1
        and (
            answer.construct in _USUAL
            or (answer.construct == "nps" and (low, high) == (0, 10) and value in _NPS_VALUES)
        )
        and answer.role in _ROLES
        and not (answer.choice or answer.touchpoint or answer.factor or answer.product)
        and len(answer.item) <= 60
        and "\0" not in answer.item
    )


_USUAL: Final = frozenset({"csat", "ces", "rating", "number"})


def _answer(answer: AnswerDraft) -> Problem | None:
    if answer.construct not in _CONSTRUCTS:
        return Problem("/construct", "unknown_choice", {"allowed": ", ".join(CONSTRUCTS)})
    if answer.role not in _ROLES:
        return Problem("/role", "unknown_choice", {"allowed": ", ".join(ROLES)})
    if answer.status not in _STATUSES:
        return Problem("/status", "unknown_choice", {"allowed": ", ".join(STATUSES)})
    if answer.polarity not in (1, -1):
        return Problem("/polarity", "unknown_choice", {"allowed": "1, -1"})
    if answer.item or answer.choice or answer.touchpoint or answer.factor or answer.product:
        for name, limit in _ANSWER_LENGTHS:
            value = getattr(answer, name)
            if value and (problem := string_problem(f"/{name}", value, limit)):
                return problem
    return _value(answer)


def _value(answer: AnswerDraft) -> Problem | None:
    value = answer.value
    if answer.status != "answered":
        return None if value is None else Problem("/value", "value_without_answer")
    if value is None:
        return None if answer.choice or answer.construct == "text" else Problem("/value", "required")
    low, high = scale_of(answer)
    if low is None or high is None:
        return None if math.isfinite(value) else Problem("/value", "not_a_number")
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        return Problem("/scale_max", "scale_upside_down")
    if answer.construct == "nps":
        if (low, high) != (0.0, 10.0):  # METHODS A1: other scales must be refused
            return Problem("/scale_max", "nps_scale")
        if value not in _NPS_VALUES:
            return Problem("/value", "out_of_scale", {"low": 0, "high": 10, "value": _short(value)})
    elif not low <= value <= high:  # also false for NaN
        data = {"low": _short(low), "high": _short(high), "value": _short(value)}
        return Problem("/value", "out_of_scale", data)
    return None


_NPS_VALUES: Final = frozenset(float(n) for n in range(11))


def scale_of(answer: AnswerDraft) -> tuple[float | None, float | None]:
    """The answer's own scale, completed by that of its construct."""
    low, high = SCALES.get(answer.construct, (None, None))
    return (
        answer.scale_min if answer.scale_min is not None else low,
        answer.scale_max if answer.scale_max is not None else high,
    )


def _short(number: float) -> float | int | str:
    if not math.isfinite(number):
        return str(number)
    return int(number) if number == int(number) and abs(number) < 1e15 else number


def attributes_problem(attributes: dict[str, Any]) -> Problem | None:
    """What is wrong with attributes: their number, names, kinds, size."""
    if len(attributes) > MOST_ATTRIBUTES:
        return Problem("/attributes", "too_many", {"limit": MOST_ATTRIBUTES})
    total = 0
    for key, value in attributes.items():
        total += len(key)
        if not key or len(key) > 100 or "\0" in key:
            return Problem("/attributes", "attribute_name")
        if isinstance(value, str):
            total += len(value)
            if "\0" in value:
                return Problem(f"/attributes/{escaped(key)}", "nul")
        elif isinstance(value, int | float):
            if value != value or abs(value) > 9e15:
                return Problem(f"/attributes/{escaped(key)}", "number_too_large")
        elif value is not None:
            return Problem(f"/attributes/{escaped(key)}", "attribute_type")
    if total > LONGEST_ATTRIBUTES:
        return Problem("/attributes", "too_long", {"limit": LONGEST_ATTRIBUTES})
    return None


def escaped(name: str) -> str:
    """A name as a part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
