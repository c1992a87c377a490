"""Writes the card of the churn method, with its figures on public data: `python -m training.churn_card`.

The method ships without a model; every installation trains its own. The card shows what it does on data that
everybody can get.
"""

import csv
import gzip
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import chinese_cards, churn, data
from zhiyin.science.understand.people import bgnbd
from zhiyin.science.understand.people.churn import histories, model
from zhiyin.science.understand.people.churn.quality import auc, auc_difference, quality
from zhiyin.science.understand.people.churn.table import Numbers, Table
from zhiyin.science.understand.people.churn.training import DETERMINING_AUC, train
from zhiyin.science.understand.people.enough import NotEnough

CARD = Path(model.__file__).with_name("card.md")
ROUNDS, PARTS = 2, 5
FIXED = histories.Gone(1.0, 90.0, 90.0)
OWN = histories.Gone()


def telco() -> str:
    """The contract set in five parts, each held out once, twice over; and the first in full."""
    cells = churn.read(data.folder() / "customers" / "telco_churn_train.csv.gz")
    table, left = churn.table_of(cells, {"churn"}), churn.answers(cells["churn"])
    found = []
    for seed in range(ROUNDS):
        part = np.empty(len(left), np.int64)
        for who in (left, ~left):
            part[np.random.default_rng(seed).permutation(np.flatnonzero(who))] = np.arange(who.sum()) % PARTS
        found += [train(table, left, seed=seed, held_out=part == each) for each in range(PARTS)]
    kept = [each for each in found if not isinstance(each, NotEnough)]
    means = {
        "AUC": [each.quality.auc.value or 0 for each in kept],
        "AUC of the rule": [each.rule_quality.auc.value or 0 for each in kept],
        "Brier": [each.quality.brier.value or 0 for each in kept],
        "calibration slope": [each.quality.slope.value or 0 for each in kept],
        "calibration error": [each.quality.error for each in kept],
        "lift at 10 %": [each.quality.lift for each in kept],
    }
    lines = ["| over ten held-out fifths | mean | least | most |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {np.mean(values):.3f} | {min(values):.3f} | {max(values):.3f} |"
        for name, values in means.items()
    ]
    first = churn.card(kept[0], "as the data say").replace("# Churn model", "The first fifth: model")
    return "\n".join(lines) + "\n\n" + first


def cdnow(name: str, date_at: int) -> histories.Purchases:
    """CDNOW's purchases; the date stands in this field."""
    rows = [line.split() for line in (data.folder() / "customers" / name).read_text().splitlines()]
    kept = [row for row in rows if row and row[0].isdigit()]
    day = [datetime.strptime(row[date_at], "%Y%m%d").toordinal() for row in kept]
    return histories.Purchases(
        np.array([int(row[0]) for row in kept]),
        np.array(day, dtype=np.float64),
        np.array([float(row[-1]) for row in kept]),
    )


def online_retail() -> histories.Purchases:
    """Online Retail by invoice; cancellations are returns."""
    bills: dict[tuple[int, str], list[float]] = {}
    with gzip.open(data.folder() / "customers" / "online_retail.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["CustomerID"]:
                moment = datetime.fromisoformat(row["InvoiceDate"])
                bill = bills.setdefault(
                    (int(float(row["CustomerID"])), row["InvoiceNo"]),
                    [moment.toordinal() + moment.hour / 24, 0.0],
                )
                bill[1] += int(row["Quantity"]) * float(row["UnitPrice"])
    day, amount = np.array(list(bills.values())).T
    return histories.Purchases(np.array([who for who, _ in bills]), day, amount)


def compared(name: str, bought: histories.Purchases, gone: histories.Gone, *, everybody: bool) -> str:
    """A line: the model, the rule, and BG/NBD's P(alive) and expected purchases, on a fifth that none has seen."""
    until = float(bought.day.max())
    found = histories.snapshot(bought, until - gone.most, until, gone, everybody=everybody)
    whom = f"{name}, {'everybody' if everybody else 'still with us'}"
    if isinstance(found, NotEnough):
        return f"| {whom} | not enough: {found.reason} |"
    measured = np.random.default_rng(1).random(len(found.left)) < 0.2
    kept, unseen = np.flatnonzero(~measured), found.known.table.take(np.flatnonzero(measured))
    trained = train(found.known.table.take(kept), found.left[kept], seed=1, rule=histories.RULES)
    truth = found.left[measured]
    if isinstance(trained, NotEnough):
        return f"| {whom} | not enough: {trained.reason}: {trained.have} of {trained.need} | | | | | | |"
    told, simply = trained.card.logits(unseen), trained.rule.logits(unseen)
    dead, fewer = (score[measured] for score in buying(found.known.table, gone.most))
    used = quality(trained.used.logits(unseen), truth)

    def over(other: NDArray[np.float64]) -> str:
        lead = auc_difference(told, other, truth)
        return f"{auc(other, truth).value:.3f}; {lead.value:+.3f} ({lead.low:+.3f} to {lead.high:+.3f})"

    return (
        f"| {whom} | {len(truth):,}, {100 * truth.mean():.0f} % | {auc(told, truth).value:.3f} | "
        f"{over(simply)}{'' if trained.beats_rule else '; rule used'} | {over(dead)} | {over(fewer)} | "
        f"{used.brier.value:.3f} ({used.brier_of_base:.3f}) | {used.slope.value:.2f} |"
    )


def buying(table: Table, horizon: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """BG/NBD's chance of being gone and its expected purchases (negative) for customers as known at the cut-off."""
    count, age, silence = (
        column.values
        for name in ("purchases", "age", "silence")
        if isinstance(column := table.columns[name], Numbers)
    )
    history = (count - 1, age - silence, age)
    fitted = bgnbd.fit(*history)
    if isinstance(fitted, NotEnough):
        raise SystemExit(f"BG/NBD: {fitted.reason}")
    alive = bgnbd.probability_alive(fitted.buying, *history)
    return 1 - alive, -bgnbd.expected_purchases(fitted.buying, *history, horizon)


HEAD = (
    "| data | customers, left | AUC of the model | of the better rule of silence; lead | of P(alive); lead | "
    "of expected purchases; lead | Brier of what is used (base rate's) | slope |\n|---|---|---|---|---|---|---|---|"
)


def lines(gone: histories.Gone) -> str:
    """The table for one definition of leaving."""
    sets = {
        "CDNOW": cdnow("CDNOW_master.txt", 1),
        "CDNOW, a tenth": cdnow("CDNOW_sample.txt", 2),
        "Online Retail": online_retail(),
    }
    rows = [
        compared(name, bought, gone, everybody=all_)
        for name, bought in sets.items()
        for all_ in (False, True)
    ]
    return "\n".join([HEAD, *rows])


def main() -> None:
    text = f"""# Who may leave: the churn method

No model is shipped: every installation trains its own on its own customers (`python -m training.churn` does the same
for a file), and keeps it only where it beats the simple rule on customers it has not seen. This card says how, and
what it does on public data. Written by `python -m training.churn_card`.

**What it gives.** For each customer the chance of leaving, and the three columns that set the customer furthest
apart from the average one, with what each adds in log odds. Contributions and the average add up to the chance
exactly. They are associations: changing a column need not change the customer.

**How.** A logistic regression in which every column has bins: numbers are cut at quantiles (at most 24) and
neighbouring bins are pulled together, words have a bin each, gaps have one of their own. The strength of the pull is
chosen in five folds by log loss, Platt's calibration is learnt on the out-of-fold log odds. No interactions: on the
data below 20 pairs of columns found by their gain raised the AUC by less than 0.001. At most 200,000 customers are
trained on.

**Measured.** On a fifth of the customers, at least 50 who left and 50 who stayed, whom the measured model did not
see; then trained again on all with the settings found. Below 150 of either there is no model ("not enough").

**The rule to beat.** With contracts the best single column; without, the better of days of silence and days of
silence over the customer's usual gap; both with the same bins and calibration, so that the rule is no straw man.
The model is used only where the 95 % interval (DeLong, paired) of its lead in AUC lies above nought.

**Leaks.** What is known comes from up to the cut-off and what became of it from after. Columns that number the rows
are left out, and so are those that alone reach an AUC of {DETERMINING_AUC} or hold a value that all but only
leavers have; they are listed, and someone may vouch for them.

## With contracts: IBM telco churn

5,634 customers of the public set (licence unclear, not redistributed), 26.5 % of whom left.

{telco()}

## Without contracts

Leaving is a definition: no purchase for {OWN.times:g} × the customer's own median gap, at least {OWN.least:g} and at
most {OWN.most:g} days, counted from the cut-off. A customer with fewer than two gaps has everybody's median. The
cut-off lies {OWN.most:g} days before the end of the data. "Still with us" leaves out who had left by the same
definition at the cut-off. BG/NBD was fitted to the same customers' histories up to the cut-off.

{lines(OWN)}

The same with a window of {FIXED.most:g} days for everybody, so that the length of the window cannot help the model:

{lines(FIXED)}

CDNOW: 23,570 customers who all came in the first quarter of 1997, so that BG/NBD's assumptions hold well; its tenth
is the customers of METHODS A10. Online Retail: a gift wholesaler, December 2010 to December 2011 (CC BY 4.0).

## Known failures

- Two columns that say nearly the same (months with us, all ever paid) share their contribution; either may come
  first among the reasons.
- A model knows only the seasons it saw: with less than a year of purchases, Christmas looks like loyalty.
- The held-out customers are of the same period as the others. What will be different next year is seen only when
  the model is checked again on newer customers; do so with every training.
- Chances are those of customers like these under treatment as usual. Who was saved by a call looks loyal.
"""
    print(text)
    chinese_cards.write_card(CARD, text)


if __name__ == "__main__":
    main()
