"""What the numbers of options stand for, learnt from rows that stand in an export by text and in one by number."""

from collections.abc import Collection, Mapping

from zhiyin.science.collect.cells import folded, parse_score
from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.questions import understand_question


def pair_options(by_text: Mapping[str, str], by_number: Mapping[str, str]) -> dict[str, str]:
    """Number -> text of a question's options, learnt from the rows (by id) that stand in both layouts.

    Only pairs without a contradiction: a number with two texts, or a text with two numbers, is left out. Cells that
    are no answer are not to be given.
    """
    texts: dict[str, set[str]] = {}
    numbers: dict[str, set[str]] = {}
    for key, number in by_number.items():
        text = by_text.get(key, "")
        if not text or not number or parse_score(number) is None:
            continue
        texts.setdefault(number, set()).add(text)
        numbers.setdefault(text, set()).add(number)
    return {
        number: text
        for number, found in sorted(texts.items())
        if len(found) == 1 and len(numbers[text := next(iter(found))]) == 1
    }


def pair_several(
    by_text: Mapping[str, Collection[str]], by_number: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """Number -> text of the options of a multiple choice: those that were chosen by the same people, and nobody else."""
    both = by_text.keys() & by_number.keys()
    texts: dict[frozenset[str], set[str]] = {}
    numbers: dict[frozenset[str], set[str]] = {}
    for told, found in ((by_text, texts), (by_number, numbers)):
        chosen: dict[str, set[str]] = {}
        for key in both:
            for option in told[key]:
                chosen.setdefault(option, set()).add(key)
        for option, keys in chosen.items():
            found.setdefault(frozenset(keys), set()).add(option)
    return {
        next(iter(options)): next(iter(texts[keys]))
        for keys, options in numbers.items()
        if len(options) == 1 and len(texts.get(keys, ())) == 1
    }


def with_texts(column: Column, texts: Mapping[str, str]) -> None:
    """A column of option numbers whose texts have become known: a choice with labels, or the scale that they are."""
    for number, text in texts.items():
        for spelling in (number, f"{number}.0"):
            column.labels[spelling] = text
    column.field, column.scores, column.asked = "choice", {}, []
    column.scale_min = column.scale_max = None
    column.evidence.clear()
    understand_question(column, list(texts))
    column.because("texts_learnt", count=len(texts))


def with_values(column: Column, values: Mapping[str, float]) -> None:
    """A column of numbers of which it became known what they are worth."""
    for number, value in values.items():
        for spelling in (number, f"{number}.0"):
            column.scores[folded(spelling)] = value
    column.asked = []
    column.evidence.clear()
    column.because("texts_learnt", count=len(values))
