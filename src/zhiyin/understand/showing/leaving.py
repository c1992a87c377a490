"""Models of leaving, of silence and of next products, in words."""

from typing import Any

from django.utils.translation import gettext as _

from zhiyin.customers.phrases.judgements import feature_in_words
from zhiyin.theme import wording
from zhiyin.understand.phrases.people_models import EXCLUDED
from zhiyin.understand.showing.parts import Section, Shown, cell, compared, percent, with_interval


def churn(card: dict[str, Any], customers: int) -> Shown:
    """A model of who leaves."""
    used = card["quality"] if card["beats_rule"] else card["rule_quality"]
    words = {"n": wording.number(card["judged"]), "risk": percent(card["mean_risk"], 1)}
    sentence = _("%(n)s customers are here; on average %(risk)s are expected to leave.") % words
    quality = _("AUC %(auc)s; the riskiest tenth leaves %(lift)s times as often as all") % {
        "auc": with_interval(used["auc"], digits=3),
        "lift": wording.number(used["lift"], 1),
    }
    return Shown(sentence, quality, [*_sections(card, used), _left_out(card)])


def _sections(card: dict[str, Any], used: dict[str, Any]) -> list[Section]:
    model, rule, lead = card["quality"], card["rule_quality"], card["lead"]
    name = feature_in_words(card["rule"])
    if card["beats_rule"]:
        verdict = _("The model orders customers better than the rule “%(rule)s” alone, so the model is used.")
    else:
        verdict = _("The model does not beat the rule “%(rule)s”, so the rule is used.")
    rows = [
        (_("AUC: of one who left and one who stayed, the first had the higher risk"),
         with_interval(model["auc"], digits=3), with_interval(rule["auc"], digits=3)),
        (_("Brier: squared error of the chances, smaller is better"),
         with_interval(model["brier"], digits=4), with_interval(rule["brier"], digits=4)),
        (_("… of telling everybody the same chance"), wording.number(model["brier_of_base"], 4),
         wording.number(rule["brier_of_base"], 4)),
        (_("Slope of calibration, 1 is right"), with_interval(model["slope"], digits=2),
         with_interval(rule["slope"], digits=2)),
        (_("The riskiest tenth leaves so many times as often as all"), wording.number(model["lift"], 2),
         wording.number(rule["lift"], 2)),
        (_("Customers held out, of whom left"),
         f"{wording.number(model['n'])} · {wording.number(model['left'])}",
         f"{wording.number(rule['n'])} · {wording.number(rule['left'])}"),
    ]  # fmt: skip
    tenths = [
        (_("Tenth %(place)s") % {"place": place}, 100 * each["told"], cell(each["left"], 100))
        for place, each in enumerate(used["tenths"], 1)
    ]
    told, left = sum(each["told"] * each["n"] for each in used["tenths"]), used["left"]
    missed = sum(
        1
        for _l, chance, came in tenths
        if came.low is not None and not came.low <= chance <= (came.high or 0)
    )
    finding = (
        _("Of %(n)s held-out customers %(told)s were expected to "
            "leave, %(left)s left; in every tenth the chance told lies "
          "within the interval of what came.")
        if not missed
        else _("Of %(n)s held-out customers %(told)s were expected to "
            "leave, %(left)s left; in %(missed)s of %(tenths)s "
               "tenths the chance told lies outside the interval of what came.")
    ) % {"n": wording.number(used["n"]), "told": wording.number(told), "left": wording.number(left), "missed": missed,
         "tenths": len(tenths)}  # fmt: skip
    return [
        Section(
            _("Against the simple rule, on customers neither had seen"),
            verdict % {"rule": name},
            heads=(_("Figure"), _("Model"), _("Rule: %(rule)s") % {"rule": name}),
            rows=rows,
            notes=[
                _("The model’s AUC is ahead by %(lead)s.") % {"lead": with_interval(lead, digits=3)},
                _("Intervals are 95%, of AUC by DeLong."),
            ],
        ),
        Section(
            _("Chance told against share that left, by tenth of risk"),
            finding,
            caption=_("Tenth of risk, lowest first"),
            compared=compared(tenths),
            notes=[
                _(
                    "Dashed: the chance told, in percent. Point and line: the "
                    "share that left, with its interval."
                )
            ],
        ),
    ]


def _left_out(card: dict[str, Any]) -> Section:
    left_out = [
        (feature_in_words(each["column"]), str(EXCLUDED.get(each["why"], each["why"])))
        for each in card["excluded"]
    ]
    used = [(feature_in_words(name), _("used")) for name in card["features"]]
    return Section(
        _("What it looks at"),
        _("%(used)s columns are used, %(out)s are left out.") % {"used": len(used), "out": len(left_out)},
        heads=(_("Column"), _("State")),
        rows=[*used, *left_out],
        notes=[_("Learnt from %(n)s customers. Version %(version)s.")
               % {"n": wording.number(card["trained"]), "version": card["version"]}],
    )  # fmt: skip


def churn_by_definition(card: dict[str, Any], customers: int) -> Shown:
    """Leaving without a contract states its definition."""
    shown = churn(card, customers)
    of = card["definition"]
    stated = Section(
        _("What counts as gone"),
        _("No purchase for %(times)s times the customer’s own usual "
            "time between purchases, but for at least %(least)s and at "
          "most %(most)s days.")
        % {"times": wording.number(of["times"], 1), "least": wording.number(of["least"]),
           "most": wording.number(of["most"])},
        heads=(_("At the day of the run"), _("Customers")),
        rows=[(_("Gone already by this definition: not judged"), wording.number(card["gone"])),
              (_("Judged"), wording.number(card["judged"]))],
        notes=[_("Whoever bought on fewer than three days is measured by the usual time between all customers’ "
                 "purchases."),
               _("For learning, %(gone)s customers who had gone before the "
            "earlier day were left out, and %(open)s whose time "
                 "is not over.")
               % {"gone": wording.number(card["gone_before"]), "open": wording.number(card["undecided"])}],
    )  # fmt: skip
    return Shown(shown.finding, shown.quality, [stated, *shown.sections])


def silence(card: dict[str, Any], customers: int) -> Shown:
    """Who is not heard."""
    words = {"never": percent(card["never_share"]["value"]), "silent": percent(card["silent_share"]["value"]),
             "n": wording.number(customers)}  # fmt: skip
    rows = [
        {"label": _("Never heard"), "cell": cell(card["never_share"], 100)},
        {"label": _("Heard before, silent now"), "cell": cell(card["silent_share"], 100)},
    ]
    rule = card["rule"]
    return Shown(
        _("Of %(n)s customers %(never)s were never heard, %(silent)s have fallen silent.") % words,
        sections=[
            Section(
                _("Who is heard"),
                _("%(heard)s customers are heard as often as they used to "
                    "be.") % {"heard": wording.number(card["heard"])},
                caption=_("Customers"),
                ranked=rows,
                notes=[
                    _("Silent: not heard for %(times)s times the own usual time "
                        "between voices, at least %(least)s and at most "
                      "%(most)s days.")
                    % {"times": wording.number(rule["times"]), "least": wording.number(rule["least"]),
                       "most": wording.number(rule["most"])},
                ],
            )
        ],
    )  # fmt: skip


def next_product(card: dict[str, Any], customers: int) -> Shown:
    """What follows what."""
    five = next(each for each in card["hit_rates"] if each["depth"] == 5)
    words = {"model": percent(five["model"]["value"]), "popular": percent(five["popularity"]["value"])}
    if card["beats_popularity"]:
        finding = _(
            "Five suggestions hold a product taken next for %(model)s of "
            "customers; the five most popular for %(popular)s."
        )
    else:
        finding = _(
            "Suggestions do not beat the most popular products "
            "(%(model)s against %(popular)s), so popularity is used."
        )
    rows = []
    for each in card["hit_rates"]:
        rows.append(
            {
                "label": _("First %(depth)s by the model") % {"depth": each["depth"]},
                "cell": cell(each["model"], 100),
            }
        )
        rows.append({"label": _("First %(depth)s by popularity") % {"depth": each["depth"]},
                     "cell": cell(each["popularity"], 100)})  # fmt: skip
    leads = [
        (str(each["depth"]), with_interval(each["lead"], 100, 1)) for each in card["hit_rates"]
    ]  # fmt: skip
    return Shown(
        finding % words,
        _("Hit rate of five: %(rate)s") % {"rate": with_interval(five["model"], 100, 1, "%")},
        [
            Section(
                _("Did they take one of the suggestions?"),
                finding % words,
                caption=_("Suggestions"),
                ranked=rows,
                notes=[_("Measured on the last %(days)s days, which learning had not "
                    "seen, over customers who took any new "
                         "product in them.") % {"days": card["window_days"]}],
            ),
            Section(
                _("Ahead of popularity"),
                _("The difference of both on the same customers."),
                heads=(_("Suggestions"), _("Points ahead (95%)")),
                rows=leads,
            ),
        ],
    )  # fmt: skip
