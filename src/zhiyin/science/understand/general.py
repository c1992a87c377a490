"""A small sample of plain praise and blame that every version has to read rightly: the floor of what is learnt here.

Sentences of our own (`general.csv`) and the dictionary's plain words of praise and blame, each as a little text. They
say nothing about how right a model is; they say when it has unlearnt what everybody means by 好 and 差.
"""

import csv
from functools import cache
from pathlib import Path

from zhiyin.science.understand.aspects.dictionary import leaning_words
from zhiyin.science.understand.sentiment import NEGATIVE, POSITIVE

_FILE = Path(__file__).parent / "general.csv"
PLAIN = 1.0  # from this polarity on a word of the dictionary is plain


@cache
def general() -> tuple[tuple[str, str], ...]:
    """(text, label), the sentences first."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        written = [(row["text"], int(row["feeling"])) for row in csv.DictReader(stream)]
    words = [
        (word, polarity)
        for latin in (False, True)
        for word, polarity in leaning_words(latin=latin)
        if abs(polarity) >= PLAIN and len(word) > 1
    ]
    return tuple((text, POSITIVE if feeling > 0 else NEGATIVE) for text, feeling in [*written, *words])
