"""How `POST /api/v1/customer-events` is described to programs; a test holds it to the drafts' fields."""

from typing import Any, Final

from zhiyin.collect.endpoints.signals_schema import BATCH_ANSWER, ITEM, in_json, one_of, text
from zhiyin.collect.endpoints.signals_schema import OPERATION as OF_SIGNALS
from zhiyin.science.collect.drafts import CUSTOMER_KINDS
from zhiyin.science.collect.event_drafts import EVENT_KINDS

Schema = dict[str, Any]

PERSON: Final[Schema] = {
    "type": ["object", "null"],
    "additionalProperties": False,
    "required": ["value"],
    "properties": {
        "value": text(190, minLength=1),
        "kind": one_of(CUSTOMER_KINDS, "customer_number", "What kind of key it is."),
        "scope": text(60, "The app of an openid, the system of a number."),
        "name": text(100),
    },
}
EVENT: Final[Schema] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "source": text(60, "The system it comes from; “api” when left out."),
        "source_id": text(
            190, "Its id there. The same again adds nothing; other content replaces the event."
        ),
        "kind": {
            "type": "string",
            "pattern": "^[a-z][a-z0-9_]{0,29}$",
            "default": "paid",
            "description": f"{', '.join(EVENT_KINDS)}, or a code of your own.",
        },
        "occurred_at": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "RFC 3339. Only who joined or left may have done so at an unknown time.",
        },
        "customer": PERSON,
        "unit": text(150, "Code, name or alias."),
        "amount": {"type": ["number", "null"], "description": "Two places; what is paid back is negative."},
        "quantity": {"type": ["number", "null"]},
        "order": text(80, "Lines of one order share it."),
        "product": text(120),
        "channel": text(40),
        "is_discounted": {"type": ["boolean", "null"]},
        "attributes": {
            "type": "object",
            "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
            "description": "Anything else worth keeping; personal data in it are masked.",
        },
    },
}
BATCH: Final[Schema] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["events"],
    "properties": {"events": {"type": "array", "minItems": 1, "maxItems": 5_000, "items": EVENT}},
}
OPERATION: Final[Schema] = {
    "parameters": OF_SIGNALS["parameters"],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"anyOf": [EVENT, BATCH]}}},
    },
    "responses": {
        "200": in_json({"anyOf": [BATCH_ANSWER, ITEM]}, "All were taken, or the one was known already"),
        "201": in_json(ITEM, "The one event was accepted"),
        "207": in_json(BATCH_ANSWER, "Some were taken, some rejected; see each item"),
    },
}
