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
# These may stand on several columns; of every other field there is one.
REPEATED: Final = frozenset({"attribute", "ignore", *SCORES, "number", *QUESTIONS, "more", "reply"})
