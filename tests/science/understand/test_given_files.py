"""Files of labelled aspects, in the layouts that they come in."""

import csv
import gzip
import json
from pathlib import Path

import pytest

from zhiyin.science.understand.aspects.given import NEGATIVE, POSITIVE

given_files = pytest.importorskip("training.given_files", reason="training needs scikit-learn")

TEXT = "Good soup, bad service"
WANTED = [(5, 9, None, POSITIVE), (15, 22, None, NEGATIVE)]


def asked(path: Path) -> list[tuple[int, int, str | None, int]]:
    return [one[:4] for row in given_files.read(path).rows for one in row.asked]


def table(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        written = csv.DictWriter(file, list(rows[0]))
        written.writeheader()
        written.writerows(rows)
    return path


def test_masked_terms_stand_where_their_mask_does(tmp_path: Path) -> None:
    row = {"text": TEXT, "text_masked": "Good $T$, bad service", "aspect": "soup", "label": "Positive"}
    other = row | {"text_masked": "Good soup, bad $T$", "aspect": "service", "label": "Negative"}
    assert asked(table(tmp_path / "a.csv", row, other)) == WANTED


def test_terms_with_their_places_are_found_there(tmp_path: Path) -> None:
    row = {"text": TEXT, "aspect": "soup", "polarity": "positive", "from": "5", "to": "9"}
    other = row | {"aspect": "service", "polarity": "negative", "from": "15", "to": "22"}
    assert asked(table(tmp_path / "a.csv", row, other)) == WANTED


def test_aspects_without_a_place_are_categories(tmp_path: Path) -> None:
    row = {"sid": "0", "text": TEXT, "aspect": "food", "polarity": "positive"}
    assert asked(table(tmp_path / "a.csv", row)) == [(-1, -1, "food", POSITIVE)]


def test_triples_count_as_often_as_they_stand_there(tmp_path: Path) -> None:
    triple = {
        "aspect": "味道",
        "aspect_span": [0, 1],
        "opinion_span": [2, 2],
        "opinion": "好",
        "label": "POS",
    }
    unnamed = triple | {"aspect": "", "aspect_span": []}
    path = tmp_path / "a.jsonl.gz"
    line = json.dumps({"text": "味道好，真好", "triples": [triple, triple, unnamed]}) + "\n"
    path.write_bytes(gzip.compress(line.encode()))
    assert asked(path) == [(0, 2, None, POSITIVE)] * 2
    assert given_files.read(path).left_out.total() == 1


def test_semeval_sentences_are_asked_for_their_terms_and_categories(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(
        f"<sentences><sentence id='1'><text>{TEXT}</text><aspectTerms>"
        "<aspectTerm term='soup' polarity='positive' from='5' to='9'/>"
        "<aspectTerm term='service' polarity='conflict' from='15' to='22'/></aspectTerms><aspectCategories>"
        "<aspectCategory category='anecdotes/miscellaneous' polarity='negative'/></aspectCategories>"
        "<Opinions><Opinion target='NULL' category='FOOD#QUALITY' polarity='positive' from='0' to='0'/></Opinions>"
        "</sentence></sentences>"
    )
    assert asked(path) == [WANTED[0], (-1, -1, "miscellaneous", NEGATIVE)]
    assert given_files.read(path).left_out == {"label conflict": 1, "no place named": 1}


def test_three_lines_per_aspect_are_text_aspect_and_label(tmp_path: Path) -> None:
    path = tmp_path / "a.apc"
    path.write_text("Good $T$, bad service\nsoup\n1\nGood soup, bad $T$\nservice\n-1\n")
    assert asked(path) == WANTED


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_another_file_is_refused_with_the_layouts_that_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("index,star\n1,5\n")
    with pytest.raises(SystemExit, match="Wanted: a file of one of these layouts"):
        given_files.read(tmp_path / name)


def test_the_report_says_what_was_measured(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="training needs scikit-learn (a development dependency)")
    pytest.importorskip("torch", reason="training needs torch (a development dependency)")
    from training import given_evaluation

    row = {"text": "味道好", "text_masked": "$T$好", "aspect": "味道", "label": "Positive"}
    report = given_evaluation.file_report(table(tmp_path / "a.csv", row, row, row | {"label": "Negative"}))
    assert "Labelled aspects: 3; left out: none. Judged: 3 by given_zh" in report
    assert "| every row of the file | 3 | 2 | 66.7 %" in report
    assert "| every aspect with every label, once | 2 | 2 | 50.0 %" in report
    assert "Always answering positive would be right for 66.7 %" in report
