"""What was found in one text while its words are gone through."""

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from operator import attrgetter

from zhiyin.science.understand.annotations.annotation import EMOTION, INTENT

# A text pasted over and over is not thousands of findings.
MOST = 60


_BY_PLACE = attrgetter("begin", "end")
PRAISE, COMPLAINT = "praise", "complaint"
# Which way a phrase leans as a whole.
PRAISES, NEITHER, BLAMES = 1.0, 0.0, -1.0
# A phrase that means something else than its words: (begin, end, −1 … 1) in folded positions.
Turned = tuple[int, int, float]
_PLEASED = frozenset({"joy", "trust", "gratitude"})
_DISPLEASED = frozenset({"anger", "disappointment", "disgust"})


@dataclass(slots=True)
class Finding:
    """An annotation before its offsets are those of the text as given."""

    kind: str
    code: str
    begin: int
    end: int
    strength: float
    confidence: float
    rule: str


@dataclass(slots=True)
class Findings:
    """The findings of one text, and which way the words at which positions lean (-1 … 1).

    Positions are kept in order, so that a range of them is found by bisection.
    """

    found: list[Finding] = field(default_factory=list)
    _positions: list[int] = field(default_factory=list)
    _values: list[float] = field(default_factory=list)
    _begins: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    # (begin, end, > 0 praises, < 0 blames, 0 does neither): phrases that mean something else than their words.
    turned: list[Turned] = field(default_factory=list)

    def add(
        self, kind: str, code: str, begin: int, end: int, strength: float, confidence: float, rule: str
    ) -> None:
        """Keeps a finding."""
        self.found.append(Finding(kind, code, begin, end, strength, confidence, rule))
        self.mark(kind, code, begin)

    def mark(self, kind: str, code: str, begin: int) -> None:
        """Remembers where something stands that is no finding itself, for `has`."""
        begins = self._begins.get((kind, code))
        if begins is None:
            self._begins[(kind, code)] = [begin]
        else:
            insort(begins, begin)

    def lean(self, position: int, value: float) -> None:
        """Remembers that the word at this position leans to praise (> 0) or blame (< 0)."""
        if not self._positions or position >= self._positions[-1]:
            self._positions.append(position)
            self._values.append(value)
            return
        place = bisect_right(self._positions, position)
        self._positions.insert(place, position)
        self._values.insert(place, value)

    def turn(self, begin: int, end: int, lean: float) -> None:
        """A phrase in [begin, end) praises (to 1), blames (to −1) or does neither (0) as a whole: what its words were taken
        for goes. One that overlaps an earlier phrase is a part of it."""
        if any(first < end and begin < last for first, last, _ in self.turned):
            return
        self.turned.append((begin, end, lean))
        self.found = [item for item in self.found if not (begin <= item.begin < end and _said_by(item, lean))]
        self._begins = {}
        for item in self.found:
            self.mark(item.kind, item.code, item.begin)
        first, last = bisect_left(self._positions, begin), bisect_left(self._positions, end)
        del self._positions[first:last], self._values[first:last]
        if lean:
            code = PRAISE if lean > 0 else COMPLAINT
            self.add(INTENT, code, begin, end, abs(lean), 0.75, f"intent.{code}.construction")
            self.lean(begin, 2 * lean)

    def leans(self) -> tuple[list[int], list[float]]:
        """Where the words stand that lean, in order, and which way each does."""
        return self._positions, self._values

    def feeling(self, begin: int, end: int) -> float:
        """How the words in [begin, end) lean together."""
        first, last = bisect_left(self._positions, begin), bisect_left(self._positions, end)
        return sum(self._values[first:last])

    def has(self, kind: str, code: str, begin: int, end: int) -> bool:
        """Whether this was found within [begin, end)."""
        begins = self._begins.get((kind, code))
        if begins is None:
            return False
        place = bisect_left(begins, begin)
        return place < len(begins) and begins[place] < end

    def shows(self, whats: frozenset[tuple[str, str]]) -> bool:
        """Whether any of these (kind, code) was found."""
        return not whats.isdisjoint(self._begins)

    def strongest(self) -> list[Finding]:
        """At most MOST findings, the strongest, in order of their beginnings; of one code, overlapping ones are one."""
        if len(self.found) == 1:
            return self.found
        best: list[Finding] = []
        last: dict[tuple[str, str], Finding] = {}
        for item in sorted(self.found, key=_BY_PLACE):
            same = last.get((item.kind, item.code))
            if same is not None and item.begin < same.end:
                same.end = max(same.end, item.end)
                if item.strength * item.confidence > same.strength * same.confidence:
                    same.strength, same.confidence, same.rule = item.strength, item.confidence, item.rule
                continue
            last[(item.kind, item.code)] = item
            best.append(item)
        if len(best) > MOST:
            best.sort(key=lambda each: (-each.strength * each.confidence, each.begin))
            best = sorted(best[:MOST], key=_BY_PLACE)
        return best


def _said_by(item: Finding, lean: float) -> bool:
    """Whether a finding is only what the words of a phrase with this lean would say by themselves."""
    if item.kind == INTENT:
        return item.code in (PRAISE, COMPLAINT)
    return item.kind == EMOTION and item.code in (_DISPLEASED if lean > 0 else _PLEASED)
