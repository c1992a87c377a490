"""The lake's tables: explicit Arrow schemas, one wide row per thing counted.

`signals` has one row per signal, `answers` one per answer, `mentions` one per (signal, aspect), `categories` one per
(signal, category of a taxonomy), `annotations` one per (signal, kind, code). The shared dimensions are
repeated on all of them so that no query needs a join. No text, name or contact is ever stored here; a customer is a
random key. Partitioned by `month`, sorted within a month by unit and time.
"""

import pyarrow as pa

DIMENSIONS: list[pa.Field] = [
    pa.field("month", pa.string()),  # "2026-11", in the organisation's zone
    pa.field("day", pa.date32()),  # in the organisation's zone
    pa.field("hour", pa.int8()),
    pa.field("occurred_at", pa.timestamp("us", tz="UTC")),
    pa.field("received_at", pa.timestamp("us", tz="UTC")),
    pa.field("signal_id", pa.int64()),
    pa.field("revision", pa.int32()),
    pa.field("unit_id", pa.int64()),
    pa.field("unit_path", pa.string()),  # as was, when the signal occurred
    pa.field("kind", pa.string()),
    pa.field("channel", pa.string()),
    pa.field("source", pa.string()),
    pa.field("touchpoint", pa.string()),  # code, null when unknown
    pa.field("respondent", pa.int64()),  # customer's random key, or the signal's id when nobody is known
    pa.field("tier", pa.string()),  # as was
    pa.field(
        "visit_route", pa.string()
    ),  # walk_in, booking, group_buy, delivery, takeaway; null when unknown
    pa.field(
        "population", pa.string()
    ),  # customer, staff, inspector, test; of customers left out: copy, spam
    pa.field("identity", pa.string()),  # known, confidential, anonymous
    pa.field("language", pa.string()),
    pa.field("has_text", pa.bool_()),
    pa.field("sentiment", pa.float32()),  # -1..1, null when not read
    pa.field("sentiment_label", pa.string()),  # negative, neutral, mixed, positive; null when not read
]

SIGNALS = pa.schema(DIMENSIONS)

ANSWERS = pa.schema(
    [
        *DIMENSIONS,
        pa.field("answer_id", pa.int64()),
        pa.field("item", pa.string()),  # the question's code within its source
        pa.field("construct", pa.string()),  # nps, csat, ces, stars, ...
        pa.field("role", pa.string()),  # plain, expectation, experience, importance, ...
        pa.field("value", pa.float64()),  # null unless status is "answered"
        pa.field("scale_min", pa.float64()),
        pa.field("scale_max", pa.float64()),
        pa.field("polarity", pa.int8()),  # +1: higher is better
        pa.field("status", pa.string()),
        pa.field("overall", pa.bool_()),  # false: a rating of a part, beside one of the whole
        pa.field("factor", pa.string()),
        pa.field("product", pa.string()),
        pa.field("staff_id", pa.int64()),
    ]
)

MENTIONS = pa.schema(
    [
        *DIMENSIONS,
        pa.field("aspect", pa.string()),
        pa.field("aspect_sentiment", pa.float32()),
        pa.field("aspect_label", pa.string()),
    ]
)

CATEGORIES = pa.schema(
    [
        *DIMENSIONS,
        pa.field("category", pa.string()),  # with its taxonomy: "restaurant.dish_taste"
        pa.field("aspect_sentiment", pa.float32()),  # about the category
        pa.field("aspect_label", pa.string()),
    ]
)

ANNOTATIONS = pa.schema(
    [
        *DIMENSIONS,
        pa.field("annotation_kind", pa.string()),  # emotion, effort, expectation, intent, ...
        pa.field("annotation", pa.string()),  # the code within its kind
        pa.field("strength", pa.float32()),  # 0..1
    ]
)

TABLES: dict[str, pa.Schema] = {
    "signals": SIGNALS,
    "answers": ANSWERS,
    "mentions": MENTIONS,
    "categories": CATEGORIES,
    "annotations": ANNOTATIONS,
}

# Minimum and maximum are kept only for these: statistics outlive a deleted row.
STATISTICS_COLUMNS: tuple[str, ...] = ("day", "occurred_at", "unit_path", "unit_id", "signal_id")
