"""`zhiyin models` and `zhiyin reread`: cards, drift, learning, and reading everything again, from the command line."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.processes import Installation
from tests.server.conftest import ROWS, Imported
from zhiyin.science.understand.cards import shipped

OUTDATE = """
from zhiyin.understand.models import Reading
print(Reading.objects.update(analyser="zhiyin/0.old", sentiment=0.9, label="positive", mentions=[]))
"""
LABELS = """
from zhiyin.understand.models import Reading
print(*sorted(Reading.objects.values_list("label", flat=True)))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation whose texts are read, for what changes readings."""
    folder = tmp_path_factory.mktemp("models")
    (folder / "visits.csv").write_text(ROWS, "utf-8")
    installation = Installation.with_tables(folder / "data")
    installation.run("import", str(folder / "visits.csv"))
    return installation


def told(place: Installation, *words: str) -> Any:
    return json.loads(place.run(*words, "--json").stdout)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """What it said of why it did nothing: one sentence, never a traceback."""
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("zhiyin: ")
    return done.stderr.removeprefix("zhiyin: ").strip()


def test_every_shipped_model_is_listed_with_its_version(imported: Imported) -> None:
    header, *rows = imported.place.run("models").stdout.splitlines()
    assert header.split() == ["model", "version", "MB", "card", "here", "n"]
    assert [row.split()[0] for row in rows] == [one.code for one in shipped()]


def test_one_model_is_its_card(imported: Imported) -> None:
    card = imported.place.run("models", "annotations").stdout
    assert card.startswith("#")
    assert len(card.splitlines()) > 10


def test_a_program_gets_one_model_or_all(imported: Imported) -> None:
    (one,) = told(imported.place, "models", "annotations")
    assert (one["code"], one["here"]) == ("annotations", None)
    assert one in told(imported.place, "models")


def test_a_model_that_is_not_shipped_is_named_as_unknown(imported: Imported) -> None:
    for words in (["models", "nonsense"], ["models", "../../etc/passwd"], ["models", "nonsense", "--json"]):
        assert refused(imported.place.run(*words, check=False)) == "There is no such model of texts."


def test_too_few_weeks_say_nothing_of_drift(imported: Imported) -> None:
    lines = imported.place.run("models", "--drift").stdout.splitlines()
    found = told(imported.place, "models", "--drift")
    assert len(lines) == len(found["tested"]) == 5
    assert (found["texts"], found["sampled"]) == (3, 3)


def test_without_corrections_nothing_is_learnt_and_the_reason_said(imported: Imported) -> None:
    said = imported.place.run("models", "--learn").stdout
    assert said.splitlines()[0] == "refused"
    assert len(said.splitlines()) > 1
    assert refused(imported.place.run("models", "--revert", check=False)).startswith("This is not what texts")


@pytest.mark.parametrize(
    "words",
    [
        ["models", "--drift", "--learn"],
        ["models", "--learn", "--revert"],
        ["models", "--nonsense"],
        ["reread", "--replace", "--discard"],
        ["reread", "--status", "--replace"],
        ["reread", "everything"],
    ],
)
def test_what_cannot_be_asked_at_once_is_wrong_use(tmp_path: Path, words: list[str]) -> None:
    done = Installation(tmp_path).run(*words, check=False)
    assert done.returncode == 2
    assert words[-1] in done.stderr
    assert "Traceback" not in done.stderr


def test_what_the_installed_version_has_read_is_not_read_again(imported: Imported) -> None:
    status = imported.place.run("reread", "--status").stdout
    assert "read 3 texts; earlier versions read 0." in status
    done = imported.place.run("reread", check=False)
    assert refused(done) == "Every text was read by the version that is installed."
    for decision in ("--replace", "--discard"):
        done = imported.place.run("reread", decision, check=False)
        assert refused(done) == "The new readings are not complete, or they were discarded."


def test_new_readings_are_compared_and_thrown_away_or_put_in_place(place: Installation) -> None:
    assert place.python(OUTDATE).split()[-1] == "3"
    said = place.run("reread").stdout
    assert "ready, 3 of 3 texts" in said
    assert "zhiyin reread --replace" in said
    status = told(place, "reread", "--status")
    assert (status["state"], status["by_it"], status["by_others"]) == ("ready", 0, 3)
    assert status["changed"] > 0
    assert told(place, "reread", "--discard")["state"] == "discarded"
    assert place.python(LABELS).split() == ["positive"] * 3

    place.run("reread")
    done = told(place, "reread", "--replace")
    assert (done["state"], done["by_it"], done["by_others"]) == ("replaced", 3, 0)
    assert "negative" in place.python(LABELS).split()
    assert refused(place.run("reread", "--replace", check=False))


def test_what_was_left_to_a_worker_is_gone_on_with(place: Installation) -> None:
    place.python(OUTDATE)
    left = told(place, "reread", "--no-wait")
    assert (left["state"], left["done"]) == ("reading", 0)
    refused(place.run("reread", "--replace", check=False))
    done = told(place, "reread")
    assert (done["rereading"], done["state"], done["done"]) == (left["rereading"], "ready", 3)
    place.run("reread", "--discard")
