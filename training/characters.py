"""Makes `science/language/characters.npz`: what each character folds to and which class it belongs to.

Run: `python -m training.characters`. The output depends only on this file, OpenCC's character dictionary
and Python's Unicode tables; it ships so that a model sees the same folding it was trained with.
"""

import unicodedata
from pathlib import Path

import numpy as np
from opencc import OpenCC

from zhiyin.science.language import characters

# Written alike in both scripts although the converter maps them one way (皇后, 里程, 干预 ...):
# they say nothing about which script a text is in.
SHARED = set(
    "后里干台只面系丑云谷几才斗曲松板折征冲仆卜占卷吁回困姜家尽岳布帘并广当志念愿戚扎扑托执扣抵据挂胜致舍苏荐蒙虫蜡"
    "触适采钟须饥党克准出凶别制向咸哄嘱于了么余借儿价伙升合同周哗团圣坛复夸奸姊岩巨庄厘厂参发叶吊啰"
    "着麽著祇隻乾裡群峰床污秘线灶床凉减况决净凄冰厨厕厢台杰柜檐泄洒涌溪灾炉烟猪猫痴症皂盘碍秆"
)

# Letters of other scripts that Chinese writers use in faces and for decoration (の, ヾ(≧▽≦)ノ, (⊙ω⊙), (°Д°)).
DECORATION = set("のノヾーツシ～ωΣДдзЗцоОεθوᴗಠಥʖɷʘʚɞᵕᴥง๑ღ")

# Radicals that stand for characters in text taken out of PDF files, where Unicode itself does not say so.
RADICALS = dict(
    zip(
        "⺌⺝⺠⺫⺷⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰",
        "小月民目羊虎西见角贝车长长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙",
        strict=True,
    )
)

# Forms that the converter does not know.
VARIANTS = dict(zip("啓囘嗮揾", "启回晒揾", strict=True))

# Apostrophes; letters that show nothing.
APOSTROPHES = set("‘’ʼ´")
BLANK_LETTERS = set("\u115f\u1160\u3164\uffa0")


def main() -> None:
    simplify = OpenCC("t2s")
    standards = [OpenCC(name) for name in ("s2t", "s2tw", "s2hk")]
    han = [chr(code) for code in range(0x3400, 0xA000)]
    to_simplified = dict(zip(han, simplify.convert("\n".join(han)).split("\n"), strict=True))
    to_traditional = dict(zip(han, han, strict=True))
    for character, *forms in zip(
        han, *(each.convert("\n".join(han)).split("\n") for each in standards), strict=True
    ):
        if character not in forms:  # what one standard of traditional writing keeps says nothing: 吃
            to_traditional[character] = forms[0]
    fold = np.arange(0x10000, dtype=np.uint16)
    classes = np.zeros(0x10000, dtype=np.uint8)
    for code in range(0x10000):
        character = chr(code)
        fold[code] = _folded(character, to_simplified)
        classes[code] = _class(character, to_simplified, to_traditional)
    target = Path(characters.__file__).with_name("characters.npz")
    np.savez_compressed(target, fold=fold, classes=classes)
    print(f"{target.name}: {target.stat().st_size:,} bytes")


def _folded(character: str, to_simplified: dict[str, str]) -> int:
    category = unicodedata.category(character)
    if character in RADICALS or character in VARIANTS:
        return ord({**RADICALS, **VARIANTS}[character])
    if character in APOSTROPHES:
        return ord("'")
    if character in BLANK_LETTERS:
        return characters.DROPPED
    if character in "\n\r\x0b\x0c\x85\u2028\u2029":
        return characters.LINE
    if category in ("Cc", "Zs"):
        return characters.SPACE
    if category in ("Cf", "Mn", "Me", "Cs", "Co", "Cn"):
        return characters.DROPPED
    folded = unicodedata.normalize("NFKC", character).lower()
    if len(folded) != 1 or ord(folded) > 0xFFFF:
        folded = character
    if unicodedata.category(folded) == "Nd":
        return ord("0") + unicodedata.digit(folded)
    folded = to_simplified.get(folded, folded)
    return ord(folded) if len(folded) == 1 and ord(folded) <= 0xFFFF else ord(character)


def _class(character: str, to_simplified: dict[str, str], to_traditional: dict[str, str]) -> int:
    category = unicodedata.category(character)
    code = ord(character)
    name = unicodedata.name(character, "")
    if 0x3400 <= code < 0xA000 or 0xF900 <= code < 0xFB00 or character == "〇":
        if character in SHARED:
            return characters.HAN
        if to_simplified.get(character, character) != character:
            return characters.HAN_TRADITIONAL
        if to_traditional.get(character, character) != character:
            return characters.HAN_SIMPLIFIED
        return characters.HAN
    if 0x2E80 <= code < 0x2FE0 and unicodedata.category(character) == "So":
        return characters.HAN
    if character in DECORATION or character in BLANK_LETTERS:
        return characters.NO_LETTER
    if category.startswith("L"):
        if "HIRAGANA" in name or "KATAKANA" in name:
            return characters.KANA
        if name.startswith(("LATIN", "FULLWIDTH LATIN")):
            plain = unicodedata.normalize("NFKC", character)
            return characters.LATIN if plain.isascii() else characters.LATIN_EXTENDED
        return characters.OTHER_LETTER
    return characters.DIGIT if category == "Nd" else characters.NO_LETTER


if __name__ == "__main__":
    main()
