"""A transformer of one's own: it judges what it is asked, and files that cannot be used say why."""

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("tokenizers")

from tests.science.understand.onnx_file import write
from zhiyin.science.understand import reading
from zhiyin.science.understand.transformer import UnusableTransformer, load

# 好 is bad here and 差 is good: no shipped model says so
ROWS = [[0, 0], [0, 0], [3, -3], [-3, 3]]
TWO = {"labels": ["negative", "positive"]}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    write(tmp_path / "m", ROWS, TWO)
    return tmp_path / "m"


def test_it_says_how_likely_each_writer_is_pleased(directory: Path) -> None:
    found = load(directory).positive(["好", "差", "嗯", "差" * 2_000, ""])
    assert found[:3] == pytest.approx([1 / (1 + np.exp(6)), 1 / (1 + np.exp(-6)), 0.5])
    assert found[3] == pytest.approx(1, abs=1e-3)
    assert found[4] == pytest.approx(0.5)


def test_padding_changes_no_answer(directory: Path) -> None:
    model = load(directory)
    alone = [model.positive([text])[0] for text in ("好", "差差差嗯", "嗯" * 600)]
    assert model.positive(["好", "差差差嗯", "嗯" * 600]) == pytest.approx(alone)


def test_a_neutral_label_counts_as_half(tmp_path: Path) -> None:
    rows = [[0.0] * 3, [0.0] * 3, [0.0, 50.0, 0.0], [0.0] * 3]
    write(tmp_path, rows, {"labels": ["positive", "neutral", "negative"]})
    assert load(tmp_path).positive(["好"]) == pytest.approx([0.5])


def test_a_reading_is_by_it_in_its_languages_and_says_so(tmp_path: Path) -> None:
    write(tmp_path, ROWS, {**TWO, "languages": ["zh"]})
    judge = load(tmp_path)
    texts = ["味道很好，真的好", "The food was great and the staff friendly.", "", "😀", "差"]
    shipped, own = reading.read(texts), reading.read(texts, judge=judge)
    assert (shipped[0].label, own[0].label) == ("positive", "negative")
    assert own[1].sentiment == shipped[1].sentiment
    assert [one.reason for one in own] == [one.reason for one in shipped]
    assert own[0].analyser == reading.analyser(judge=judge) != reading.analyser()
    assert [m.aspect for m in own[0].mentions] == [m.aspect for m in shipped[0].mentions]


def test_another_file_is_another_version(directory: Path) -> None:
    before = load(directory).version
    assert load(directory).version == before
    write(directory, [[0, 0], [0, 0], [1, -1], [-1, 1]], TWO)
    assert load(directory).version != before


def test_no_text_breaks_it(directory: Path) -> None:
    found = load(directory).positive(["\ud800", "\0", "x" * 100_000, "\u202e", "好" * 100_000])
    assert np.isfinite(found).all()


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "labels.json"])
def test_a_file_that_is_not_there_is_named(directory: Path, name: str) -> None:
    (directory / name).unlink()
    with pytest.raises(UnusableTransformer) as refused:
        load(directory)
    assert refused.value.file == name


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "labels.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\x00nonsense", b"[" * 100_000])
def test_a_file_that_cannot_be_read_is_named(directory: Path, name: str, content: bytes) -> None:
    (directory / name).write_bytes(content)
    with pytest.raises(UnusableTransformer) as refused:
        load(directory)
    assert refused.value.file == name


@pytest.mark.parametrize(
    "labels",
    [
        {"labels": ["positive"]},
        {"labels": ["negative", "positive", "positive"]},
        {"labels": ["negative", "positive", "angry"]},
        {"labels": ["negative", "positive"], "languages": []},
        {"labels": ["negative", "positive"], "languages": ["fr"]},
        {"labels": 5},
        ["negative", "positive"],
    ],
)
def test_labels_that_mean_nothing_are_refused(directory: Path, labels: object) -> None:
    (directory / "labels.json").write_text(json.dumps(labels))
    with pytest.raises(UnusableTransformer) as refused:
        load(directory)
    assert refused.value.file == "labels.json"


def test_a_model_with_other_labels_or_inputs_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "a", ROWS, {"labels": ["negative", "neutral", "positive"]})
    write(tmp_path / "b", ROWS, TWO, asks="pictures")
    write(tmp_path / "c", ROWS[:2], TWO)  # knows fewer tokens than its tokenizer gives
    for name in ("a", "b", "c"):
        with pytest.raises(UnusableTransformer) as refused:
            load(tmp_path / name)
        assert refused.value.file == "model.onnx"
