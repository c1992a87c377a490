"""Lifetime value, tiers and RFM in words."""

from typing import Any

from django.utils.translation import gettext as _

from zhiyin.customers.phrases.judgements import NOT_FOR_PRICES, RFM_GROUPS, VALUE_TIERS, known_word
from zhiyin.theme import wording
from zhiyin.understand.phrases.people_models import REASONS, WARNINGS, Text
from zhiyin.understand.showing.parts import Section, Shown, cell, compared, few, percent, with_interval


def value(card: dict[str, Any], customers: int, terms: dict[str, Any]) -> Shown:
    """Lifetime value: sums, what was checked, parameters."""
    checked = card["checked"]
    quality = checked.get("quality")
    sections = [*_checked(checked), *_money_checked(checked.get("money")), _parameters(card)]
    warnings = [
        WARNINGS[code]
        for code in (card.get("buying_warning"), *card.get("spending_warnings", ()))
        if code in WARNINGS
    ]
    warnings.append(
        _("%(once)s of %(n)s customers bought only once: the model "
            "takes each of them for a customer still, whatever the time "
          "that has passed.")
        % {"once": wording.number(card["once"]), "n": wording.number(customers)}
    )  # fmt: skip
    if card.get("no_value"):
        missing = card["no_value"]
        warnings.append(
            _("No value in money: it takes %(need)s %(what)s, there are %(have)s.")
            % {"need": wording.number(missing["need"]), "have": wording.number(missing["have"]),
               "what": REASONS.get(missing["reason"], missing["reason"])}
        )  # fmt: skip
        sentence = _("%(n)s customers are expected to buy %(purchases)s times in the next %(weeks)s weeks.")
    else:
        sentence = _(
            "%(n)s customers are expected to bring a margin of %(sum)s "
            "in the next %(weeks)s weeks, %(mean)s each."
        )
    words = {
        "n": wording.number(customers),
        "sum": wording.amount(card.get("sum")),
        "mean": with_interval(card.get("mean"), digits=2),
        "weeks": wording.number(terms.get("horizon_weeks")),
        "purchases": wording.number(card["expected_purchases"]),
    }
    line = ""
    if quality:
        line = _("Held-out purchases: %(expected)s expected, %(actual)s came") % {
            "expected": wording.number(quality["expected"]),
            "actual": wording.number(quality["actual"]),
        }
    return Shown(sentence % words, line, sections, warnings)


def _checked(checked: dict[str, Any]) -> list[Section]:
    title = _("Purchases expected against those that came, in time the model had not seen")
    quality = checked.get("quality")
    if not quality or "actual" not in quality:
        missing = checked.get("missing") or quality or {}
        words = {"have": wording.number(missing.get("have")), "need": wording.number(missing.get("need"))}
        return [
            Section(
                title,
                _("Not checked: %(have)s of %(need)s %(what)s.")
                % {**words, "what": REASONS.get(missing.get("reason", ""), "")},
            )
        ]
    words = {
        "days": wording.number(checked["days"]), "expected": wording.number(quality["expected"]),
        "actual": wording.number(quality["actual"]), "rule": wording.number(quality["rule"]),
    }  # fmt: skip
    rows = [
        (
            _("%(count)s and more") % {"count": int(each["from_"])}
            if each["upto"] is None
            else str(int(each["from_"])),
            each["expected"],
            cell(each["actual"]),
        )
        for each in checked["by_frequency"]
    ]
    verdict = (
        _("The model errs less than the simple rule (everybody goes on at their pace so far).")
        if checked["beats_rule"]
        else _(
            "The simple rule (everybody goes on at their pace so far) "
            "errs less: take the model’s numbers with care."
        )
    )
    return [
        Section(
            title,
            _("In the newest %(days)s days %(expected)s purchases were "
                "expected and %(actual)s came; the simple rule expected "
              "%(rule)s.") % words,
            unit="mean",
            caption=_("Repeat purchases before"),
            compared=compared(rows),
            notes=[_("Dashed: expected purchases of one customer. Point and line: "
                "what came, with its interval.")],
        ),
        Section(
            _("Against the simple rule"),
            verdict,
            heads=(_("Error for one customer"), _("Model"), _("Simple rule")),
            rows=[
                (_("Root of the mean squared error"), wording.number(quality["root_error"], 3),
                 wording.number(quality["rule_root_error"], 3)),
                (_("Mean error"), wording.number(quality["mean_error"], 3),
                 wording.number(quality["rule_mean_error"], 3)),
                (_("Customers"), wording.number(quality["customers"]), wording.number(quality["customers"])),
            ],
            notes=[_("Which of the two is used for whom is not mixed: shown values are the model’s.")],
        ),
    ]  # fmt: skip


def _money_checked(money: dict[str, Any] | None) -> list[Section]:
    if not money:
        return []
    words = {
        "n": wording.number(money["customers"]), "expected": wording.amount(money["expected"]),
        "came": wording.amount(money["came"]), "share": with_interval(money["coverage"], 100, 1, "%"),
    }  # fmt: skip
    rows = [
        (wording.interval(each["from_"], each["upto"]), each["expected"], cell(each["actual"]))
        for each in money["by_tenths"]
    ]
    return [
        Section(
            _("Money expected against money that came, in time the model had not seen"),
            _("Of %(n)s customers %(expected)s was expected and %(came)s "
                "came. What came lies within the 95%% interval of "
              "%(share)s of them.") % words,
            unit="mean",
            caption=_("Expected of one customer, by tenth"),
            compared=compared(rows),
            notes=[_("Dashed: money expected of one customer. Point and line: "
                "what came, with its interval. Money as it was paid, "
                     "neither discounted nor margin.")],
        )
    ]  # fmt: skip


def _parameters(card: dict[str, Any]) -> Section:
    rows = [
        (name, wording.number(number, 4))
        for name, number in {**card["buying"], **card.get("spending", {})}.items()
    ]
    if card.get("correlation") is not None:
        rows.append((_("Frequency and amount go together (r)"), wording.number(card["correlation"], 3)))
    return Section(
        _("Parameters"),
        _("%(n)s customers bought again; amounts are fitted to them alone.")
        % {"n": wording.number(card["repeaters"])},
        heads=(_("Parameter"), _("Value")),
        rows=rows,
        notes=[
            _(
                "r, alpha, a, b of BG/NBD with time in weeks; p, q, v of "
                "Gamma–Gamma in the money of the purchases."
            )
        ],
    )


def tiers(card: dict[str, Any], customers: int) -> Shown:
    """Value tiers: how many, how much, what they cost to serve."""
    whole = sum(each["value"] for each in card["tiers"]) or 1.0
    best = card["tiers"][0]
    words = {
        "percent": percent(best["customers"] / max(customers, 1)),
        "share": percent(best["value"] / whole),
    }
    costs = card.get("worth") or []
    by_place = {each["tier"]: each for each in costs}
    rows = []
    for place, each in enumerate(card["tiers"]):
        worth = by_place.get(place)
        known = worth["n"] - worth["unknown"] if worth else 0
        rows.append(
            (
                known_word(each["tier"], VALUE_TIERS),
                wording.number(each["customers"]),
                percent(each["value"] / whole),
                with_interval(each["mean"], digits=2),
                wording.number(worth["cost"] / known, 2) if worth and known else "–",
                with_interval(worth["costing_more"], 100, 1, "%") if worth and known else "–",
            )
        )
    borders = _(", ").join(wording.number(each, 2) for each in card["borders"])
    notes: list[Text] = [
        _("Borders in money over the horizon: %(borders)s.") % {"borders": borders},
        NOT_FOR_PRICES,
    ]
    finding = _("The highest tier is %(percent)s of customers and %(share)s of what is expected.") % words
    if costs:
        lost = sum((each["costing_more"]["value"] or 0) * (each["n"] - each["unknown"]) for each in costs)
        told = sum(each["n"] - each["unknown"] for each in costs)
        loss = _("%(lost)s of %(told)s customers of known cost cost more to "
            "serve than they are expected to bring.") % {
            "lost": wording.number(lost), "told": wording.number(told),
        }  # fmt: skip
        notes.append(
            _("Before a relation is ended, a person reviews it: cost may "
                "be ours to lower, and the law forbids to treat "
              "customers of like kind unreasonably differently.")
        )  # fmt: skip
    else:
        loss = _(
            "What customers cost to serve is not known: tell it as the "
            "attribute cost_to_serve, in money a year."
        )
    return Shown(
        finding,
        "",
        [
            Section(
                _("Tiers"),
                loss,
                heads=(_("Tier"), _("Customers"), _("Share of what is expected"), _("Expected of one"),
                       _("Cost to serve one"), _("Cost more than they bring")),
                rows=rows,
                notes=notes,
                wide=True,
            )
        ],
    )  # fmt: skip


def rfm(card: dict[str, Any], customers: int) -> Shown:
    """Groups with how many are in them and what they spent; the grid of recency and frequency."""
    money = sum(each["money"] for each in card["groups"]) or 1.0
    most = max(card["groups"], key=lambda each: each["money"])
    words = {
        "group": known_word(most["group"], RFM_GROUPS),
        "customers": percent(most["customers"] / max(customers, 1)),
        "money": percent(most["money"] / money),
    }
    sections = [
        Section(
            _("Groups"),
            _("%(money)s of all money came from one group of %(customers)s of customers.") % words,
            heads=(
                _("Group of customers"),
                _("Customers"),
                _("Share of customers"),
                _("Money"),
                _("Share of money"),
                _("Remark"),
            ),
            rows=[
                (
                    known_word(each["group"], RFM_GROUPS),
                    wording.number(each["customers"]),
                    percent(each["customers"] / max(customers, 1), 1),
                    wording.amount(each["money"]),
                    percent(each["money"] / money, 1),
                    str(few(each["customers"])),
                )
                for each in card["groups"]
            ],
            notes=[_("Scores 1–%(classes)s, the highest is the best. Money is all "
                "that was spent, less returns.")
                   % {"classes": card["classes"]}],
            wide=True,
        )
    ]  # fmt: skip
    grid = card.get("grid")
    if grid:
        classes = card["classes"]
        sections.append(
            Section(
                _("Recency by frequency"),
                _("How many customers, and what they spent, in each cell."),
                heads=(_("Recency ↓ · frequency →"), *(str(each) for each in range(1, classes + 1))),
                rows=[
                    (
                        str(recency),
                        *(
                            _("%(n)s · %(money)s") % {"n": wording.number(n), "money": wording.amount(spent)}
                            for n, spent in grid[recency - 1]
                        ),
                    )
                    for recency in range(classes, 0, -1)
                ],
                wide=True,
            )
        )
    return Shown(
        _("“%(group)s” are %(customers)s of customers and %(money)s of money.") % words, "", sections
    )
