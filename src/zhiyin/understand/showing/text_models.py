"""The pages about models of texts: cards, accuracy here, drift, in sheets of the people models' kind."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiyin.science.estimate.results import Estimate
from zhiyin.science.understand.agreement import Agreement
from zhiyin.science.understand.aspects.dictionary import aspects
from zhiyin.science.understand.drifting import CLEAR, SLIGHT, Drift
from zhiyin.theme import wording
from zhiyin.understand.phrases.text_models import FEELINGS, MEANINGS, WATCHED
from zhiyin.understand.queries.accuracy import CODED, Accuracy
from zhiyin.understand.queries.drift import RECENT, Drifting, Week
from zhiyin.understand.queries.text_models import TextModel
from zhiyin.understand.showing.parts import RELIABLE, Cell, Section, percent

MOST_ASPECTS = 31


def share(found: Estimate | None) -> str:
    """93% (91 – 95)"""
    if found is None or found.value is None:
        return "–"
    if found.low is None or found.high is None:
        return percent(found.value, 1)
    return f"{percent(found.value, 1)} ({wording.interval(100 * found.low, 100 * found.high, 1)})"


def beyond_chance(found: Agreement) -> str:
    """0.71 (0.60 – 0.82)"""
    if found.value is None:
        return "–"
    value = wording.number(found.value, 2)
    return value if found.low is None else f"{value} ({wording.interval(found.low, found.high, 2)})"


def promised(model: TextModel) -> str:
    claim = model.claim
    return "–" if claim is None else share(Estimate(claim.value, claim.low, claim.high, claim.n))


def accuracy_sections(found: Accuracy | None, kind: str) -> list[Section]:
    """The sheets of one source of truth; none without texts."""
    if found is None or not found.texts:
        return []
    coded = found.source == CODED
    about = _("texts drawn at random and coded") if coded else _("texts that people corrected")
    sections = []
    if kind == "sentiment" and found.labels.n:
        sections.append(_labels(found, about, coded))
    if kind == "polarity" and found.aspects:
        sections.append(_aspects(found, about, coded))
    return sections


def _labels(found: Accuracy, about: str, coded: bool) -> Section:
    labels = found.labels
    words = {
        "share": share(Estimate(labels.accuracy.value, labels.accuracy.low, labels.accuracy.high, labels.n)),
        "n": wording.number(labels.n),
        "texts": about,
    }
    notes = [
        _("Agreement beyond chance (Cohen's kappa): %(kappa)s. Happy or unhappy as the card counts it: %(sign)s of %(n)s.")
        % {"kappa": beyond_chance(found.kappa), "sign": share(found.sign), "n": found.sign.n}
    ]  # fmt: skip
    if coded and found.people.value is not None:
        notes.append(
            _("People among themselves (Krippendorff's alpha): %(alpha)s, n %(n)s.")
            % {"alpha": beyond_chance(found.people), "n": found.people.n}
        )
    return Section(
        _("Right in %(share)s of %(n)s %(texts)s") % words,
        notes=[*notes, *_warnings(found, coded)],
        heads=[_("Label"), _("By people"), _("By the machine"), _("Precision, %"), _("Recall, %"), "F1", _("Interval")],
        rows=[
            [
                str(FEELINGS[str(one.label)]),
                wording.number(one.support),
                wording.number(one.predicted),
                wording.number(100 * one.scores.precision, 1),
                wording.number(100 * one.scores.recall, 1),
                wording.number(one.f1.value, 2),
                wording.interval(one.f1.low, one.f1.high, 2),
            ]
            for one in labels.classes
        ],
        wide=True,
    )  # fmt: skip


def _aspects(found: Accuracy, about: str, coded: bool) -> Section:
    names = aspect_names()
    words = {"share": share(found.feelings), "n": wording.number(found.feelings.n), "texts": about}
    return Section(
        _("The feeling is right for %(share)s of %(n)s aspects in %(texts)s") % words
        if found.feelings.n
        else _("Whether an aspect is spoken of, in %(texts)s") % words,
        notes=[
            _("The feeling counts where people and the machine both name the aspect: praise, blame or neither."),
            *_warnings(found, coded),
        ],
        heads=[
            _("What is spoken of"), _("Texts judged"), _("By people"), _("Precision, %"), _("Recall, %"), "F1",
            _("Interval"), _("Kappa"),
        ],
        rows=[
            [
                names.get(one.code, one.code),
                wording.number(one.texts),
                wording.number(one.spoken_of),
                wording.number(100 * one.scores.precision, 1),
                wording.number(100 * one.scores.recall, 1),
                wording.number(one.f1.value, 2),
                wording.interval(one.f1.low, one.f1.high, 2),
                beyond_chance(one.kappa),
            ]
            for one in found.aspects[:MOST_ASPECTS]
        ],
        wide=True,
    )  # fmt: skip


def _warnings(found: Accuracy, coded: bool) -> Iterable[str]:
    if not coded:
        yield _(
            "People correct what they see to be wrong, so these numbers say which way the machine errs, never how often. "
            "How often is told by a round of coding."
        )
    if found.only_held_out:
        yield _("Only the fifth of the texts that nothing here was learnt from is counted.")
    if found.older:
        yield _("%(n)s of these texts were read by an earlier version.") % {"n": wording.number(found.older)}


def aspect_names() -> dict[str, str]:
    english = (get_language() or "").startswith("en")
    return {aspect.code: aspect.en if english else aspect.zh for aspect in aspects()}


def drift_sections(found: Drifting) -> list[Section]:
    """One sheet a week's number, over time."""
    labels = [wording.day_of_year(week.monday) for week in found.weeks]

    def trend(name: str, cells: Sequence[Cell], unit: str = "percent") -> Section:
        return Section(
            WATCHED[name], drift_words(found.tested[name]), unit, cells=cells, labels=labels,
            notes=[MEANINGS[name]],
        )  # fmt: skip

    return [
        trend("not_read", [_cell(week.share_not_read(), 100) for week in found.weeks]),
        trend("label", [_cell(week.share_unhappy(), 100) for week in found.weeks]),
        trend("confidence", [_cell(week.mean_confidence(), 100) for week in found.weeks]),
        trend("strange", [_strange(week) for week in found.weeks]),
    ]


def _cell(found: Estimate, times: float) -> Cell:
    def at(value: float | None) -> float | None:
        return None if value is None else times * value

    return Cell(at(found.value), at(found.low), at(found.high), found.n, 0 < found.n < RELIABLE)


def _strange(week: Week) -> Cell:
    value = week.share_strange()
    return Cell(None if value is None else 100 * value, None, None, week.words[1])


def drift_words(found: Drift) -> str:
    """One sentence: drifted or not, and how far."""
    if found.index is None:
        return _("There are too few weeks with texts to say whether this has moved.")
    words = {
        "weeks": RECENT,
        "index": wording.number(found.index, 3),
        "p": wording.number(found.p_adjusted, 3),
    }
    if not found.told:
        return (
            _("The last %(weeks)s weeks differ from those before by no more than chance (p %(p)s).") % words
        )
    if found.index < SLIGHT:
        return _("The last %(weeks)s weeks differ a little: more than chance, yet slight (p %(p)s).") % words
    if found.index < CLEAR:
        return _("The last %(weeks)s weeks differ, more than chance (index %(index)s, p %(p)s).") % words
    return _("The last %(weeks)s weeks differ greatly (index %(index)s, p %(p)s).") % words


def drift_rows(found: Drifting) -> list[dict[str, Any]]:
    """The table of what was tested."""
    return [
        {
            "name": WATCHED[name],
            "words": drift_words(one),
            "index": "–" if one.index is None else wording.number(one.index, 3),
            "interval": "–" if one.low is None else wording.interval(one.low, one.high, 3),
            "p": "–" if one.p_adjusted is None else wording.number(one.p_adjusted, 3),
            "recent": one.recent,
            "before": one.before,
            "told": one.told,
        }
        for name, one in found.tested.items()
    ]
