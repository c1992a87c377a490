"""Reads files of labelled aspects in the layouts that such sets come in."""

import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from training.given_rows import LABELS, NO_PLACE, Row

TEXT = ("text", "sentence", "review", "content")
ASPECT = ("aspect", "term", "target", "category", "aspect_term")
LABEL = ("label", "polarity", "sentiment")
BEGIN, END = ("from", "start", "begin"), ("to", "end", "stop")
MASK = "$T$"
# Targets of SemEval-15 and -16 that stand nowhere in the sentence.
_NO_TARGET = ("", "null")
LAYOUTS = """a file of one of these layouts (each also packed, .gz):
  .jsonl  a line {"text", "triples": [{"aspect_span": [first, …, last], "label"}, …]}
  .csv    the columns text, aspect, label; beside them text_masked (with $T$ for the aspect), or from and to, or none
          (the aspect is then a category, or is looked for in the text)
  .xml    SemEval-14, -15, -16 or MAMS: aspectTerm, aspectCategory or Opinion elements of sentences
  else    three lines per aspect: the text with $T$ for the aspect, the aspect, the label"""


@dataclass(frozen=True)
class Read:
    """The labelled aspects of a file, one per row, as often as they stand there; what was left out, by reason."""

    layout: str
    rows: list[Row]
    left_out: Counter[str]


# A text, its aspect's place or NO_PLACE twice, the category and the label, or why the row does not count.
_Found = tuple[str, int, int, str | None, str] | str


def read(path: Path) -> Read:
    """Raises SystemExit, naming the layouts that are known, for any other file."""
    name = path.name.removesuffix(".gz").lower()
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8-sig")
    if name.endswith((".jsonl", ".json")):
        layout, found = "triples by line", _triples(text)
    elif name.endswith(".xml"):
        layout, found = "SemEval XML", _xml(text)
    elif name.endswith(".csv"):
        layout, found = _table(text, path)
    elif MASK in text:
        layout, found = "three lines per aspect", _three_lines(text)
    else:
        raise SystemExit(f"{path}: not read. Wanted: {LAYOUTS}")
    rows, left_out = [], Counter[str]()
    for one in found:
        if isinstance(one, str):
            left_out[one] += 1
            continue
        own, start, end, category, label = one
        code = LABELS.get(label.strip().lower())
        if code is None:
            left_out[f"label {label}"] += 1
        else:
            rows.append(Row(own, ((start, end, category, code, 1.0),), layout))
    if not rows:
        raise SystemExit(f"{path}: no labelled aspect in it. Wanted: {LAYOUTS}")
    return Read(layout, rows, left_out)


def _triples(text: str) -> Iterator[_Found]:
    for line in filter(str.strip, text.splitlines()):
        row = json.loads(line)
        for one in row["triples"]:
            if one.get("aspect_span") and one.get("aspect", True):
                yield row["text"], one["aspect_span"][0], one["aspect_span"][-1] + 1, None, str(one["label"])
            else:
                yield "no aspect named"


def _table(text: str, path: Path) -> tuple[str, Iterator[_Found]]:
    csv.field_size_limit(1 << 24)
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    columns = set(table[0]) if table else set()
    names = [
        next((name for name in some if name in columns), None) for some in (TEXT, ASPECT, LABEL, BEGIN, END)
    ]
    if None in names[:3]:
        raise SystemExit(f"{path}: has the columns {', '.join(sorted(columns))}. Wanted: {LAYOUTS}")
    if "text_masked" in columns:
        layout = "aspect terms, masked"
    elif names[3] and names[4]:
        layout = "aspect terms with their places"
    else:
        layout = "aspect categories, or terms without a place"
    return layout, (_row(row, names) for row in table)


def _row(row: dict[str, str], names: list[str | None]) -> _Found:
    text, aspect, label = (row[name or ""] for name in names[:3])
    if row.get("text_masked"):
        start = row["text_masked"].find(MASK)
    elif names[3] and names[4]:
        start = int(row[names[3]]) if row[names[3]].strip() else NO_PLACE
    else:
        return text, NO_PLACE, NO_PLACE, aspect, label
    if start < 0 or text[start : start + len(aspect)] != aspect:
        start = text.find(aspect)
    return (text, start, start + len(aspect), None, label) if start >= 0 else "aspect not in its text"


def _xml(text: str) -> Iterator[_Found]:
    for sentence in ElementTree.fromstring(text.encode("utf-8")).iter("sentence"):
        own = sentence.findtext("text") or ""
        for one in sentence.iter():
            polarity = one.get("polarity")
            if polarity is None:
                continue
            if one.tag == "aspectCategory":
                # SemEval-14 names one "anecdotes/miscellaneous".
                yield own, NO_PLACE, NO_PLACE, (one.get("category") or "").rpartition("/")[2], polarity
            elif (one.get("term") or one.get("target") or "").lower() in _NO_TARGET or not one.get("from"):
                yield "no place named"
            else:
                yield own, int(one.get("from", 0)), int(one.get("to", 0)), None, polarity


def _three_lines(text: str) -> Iterator[_Found]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for masked, aspect, label in zip(lines[::3], lines[1::3], lines[2::3], strict=False):
        start = masked.find(MASK)
        if start < 0:
            yield "no $T$ in its text"
        else:
            yield masked.replace(MASK, aspect, 1), start, start + len(aspect), None, label
