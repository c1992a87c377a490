"""What a file was recognised as, in a sentence; its columns as questions, as known fields, as the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from zhiyin.collect.phrases import FIELD_LABELS, PRESET_LABELS, evidence, note
from zhiyin.journeys.queries.touchpoints import touchpoint_names
from zhiyin.science.collect.answering import item_of
from zhiyin.science.collect.columns import QUESTIONS, SCORES, Column
from zhiyin.science.collect.fields import fields_of, group_of
from zhiyin.science.collect.touchpoints import TOUCHPOINTS
from zhiyin.theme.wording import number

CHOICES: Final = ("choice", "choices", "option")
# Columns of a wider file offer the usual choices instead of all of them: a page of megabytes is of no use.
WIDE: Final = 100
USUAL: Final = ("attribute", "ignore", "text", *SCORES, "number", "choice", "choices", "open")
MOST_SHOWN: Final = 12
ALSO_ASKED: Final = (*SCORES, *QUESTIONS)

_SAID_ABOVE: Final = frozenset({"questions_understood", "questions_found"})


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column in the form: samples, choices, scale, what its cells mean, why, what is wrong."""

    index: int
    name: str
    label: str
    samples: list[str]
    field: str
    field_label: str
    choices: list[tuple[str, str, bool]]
    is_score: bool
    low: str
    high: str
    polarity: int
    meaning: str
    touchpoint: str
    why: str
    error: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its columns: one, or one for each option."""

    label: str
    options: str
    lines: list[ColumnLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns in the order in which a person cares: questions, fields that are known, what is only kept."""

    questions: list[Question]
    known: list[ColumnLine]
    kept: list[ColumnLine]

    @property
    def wide(self) -> bool:
        """So many that a search is of use."""
        return len(self.questions) + len(self.known) + len(self.kept) > 20


def preset_label(preset: str) -> str:
    return str(PRESET_LABELS.get(preset, preset))


def sentence(preset: str, columns: Sequence[Column], rows: str) -> str:
    """What was understood: 问卷星答卷：8 题，其中 2 个打分、5 个选择、1 个开放题；800 行."""
    scores = {item_of(column) for column in columns if column.field in SCORES}
    choices = {item_of(column) for column in columns if column.field in CHOICES}
    own_words = {item_of(column) for column in columns if column.field == "open"}
    parts = [
        words
        for count, words in (
            (len(scores), ngettext("%(n)s score", "%(n)s scores", len(scores))),
            (len(choices), ngettext("%(n)s choice", "%(n)s choices", len(choices))),
            (len(own_words), ngettext("%(n)s in own words", "%(n)s in own words", len(own_words))),
        )
        if count
    ]
    counts = (count for count in (len(scores), len(choices), len(own_words)) if count)
    kinds = _(", ").join(words % {"n": count} for words, count in zip(parts, counts, strict=True))
    asked = len(scores | choices | own_words)
    if choices or own_words:
        what = ngettext("%(n)s question (%(kinds)s)", "%(n)s questions (%(kinds)s)", asked) % {
            "n": number(asked),
            "kinds": kinds,
        }
    else:
        what = ngettext("%(n)s column", "%(n)s columns", len(columns)) % {"n": number(len(columns))}
        what = _("%(columns)s, of them %(kinds)s") % {"columns": what, "kinds": kinds} if kinds else what
    told = _("%(preset)s: %(what)s; %(rows)s") % {"preset": preset_label(preset), "what": what, "rows": rows}
    return told[:1].upper() + told[1:]


def notes_words(layout: dict[str, Any]) -> list[str]:
    """What was understood of the file besides what `sentence` says, in sentences."""
    found = (one for one in layout.get("notes", ()) if one["code"] not in _SAID_ABOVE)
    return [words for one in found if (words := note(one))]


def rows_words(count: int, *, more: bool) -> str:
    """How many rows, as far as they were looked at."""
    if more:
        return _("more than %(n)s rows") % {"n": number(count)}
    return ngettext("%(n)s row", "%(n)s rows", count) % {"n": number(count)}


def grouped(
    mapping: dict[str, Any], samples: Sequence[list[str]], errors: dict[int, str], *, whole: bool = True
) -> Columns:
    """The columns of a mapping as lines of the form; not `whole`: without what could be chosen instead."""
    columns = [Column(**column) for column in mapping["columns"]]
    places = touchpoint_names()
    wide = len(columns) > WIDE
    group = group_of(mapping["kind"])
    every = fields_of(mapping["kind"])
    usual = USUAL if group == "feedback" else every
    questions: dict[str, Question] = {}
    known: list[ColumnLine] = []
    kept: list[ColumnLine] = []
    for column, found in zip(columns, samples, strict=True):
        quiet = column.field in ("attribute", "ignore")
        offered = () if not whole else usual if wide else every
        line = _line(column, found, errors, places, offered)
        if column.field in ALSO_ASKED:
            code = item_of(column)
            if code not in questions:
                questions[code] = Question(column.label or column.name, "")
            questions[code].lines.append(line)
        else:
            (kept if quiet and not line.error else known).append(line)
    return Columns([_with_options(question, columns) for question in questions.values()], known, kept)


def _with_options(question: Question, columns: Sequence[Column]) -> Question:
    if len(question.lines) == 1:
        return question
    indexes = {line.index for line in question.lines}
    options = [column.option or column.name for column in columns if column.index in indexes]
    return Question(question.label, _several(options), question.lines)


def _line(
    column: Column, samples: list[str], errors: dict[int, str], places: dict[str, str], offered: Sequence[str]
) -> ColumnLine:
    return ColumnLine(
        index=column.index,
        name=column.name,
        label=column.label if column.label and not column.name.endswith(column.label) else "",
        samples=samples,
        field=column.field,
        field_label=str(FIELD_LABELS.get(column.field, column.field)),
        choices=[
            (name, str(FIELD_LABELS.get(name, name)), name == column.field)
            for name in (*offered, *((column.field,) if offered and column.field not in offered else ()))
        ],
        is_score=column.field in SCORES,
        low=_number(column.scale_min),
        high=_number(column.scale_max),
        polarity=column.polarity,
        meaning=_meaning(column),
        touchpoint=places.get(column.touchpoint) or _touchpoint_to_be(column.touchpoint),
        why=_(" · ").join(filter(None, (evidence(one) for one in column.evidence))),
        error=errors.get(column.index, ""),
    )


def _meaning(column: Column) -> str:
    """What its cells stand for: 非常满意 = 5 · …; or the texts of its options."""
    if any(one["code"] == "scale_words" for one in column.evidence):
        return ""  # said there, with the words that occur
    if column.field in SCORES and column.scores:
        ordered = sorted(column.scores.items(), key=lambda one: -one[1])
        return _several([f"{word} = {value:g}" for word, value in ordered if not word.endswith(".0")])
    if column.field in CHOICES and column.labels:
        meant = {code: text for code, text in column.labels.items() if not code.endswith(".0")}
        return _several([f"{code} = {text}" if code != text else text for code, text in meant.items()])
    return ""


def _touchpoint_to_be(code: str) -> str:
    """The name of a touchpoint that the import will bring."""
    chinese, english = TOUCHPOINTS.get(code, (code, code))
    return english if (get_language() or "").startswith("en") else chinese


def _several(words: Sequence[str]) -> str:
    shown = _(" · ").join(words[:MOST_SHOWN])
    more = len(words) - MOST_SHOWN
    return _("%(shown)s and %(more)s more") % {"shown": shown, "more": more} if more > 0 else shown


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A scale that the values leave open: what was seen, what it may be, what was answered so far."""

    index: int
    name: str
    seen: str
    choices: list[tuple[str, str, bool]]
    keys: bool
    other: bool
    low: str
    high: str
    error: str


def asked_scales(mapping: dict[str, Any], post: dict[str, str], errors: dict[int, str]) -> list[Asked]:
    """The questions to be settled before the start; `post` holds the answers given so far."""
    found = []
    for column in mapping["columns"]:
        index = column["index"]
        if not column.get("asked") or post.get(f"field-{index}", column["field"]) not in SCORES:
            continue
        answer = post.get(f"asked-{index}", "")
        values = next((one for one in column["evidence"] if "low" in one and "high" in one), None)
        keys = any(one["code"] == "keys_assumed" for one in column["evidence"])
        found.append(
            Asked(
                index=index,
                name=column["label"] or column["name"],
                seen=_("%(low)s–%(high)s") % {"low": f"{values['low']:g}", "high": f"{values['high']:g}"}
                if values
                else "",
                choices=[
                    (value, _best(low, high) if keys else f"{low:g}–{high:g}", value == answer)
                    for low, high in column["asked"]
                    for value in (f"{low:g}-{high:g}",)
                ],
                keys=keys,
                other=answer == "other",
                low=post.get(f"other-low-{index}", ""),
                high=post.get(f"other-high-{index}", ""),
                error=errors.get(index, ""),
            )
        )
    return found


def _best(best: float, worst: float) -> str:
    return _("%(best)s is the best, %(worst)s the worst") % {"best": f"{best:g}", "worst": f"{worst:g}"}
