"""Makes `science/language/english_vocabulary.txt`: the words that English customers use.

Run: `python -m training.vocabulary`. Words of the English training texts that stand in at least LEAST of them, without
those of other languages (`foreign_words.txt`) and those that Chinese writers use as their own (`loan_words.txt`).
"""

import re
from collections import Counter
from pathlib import Path

from training.data import ENGLISH_SETS, table, tenth_of
from zhiyin.science.language import detection

LEAST = 5
_WORD = re.compile(r"[a-z]{2,18}(?:'[a-z]{1,3})?")


def main() -> None:
    """Counts the words of the nine tenths that may be trained on."""
    count: Counter[str] = Counter()
    for file, column in (*((f"{file}.csv.gz", "text") for file, _ in ENGLISH_SETS.values()), *_INTENTS):
        for text in sorted({row[column] for row in table(file)}):
            if tenth_of(text):
                count.update(set(_WORD.findall(text.lower().replace("’", "'"))))
    others = detection.words("foreign_words.txt") | detection.words("loan_words.txt")
    words = sorted(word for word, times in count.items() if times >= LEAST and word not in others)
    target = Path(detection.__file__).with_name("english_vocabulary.txt")
    target.write_text("\n".join(words) + "\n", encoding="utf-8")
    print(f"{target.name}: {len(words):,} words")


_INTENTS = (("../intent/en_banking77_train.csv.gz", "text"), ("../intent/en_clinc150_train.csv.gz", "text"))


if __name__ == "__main__":
    main()
