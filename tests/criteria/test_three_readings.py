"""The three readings of a criterion agree: Python predicate, ibis on DuckDB, Django's ORM."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from django.db.models import OuterRef, Subquery
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiyin.facts import conditions as facts
from zhiyin.science.terms import CriteriaError, Field, Subject, Type, parse, predicate, to_text
from zhiyin.search import conditions as search

ZONE = ZoneInfo("Asia/Shanghai")
KEYS = ("年龄", "7", 'a"b\\c', "note")
SUBJECT = Subject(
    "row",
    (
        Field("score", Type.NUMBER),
        Field("mood", Type.NUMBER),
        Field("rank", Type.NUMBER),
        Field("city", Type.TEXT),
        Field("flag", Type.BOOLEAN),
        Field("at", Type.TIME),
        Field("shop.code", Type.TEXT),
        Field("attributes.*", Type.TEXT),
        Field("attributes.年龄", Type.NUMBER),
        Field("attributes.7", Type.BOOLEAN),
    ),
    (Subject("parts", (Field("name", Type.TEXT), Field("weight", Type.NUMBER))),),
)

# Few values, so that comparisons often hold; awkward ones among them.
TEXTS = ["", "a", "A", "ab", "Ab%", "北京", "北", "o'clock", '"', "_", "\\", "é", "e\u0301", "😀x"]
NUMBERS = [-1, 0, 1, 6, 7, 0.6, 0.1, -2.5]
MIDNIGHT = datetime(2026, 3, 1, tzinfo=ZONE)
INSTANTS = [MIDNIGHT + timedelta(microseconds=step) for step in (-1, 0, 1)] + [
    MIDNIGHT + timedelta(days=1),
    MIDNIGHT + timedelta(hours=9, microseconds=5),
]

missing_or = lambda values: st.none() | st.sampled_from(values)  # noqa: E731
attributes = st.none() | st.dictionaries(
    st.sampled_from(KEYS), st.none() | st.booleans() | st.sampled_from(NUMBERS) | st.sampled_from(TEXTS)
)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "score": missing_or(NUMBERS),
            "rank": missing_or([-1, 0, 1, 6, 7]),
            "city": missing_or(TEXTS),
            "flag": missing_or([True, False]),
            "at": missing_or([instant.astimezone(UTC) for instant in INSTANTS]),
            "shop.code": missing_or(TEXTS),
            "attributes": attributes,
            "parts": st.lists(
                st.fixed_dictionaries({"name": missing_or(TEXTS), "weight": missing_or(NUMBERS)}), max_size=3
            ),
        }
    ),
    min_size=1,
    max_size=6,
)

quoted = st.sampled_from(TEXTS).map(lambda text: json.dumps(text, ensure_ascii=False))
numbers = st.sampled_from([*NUMBERS, 10**12, -(10**12), 6.0, 1e-9]).map(repr)
truths = st.sampled_from(["true", "false"])
times = st.sampled_from(
    [
        '"2026-03-01"',
        '"2026-02-28"',
        '"2026-03-01T09:00:00.000005"',
        *(f'timestamp("{instant.isoformat()}")' for instant in INSTANTS),
    ]
)
equal = st.sampled_from(["==", "!="])
ordered = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
text_names = st.sampled_from(["city", "shop.code", "attributes.note", 'attributes["a\\"b\\\\c"]'])
number_names = st.sampled_from(["score", "mood", "rank", "attributes.年龄"])
truth_names = st.sampled_from(["flag", 'attributes["7"]'])


def listed(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(values, max_size=3).map(lambda items: f"[{', '.join(items)}]")


def comparisons_of(names, operators, values) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("{} {} {}".format, names, operators, values),
        st.builds("{} in {}".format, names, listed(values)),
        st.builds("{} {} null".format, names, equal),
    )


def searches_in(names) -> st.SearchStrategy[str]:
    return st.builds(
        "{}.{}({})".format, names, st.sampled_from(["contains", "startsWith", "endsWith"]), quoted
    )


def joined(leaves: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds("!({})".format, inner),
            st.builds("({} && {})".format, inner, inner),
            st.builds("({} || {})".format, inner, inner),
        ),
        max_leaves=5,
    )


members = joined(
    st.one_of(
        comparisons_of(st.just("name"), equal, quoted),
        comparisons_of(st.just("weight"), ordered, numbers),
        searches_in(st.just("name")),
        truths,
    )
)
criteria = joined(
    st.one_of(
        comparisons_of(text_names, equal, quoted),
        searches_in(text_names),
        comparisons_of(number_names, ordered, numbers),
        comparisons_of(truth_names, equal, truths),
        truth_names,
        comparisons_of(st.just("at"), ordered, times),
        st.builds("any(parts, {})".format, members),
        truths,
    )
)


def read_by_python(criterion, data) -> list[int]:
    decide = predicate(criterion)
    return [place for place, row in enumerate(data) if decide(row)]


ROWS = pa.schema(
    [
        ("id", pa.int64()),
        ("score", pa.float64()),
        ("mood", pa.float32()),
        ("rank", pa.int8()),
        ("city", pa.string()),
        ("flag", pa.bool_()),
        ("at", pa.timestamp("us", tz="UTC")),
        ("shop.code", pa.string()),
        ("attributes.note", pa.string()),
        ('attributes.a"b\\c', pa.string()),
        ("attributes.年龄", pa.float64()),
        ("attributes.7", pa.bool_()),
    ]
)
PARTS = pa.schema([("row", pa.int64()), ("name", pa.string()), ("weight", pa.float64())])
KINDS = {"note": str, 'a"b\\c': str, "年龄": (int, float), "7": bool}


def attribute_columns(row) -> dict[str, object]:
    """The lake has typed columns: what is of another type is missing there already."""
    found = {}
    for key, kind in KINDS.items():
        value = (row["attributes"] or {}).get(key)
        fits = isinstance(value, kind) and isinstance(value, bool) is (kind is bool)
        found[f"attributes.{key}"] = value if fits else None
    return found


@pytest.fixture(scope="module")
def duckdb():
    return ibis.duckdb.connect()


def stored(duckdb, name, arrow):
    """In a table of DuckDB's: a filter on Arrow memory would go through Python for its times."""
    duckdb.con.register("arrow", arrow)
    duckdb.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM arrow")
    return ibis.table(ibis.Schema.from_pyarrow(arrow.schema), name=name)


def read_by_ibis(criterion, data, duckdb) -> list[int]:
    flat = [{**row, **attribute_columns(row), "id": place} for place, row in enumerate(data)]
    parts = [{**part, "row": place} for place, row in enumerate(data) for part in row["parts"]]
    parts.append({"row": None, "name": "a", "weight": 1.0})
    table = stored(duckdb, "rows", pa.Table.from_pylist(flat, ROWS))
    members = stored(duckdb, "parts", pa.Table.from_pylist(parts, PARTS))
    columns = facts.Columns(
        {name: table[name] for name in ROWS.names},
        {
            "parts": facts.Members(
                members, "row", table["id"], {name: members[name] for name in ("name", "weight")}
            )
        },
    )
    kept = table.filter(facts.condition(criterion, columns))
    return sorted(duckdb.to_pyarrow(kept["id"]).to_pylist())


def read_by_django(criterion, data, tables) -> list[int]:
    shop_model, row_model, part_model = tables
    for model in (part_model, row_model, shop_model):
        model.objects.all().delete()
    shops = [shop_model(code=row["shop.code"]) if row["shop.code"] is not None else None for row in data]
    shop_model.objects.bulk_create([shop for shop in shops if shop])
    columns = ("score", "mood", "rank", "city", "flag", "at", "attributes")
    row_model.objects.bulk_create(
        row_model(pk=place + 1, shop=shops[place], **{name: row[name] for name in columns})
        for place, row in enumerate(data)
    )
    part_model.objects.bulk_create(
        [part_model(row_id=place + 1, **part) for place, row in enumerate(data) for part in row["parts"]]
        + [part_model(row=None, name="a", weight=1.0)]
    )
    itself = row_model.objects.filter(pk=OuterRef("pk"))
    fields = {name: name for name in columns} | {"shop.code": "shop__code"}
    fields["mood"] = Subquery(itself.values("score")[:1])
    parts = search.Members(part_model.objects.all(), "row", {"name": "name", "weight": "weight"})
    kept = row_model.objects.filter(search.condition(criterion, search.Paths(fields, {"parts": parts})))
    return sorted(key - 1 for key in kept.values_list("pk", flat=True))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=criteria, data=rows)
def test_three_readings_of_a_criterion_agree(text, data, tables, duckdb):
    data = [{**row, "mood": row["score"]} for row in data]
    criterion = parse(text, SUBJECT, zone=ZONE)
    expected = read_by_python(criterion, data)
    assert read_by_ibis(criterion, data, duckdb) == expected
    assert read_by_django(criterion, data, tables) == expected


@settings(max_examples=200, deadline=None)
@given(text=criteria, data=rows)
def test_a_criterion_is_two_valued_and_survives_printing(text, data):
    data = [{**row, "mood": row["score"]} for row in data]
    criterion = parse(text, SUBJECT, zone=ZONE)
    assert parse(to_text(criterion), SUBJECT, zone=ZONE) == criterion
    kept = read_by_python(criterion, data)
    left = read_by_python(parse(f"!({to_text(criterion)})", SUBJECT, zone=ZONE), data)
    assert sorted(kept + left) == list(range(len(data)))


def test_a_field_that_a_reading_lacks_is_named(tables):
    criterion = parse("score > 1", SUBJECT)
    with pytest.raises(CriteriaError, match="score") as lake:
        facts.condition(criterion, facts.Columns({}))
    with pytest.raises(CriteriaError, match="score") as records:
        search.condition(criterion, search.Paths({}))
    assert lake.value.code == records.value.code == "not_available"
