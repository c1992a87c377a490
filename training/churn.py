"""The churn model's door for files: trains on one, measures on another, prints the card.

    python -m training.churn customers.csv --label Churn --held-out others.csv
    python -m training.churn purchases.csv --customer CustomerID --date InvoiceDate --amount Amount

A file of customers has one row each and a column that says who left (yes/no, 1/0, true/false, 是/否 …). A file of
purchases has one row each; who left is then a definition (`--gaps`, `--least`, `--most`). Files may be gzipped.
`--predict out.csv` writes each held-out customer's chance and three reasons, `--save model.json` the model.
"""

import argparse
import csv
import gzip
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.understand.people.churn import histories
from zhiyin.science.understand.people.churn.model import ChurnModel
from zhiyin.science.understand.people.churn.quality import Quality, auc_difference, quality
from zhiyin.science.understand.people.churn.table import Table, column, numbers, words
from zhiyin.science.understand.people.churn.training import train
from zhiyin.science.understand.people.enough import NotEnough

LEFT = {
    "yes",
    "y",
    "1",
    "1.0",
    "true",
    "t",
    "left",
    "churned",
    "churn",
    "gone",
    "是",
    "流失",
    "已流失",
    "离开",
}
STAYED = {"no", "n", "0", "0.0", "false", "f", "stayed", "retained", "stay", "否", "留存", "未流失", "留下"}

Cells = dict[str, list[str]]


def read(path: Path) -> Cells:
    """A CSV file's columns by name."""
    with (
        gzip.open(path, "rt", encoding="utf-8-sig", newline="")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8-sig", newline="") as file
    ):
        rows = list(csv.DictReader(file))
    return {name: [row[name] or "" for row in rows] for name in (rows[0] if rows else {})}


def named(cells: Cells, name: str) -> str:
    """The column meant, whatever its capitals, blanks and underlines."""
    plain = {key.lower().replace("_", "").replace(" ", ""): key for key in cells}
    found = plain.get(name.lower().replace("_", "").replace(" ", ""))
    if found is None:
        raise SystemExit(f"no column {name}; there are: {', '.join(cells)}")
    return found


def answers(told: list[str]) -> NDArray[np.bool_]:
    """Who left."""
    plain = [each.strip().lower() for each in told]
    strange = set(plain) - LEFT - STAYED
    if strange:
        raise SystemExit(f"these say neither left nor stayed: {sorted(strange)[:5]}")
    return np.array([each in LEFT for each in plain])


def table_of(cells: Cells, leave_out: set[str], like: Table | None = None) -> Table:
    """The columns but some; in the kinds of another table where one is given."""
    if like is None:
        return Table({name: column(told) for name, told in cells.items() if name not in leave_out})
    kinds = {name: type(kept) for name, kept in like.columns.items()}
    words_kind = type(words(()))
    return Table(
        {
            name: words(cells[name]) if kind is words_kind else numbers(cells[name])
            for name, kind in kinds.items()
        }
    )


def purchases_of(cells: Cells, customer: str, date: str, amount: str | None) -> histories.Purchases:
    """Purchases with days counted from 0001-01-01; dates as ISO or YYYYMMDD. Rows without a customer are left out."""
    who, when = cells[named(cells, customer)], cells[named(cells, date)]
    kept = [place for place, told in enumerate(who) if told.strip()]
    codes = words([who[place] for place in kept]).codes
    moments = [datetime.fromisoformat(when[place].strip()) for place in kept]
    day = np.array([moment.toordinal() + moment.hour / 24 for moment in moments], dtype=np.float64)
    money = None
    if amount is not None:
        told = cells[named(cells, amount)]
        money = np.nan_to_num(numbers([told[place] for place in kept]).values)
    return histories.Purchases(codes, day, money)


def card(model: ChurnModel, definition: str) -> str:
    """The model card of a model trained here, Markdown."""
    verdict = "the model is used" if model.beats_rule else "it does not beat the rule: the rule is used"
    lead = model.lead
    between = "" if lead.low is None or lead.high is None else f" ({lead.low:+.3f} to {lead.high:+.3f})"
    out = ", ".join(f"{each.column} ({each.why})" for each in model.excluded) or "none"
    rule = model.rule_feature
    return f"""# Churn model {model.version}

Leaving: {definition}. Trained on {model.trained:,} customers, {model.left:,} of whom left; seed {model.seed};
strength of the penalty {model.strength:g}. Columns left out: {out}.

On {model.quality.n:,} customers that the measured model did not see:

{HEAD}
{row("model", model.quality)}
{row(f"rule: {rule} alone", model.rule_quality)}

AUC of the model minus the rule's: {lead.value or 0.0:+.3f}{between}, so {verdict}.

{tenths(model.used_quality)}
"""


HEAD = (
    "| | AUC (95 % interval) | Brier (base rate's) | calibration slope | intercept | error | lift at 10 % |\n"
    "|---|---|---|---|---|---|---|"
)


def row(name: str, found: Quality) -> str:
    """A line of the table of qualities."""

    def told(value: float | None, low: float | None, high: float | None) -> str:
        if value is None:
            return "unknown"
        return f"{value:.3f}" if low is None or high is None else f"{value:.3f} ({low:.3f} to {high:.3f})"

    area, slope, middle = found.auc, found.slope, found.intercept
    return (
        f"| {name} | {told(area.value, area.low, area.high)} | {found.brier.value:.4f} ({found.brier_of_base:.4f}) | "
        f"{told(slope.value, slope.low, slope.high)} | {told(middle.value, middle.low, middle.high)} | "
        f"{found.error:.3f} | {found.lift:.2f} |"
    )


def tenths(found: Quality) -> str:
    """Told and seen by tenth of risk."""
    lines = ["| customers | told | left (95 % interval) |", "|---|---|---|"]
    for each in found.tenths:
        seen = each.left
        lines.append(
            f"| {each.n:,} | {100 * each.told:.1f} % | {100 * (seen.value or 0):.1f} % "
            f"({100 * (seen.low or 0):.1f}–{100 * (seen.high or 0):.1f}) |"
        )
    return "\n".join(lines)


def predictions(model: ChurnModel, table: Table, path: Path) -> None:
    """Writes each customer's chance and reasons."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "chance", "reason_1", "reason_2", "reason_3"])
        for place, (chance, why) in enumerate(zip(model.chances(table), model.reasons(table), strict=True)):
            said = [f"{each.feature}={each.value} {each.direction} {each.contribution:+.2f}" for each in why]
            writer.writerow([place, f"{chance:.6f}", *said])


def measured(model: ChurnModel, table: Table, left: NDArray[np.bool_]) -> str:
    """The table of qualities on customers of another file."""
    told, simply = model.used.logits(table), model.rule.logits(table)
    lead = auc_difference(told, simply, left)
    found = quality(told, left)
    lines = [f"On the {found.n:,} customers of the held-out file, {found.left:,} of whom left:", "", HEAD]
    lines += [row("used", found), row(f"rule: {model.rule_feature} alone", quality(simply, left)), ""]
    if lead.low is not None and lead.high is not None:
        lines += [f"AUC minus the rule's: {lead.value:+.3f} ({lead.low:+.3f} to {lead.high:+.3f})", ""]
    return "\n".join([*lines, tenths(found)])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--label", help="the column that says who left")
    parser.add_argument("--held-out", type=Path, help="a file of other customers with the same columns")
    parser.add_argument(
        "--rule", action="append", default=[], help="a column whose simple rule is to be beaten"
    )
    parser.add_argument("--drop", action="append", default=[], help="a column to leave out")
    parser.add_argument(
        "--vouch", action="append", default=[], help="a column to keep though it seems to tell all"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save", type=Path)
    parser.add_argument("--predict", type=Path)
    parser.add_argument("--customer", help="purchases: the column of who bought")
    parser.add_argument("--date", help="purchases: the column of when")
    parser.add_argument("--amount", help="purchases: the column of how much")
    parser.add_argument("--gaps", type=float, default=3.0, help="left when silent for so many usual gaps")
    parser.add_argument("--least", type=float, default=30.0, help="but at least so many days")
    parser.add_argument("--most", type=float, default=180.0, help="and at most so many")
    asked = parser.parse_args()
    cells = read(asked.file)
    if asked.label:
        label = named(cells, asked.label)
        table = table_of(cells, {label} | {named(cells, name) for name in asked.drop})
        rule = [named(cells, name) for name in asked.rule]
        vouched = frozenset(named(cells, name) for name in asked.vouch)
        model = train(table, answers(cells[label]), seed=asked.seed, rule=rule, vouched=vouched)
        definition = f"as the column {label} says"
    elif asked.customer and asked.date:
        gone = histories.Gone(asked.gaps, asked.least, asked.most)
        bought = purchases_of(cells, asked.customer, asked.date, asked.amount)
        trained = histories.train_on(bought, float(bought.day.max()), gone, seed=asked.seed)
        model = trained if isinstance(trained, NotEnough) else trained[0]
        definition = (
            f"no purchase for {gone.times:g} × the customer's median gap, between {gone.least:g} and "
            f"{gone.most:g} days, after the cut-off"
        )
    else:
        parser.error("name --label, or --customer and --date")
    if isinstance(model, NotEnough):
        raise SystemExit(f"not enough: {model.reason}: {model.have} of the {model.need} it takes")
    print(card(model, definition))
    if asked.save:
        asked.save.write_bytes(model.to_bytes())
    if asked.held_out and asked.label:
        others = read(asked.held_out)
        held = table_of(others, set(), like=table.only(tuple(each.name for each in model.card.features)))
        if asked.predict:
            predictions(model, held, asked.predict)
        print(measured(model, held, answers(others[named(others, asked.label)])))


if __name__ == "__main__":
    main()
