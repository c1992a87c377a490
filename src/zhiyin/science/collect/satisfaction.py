"""What the cells of a help desk's or hotline's satisfaction column mean: keys, words, and the kinds of silence.

A hotline asks by keys, and each line gives them a meaning of its own: usually 1 is the best. Only words beside the keys
(1-非常满意) make that certain; else it is assumed, shown, and left for a person to decide.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from zhiyin.science.collect.cells import folded, no_answer, parse_score
from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.headers import plain, scale_named
from zhiyin.science.collect.scale_words import scale_of_words

# The customer was asked and did not answer.
_SILENT: Final = (
    "未评价|未评|未参评|未参与|未参与评价|未按键|无按键|未选择|未打分|未评分|放弃评价|放弃|挂机|客户挂机|"
    "用户挂机|直接挂机|超时|按键超时|评价超时|无效按键|按错|无效|拒绝评价|待评价|等待评价|已邀请|已邀评|"
    "已发送|已推送|邀评未评|已邀请未评价|没有评价|无评价|暂未评价|默认|空|无|null|none|nan|-|--|/|n/a|"
    "noinput|no input|timeout|offered|not rated|no rating|no response|unrated|not answered|"
    "hangup|hang up|hung up|customer hangup|no key|nokey|invalid|invalid key|declined|no input received|none given"
)
# The question was never put.
_NOT_PUT: Final = (
    "未转评价|未转满意度|未邀请|未邀评|未邀请评价|未发送|未发起|未推送|未触发|未进入评价|未进入满意度|未转接|"
    "未接通|未接听|未启用|未开启|无需评价|不需评价|不可评价|未送评|未转ivr|unoffered|not offered|not sent|"
    "not invited|not asked"
)
SILENT_WORDS: Final = tuple(_SILENT.split("|"))
NOT_PUT_WORDS: Final = tuple(_NOT_PUT.split("|"))
_SILENCE_OF: Final = {
    **dict.fromkeys(SILENT_WORDS, "skipped"),
    **dict.fromkeys(NOT_PUT_WORDS, "not_asked"),
}
_MENU: Final = re.compile(
    r"(?:按)?(\d)(?:号?键)?\s*[-—–:：=、.．)）为是]?\s*([^\d\s,，;；/|、()（）\-—:：]{2,8})"
)
_KEY_FIRST: Final = re.compile(
    r"(?:按键?)?\s*(\d)(?:号?键)?(?P<gap>\s*[-—–_:：=、.．,，(（\[【]?\s*)(?P<word>\D+?)[)）\]】]?"
)
_KEY_LAST: Final = re.compile(
    r"(?P<word>\D+?)\s*[-—–_:：=、.．,，(（\[【]?\s*(?:按键?)?(\d)(?:号?键)?[)）\]】]?"
)
_MOST_KEYS: Final = 9
_TWO: Final = {
    "good": 1.0, "bad": 0.0, "好评": 1.0, "差评": 0.0, "goodwithcomment": 1.0, "badwithcomment": 0.0,
    "good with comment": 1.0, "bad with comment": 0.0, "是": 1.0, "否": 0.0,
}  # fmt: skip
# Freshdesk's seven.
_HAPPY: Final = (
    "extremely unhappy", "very unhappy", "unhappy", "neutral", "happy", "very happy", "extremely happy",
)  # fmt: skip
_ENDS: Final = ("分", "评分", "得分", "打分", "分数", "星级", "score", "stars", "rating")


def silences_for(column: Column, cells: Iterable[str], *, blank: str = "skipped") -> None:
    """Fill in the cells of this column that say that nobody answered; `blank` is what an empty cell stands for."""
    column.silences |= _SILENCE_OF
    column.silences[""] = blank
    for cell in set(cells):
        if (status := _SILENCE_OF.get(folded(cell))) is not None:
            column.silences[cell] = status


def read_satisfaction(column: Column, cells: Iterable[str], *, pressed: bool, blank: str = "skipped") -> bool:
    """Fill in field, scale, scores, silences of a satisfaction column; False when its cells are nothing of the kind.

    `pressed`: digits are keys of a phone, whose best is usually 1; else they are scores, whose best is the highest.
    """
    filled = [cell for one in cells if (cell := one.strip())]
    silences_for(column, filled, blank=blank)
    said = Counter(folded(cell) for cell in filled if cell not in column.silences)
    if pressed and said.get("0", 0) > 0 and not any(key in column.name for key in ("0非", "0-", "0 ")):
        column.silences |= {"0": "skipped", "0.0": "skipped"}  # systems write 0 for "no key"
    for no_key in ("-1", "-1.0"):
        column.silences[no_key] = "skipped"
    said = Counter({cell: count for cell, count in said.items() if cell not in column.silences})
    column.field, column.item = "csat", column.item or "satisfaction"
    column.label = column.label or column.name
    return (
        _nothing(column, said, pressed=pressed)
        or _two(column, said)
        or _happy(column, said)
        or _keys_with_words(column, said)
        or (pressed and _keys(column, said))
        or _words(column, said)
        or _numbers(column, said)
        or _unknown(column)
    )


def are_keys(column: Column) -> bool:
    """Whether the column holds keys whose meaning was assumed."""
    return any(one["code"] == "keys_assumed" for one in column.evidence)


def settle_keys(column: Column) -> None:
    """Bring the values of the keys into line with the scale that a person chose, in place.

    A scale from 3 to 1 says that what was taken for the worst key is the best. A longer one has as many keys.
    """
    if not are_keys(column) or column.scale_min is None or column.scale_max is None:
        return
    low, high = sorted((float(column.scale_min), float(column.scale_max)))
    upside_down = column.scale_min > column.scale_max
    first_is_best = (column.scores.get("1", 0.0) > column.scores.get("2", 0.0)) != upside_down
    if not (low.is_integer() and high.is_integer() and 0 <= low < high <= _MOST_KEYS):
        return
    column.scale_min, column.scale_max = low, high
    for key in range(int(low), int(high) + 1):
        value = low + high - key if first_is_best else float(key)
        column.scores[str(key)] = column.scores[f"{key}.0"] = value


def keys_meaning(column: Column) -> str:
    """The meaning of the keys in short, the best first: "1 = 3, 2 = 2, 3 = 1"."""
    keys = sorted(
        (cell for cell in column.scores if cell.isdecimal()), key=lambda key: (-column.scores[key], key)
    )
    return ", ".join(f"{key} = {column.scores[key]:g}" for key in keys)


def _unknown(column: Column) -> bool:
    column.field, column.item, column.label = "attribute", "", ""
    column.silences = {}
    return False


def _nothing(column: Column, said: Counter[str], *, pressed: bool) -> bool:
    if said:
        return False
    if menu := _menu(column.name):
        _take_menu(column, menu)
    elif not (pressed and _keys(column, Counter("123"))):
        column.scale_min, column.scale_max = 1.0, 5.0
    column.because("no_values")
    return True


def _two(column: Column, said: Counter[str]) -> bool:
    if not said.keys() <= _TWO.keys():
        return False
    column.scores = dict(_TWO)
    column.scale_min, column.scale_max = 0.0, 1.0
    column.because("words_are_scores", low=0.0, high=1.0)
    return True


def _happy(column: Column, said: Counter[str]) -> bool:
    if not said.keys() <= set(_HAPPY):
        return False
    column.scores = {word: float(place) for place, word in enumerate(_HAPPY, 1)}
    column.scale_min, column.scale_max = 1.0, 7.0
    column.because("words_are_scores", low=1.0, high=7.0)
    return True


def _menu(text: str) -> dict[int, str]:
    """The meanings of keys that a header names: 1非常满意 2满意 3不满意."""
    menu = {int(key): word for key, word in _MENU.findall(text)}
    return menu if len(menu) > 1 and _levels(menu)[0] else {}


def _levels(menu: dict[int, str]) -> tuple[dict[int, float], float]:
    """How good each key is by its word, from 1 to the second number; empty when words are no scale in order."""
    scale = scale_of_words(menu.values())
    if scale is None:
        return {}, 0.0
    levels = {key: scale.scores.get(folded(word)) for key, word in menu.items()}
    found = {key: level for key, level in levels.items() if level is not None}
    ordered = [found[key] for key in sorted(found)]
    straight = ordered == sorted(ordered) or ordered == sorted(ordered, reverse=True)
    if len(found) == len(menu) and len(set(ordered)) == len(ordered) and straight:
        return found, scale.scale_max
    return {}, 0.0


def _take_menu(column: Column, menu: dict[int, str]) -> dict[int, float]:
    """The value of each key: as many steps as the line has keys; {} when the words are no scale in order."""
    levels, high = _levels(menu)
    if not levels:
        return {}
    ordered = sorted(levels, key=levels.__getitem__)
    whole = sorted(menu) == list(range(min(menu), min(menu) + len(menu)))
    if whole and levels[ordered[0]] < (1.0 + high) / 2 < levels[ordered[-1]]:
        levels, high = {key: float(place) for place, key in enumerate(ordered, 1)}, float(len(ordered))
    # else some key was never pressed: the words alone say how good each is
    column.scale_min, column.scale_max = 1.0, high
    for key, value in levels.items():
        column.scores[str(key)] = column.scores[f"{key}.0"] = value
        column.scores[folded(menu[key])] = value
    column.because("keys_known", meaning=", ".join(f"{key} = {menu[key]}" for key in sorted(menu)))
    return levels


def _keys_with_words(column: Column, said: Counter[str]) -> bool:
    """Words beside the keys, in the name of the column or in its cells: the meaning is certain."""
    if (menu := _menu(column.name)) and said.keys() <= {str(key) for key in menu} | {
        f"{key}.0" for key in menu
    }:
        return bool(_take_menu(column, menu))
    found: dict[str, tuple[int, str]] = {}
    for cell in said:
        if match := _KEY_FIRST.fullmatch(cell):
            found[cell] = int(match[1]), match["word"].strip()
        elif match := _KEY_LAST.fullmatch(cell):
            found[cell] = int(match[2]), match["word"].strip()
        elif not cell.removesuffix(".0").isdecimal():
            return False
    menu = dict(found.values()) if len({key for key, _ in found.values()}) == len(set(found.values())) else {}
    values = _take_menu(column, menu) if menu else {}
    if not values:
        return False
    for cell, (key, _) in found.items():
        column.scores[cell] = values[key]
        column.scores[str(key)] = values[key]
    return all(cell in column.scores for cell in said)


def _keys(column: Column, said: Counter[str]) -> bool:
    """Digits alone. Usually 1 is the best; which end is, a person decides."""
    if scale_named(column.name) is not None or plain(column.name).endswith(_ENDS):
        return False
    values = {value for cell in said if (value := parse_score(cell)) is not None}
    if not all(parse_score(cell) is not None and cell.removesuffix(".0").isdecimal() for cell in said):
        return False
    if not values <= {1.0, 2.0, 3.0, 4.0, 5.0}:
        return False
    most = 3 if max(values) <= 3 else int(max(values))
    column.scale_min, column.scale_max = 1.0, float(most)
    for key in range(1, most + 1):
        column.scores[str(key)] = column.scores[f"{key}.0"] = float(most + 1 - key)
    column.asked = [[1.0, float(most)], [float(most), 1.0]]
    column.because("keys_assumed", meaning=keys_meaning(column))
    return True


def _words(column: Column, said: Counter[str]) -> bool:
    texts = [cell for cell in said if parse_score(cell) is None and no_answer(cell) is None]
    scale = scale_of_words(texts) if texts else None
    if scale is None or scale.construct not in ("csat", "rating"):
        return False
    numbers = [value for cell in said if (value := parse_score(cell)) is not None]
    if any(not scale.scale_min <= value <= scale.scale_max for value in numbers):
        return False
    column.scores = dict(scale.scores)
    column.scale_min, column.scale_max = scale.scale_min, scale.scale_max
    column.because("words_are_scores", low=scale.scale_min, high=scale.scale_max)
    return True


def _numbers(column: Column, said: Counter[str]) -> bool:
    values = [value for cell in said if (value := parse_score(cell)) is not None]
    if len(values) < 0.9 * len([cell for cell in said if no_answer(cell) is None]) or not values:
        return False
    low, high = min(values), max(values)
    named = scale_named(column.name)
    scales = [named] if named else [(1.0, 5.0), (0.0, 5.0), (1.0, 10.0), (0.0, 10.0), (0.0, 100.0)]
    for scale in scales:
        if scale[0] <= low and high <= scale[1]:
            column.scale_min, column.scale_max = scale
            column.because("values", low=low, high=high)
            if named:
                column.because("scale_named", low=scale[0], high=scale[1])
            elif scale == (1.0, 5.0) and high < 5 and sum(said.values()) < 30:
                column.asked = [[1.0, 5.0], [1.0, 10.0]]
            return True
    return False
