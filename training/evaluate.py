"""Prints the model cards' tables anew, with the shipped files.

python -m training.evaluate [zh] [en] [aspects]     the cards' own held-out rows
python -m training.evaluate sentiment FILE...       any rows: CSV (or .csv.gz) with the columns domain, label
                                                    (1 or positive, 0 or negative) and review
python -m training.evaluate given [FILE...]         polarity of given aspects: the cards' held-out rows, or any file of
                                                    labelled aspects (CSV, triples by line, SemEval XML, three lines
                                                    per aspect; see training/given_files.py)
"""

import csv
import gzip
import sys
from pathlib import Path

from training import aspects, cards, data, given_evaluation, tagger_scores, taxonomies
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.aspects import dictionary

TEXT_COLUMNS, GROUP_COLUMNS = ("review", "text"), ("domain", "group", "source")
POSITIVE, NEGATIVE = {"1", "positive", "pos"}, {"0", "-1", "negative", "neg"}


def main() -> None:
    if sys.argv[1:2] == ["spans"]:
        return tagger_scores.evaluate(sys.argv[2])
    if sys.argv[1:2] == ["given"]:
        return given_evaluation.report(sys.argv[2:])
    if sys.argv[1:2] == ["sentiment"] and sys.argv[2:]:
        for name in sys.argv[2:]:
            print(file_report(Path(name)))
        return None
    if sys.argv[1:2] == ["taxonomies"]:
        print(taxonomies.tables())
        return None
    wanted = sys.argv[1:] or [*sentiment.MODELS, "aspects"]
    for model in sentiment.MODELS:
        if model in wanted or "sentiment" in wanted:
            print(f"\nsentiment_{model} {sentiment.version(model)}, held-out tenth\n")
            print(cards.table(model))
            print()
            print(cards.sides_table(model))
            print(f"\n{cards.speed(cards.held_out(model).texts):,.0f} texts/s on one core, whole reading")
    if "aspects" in wanted:
        print(f"\naspects {dictionary.version()}, held-out tenth\n")
        print(aspects.tables(aspects.gold_rows()))


def file_report(path: Path) -> str:
    """The card's tables for the rows of a file. Languages are detected, as in the product; a text that is not read
    counts as wrong."""
    rows = file_rows(path)
    answers = cards.read(rows.texts, None)
    unread = int((answers.positive != answers.positive).sum())
    return "\n".join(
        [
            f"\n{path.name}: {len(rows):,} rows, {unread} of them not read; "
            + ", ".join(f"sentiment_{model} {sentiment.version(model)}" for model in sentiment.MODELS)
            + "\n",
            *cards.by_group(answers, rows, "all"),
            "",
            cards.reliability(answers, rows.positive),
        ]
    )


def file_rows(path: Path) -> data.Texts:
    """The labelled rows of a CSV file; rows with another label (neutral, say) are left out."""
    csv.field_size_limit(1 << 24)
    with (
        gzip.open(path, "rt", encoding="utf-8-sig", newline="")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8-sig", newline="") as file
    ):
        table = list(csv.DictReader(file))
    if not table:
        raise SystemExit(f"{path}: no rows")
    text, group = (
        next((name for name in names if name in table[0]), None) for names in (TEXT_COLUMNS, GROUP_COLUMNS)
    )
    if text is None or "label" not in table[0]:
        raise SystemExit(
            f"{path}: needs the columns label and review (or text), and has {', '.join(table[0])}"
        )
    labels = [row["label"].strip().lower() for row in table]
    kept = [index for index, label in enumerate(labels) if label in POSITIVE | NEGATIVE]
    return data.labelled(
        [table[index][text] for index in kept],
        [int(labels[index] in POSITIVE) for index in kept],
        [table[index][group] if group else "all" for index in kept],
    )


if __name__ == "__main__":
    main()
