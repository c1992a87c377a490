"""`zhiyin understand`: readings beside the texts of a file; nothing is stored."""

import csv
import json
import subprocess
from pathlib import Path

import pytest

from tests.processes import Installation

ADDED = [
    "language",
    "sentiment",
    "sentiment_label",
    "sentiment_confidence",
    "sentences",
    "aspects",
    "targets",
    "emotions",
    "intents",
    "urgency",
    "annotations",
    "not_read",
]
TEXTS = (
    'id,评价,备注\n7,菜很好吃，服务员很热情,"=HYPERLINK(""http://x"")"\n3,等了一个小时，太慢了,-2\n5,,无\n'
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("understand")
    (folder / "texts.csv").write_text(TEXTS, "utf-8")
    return Installation(folder / "data")


def understand(place: Installation, column: str, out: str, *more: str) -> subprocess.CompletedProcess[str]:
    folder = place.data.parent
    words = ["understand", str(folder / "texts.csv"), "--text", column, "--out", str(folder / out), *more]
    return place.run(*words, check=False)


@pytest.fixture(scope="module")
def annotated(place: Installation) -> list[dict[str, str]]:
    done = understand(place, "评价", "read.csv")
    assert done.returncode == 0, done.stderr
    with (place.data.parent / "read.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_columns_and_rows_keep_their_order(annotated: list[dict[str, str]]) -> None:
    assert list(annotated[0]) == ["id", "评价", "备注", *ADDED]
    assert [row["id"] for row in annotated] == ["7", "3", "5"]


def test_every_text_has_its_reading_beside_it(annotated: list[dict[str, str]]) -> None:
    assert [row["sentiment_label"] for row in annotated] == ["positive", "negative", ""]
    assert annotated[0]["language"] == "zh-Hans"
    assert float(annotated[0]["sentiment"]) > 0 > float(annotated[1]["sentiment"])
    assert 0 <= float(annotated[0]["sentiment_confidence"]) <= 1


def test_aspects_are_json_that_points_into_the_text(annotated: list[dict[str, str]]) -> None:
    mentions = json.loads(annotated[1]["aspects"])
    assert "waiting" in {mention["aspect"] for mention in mentions}
    assert all(0 <= one["start"] < one["end"] <= len(annotated[1]["评价"]) for one in mentions)
    assert json.loads(annotated[2]["aspects"]) == []


def test_a_formula_is_shown_and_never_run(annotated: list[dict[str, str]]) -> None:
    assert [row["备注"] for row in annotated] == ['\'=HYPERLINK("http://x")', "-2", "无"]


def test_no_record_is_made(place: Installation, annotated: list[dict[str, str]]) -> None:
    assert [file.name for file in place.data.iterdir() if file.name != "secret.key"] == []


def test_an_unknown_column_is_told_with_the_columns_there_are(place: Installation) -> None:
    done = understand(place, "comment", "never.csv")
    assert done.returncode == 1
    assert all(name in done.stderr for name in ("comment", "id", "评价", "备注"))
    assert not (place.data.parent / "never.csv").exists()


def test_an_ending_that_cannot_be_written_is_refused(place: Installation) -> None:
    done = understand(place, "评价", "read.doc")
    assert done.returncode == 1
    assert ".xlsx" in done.stderr


def test_what_the_words_show_is_beside_them(annotated: list[dict[str, str]]) -> None:
    assert "praise" in annotated[0]["intents"].split("|")
    assert "complaint" in annotated[1]["intents"].split("|")
    shown = json.loads(annotated[1]["annotations"])
    waited = next(one for one in shown if one["kind"] == "effort")
    assert waited["code"] == "waiting"
    assert "一个小时" in TEXTS.split("\n")[2].split(",")[1][waited["start"] : waited["end"]]


def test_a_text_that_is_not_read_says_why(annotated: list[dict[str, str]]) -> None:
    assert [row["not_read"] for row in annotated] == ["", "", "empty"]


def test_the_column_of_the_text_is_worked_out_where_none_is_named(place: Installation) -> None:
    folder = place.data.parent
    done = place.run("understand", str(folder / "texts.csv"), "--out", str(folder / "found.csv"), check=False)
    assert done.returncode == 0, done.stderr
    with (folder / "found.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["sentiment_label"] for row in csv.DictReader(file)] == ["positive", "negative", ""]


def test_every_line_of_a_text_file_is_a_text(place: Installation) -> None:
    lines = place.data.parent / "lines.txt"
    lines.write_bytes("菜很好吃，服务员很热情\n\n等了一个小时, 太慢了".encode("gb18030"))
    done = place.run("understand", str(lines), "--out", str(lines.with_suffix(".csv")), check=False)
    assert done.returncode == 0, done.stderr
    with lines.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["text"] for row in rows] == ["菜很好吃，服务员很热情", "", "等了一个小时, 太慢了"]
    assert [row["sentiment_label"] for row in rows] == ["positive", "", "negative"]


def test_without_a_file_to_write_the_readings_are_printed(place: Installation) -> None:
    done = place.run("understand", str(place.data.parent / "texts.csv"), "--text", "评价", check=False)
    assert [row["sentiment_label"] for row in csv.DictReader(done.stdout.splitlines())] == [
        "positive",
        "negative",
        "",
    ]


def test_an_empty_file_prints_nothing_but_that_it_is_empty(place: Installation) -> None:
    empty = place.data.parent / "empty.txt"
    empty.touch()
    done = place.run("understand", str(empty), check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip()


def test_a_table_without_a_column_of_texts_asks_for_one(place: Installation) -> None:
    numbers = place.data.parent / "numbers.csv"
    numbers.write_text("a,b\n1,2\n3,4\n", "utf-8")
    done = place.run("understand", str(numbers), check=False)
    assert done.returncode == 1
    assert "--text" in done.stderr
    assert "a, b" in done.stderr


def test_the_words_of_the_installation_count_where_that_is_asked(tmp_path: Path) -> None:
    (tmp_path / "texts.csv").write_text("text\n这家店真是咕噜噜得很\n", "utf-8")
    place = Installation(tmp_path / "data")
    place.python(
        "from zhiyin.accounts.actor import Actor\n"
        "from zhiyin.understand.actions.save_slang import save_slang\n"
        "save_slang(Actor.system('test'), lists={'blame': ['咕噜噜']})"
    )
    for name, more in (("shipped.csv", []), ("own.csv", ["--own"])):
        done = understand(place, "text", name, *more)
        assert done.returncode == 0, done.stderr
    shipped, own = ((tmp_path / name).read_text("utf-8-sig") for name in ("shipped.csv", "own.csv"))
    assert "slang.own.blame" not in shipped
    assert "slang.own.blame" in own
