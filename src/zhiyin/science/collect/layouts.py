"""The columns of a file beside those agreed for its source: what is the same, what is new, gone, renamed or different.

The order of columns says nothing. What was agreed holds for a column that is there again; of a column that is new, the
guess does.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from zhiyin.science.collect.columns import QUESTIONS, SCORES, Column
from zhiyin.science.collect.headers import plain

# A missing and a new name that are as alike as this are one column that was renamed.
ALIKE: Final = 0.75
# Of the questions of two files, this share and this number must be the same before they are taken for one survey.
SAME_SURVEY: Final = 0.6
FEWEST_SAME: Final = 3
MANY_CODES: Final = 8
# What is decided about a column holds again; what the file itself says (items, wordings, texts) is taken from the new
# file, and from the one before where the new one does not say it.
_DECIDED: Final = ("field", "scale_min", "scale_max", "polarity")
_SAID: Final = ("item", "label", "touchpoint", "option", "separator", "measures", "zone")
_QUIET: Final = ("attribute", "ignore")
_NOT_AS_NAMED: Final = frozenset({"content_disagrees", "words_not_scores"})


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """One difference: `code` is new, missing, renamed, scale, content or options; `data` says from what to what."""

    code: str
    name: str
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def wants_consent(self) -> bool:
        """Whether a person has to agree: an option that nobody had chosen before is read like the others."""
        return self.code != "options"

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "name": self.name, **self.data}


def same_names(agreed: Sequence[str], found: Sequence[str]) -> bool:
    """Whether two lists of plain names are the same but for their order."""
    return sorted(agreed) == sorted(found)


def plain_names(columns: Sequence[Column]) -> list[str]:
    """The columns' names as layouts keep them."""
    return [plain(column.name) for column in _theirs(columns)]


def _theirs(columns: Sequence[Column]) -> list[Column]:
    """Without those that we wrote ourselves into a file of rows to be repaired."""
    return [column for column in columns if not _had(column, "ours")]


def pairs(agreed: Sequence[Column], found: Sequence[Column]) -> dict[int, Column]:
    """Position among `found` -> the agreed column that it is again: by name, then by question, then by a like name."""
    left = dict(enumerate(agreed))
    paired: dict[int, Column] = {}
    for key in (
        lambda column: column.name,
        lambda column: plain(column.name),
        lambda column: (
            (column.item, column.option, plain(column.label)) if column.item and column.label else None
        ),
    ):
        places: defaultdict[Any, list[int]] = defaultdict(list)
        for place, column in left.items():
            places[key(column)].append(place)
        for position, column in enumerate(found):
            wanted = key(column)
            if position not in paired and wanted and places.get(wanted):
                paired[position] = left.pop(places[wanted].pop(0))
    return paired | _alike(left, found, paired)


def _alike(
    left: Mapping[int, Column], found: Sequence[Column], paired: Mapping[int, Column]
) -> dict[int, Column]:
    """Columns whose names are nearly the same, the most alike first."""
    new = [(position, plain(column.name)) for position, column in enumerate(found) if position not in paired]
    if len(new) * len(left) > 10_000:  # a wide file of something else
        return {}
    candidates = sorted(
        (
            (SequenceMatcher(None, name, plain(column.name)).ratio(), position, place)
            for position, name in new
            for place, column in left.items()
        ),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    chosen: dict[int, Column] = {}
    taken: set[int] = set()
    for likeness, position, place in candidates:
        if likeness < ALIKE:
            break
        if position not in chosen and place not in taken:
            chosen[position] = left[place]
            taken.add(place)
    return chosen


def compare(agreed: Sequence[Column], found: Sequence[Column], *, sparse: bool = False) -> list[Change]:
    """How `found` differs from `agreed`, in the order of the file; what is missing comes last.

    Nothing is said of order, of a scale that the values do not leave. `sparse`: records name only what they have, so
    that a field that is missing, or new and only kept, says nothing.
    """
    agreed, found = _theirs(agreed), _theirs(found)
    again = pairs(agreed, found)
    changes: list[Change] = []
    for position, column in enumerate(found):
        before = again.get(position)
        if before is None:
            if not (sparse and column.field in _QUIET):
                changes.append(Change("new", column.name))
            continue
        if plain(before.name) != plain(column.name):
            changes.append(Change("renamed", column.name, {"before": before.name}))
        changes.extend(_differs(before, column))
    kept = {id(column) for column in again.values()}
    if not sparse:
        changes.extend(Change("missing", column.name) for column in agreed if id(column) not in kept)
    return changes


def _differs(before: Column, now: Column) -> list[Change]:
    changes = []
    seen = _seen_scale(now)
    if (
        before.field in SCORES
        and before.field != "nps"  # NPS has one scale: a value outside it is an error of its row
        and seen is not None
        and before.scale_min is not None
        and before.scale_max is not None
        and not (before.scale_min <= seen[0] and seen[1] <= before.scale_max)
        and not _had(before, "no_values")
    ):
        data = {"low": before.scale_min, "high": before.scale_max, "now_low": seen[0], "now_high": seen[1]}
        changes.append(Change("scale", now.name, data))
    scored = before.field in SCORES or before.field in ("number", "time")
    if scored and any(_had(now, code) and not _had(before, code) for code in _NOT_AS_NAMED):
        changes.append(Change("content", now.name))
    if before.labels and (fresh := [text for code, text in now.labels.items() if code not in before.labels]):
        changes.append(Change("options", now.name, {"options": fresh}))
    return changes


def _had(column: Column, code: str) -> bool:
    return any(one.get("code") == code for one in column.evidence)


def _seen_scale(column: Column) -> tuple[float, float] | None:
    """The values of a score as they were seen, or the scale that the file itself names."""
    if column.field not in SCORES:
        return None
    if column.scores:
        return min(column.scores.values()), max(column.scores.values())
    for one in column.evidence:
        if one.get("code") in ("values", "values_outside", "scale_named") and "low" in one and "high" in one:
            return float(one["low"]), float(one["high"])
    return None


def adopted(agreed: Sequence[Column], found: Sequence[Column]) -> list[Column]:
    """The columns of `found` as agreed, where they are there again; what their cells mean is put together from both.

    A column that was kept as it is although nobody had decided so follows the new guess: a description of the survey
    may have come since.
    """
    again = pairs(agreed, found)
    taken = []
    for position, column in enumerate(found):
        before = again.get(position)
        if before is None or (_had(column, "described") and not _had(before, "described")):
            taken.append(column)  # what the tool says of its question holds more than what was guessed
            continue
        taken.append(_again(before, column))
    return taken


def _again(before: Column, column: Column) -> Column:
    evidence = [*column.evidence, {"code": "chosen"}] if _had(before, "chosen") else column.evidence
    if _had(before, "no_values") and not _had(before, "chosen"):
        return column  # nothing had been seen of it
    if before.field in _QUIET and column.field not in _QUIET and not _had(before, "chosen"):
        return column  # nobody had decided to keep it as it is: the file tells more now
    if _more_steps(before, column) and not _had(before, "chosen"):
        return column  # 一般 has come to a scale that seemed to have no middle: that is told, not mixed
    asked = (
        column.asked if before.asked else []
    )  # once answered it is not asked again; an assumption still is
    return dataclasses.replace(
        column,
        **{name: getattr(before, name) for name in _DECIDED},
        **{name: getattr(column, name) or getattr(before, name) for name in _SAID},
        role=column.role if column.role != "plain" else before.role,
        day_first=column.day_first if _had(column, "month_first") else column.day_first or before.day_first,
        scores={**column.scores, **before.scores},
        labels={**before.labels, **column.labels},
        silences={**before.silences, **column.silences},
        asked=asked,
        evidence=evidence,
    )


def _more_steps(before: Column, now: Column) -> bool:
    """Whether the words of a file are steps of a wider scale than those agreed."""
    return (
        now.field in SCORES
        and before.field in SCORES
        and bool(now.scores and before.scores)
        and now.scale_max is not None
        and before.scale_max is not None
        and before.scale_max < now.scale_max <= max(now.scores.values())
        and before.scores.items() - now.scores.items() != set()
    )


def mark_chosen(guessed: Sequence[Column], agreed: Sequence[Column]) -> None:
    """Note in `agreed` what somebody decided otherwise than it was guessed."""
    for before, column in zip(guessed, agreed, strict=True):
        if any(getattr(before, name) != getattr(column, name) for name in _DECIDED) and not _had(
            column, "chosen"
        ):
            column.because("chosen")


def questions(columns: Sequence[Column]) -> set[str]:
    """The questions of a file by their wording; a question of several columns counts once."""
    asked = (*SCORES, *QUESTIONS)
    return {
        wording
        for column in columns
        if column.field in asked and (wording := plain(column.label or column.name))
    }


def overlap(one: Sequence[Column], other: Sequence[Column]) -> float:
    """The share of all their questions that two files have in common, 0 to 1."""
    mine, theirs = questions(one), questions(other)
    both = mine | theirs
    return len(mine & theirs) / len(both) if both else 0.0


def alike(one: Sequence[Column], other: Sequence[Column]) -> bool:
    """Whether two files are probably of one survey that was changed between them."""
    common = questions(one) & questions(other)
    return len(common) >= FEWEST_SAME and overlap(one, other) >= SAME_SURVEY


def same_questions(one: Sequence[Column], other: Sequence[Column]) -> bool:
    """Whether two layouts (by text, by number) ask the same."""
    mine = questions(one)
    return bool(mine) and mine == questions(other)


def rearranged(one: Sequence[Column], other: Sequence[Column]) -> bool:
    """Whether the same questions have other columns (one for each option, one for all), and all else is the same."""

    def beside(columns: Sequence[Column]) -> list[str]:
        return sorted(plain(column.name) for column in _theirs(columns) if not column.item)

    return same_questions(one, other) and beside(one) == beside(other)


def same_numbers(one: Sequence[Column], other: Sequence[Column]) -> bool:
    """Whether two layouts word the questions with the same numbers alike, as far as both word them.

    Where each option has a column, some tools leave the wording of the question out.
    """
    mine, theirs = _numbered(one), _numbered(other)
    fewer = min(len(mine), len(theirs))
    return fewer >= 2 and len(mine & theirs) >= SAME_SURVEY * fewer


def _numbered(columns: Sequence[Column]) -> set[tuple[str, str]]:
    worded = ((column.item, column.label.rpartition(" · ")[2]) for column in columns if column.item)
    return {(item, wording) for item, label in worded if (wording := plain(label))}  # of a matrix the row


def _items(columns: Sequence[Column]) -> dict[str, str]:
    """Wording -> item, of those that are worded like no other."""
    found: dict[str, set[str]] = {}
    for column in columns:
        if column.item and (wording := plain(column.label)):
            found.setdefault(wording, set()).add(column.item)
    return {wording: next(iter(items)) for wording, items in found.items() if len(items) == 1}


def same_codes(one: Sequence[Column], other: Sequence[Column]) -> bool:
    """Whether two layouts have the same codes of questions, so many that it is no chance."""
    mine, theirs = ({column.item for column in columns if column.item} for columns in (one, other))
    return mine == theirs and len(mine) >= MANY_CODES


def told_less(agreed: Sequence[Column], found: Sequence[Column]) -> list[str]:
    """Columns with one number for a question of which several options were known: a sum of scores tells none of them."""
    several = {column.item for column in agreed if column.field in ("choices", "option")}
    return [
        column.name
        for column in found
        if column.item in several
        and column.field in ("choice", "number", *SCORES)
        and (_had(column, "numbers_of_options") or _had(column, "texts_learnt"))
    ]


def carried_over(agreed: Sequence[Column], found: Sequence[Column]) -> list[Column]:
    """Another layout of the same questions: what was agreed of a question's scale and place holds here as well."""
    known = {
        plain(column.label or column.name): column
        for column in agreed
        if column.field in SCORES and not (_had(column, "no_values") and not _had(column, "chosen"))
    }
    items = _items(agreed)
    taken = []
    for column in found:
        item = items.get(plain(column.label)) if column.item and column.label else None
        if item and item != column.item:  # a layout without codes calls its items by their wording
            column = dataclasses.replace(column, item=item)
        before = known.get(plain(column.label or column.name)) if column.field in SCORES else None
        if before is None:
            taken.append(column)
            continue
        names = ("field", "scale_min", "scale_max", "polarity", "touchpoint", "role")
        taken.append(
            dataclasses.replace(
                column,
                **{name: getattr(before, name) for name in names},
                asked=column.asked if before.asked else [],
            )
        )
    return taken
