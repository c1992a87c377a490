"""The API, the command line and the file say the same numbers in the shape promised."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import Organisation
from tests.measure.conftest import Hear
from tests.measure.voices import Voice, many
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.documents.spreadsheet_safety import neutral
from zhiyin.journal.models import Event
from zhiyin.measure.command import as_json, as_text, list_metrics, measure
from zhiyin.science.language.columns import width

SignIn = Callable[[User], Client]


@pytest.fixture
def heard(organisation: Organisation, hear: Hear) -> Organisation:
    hear(
        [
            *many(Voice(organisation.east_one, channel="=cmd"), {9: 26, 7: 10, 0: 4}),
            *many(Voice(organisation.west_one), {10: 3}),
        ]
    )
    return organisation


def test_the_shape_that_is_promised(heard: Organisation, an: User, signed_in: SignIn) -> None:
    body = signed_in(an).get("/api/v1/measures/nps", {"by": "unit"}).json()
    assert body["as_of"].startswith("2026-11-21T06:32")
    first, second = body["rows"]
    assert {name: first[name] for name in ("unit", "unit_id", "unit_code", "path")} == {
        "unit": "东一店",
        "unit_id": str(heard.east_one.pk),
        "unit_code": "E1",
        "path": heard.east_one.path,
    }
    assert first["nps"] == {
        "value": 55.0,
        "low": 31.264382,
        "high": 73.497523,
        "n": 40,
        "asked": 40,
        "parts": {"promoters": 65.0, "passives": 25.0, "detractors": 10.0},
    }
    assert second["nps"]["indicative"] is True


def test_the_command_line_gives_what_the_api_gives(
    heard: Organisation, an: User, everywhere: Actor, signed_in: SignIn
) -> None:
    over_http = signed_in(an).get("/api/v1/measures/nps", {"by": "unit,month"}).json()
    assert json.loads(json.dumps(as_json(measure(everywhere, "nps", by=("unit", "month"))))) == over_http


def test_codes_carry_their_label_and_periods_their_days(
    heard: Organisation, an: User, signed_in: SignIn
) -> None:
    row = (
        signed_in(an).get("/api/v1/measures/volume", {"by": "channel", "grain": "quarter"}).json()["rows"][-1]
    )
    assert (row["channel"], row["channel_label"]) == ("wechat", "WeChat")
    assert (row["period"], row["start"], row["end"]) == ("2026-Q1", "2026-01-01", "2026-03-31")


def test_no_value_is_null_with_a_reason(heard: Organisation, an: User, signed_in: SignIn) -> None:
    cell = signed_in(an).get("/api/v1/measures/csat").json()["rows"][0]["csat"]
    assert (cell["value"], cell["n"], cell["reason"]) == (None, 0, "no_valid_answers")


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("npss", {}, 404, "unknown_metric"),
        ("nps", {"by": "chanel"}, 422, "unknown_dimension"),
        ("nps", {"from": "yesterday"}, 422, "bad_period"),
        ("nps", {"where": "nps <"}, 422, "bad_criteria"),
        ("nps", {"grain": "hour"}, 422, "bad_period"),
        ("nps", {"unit": "nowhere"}, 404, "not_found"),
        ("nps", {"where": "a\0"}, 422, "invalid"),
        ("nps", {"colour": "red"}, 422, "invalid"),
        ("nps", {"population": "all"}, 422, "invalid"),
    ],
)
def test_a_question_that_cannot_be_asked_is_a_problem(
    heard: Organisation,
    an: User,
    signed_in: SignIn,
    path: str,
    query: dict[str, str],
    status: int,
    code: str,
) -> None:
    response = signed_in(an).get(f"/api/v1/measures/{path}", query)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_a_stranger_gets_no_number(heard: Organisation, sheng: User, signed_in: SignIn) -> None:
    for path in ("measures/nps", "metrics", "metrics/nps"):
        assert signed_in(sheng).get(f"/api/v1/{path}").status_code == 403


def test_the_registry_explains_every_metric(heard: Organisation, an: User, signed_in: SignIn) -> None:
    metrics = signed_in(an).get("/api/v1/metrics").json()
    assert {"nps", "csat", "ces", "mean", "sentiment", "volume"} <= {metric["code"] for metric in metrics}
    for metric in metrics:
        assert metric["definition"]
        assert metric["limits"]
        assert metric["example"]["value"] is not None


def test_the_file_is_complete_and_harmless(heard: Organisation, an: User, signed_in: SignIn) -> None:
    response = signed_in(an).get("/api/v1/measures/nps", {"by": "channel", "format": "csv"})
    content = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert content.startswith("\ufeff")
    assert content.count("\r\n") == 3
    assert "'=cmd" in content
    assert Event.objects.filter(name="measure.exported", actor_id=str(an.pk)).count() == 1


def test_reading_is_not_yet_downloading(heard: Organisation, rui: User, signed_in: SignIn) -> None:
    assert signed_in(rui).get("/api/v1/measures/nps").status_code == 200
    assert signed_in(rui).get("/api/v1/measures/nps", {"format": "csv"}).status_code == 403


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1-1", "@x", "\tx", "\rx"])
def test_no_cell_begins_a_formula(text: str) -> None:
    assert neutral(text) == f"'{text}"


def test_the_table_of_the_terminal_is_aligned_in_chinese(heard: Organisation, everywhere: Actor) -> None:
    text = as_text(
        measure(everywhere, "nps", by=("unit",), start="2026-03", end="2026-03", compare="previous")
    )
    lines = text.splitlines()
    rule = next(i for i, line in enumerate(lines) if line.startswith("─"))
    rows = lines[rule + 1 : rule + 3]
    assert rows[0].startswith("东一店")
    assert "31.3 – 73.5" in rows[0]
    assert width(rows[0].split("55.0")[0]) == width(rows[1].split("100.0")[0]) + 1


def test_the_metrics_can_be_listed() -> None:
    assert len(list_metrics().splitlines()) >= 6
