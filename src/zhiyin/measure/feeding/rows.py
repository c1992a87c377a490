"""From the record's raw rows to the lake's tables, column by column."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from zhiyin.collect import feeds as collected
from zhiyin.collect.feeds import ANSWER_COLUMNS, SIGNAL_COLUMNS, Selection
from zhiyin.facts.tables import ANNOTATIONS, ANSWERS, CATEGORIES, DIMENSIONS, MENTIONS, SIGNALS, TABLES
from zhiyin.science.collect.context import VISIT_ROUTES
from zhiyin.science.collection import no_collection
from zhiyin.understand import feeds as understood
from zhiyin.understand.feeds import Understood
from zhiyin.understand.queries.ratings import OF_PART, OF_STARS, OF_WHOLE, STARS

Columns = dict[str, pa.Array]
# Programs may give any text for a route, and no text comes into the lake.
_ROUTES: dict[object, str] = {route: route for route in VISIT_ROUTES}


def rows_of(selection: Selection) -> dict[str, pa.Table]:
    """The rows of the tables for these signals, by their current state; erased signals have none."""
    with no_collection():
        return _rows_of(selection)


def _rows_of(selection: Selection) -> dict[str, pa.Table]:
    signals = collected.signals(selection)
    if not signals:
        return {name: schema.empty_table() for name, schema in TABLES.items()}
    read = understood.readings(selection)
    shared = _shared(signals, read)
    return {
        "signals": pa.Table.from_arrays([shared[name] for name in SIGNALS.names], schema=SIGNALS),
        "answers": _answers(shared, collected.answers(selection)),
        "mentions": _mentions(shared, read),
        "categories": _categories(shared, read),
        "annotations": _annotations(shared, read),
    }


def _columns(rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> dict[str, Sequence[Any]]:
    return dict(zip(names, zip(*rows, strict=True), strict=True))


def _text(values: Sequence[Any]) -> pa.Array:
    """Text; the empty text, which the record keeps for "none", becomes null."""
    found = pa.array(values, pa.string())
    return pc.if_else(pc.equal(found, ""), pa.scalar(None, pa.string()), found)


def _moments(values: Sequence[Any]) -> pa.Array:
    """Times in UTC from what drivers give: text, naive (UTC) or aware datetimes."""
    if values and isinstance(values[0], str):
        return pa.array(values, pa.string()).cast(pa.timestamp("us")).cast(pa.timestamp("us", tz="UTC"))
    return pa.array(values, pa.timestamp("us", tz="UTC"))


def _shared(rows: Sequence[tuple[Any, ...]], read: Understood) -> Columns:
    """The columns that all tables share, one value per signal."""
    raw = _columns(rows, SIGNAL_COLUMNS)
    ids = pa.array(raw["id"], pa.int64())
    revision = pa.array(raw["revision"], pa.int32())
    occurred = _moments(raw["occurred"])
    local = pc.local_timestamp(occurred.cast(pa.timestamp("us", tz=settings.TIME_ZONE)))
    reading = _reading_of(ids, revision, read)
    return {
        "month": _months(local),
        "day": local.cast(pa.date32()),
        "hour": pc.hour(local).cast(pa.int8()),
        "occurred_at": occurred,
        "received_at": _moments(raw["received"]),
        "signal_id": ids,
        "revision": revision,
        "unit_id": pa.array(raw["unit_id"], pa.int64()),
        "unit_path": pa.array(raw["unit_path"], pa.string()),
        "kind": pa.array(raw["kind"], pa.string()),
        "channel": _text(raw["channel"]),
        "source": pa.array(raw["source"], pa.string()),
        "touchpoint": pa.array(raw["touchpoint__code"], pa.string()),
        "respondent": pc.coalesce(
            pa.array(raw["customer__person_id"], pa.int64()), pa.array(raw["pseudonym"], pa.int64()), ids
        ),
        "tier": _text(raw["tier"]),
        "visit_route": pa.array([_ROUTES.get(route) for route in raw["visit_route"]], pa.string()),
        "population": _population(
            pa.array(raw["population"], pa.string()), _text(read.set_aside).take(reading)
        ),
        "identity": pa.array(raw["identity"], pa.string()),
        "language": _text(read.language).take(reading),
        "has_text": pa.array(raw["has_text"]).cast(pa.bool_()),
        "sentiment": pa.array(read.sentiment, pa.float32()).take(reading),
        "sentiment_label": _text(read.label).take(reading),
    }


def _population(given: pa.Array, set_aside: pa.Array) -> pa.Array:
    """Customers' voices that numbers leave out are a population of their own, as those of inspectors are."""
    left_out = pc.and_(pc.equal(given, "customer"), pc.is_valid(set_aside))
    return pc.if_else(left_out, set_aside, given)


def _months(local: pa.Array) -> pa.Array:
    codes = pc.add(pc.multiply(pc.year(local), 100), pc.month(local)).dictionary_encode()
    names = [f"{code // 100:04}-{code % 100:02}" for code in codes.dictionary.to_pylist()]
    return pa.array(names, pa.string()).take(codes.indices)


def _reading_of(ids: pa.Array, revision: pa.Array, read: Understood) -> pa.Array:
    """For each signal the position of its reading; null where it has none of its present revision."""
    position = pc.index_in(ids, value_set=pa.array(read.signal_id, pa.int64()))
    of = pa.array(read.revision, pa.int32()).take(position)
    current = pc.fill_null(pc.equal(of, revision), False)
    return pc.if_else(current, position, pa.scalar(None, position.type))


def _beside(shared: Columns, position: pa.Array) -> Columns:
    return {field.name: shared[field.name].take(position) for field in DIMENSIONS}


def _answers(shared: Columns, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    if not rows:
        return ANSWERS.empty_table()
    raw = _columns(rows, ANSWER_COLUMNS)
    position = pc.index_in(pa.array(raw["signal_id"], pa.int64()), value_set=shared["signal_id"])
    columns = _beside(shared, position)
    # an answer about another touchpoint than its signal's counts there
    own = pa.array(raw["touchpoint__code"], pa.string())
    elsewhere = pc.fill_null(pc.not_equal(own, pc.coalesce(columns["touchpoint"], pa.scalar(""))), False)
    columns["touchpoint"] = pc.coalesce(own, columns["touchpoint"])
    columns |= {
        "answer_id": pa.array(raw["id"], pa.int64()),
        "item": pa.array(raw["item"], pa.string()),
        "construct": pa.array(raw["construct"], pa.string()),
        "role": pa.array(raw["role"], pa.string()),
        "value": pa.array(raw["value"], pa.float64()),
        "scale_min": pa.array(raw["scale_min"], pa.float64()),
        "scale_max": pa.array(raw["scale_max"], pa.float64()),
        "polarity": pa.array(raw["polarity"], pa.int8()),
        "status": pa.array(raw["status"], pa.string()),
        "factor": _text(raw["factor"]),
        "product": _text(raw["product"]),
        "staff_id": pa.array(raw["staff_id"], pa.int64()),
    }
    columns["overall"] = _overall(columns, elsewhere)
    table = pa.Table.from_arrays([columns[name] for name in ANSWERS.names], schema=ANSWERS)
    return table.filter(pc.is_valid(position))  # not an answer whose signal came after we had looked


def _overall(answers: Columns, elsewhere: pa.Array) -> pa.Array:
    """False for ratings beside which the signal has one that ranks before them (`understand.queries.ratings`)."""
    plain = pc.and_(pc.equal(answers["construct"], "rating"), pc.equal(answers["role"], "plain"))
    rated = pc.and_(plain, pc.is_valid(answers["value"]))
    rank = pc.if_else(pc.equal(answers["item"], STARS), OF_STARS, pc.if_else(elsewhere, OF_PART, OF_WHOLE))
    ranks = pa.table({"signal": answers["signal_id"], "rank": rank}).filter(rated)
    first = ranks.group_by("signal").aggregate([("rank", "min")])
    best = (
        first["rank_min"]
        .combine_chunks()
        .take(pc.index_in(answers["signal_id"], value_set=first["signal"].combine_chunks()))
    )
    return pc.fill_null(pc.or_(pc.invert(rated), pc.less_equal(rank, best)), True)


def _mentions(shared: Columns, read: Understood) -> pa.Table:
    own = {
        "aspect": pa.array(read.aspect, pa.string()),
        "aspect_sentiment": pa.array(read.aspect_sentiment, pa.float32()),
        "aspect_label": pa.array(read.aspect_label, pa.string()),
    }
    return _found(shared, MENTIONS, read.mentioning, read.mentioning_revision, own)


def _categories(shared: Columns, read: Understood) -> pa.Table:
    own = {
        "category": pa.array(read.category, pa.string()),
        "aspect_sentiment": pa.array(read.category_sentiment, pa.float32()),
        "aspect_label": pa.array(read.category_label, pa.string()),
    }
    return _found(shared, CATEGORIES, read.naming, read.naming_revision, own)


def _annotations(shared: Columns, read: Understood) -> pa.Table:
    own = {
        "annotation_kind": pa.array(read.kind, pa.string()),
        "annotation": pa.array(read.code, pa.string()),
        "strength": pa.array(read.strength, pa.float32()),
    }
    return _found(shared, ANNOTATIONS, read.showing, read.showing_revision, own)


def _found(
    shared: Columns, schema: pa.Schema, signals: Sequence[int], revisions: Sequence[int], own: Columns
) -> pa.Table:
    """What readings found in signals: of their present revision only."""
    if not signals:
        return schema.empty_table()
    position = pc.index_in(pa.array(signals, pa.int64()), value_set=shared["signal_id"])
    columns = _beside(shared, position) | own
    current = pc.fill_null(pc.equal(pa.array(revisions, pa.int32()), columns["revision"]), False)
    table = pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)
    return table.filter(pc.and_(pc.is_valid(position), current))
