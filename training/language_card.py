"""Writes the card of the language detection, `science/language/languages.md`: `python -m training.language_card`.

Nothing is trained here but the word counts (`training.vocabulary`); the rules are measured on sentences of our own in
`tests/science/language` and on the held-out tenths of the texts.
"""

from collections import Counter
from pathlib import Path

from training import chinese_cards
from training.cards import wilson_percent
from training.data import ENGLISH_SETS, HELD_OUT, ROOT, chinese_reviews, table, tenth_of
from zhiyin.science.language import detection

_SAID = ROOT / "tests" / "science" / "language"
_CHINESE = {*detection.CHINESE, detection.MIXED}

_HEAD = """# Language detection

Rules over scripts, marks of Cantonese and words; made by `python -m training.language_card`.

**Words.** `english_vocabulary.txt`: {words:,} words that stand in at least five of the English training texts
(SemEval-14 and -15, Yelp, MAMS, app reviews, banking77, clinc150; research licences and CC BY; words and no sentences are
kept), held-out tenths left out. The other lists are our own.

**Not judged.** No letter, one Latin letter, laughter: `und`. Scripts and words that no model reads: `other`.

| sentences of our own | language | told right | n |
|---|---|---|---|
"""
_TAIL = """
The first set was written before the rules and the rules were mended on it; the later one was written afterwards.

| held-out tenth of | read as {reads} | interval (95 %) | n | read as |
|---|---|---|---|---|
"""
_FAILURES = """
**Known failures.** Traditional or simplified is a guess where a text holds only characters that both share (simplified
is said). Cantonese of common characters only is taken for the script's Chinese. One English word in a longer Chinese
sentence leaves it Chinese; names of brands and words that Chinese writers use as their own (app, WiFi, VIP) never make
a text mixed. Japanese without kana is taken for Chinese; English in other letters than Latin is not known.
"""


def main() -> None:
    """Measures and writes."""
    words = len(detection.words("english_vocabulary.txt"))
    lines = [_HEAD.format(words=words)]
    for folder, name in (("said", "first"), ("said_later", "later")):
        for language in detection.LANGUAGES:
            said = (_SAID / folder / f"{language}.txt").read_text(encoding="utf-8").split("\n")[:-1]
            right = sum(found == language for found in detection.languages_of(said))
            lines.append(f"| {name} | {language} | {right / len(said):.3f} | {len(said)} |\n")
    lines.append(_TAIL.format(reads="what it is"))
    reviews = chinese_reviews()
    chinese = [text for text, tenth in zip(reviews.texts, reviews.tenth, strict=True) if tenth == HELD_OUT]
    lines.append(_row("Chinese reviews", chinese, _CHINESE))
    for name, (file, _) in ENGLISH_SETS.items():
        texts = sorted({row["text"] for row in table(f"{file}.csv.gz")})
        lines.append(_row(name, [text for text in texts if tenth_of(text) == HELD_OUT], {detection.ENGLISH}))
    lines.append(_FAILURES)
    chinese_cards.write_card(Path(detection.__file__).with_name("languages.md"), "".join(lines))


def _row(name: str, texts: list[str], right: set[str]) -> str:
    found = Counter(detection.languages_of(texts))
    hits = sum(found[language] for language in right)
    low, high = wilson_percent(hits, len(texts))
    told = ", ".join(f"{language} {count}" for language, count in found.most_common())
    return f"| {name} | {hits / len(texts):.2%} | {low:.1f} – {high:.1f} % | {len(texts)} | {told} |\n"


if __name__ == "__main__":
    main()
