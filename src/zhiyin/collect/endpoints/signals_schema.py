"""How `POST /api/v1/signals` is described to programs (OpenAPI 3.1); a test holds it to the drafts' fields."""

from typing import Any, Final

from zhiyin.science.collect.checking import LONGEST_TEXT, LONGEST_TITLE, MOST_ANSWERS
from zhiyin.science.collect.drafts import (
    CONSTRUCTS,
    CUSTOMER_KINDS,
    IDENTITIES,
    KINDS,
    POPULATIONS,
    ROLES,
    STATUSES,
)

Schema = dict[str, Any]


def text(limit: int, about: str = "", **more: Any) -> Schema:
    # no NUL characters
    return {"type": "string", "maxLength": limit, "pattern": r"^[^\u0000]*$", "description": about, **more}


def one_of(values: tuple[str, ...], default: str, about: str = "") -> Schema:
    return {"type": "string", "enum": list(values), "default": default, "description": about}


ANSWER: Final[Schema] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "item": text(60, "The question's code within its source; the construct when left out."),
        "construct": one_of(
            CONSTRUCTS, "rating", "What is measured. Its usual scale is taken when none is given."
        ),
        "role": one_of(ROLES, "plain"),
        "value": {
            "type": ["number", "null"],
            "description": "Within the scale; a whole number 0–10 for nps.",
        },
        "scale_min": {"type": ["number", "null"]},
        "scale_max": {"type": ["number", "null"]},
        "polarity": {"type": "integer", "enum": [1, -1], "default": 1, "description": "1: higher is better."},
        "status": one_of(STATUSES, "answered"),
        "choice": text(190, "What was chosen, in words."),
        "touchpoint": text(80),
        "factor": text(50),
        "product": text(80),
    },
}
CUSTOMER: Final[Schema] = {
    "type": ["object", "null"],
    "additionalProperties": False,
    "required": ["value"],
    "properties": {
        "value": text(190, minLength=1),
        "kind": one_of(CUSTOMER_KINDS, "customer_number", "What kind of key it is."),
        "name": text(100),
        "scope": text(60, "The app of an OpenID, the corporation of a WeCom id, the system of a number."),
    },
}
SIGNAL: Final[Schema] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "source": text(60, "The system it comes from; “api” when left out."),
        "source_id": text(190, "Its id there. The same again adds nothing; other content is a revision."),
        "kind": one_of(KINDS, "survey"),
        "channel": text(40, "wechat, app, store, phone, …"),
        "occurred_at": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "RFC 3339; the time of receipt when left out, and marked as assumed.",
        },
        "unit": text(150, "Code, name or alias. An unknown one arrives under “unsorted”."),
        "touchpoint": text(80, "Code or name."),
        "customer": CUSTOMER,
        "tier": text(30),
        "population": one_of(
            POPULATIONS, "customer", "Whose numbers it counts in; a mystery visit is never a customer's."
        ),
        "identity": one_of(IDENTITIES, "known", "What the customer was promised."),
        "title": text(LONGEST_TITLE),
        "text": text(LONGEST_TEXT, "Personal data in it are masked before it is stored."),
        "answers": {"type": "array", "maxItems": MOST_ANSWERS, "items": ANSWER},
        "attributes": {
            "type": "object",
            "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
            "description": "Anything else worth keeping; masked like the text. Of the visit: visit_route (walk_in, booking, "
            "group_buy, delivery, takeaway), voucher (yes, no), occasion, party_size, spend, spend_per_person.",
        },
    },
}
ITEM: Final[Schema] = {
    "type": "object",
    "required": ["status", "id"],
    "properties": {
        "status": {"type": "string", "enum": ["accepted", "revised", "duplicate", "rejected"]},
        "id": {"type": ["string", "null"], "description": "Null when rejected, and of an anonymous signal."},
        "receipt": {
            "type": ["string", "null"],
            "description": "Of a new anonymous signal: for the respondent, to see and delete what was said.",
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "detail")},
            },
        },
    },
}
BATCH: Final[Schema] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["signals"],
    "properties": {"signals": {"type": "array", "minItems": 1, "maxItems": 5_000, "items": SIGNAL}},
}
BATCH_ANSWER: Final[Schema] = {
    "type": "object",
    "required": ["accepted", "revised", "duplicates", "rejected", "results"],
    "properties": {
        **{name: {"type": "integer"} for name in ("accepted", "revised", "duplicates", "rejected")},
        "results": {"type": "array", "items": ITEM},
    },
}


def in_json(schema: Schema, description: str) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


OPERATION: Final[Schema] = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "schema": {"type": "string", "minLength": 1, "maxLength": 190, "pattern": "^[!-~]+$"},
            "description": "The same key with the same body is answered alike; with another body 422.",
        }
    ],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"anyOf": [SIGNAL, BATCH]}}},
    },
    "responses": {
        "200": in_json({"anyOf": [BATCH_ANSWER, ITEM]}, "All were taken, or the one was known already"),
        "201": in_json(ITEM, "The one signal was accepted"),
        "207": in_json(BATCH_ANSWER, "Some were taken, some rejected; see each item"),
    },
}
