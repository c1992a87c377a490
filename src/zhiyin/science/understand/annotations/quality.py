"""Precision and recall of annotations on sentences with the codes that they show."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhiyin.science.language.folding import fold
from zhiyin.science.understand.annotations.annotating import CODES, Names, annotate


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, the kinds it was looked at for, and the (kind, code) it shows of these; no others of these kinds
    but those that it may show."""

    text: str
    kinds: frozenset[str]
    shown: frozenset[tuple[str, str]]
    may: frozenset[tuple[str, str]] = frozenset()


@dataclass(slots=True)
class Quality:
    """How often a code was found rightly, wrongly, or missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of the found that are right; NaN if nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else float("nan")

    @property
    def recall(self) -> float:
        """Share of the shown that were found; NaN if nothing is shown."""
        return self.right / (self.right + self.missed) if self.right + self.missed else float("nan")


def parse(lines: Iterable[str]) -> list[Sentence]:
    """Sentences under headings: `# emotion joy` (all below show it), `# emotion - not:joy` (none, a hard negative),
    `# intent legal_threat may:complaint` (both would be right)."""
    sentences: list[Sentence] = []
    kinds: frozenset[str] = frozenset()
    shown: frozenset[tuple[str, str]] = frozenset()
    may: frozenset[tuple[str, str]] = frozenset()
    for line in map(str.strip, lines):
        if line.startswith("# "):
            kind, *codes = line[2:].split()
            kinds = frozenset({kind})
            shown = frozenset((kind, code) for code in codes if code != "-" and ":" not in code)
            may = frozenset((kind, code.removeprefix("may:")) for code in codes if code.startswith("may:"))
            unknown = {code for _, code in shown | may} - set(CODES[kind])
            if unknown:
                raise ValueError(f"unknown codes of {kind}: {', '.join(sorted(unknown))}")
        elif line:
            sentences.append(Sentence(line, kinds, shown, may))
    return sentences


def measure(
    sentences: Sequence[Sentence], names: Names | None = None
) -> tuple[dict[tuple[str, str], Quality], list[tuple[str, tuple[str, str], bool]]]:
    """The quality by (kind, code), and the failures: (text, what, whether it was found wrongly rather than missed)."""
    texts = [sentence.text for sentence in sentences]
    quality: dict[tuple[str, str], Quality] = defaultdict(Quality)
    failures: list[tuple[str, tuple[str, str], bool]] = []
    for sentence, found in zip(sentences, annotate(fold(texts), texts, names=names), strict=True):
        codes = {(item.kind, item.code) for item in found if item.kind in sentence.kinds}
        for each in codes & sentence.shown:
            quality[each].right += 1
        for each in sorted(codes - sentence.shown - sentence.may):
            quality[each].wrong += 1
            failures.append((sentence.text, each, True))
        for each in sorted(sentence.shown - codes):
            quality[each].missed += 1
            failures.append((sentence.text, each, False))
    return dict(quality), failures


def table(quality: dict[tuple[str, str], Quality]) -> str:
    """The quality as lines of a Markdown table."""
    lines = ["| kind | code | shown | precision | recall |", "|---|---|---|---|---|"]
    for kind, codes in CODES.items():
        for code in codes:
            each = quality.get((kind, code))
            if each is not None:
                shown = each.right + each.missed
                lines.append(f"| {kind} | {code} | {shown} | {each.precision:.0%} | {each.recall:.0%} |")
    return "\n".join(lines)
