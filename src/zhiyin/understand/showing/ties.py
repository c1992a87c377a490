"""Loyalty, the customers we have, who stays, and what winning them costs, in words."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhiyin.customers.phrases.judgements import LOYALTIES, RELATIONS, known_word
from zhiyin.theme import wording
from zhiyin.understand.phrases.people_models import REASONS
from zhiyin.understand.showing.parts import Cell, Section, Shown, cell, few, percent, with_interval

LOYAL, HABIT = "loyal_both", "habit_only"


def loyalty(card: dict[str, Any], customers: int) -> Shown:
    """Two axes, the top box, ties and how many are fragile."""
    by_class = {each["loyalty"]: each["share"] for each in card["classes"]}
    known = int(by_class[LOYAL]["n"] or 0)
    if known:
        finding = _(
            "Of %(n)s customers known on both sides %(loyal)s are loyal; "
            "%(habit)s come again but are not very satisfied."
        )
    else:
        finding = _("Of none of %(customers)s customers are behaviour and heart both known: ask them.")
    words = {"n": wording.number(known), "customers": wording.number(customers),
             "loyal": percent(by_class[LOYAL]["value"]), "habit": percent(by_class[HABIT]["value"])}  # fmt: skip
    rule = card["rule"]
    sections = [
        Section(
            _("Behaviour and heart"),
            _("%(unknown)s customers are unknown on one side and in no "
                "class.") % {"unknown": wording.number(card["unknown"])},
            caption=_("Class"),
            ranked=[{"label": known_word(code, LOYALTIES), "cell": cell(share, 100)} for code, share in by_class.items()],
            notes=[
                _("Comes again: on %(days)s days or more in a year and not "
                    "gone. Very satisfied: only the top box (9–10 to "
                  "recommend, 5 of 5), not older than a year.") % {"days": rule["purchases"]}
            ],
            wide=True,
        )
    ]  # fmt: skip
    sections += [_stayed(name, rows) for name, rows in card["stayed"].items() if rows]
    relations = [each for each in card["relations"] if each["relation"] != "unknown"]
    unknown = customers - sum(each["customers"] for each in relations)
    sections.append(
        Section(
            _("What holds customers"),
            _("%(fragile)s of %(known)s customers whose prices are known "
                "buy mostly with rebates: that tie is fragile.")
            % {"fragile": wording.number(card["fragile"]), "known": wording.number(card["fragile_known"])},
            heads=(_("Tie"), _("Customers"), _("Share"), _("Remark")),
            rows=[
                (
                    known_word(each["relation"], RELATIONS),
                    wording.number(each["customers"]),
                    percent(each["customers"] / max(customers, 1), 1),
                    str(few(each["customers"])),
                )
                for each in relations
            ]
            + [(_("Not known"), wording.number(unknown), percent(unknown / max(customers, 1), 1), "")],
            notes=[
                _("By rebates: at least %(mostly)s of purchases at a reduced "
                    "price, of at least %(least)s whose price is known.")
                % {"mostly": percent(rule["mostly"]), "least": rule["least_for_rebate"]}
            ],
            wide=True,
        )
    )  # fmt: skip
    return Shown(finding % words, "", sections)


SCALES = {"nps": (9.0, "0–10"), "csat": (5.0, "1–5"), "rating": (5.0, "1–5")}


def _stayed(name: str, rows: list[dict[str, Any]]) -> Section:
    top, scale = SCALES[name]
    box = [each for each in rows if each["score"] >= top]
    below = [each for each in rows if each["score"] < top]

    def share(of: list[dict[str, Any]]) -> float | None:
        n = sum(each["share"]["n"] for each in of)
        return None if not n else sum(each["share"]["value"] * each["share"]["n"] for each in of) / n

    words = {"top": percent(share(box)), "below": percent(share(below))}
    titles = {
        "nps": _("Who stayed, by how likely they recommend (%(scale)s)"),
        "csat": _("Who stayed, by satisfaction (%(scale)s)"),
        "rating": _("Who stayed, by rating (%(scale)s)"),
    }
    return Section(
        titles[name] % {"scale": scale},
        _("Of the top box %(top)s are still customers, of those below it %(below)s.") % words,
        caption=_("Score"),
        ranked=[{"label": wording.number(each["score"]), "cell": cell(each["share"], 100)} for each in rows],
        notes=[
            _(
                "The latest score of each; who answers is not everybody. "
                "What goes together need not cause each other."
            )
        ],
    )


def base(card: dict[str, Any], customers: int) -> Shown:
    """Products per customer, penetration, headroom by loyalty."""
    whole = card["all"]
    words = {
        "mean": with_interval(whole["products_per_customer"], digits=2),
        "one": percent(1 - whole["more_than_one"]["value"]),
    }
    room = [
        (
            known_word(each["loyalty"], LOYALTIES) if each["loyalty"] != "unknown" else _("Not known"),
            one["product"],
            wording.number(one["without"]),
            wording.number(one["more"]),
            known_word(one["like"], LOYALTIES) if one["like"] != "unknown" else _("Not known"),
        )
        for each in card["classes"]
        for one in each["headroom"]
    ]
    return Shown(
        _("Customers have %(mean)s products each; %(one)s have only one.") % words,
        "",
        [
            Section(
                _("Products per customer, by loyalty"),
                _("%(n)s customers bought %(products)s products.")
                % {"n": wording.number(customers), "products": wording.number(card["products"])},
                unit="mean",
                caption=_("Class"),
                ranked=[
                    {
                        "label": known_word(each["loyalty"], LOYALTIES)
                        if each["loyalty"] != "unknown"
                        else _("Not known"),
                        "cell": cell(each["products_per_customer"]),
                    }
                    for each in card["classes"]
                ],
                reference=whole["products_per_customer"]["value"],
                reference_label=_("all"),
                wide=True,
            ),
            Section(
                _("Penetration"),
                _("The share of customers who bought a product, for the most bought."),
                caption=_("Product"),
                ranked=[
                    {"label": each["product"], "cell": cell(each["share"], 100)}
                    for each in card["penetration"]
                ],
            ),
            Section(
                _("Room"),
                _(
                    "So many more would have a product if each class used it as "
                    "much as the class that uses it most."
                ),
                heads=(_("Class"), _("Product"), _("Without it"), _("So many more"), _("Measured by")),
                rows=room,
                notes=[_("An association, not a forecast.")],
            ),
        ],
    )


def retention(card: dict[str, Any], customers: int) -> Shown:
    """The triangle of cohorts, the curve of contracts."""
    cohorts = [each for each in card.get("cohorts", ()) if each["size"]]
    sections = []
    finding = _("Nothing is known yet of how many stay.")
    reached = [each for each in cohorts if len(each["kept"]) > 1 and each["kept"][1] is not None]
    if cohorts:
        ages = list(range(max(sum(kept is not None for kept in each["kept"]) for each in cohorts)))
        came = sum(each["size"] for each in reached)
        again = sum(each["kept"][1] for each in reached)
        if came:
            finding = _("%(share)s of customers bought again in the month after "
                "their first purchase (%(again)s of %(came)s).") % {
                "share": percent(again / came, 1), "again": wording.number(again), "came": wording.number(came),
            }  # fmt: skip
        sections.append(
            Section(
                _("Cohorts by month of the first purchase"),
                _(
                    "The share who bought in the month so many months later. A "
                    "blank month is not reached yet."
                ),
                triangle=[
                    {
                        "month": _month(each["month"]),
                        "size": each["size"],
                        "cells": [
                            None if kept is None else (percent(kept / each["size"]), kept, each["size"] < 30)
                            for kept in (each["kept"] + [None] * len(ages))[: len(ages)]
                        ],
                    }
                    for each in cohorts
                ],
                ages=ages,
                notes=[_("Only whole months. Grey: a cohort of fewer than 30 customers, indicative only.")],
                wide=True,
            )
        )
    sections.append(_curve(card["contracts"]))
    sections += _month_churn(card["contracts"].get("churn"))
    return Shown(finding, "", sections)


def _month(told: str) -> str:
    year, month = told.split("-")
    first = date(int(year), int(month), 1)
    return f"{year}年{first.month}月" if wording.is_chinese() else f"{wording.month(first).split()[0]} {year}"


def _curve(contracts: dict[str, Any]) -> Section:
    title = _("How long contracts last")
    undated = _undated(contracts.get("undated", 0))
    if "missing" in contracts:
        missing = contracts["missing"]
        return Section(
            title,
            _("Not enough: %(have)s of %(need)s %(what)s.")
            % {"have": wording.number(missing["have"]), "need": wording.number(missing["need"]),
               "what": REASONS.get(missing["reason"], missing["reason"])},
            notes=[_("It is drawn from the events “joined” and “left”."), *undated],
        )  # fmt: skip
    points = contracts["points"]
    median = contracts["median"]
    if median is None:
        finding = _("Of %(n)s customers %(left)s have left; half of them has not been reached.")
    else:
        finding = _("Of %(n)s customers %(left)s have left; half are gone after %(median)s months.")
    words = {"n": wording.number(contracts["n"]), "left": wording.number(contracts["left"]),
             "median": wording.number(median, 1)}  # fmt: skip
    notes = [_("Kaplan–Meier; n is how many are still at risk."), *undated]
    if not contracts["all_drawn"]:
        notes.append(_("Drawn only while ten are at risk."))
    return Section(
        title,
        finding % words,
        cells=[
            Cell(
                100 * each["stayed"],
                None if each["low"] is None else 100 * each["low"],
                None if each["high"] is None else 100 * each["high"],
                each["at_risk"],
            )
            for each in points
        ],
        labels=[str(each["month"]) for each in points],
        notes=notes,
        wide=True,
    )


def _undated(many: int) -> list[str]:
    told = _("Left out: %(n)s customers, since the source gave no day on which they joined or left.")
    return [told % {"n": wording.number(many)}] if many else []


def _month_churn(churn: dict[str, Any] | None) -> list[Section]:
    if not churn:
        return []
    words = {"monthly": percent(churn["monthly"], 1), "yearly": percent(churn["yearly"], 1),
             "months": wording.number(len(churn["months"]))}  # fmt: skip
    return [
        Section(
            _("Churn by month"),
            _("Of the customers who were here when a month began %(monthly)s "
                "left within it, on average over %(months)s months. At that "
              "pace %(yearly)s leave in a year.") % words,
            caption=_("Month"),
            ranked=[
                {"label": _month(each["month"]), "cell": cell(each["share"], 100)} for each in churn["months"]
            ],
            reference=100 * churn["monthly"],
            reference_label=_("all"),
            notes=[_("Only whole months. Who joins within a month does not count in it; of "
                "customers who came back, only the latest contract counts.")],
        )
    ]  # fmt: skip


def acquisition(card: dict[str, Any], customers: int) -> Shown:
    """Cost of winning against value."""
    told = card["acquisition"]
    words = {
        "cost": wording.number(told["cost"], 2),
        "value": with_interval(told["value"], digits=2),
        "ratio": with_interval(told["ratio"], digits=2),
        "months": wording.number(card["months"]),
    }
    if told["pays_back"] is None:
        back = _("The %(months)s months that can be followed do not pay the cost back.") % words
    else:
        back = _("The cost is paid back after %(count)s months of 30 days.") % {"count": told["pays_back"]}
    return Shown(
        _("Winning a customer costs %(cost)s; one is expected to bring "
            "%(value)s: %(ratio)s times as much.") % words,
        "",
        [
            Section(
                _("Cost and value"),
                back,
                heads=(_("Figure"), _("Value")),
                rows=[
                    (_("Customers whose cost of winning is known"), wording.number(card["told"])),
                    (_("… of whom have bought"), wording.number(card["bought"])),
                    (_("Cost of winning one"), words["cost"]),
                    (_("Expected of one from now on"), words["value"]),
                    (_("Value over cost"), words["ratio"]),
                ],
                notes=[
                    _("Who was won and never bought counts as nought. Value looks "
                        "ahead from today; what was earned before is in "
                      "the payback only.")
                ],
            )
        ],
    )  # fmt: skip
