"""The dictionary's words after what an organisation says of slang."""

from zhiyin.science.understand.aspects.dictionary import (
    OWN_MARK,
    OWN_WORD,
    SILENT,
    Meaning,
    as_found,
)
from zhiyin.science.understand.slang.shipped import shipped
from zhiyin.science.understand.slang.words import IRONY, VALUES, Slang


def learn(words: dict[str, Meaning], slang: Slang) -> None:
    """Changes `words` (by folded word): own words praise or blame, those that are switched off judge nothing.

    What a word names (aspect, category) it goes on naming. A shipped word of slang that holds one of these stays whole.
    """
    own = slang.own()
    shown = as_found([*(word for word, _meaning in own), *slang.off])
    changed = set(shown.values())
    for one in shipped():
        if one.found not in words and any(word in one.found for word in changed):
            words[one.found] = Meaning()
    for word in slang.off:
        if word in shown:
            _say(words, shown[word], float("nan"), SILENT)
    for word, meaning in own:
        if word in shown:
            plain = meaning != IRONY and any(character.isalpha() for character in shown[word])
            _say(words, shown[word], VALUES[meaning], OWN_WORD if plain else OWN_MARK)


def _say(words: dict[str, Meaning], word: str, polarity: float, slang: int) -> None:
    meaning = words.setdefault(word, Meaning())
    meaning.polarity, meaning.slang = polarity, slang
