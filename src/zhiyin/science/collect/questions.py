"""What a question of a survey measures: from its wording and its cells to a construct, a scale, options."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from zhiyin.science.collect.cells import folded, no_answer
from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.directions import direction_named, ends_named
from zhiyin.science.collect.headers import field_named, scale_named
from zhiyin.science.collect.own_words import asks_to_write, is_choice, surely_asks_to_write
from zhiyin.science.collect.respondents import ZONE as ZONE
from zhiyin.science.collect.respondents import asks_where as asks_where
from zhiyin.science.collect.respondents import number_in as number_in
from zhiyin.science.collect.respondents import personal
from zhiyin.science.collect.scale_words import (
    MIDDLE,
    UNSURE,
    WordScale,
    is_step,
    scale_of_words,
    step_word,
)
from zhiyin.science.collect.traditional import simplified

# Options parted by these stand in the order in which they were put: the answer's value is the rank.
RANKING: Final = frozenset({"→", "-->"})
SEPARATORS: Final = ("┋", *sorted(RANKING))  # no option holds one of these
OWN_WORDS: Final = re.compile(r"[〖](.*?)[〗]", re.DOTALL)
_POINTS: Final = re.compile(r"多少分|几分|how many (?:stars|points)", re.IGNORECASE)  # no amounts
_OPTION_MARK: Final = re.compile(r"^\s*[A-Za-z]\s*[.、．:：)）]\s*(?=\S)")
_NPS: Final = re.compile(
    r"nps|净推荐|推荐.*(?:可能|意愿|愿意|打分|分数|程度)|(?:可能|愿意|意愿|是否会).*推荐|会.{0,14}推荐给?|把我们推荐|推荐给|recommend|weiterempfehl|recomendar|recomiende|おすすめ|お勧め",
    re.IGNORECASE,
)
_CSAT: Final = re.compile(r"满意|csat|satisf|happy with|zufrieden|満足", re.IGNORECASE)
_EFFORT: Final = re.compile(r"费力|费劲|困难|how much effort|difficult", re.IGNORECASE)
_EASE: Final = re.compile(r"容易|轻松|便捷|方便程度|省力|\bces\b|easy|ease of|customer effort", re.IGNORECASE)
_RATING: Final = re.compile(
    r"评分|打分|评价|星级|几星|几分|多少分|给.{0,8}分|同意|符合|认同|重要|喜欢|体验|表现|rate|rating|score|stars?\b|agree|importan[ct]",
    re.IGNORECASE,
)
_IMPORTANCE: Final = re.compile(r"重要|importan[ct]", re.IGNORECASE)
_COUNT: Final = re.compile(
    r"年龄|几岁|多少|几次|次数|几个|人数|数量|金额|花费|价格|多久|时长|年限|几年|出生|how many|how much|how often|"
    r"how old|\bage\b|number of|amount|year",
    re.IGNORECASE,
)
_SEVERAL: Final = re.compile(
    r"多选|可选多项|(?:select|check|choose|tick|mark) all|all that apply|multiple (?:choice|answers)|mehrfach",
    re.IGNORECASE,
)
# What some tools write beside a question.
_LISTED: Final = re.compile(r"[\[【(（](?:单选|下拉|判断)[^\])】）]{0,6}[\])】）]")
_TO_FILL: Final = re.compile(r"[\[【(（](?:填空|问答|简答|多行文本|单行文本|开放)[^\])】）]{0,6}[\])】）]")
_SCALES: Final = ((1.0, 5.0), (0.0, 5.0), (1.0, 7.0), (1.0, 10.0), (0.0, 10.0), (0.0, 100.0))
_LONGEST_SILENCE: Final = 40
_INSEPARABLE: Final = 5  # times together and never apart
_SEEN_BY_THEN: Final = 15  # answers after which the middle of five steps would have been chosen
_ENOUGH: Final = 30  # answers after which a scale would have shown its upper half


def understand_question(column: Column, cells: Sequence[str]) -> None:
    """Fill in field, scale, polarity, scores, separator of a question column, with the evidence.

    `column.label` is the wording (the name where it is empty); `cells` are up to some thousand of its cells. What is
    set already helps: cells in `silences` say nothing, `separator` parts options, `labels` are the texts of codes.
    """
    wording = simplified(column.label or column.name)
    filled = [cell for one in cells if (cell := one.strip()) and cell not in column.silences]
    if column.labels and all(cell in column.labels for cell in filled):
        _coded(column, wording)
        return
    said = {cell: _option_only(cell) for cell in set(filled)}
    filled = [option for cell in filled if (option := said[cell])]
    if not filled:
        _unanswered(column, wording)
    elif not (personal(column, wording, filled) or _by_numbers(column, wording, filled)):
        _by_words(column, wording, filled, [cell for cell in said if step_word(cell) in UNSURE])


def _option_only(cell: str) -> str:
    """The cell without words written beside it; "" if it says that there is no answer."""
    cell, _ = written_beside(cell)
    longest = _LONGEST_SILENCE if cell.isascii() else _LONGEST_SILENCE // 3
    return "" if len(cell) <= longest and no_answer(cell) is not None else cell


def separator_of(cells: Iterable[str]) -> str:
    """The mark that parts several options in one cell, of those that no option can hold; "" if there is none."""
    for separator in SEPARATORS:
        if any(separator in cell for cell in cells):
            return separator
    return ""


def parted_by(cells: Sequence[str], separator: str) -> bool:
    """Whether a common mark (", ") parts options here: most parts stand in different company in other cells."""
    company: dict[str, set[str]] = {}
    times: Counter[str] = Counter()
    for cell in cells:
        parts = {part for piece in cell.split(separator) if (part := piece.strip())}
        times.update(parts)
        for part in parts:
            company.setdefault(part, set()).add(cell)
    if len(times) > 60 or not times or max(map(len, times)) > 80:
        return False
    elsewhere = sum(count for part, count in times.items() if len(company[part]) > 1)
    return elsewhere >= 0.7 * times.total()


def whole_options(cells: Sequence[str], separator: str) -> dict[str, str]:
    """Options that hold the separator themselves: parts that stand beside one another wherever one of them stands."""
    times: Counter[str] = Counter()
    beside: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        parts = [part.strip() for part in cell.split(separator)]
        times.update(parts)
        beside.update(pairwise(parts))
    following = {
        one: other
        for (one, other), count in beside.items()
        if count >= _INSEPARABLE and times[one] == times[other] == count
    }
    whole: dict[str, str] = {}
    for start in following.keys() - set(following.values()):
        option, at = start, start
        while at in following:
            at = following[at]
            option = f"{option}{separator}{at}"
        whole[option] = option
    return whole


def parted_with(cells: Sequence[str], separators: Iterable[str], wording: str = "") -> str:
    """Which of these marks parts options here, "" for none.

    Those that no option can hold need no proof, nor does any where the wording says that several may be chosen.
    """
    several = _SEVERAL.search(wording) is not None
    for separator in separators:
        if any(separator in cell for cell in cells):
            options = {cell: _option_only(cell.strip()) for cell in set(cells)}
            filled = [option for cell in cells if (option := options[cell])]
            if several or separator_of(filled) == separator or parted_by(filled, separator):
                return separator
    return ""


def construct_of(wording: str) -> str:
    """The construct that a wording names: nps, csat, ces, rating; "" when it names none."""
    wording = simplified(wording)
    named = field_named(wording)
    if _NPS.search(wording) or ("推荐" in wording and scale_named(wording) == (0.0, 10.0)):
        return "nps"
    if _CSAT.search(wording):
        return "csat"
    if _EASE.search(wording) or _EFFORT.search(wording):
        return "ces"
    if named is not None and named[0] in ("nps", "csat", "ces", "rating"):
        return named[0]
    return "rating" if _RATING.search(wording) else ""


def written_beside(cell: str) -> tuple[str, list[str]]:
    """An option without what was written beside it, and these words: 其他〖太远〗 is 其他 and 太远."""
    if "〖" not in cell:
        return cell, []
    words = [one for found in OWN_WORDS.findall(cell) if (one := found.strip()) and no_answer(one) is None]
    return OWN_WORDS.sub("", cell).strip(), words


def option_text(cell: str) -> str:
    """An option without its letter and what was written beside it: "D.无所谓〖…〗" is 无所谓."""
    return _OPTION_MARK.sub("", OWN_WORDS.sub("", cell)).strip()


def _unanswered(column: Column, wording: str) -> None:
    construct = construct_of(wording)
    if construct and scale_named(wording) is not None:
        _take_numbers(column, wording, construct, [])
    else:
        column.field = "open" if asks_to_write(wording) else "choice"
    column.because("no_values")


def _coded(column: Column, wording: str) -> None:
    """Cells are codes whose texts are known: a scale if the texts are one, else a choice."""
    texts = {code: option_text(text) for code, text in column.labels.items()}
    known = [text for text in texts.values() if no_answer(text) is None]
    scale = _valued(known, wording, [text for text in texts.values() if step_word(text) in UNSURE])
    if scale is None:
        column.field = "choice"
        column.because("question_choice", count=len(column.labels))
        return
    _take_scale(column, wording, scale)
    for code, text in texts.items():
        value = scale.scores.get(folded(text))
        status = no_answer(text)
        if value is not None:
            column.scores[folded(code)] = value
        elif status is not None:
            column.silences[code] = status


def asks_amount(wording: str) -> bool:
    """Whether a question asks for a number that is no score: an age, a sum, how often."""
    return _COUNT.search(_POINTS.sub("", wording)) is not None


def _by_numbers(column: Column, wording: str, filled: list[str]) -> bool:
    values: dict[str, float] = {}
    for cell in set(filled):
        value = number_in(cell)
        if value is None:
            return False
        values[cell] = value
    numbers = [values[cell] for cell in filled]
    construct = construct_of(wording)
    starred = all("★" in cell or "⭐" in cell for cell in values)
    if (
        _COUNT.search(_POINTS.sub("", wording))
        and not starred
        and construct in ("", "rating")
        and scale_named(wording) is None
    ):
        construct = ""
    elif not construct and (all(value == int(value) and 0 <= value <= 10 for value in numbers) or starred):
        construct = "rating"
    if not construct:
        column.field = "attribute" if max(map(len, filled)) > 12 else "number"
        column.because("question_number", low=min(numbers), high=max(numbers))
        return True
    _take_numbers(column, wording, construct, numbers)
    return True


def _take_numbers(column: Column, wording: str, construct: str, numbers: list[float]) -> None:
    low, high = (min(numbers), max(numbers)) if numbers else (1.0, 1.0)
    named = scale_named(wording) or ends_named(wording)
    column.field = construct
    if construct == "nps" and low >= 1 and high == 11 and named in (None, (0.0, 10.0), (1.0, 11.0)):
        # the eleven options of 0 to 10, counted from 1
        column.scores = {f"{n}{zero}": float(n - 1) for n in range(1, 12) for zero in ("", ".0")}
        column.scale_min, column.scale_max = 0.0, 10.0
        column.because("counted_from_one")
    elif named is not None and named[0] <= low and high <= named[1]:
        column.scale_min, column.scale_max = named
        column.because("scale_named", low=named[0], high=named[1])
    else:
        _scale_by_values(column, construct, low, high, len(numbers))
        if numbers:
            column.because("values", low=low, high=high)
    if column.field == "nps" and (column.scale_min, column.scale_max) != (0.0, 10.0):
        column.field = "rating"  # NPS on another scale is no NPS (METHODS A1)
    _direction(column, wording)


def _scale_by_values(column: Column, construct: str, low: float, high: float, count: int) -> None:
    fitting = [scale for scale in _SCALES if scale[0] <= low and high <= scale[1]]
    if construct == "nps" and (0.0, 10.0) in fitting:
        if low >= 1 and high <= 5 and count >= _ENOUGH:
            fitting = [(1.0, 5.0)]
        else:
            fitting = [(0.0, 10.0)]
            if low >= 1 and high <= 5:
                column.asked = [[0.0, 10.0], [1.0, 5.0]]
    if not fitting:
        column.field = "number"
        return
    column.scale_min, column.scale_max = fitting[0]
    if construct == "nps" or column.asked:
        return
    wider = [scale for scale in fitting[1:] if scale[0] == fitting[0][0] and scale[1] <= 10]
    if wider and count < _ENOUGH and high < fitting[0][1]:
        column.asked = [[*fitting[0]], *([*scale] for scale in wider)]


def _direction(column: Column, wording: str) -> None:
    if named := direction_named(wording):
        column.polarity = named
    elif column.field == "ces" and _EFFORT.search(wording) and not _EASE.search(wording):
        column.polarity = -1
    if column.field == "rating" and _IMPORTANCE.search(wording):
        column.role = "importance"


def _valued(texts: Sequence[str], wording: str, unsure: Sequence[str] = ()) -> WordScale | None:
    """The scale on which these texts are steps, with what the wording says that it measures.

    `unsure` are texts (不确定) that stand in the middle of some scales and beside others.
    """
    if unsure and texts and (found := _valued([*texts, *unsure], wording)) is not None:
        return found
    named = construct_of(wording)
    scale = scale_of_words(texts)
    if scale is None and named == "csat" and all(map(is_step, texts)):
        scale = scale_of_words([*texts, "非常满意"])  # nobody has chosen anything but the middle so far
    if scale is None or _yes_or_no(texts):
        return None
    construct = scale.construct
    if named == "nps":  # NPS on another scale is no NPS (METHODS A1)
        construct = "nps" if (scale.scale_min, scale.scale_max) == (0, 10) else "rating"
    elif named in ("csat", "ces") and construct == "rating" and scale.role == "plain":
        construct = named
    scores = {folded(text): scale.scores[step_word(text)] for text in texts}
    return replace(scale, construct=construct, scores={**scale.scores, **scores})


def _yes_or_no(texts: Sequence[str]) -> bool:
    """愿意 or 不愿意 is a yes or a no; only of 满意 and 不满意 it is known what they are worth."""
    words = sorted({step_word(text) for text in texts}, key=len)
    return len(words) == 2 and "满意" not in words[0] and words[1] in (f"不{words[0]}", f"not {words[0]}")


def _by_words(column: Column, wording: str, filled: list[str], unsure: Sequence[str]) -> None:
    different = list(dict.fromkeys(map(option_text, dict.fromkeys(filled))))
    few = (4 if surely_asks_to_write(wording) else 2) if asks_to_write(wording) else 0
    spoken = len(different) < few and not construct_of(wording)  # 很好 is no score of 您的建议
    scale = _valued(different, wording, unsure) if len(different) <= 30 and not spoken else None
    if scale is not None and scale.family and scale.scale_max == 4 and len(filled) < _SEEN_BY_THEN:
        scale = _valued([*different, MIDDLE], wording) or scale  # so few may just not have chosen it
    if scale is not None:
        _take_scale(column, wording, scale)
        column.scores = dict(scale.scores)
        for cell in dict.fromkeys(filled):  # as the source writes them
            column.scores[folded(cell)] = scale.scores[folded(option_text(cell))]
        return
    separator = column.separator or separator_of(filled)
    if separator:
        column.field, column.separator = "choices", separator
        options = {part.strip() for cell in filled for part in cell.split(separator)} - {""}
        column.because("question_choices", count=len(options))
    elif _LISTED.search(column.name) or (not _TO_FILL.search(column.name) and is_choice(wording, filled)):
        column.field = "choice"
        column.because("question_choice", count=len(different))
        for text in dict.fromkeys(filled):
            if (plain := option_text(text)) != text:
                column.labels[text] = plain
    else:
        column.field = "open"
        column.because("question_open", length=round(sum(map(len, filled)) / len(filled)))


def _take_scale(column: Column, wording: str, scale: WordScale) -> None:
    named = construct_of(wording)
    column.field = scale.construct
    if scale.construct == "rating" and scale.role == "plain" and named in ("csat", "ces"):
        column.field = named
    column.role = scale.role
    column.scale_min, column.scale_max = scale.scale_min, scale.scale_max
    column.because("words_are_scores", low=scale.scale_min, high=scale.scale_max)
