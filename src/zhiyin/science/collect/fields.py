"""What a column of a table can be."""

from typing import Final

SCORES: Final = ("nps", "csat", "ces", "rating")
CUSTOMER_FIELDS: Final = ("customer_number", "wecom", "openid", "unionid", "mobile", "email")
QUESTIONS: Final = ("choice", "choices", "option", "open")
# What a column may be made into by hand; "attribute" keeps it as it is, "ignore" leaves it out.
FIELDS: Final = (
    "attribute", "ignore", "time", "text", "title", "unit", "channel", *SCORES, "number", *QUESTIONS, "id",
    *CUSTOMER_FIELDS, "customer_name", "tier", "touchpoint", "kind", "anonymous", "population", "more",
    "reply", "follow", "parts", "transcript", "clock",
)  # fmt: skip
# Of files that hold no feedback, by their kind.
PURCHASES: Final = "purchases"
CUSTOMERS: Final = "customers"
FILE_KINDS: Final = (PURCHASES, CUSTOMERS)
PURCHASE_FIELDS: Final = (
    "attribute", "ignore", "time", "clock", *CUSTOMER_FIELDS, "customer_name", "tier", "order", "product",
    "product_code", "quantity", "price", "amount", "discount", "refund", "status", "unit", "channel", "id",
)  # fmt: skip
PERSON_FIELDS: Final = (
    "attribute", "ignore", *CUSTOMER_FIELDS, "customer_name", "tier", "language", "born_on", "gender", "city",
    "joined", "left", "acquisition_cost", "company", "unit",
)  # fmt: skip
# These may stand on several columns; of every other field there is one.
REPEATED: Final = frozenset({"attribute", "ignore", *SCORES, "number", *QUESTIONS, "more", "reply"})


def group_of(kind: str) -> str:
    """What a file of rows of this kind holds: feedback, purchases or customers."""
    return kind if kind in FILE_KINDS else "feedback"


def fields_of(kind: str) -> tuple[str, ...]:
    """What a column of a file of this kind can be."""
    return {PURCHASES: PURCHASE_FIELDS, CUSTOMERS: PERSON_FIELDS}.get(kind, FIELDS)
