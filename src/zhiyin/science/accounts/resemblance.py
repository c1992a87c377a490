"""How much a name that was heard is like the names that are known, with the evidence, for a person to judge."""

from dataclasses import dataclass, field
from typing import Any, Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from zhiyin.science.accounts.unit_names import (
    Directory,
    Known,
    Reading,
    code_beside,
    core,
    kind_of_place,
    numbers_in,
    read_name,
)

LEAST: Final = 55  # below that, nothing is shown
LIKELY, VERY_LIKELY = 75, 90
SUGGESTED: Final = 3
_LOOKED_AT: Final = 12


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for or against; `code` has its sentence in accounts.phrases."""

    code: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A place that the name may mean; `score` 0 to 100 orders and colours, it is no probability."""

    place: int
    score: int
    evidence: tuple[Evidence, ...]


def suggest(
    directory: Directory, name: str, refused: frozenset[int] = frozenset(), most: int = SUGGESTED
) -> list[Resemblance]:
    """The places that the name resembles most, best first; none for a code and for a name like no other."""
    heard = read_name(name, directory.words)
    if heard.is_code or not heard.whole:
        return []
    best: dict[int, Resemblance] = {}

    def offer(found: Resemblance | None) -> None:
        if found is not None and found.place not in refused:
            held = best.get(found.place)
            if held is None or held.score < found.score:
                best[found.place] = found

    match = directory.match(name, refused)
    settled = match.places if match else ()
    for place in settled:
        certain = match is not None and match.is_certain
        code = f"same_{match.reason}" if certain and match else "shared_name"
        offer(Resemblance(place, 99 if certain else 80, (Evidence(code),)))
    beside = code_beside(name)
    if beside is not None and beside[0] in directory.codes:
        offer(Resemblance(directory.codes[beside[0]], 90, (Evidence("code", {"code": beside[0]}),)))
    cities: dict[int, str] = {}
    for known in _nearest(directory, heard):
        cities[known.place] = known.city
        if known.place not in settled:
            offer(resemblance(heard, known))
    ranked = sorted(best.values(), key=lambda r: (-r.score, heard.city != cities.get(r.place, ""), r.place))
    return ranked[:most]


def _nearest(directory: Directory, heard: Reading) -> list[Known]:
    """The known names worth a closer look: those with most letters alike, and those that lie in one another."""
    wanted = dict.fromkeys(core(text) for text in (heard.place, heard.key, *heard.parts))
    found: dict[Known, None] = {}
    for text in list(wanted)[:4]:
        if len(text) < 2:
            continue
        for scorer, cutoff in ((fuzz.ratio, 50), (fuzz.partial_ratio, 99)):
            for _, _, at in process.extract(
                text, directory.cores, scorer=scorer, score_cutoff=cutoff, limit=_LOOKED_AT
            ):
                found[directory.owners[at]] = None
    return list(found)


def resemblance(heard: Reading, known: Known) -> Resemblance | None:
    """How one name is like another; None when they are not, or when a number tells them apart."""
    other = known.reading
    if heard.is_code or other.is_code:
        return None
    if heard.brand and other.brand and heard.brand != other.brand:
        return None
    numbers, others = numbers_in(heard.key), numbers_in(other.key)
    if numbers and others and numbers != others:
        return None
    pairs = {(mine, theirs) for mine in (heard.key, heard.place) for theirs in known.texts}
    compared = [
        found
        for pair in sorted(pairs)
        if (found := _beside(heard, other, *pair) or _letters(*pair)) is not None
    ]
    if not compared:
        return None
    score, evidence = max(compared, key=lambda found: found[0])
    if numbers != others:
        score -= 15
        evidence += (Evidence("number"),)
    if heard.city and known.city:
        same = heard.city == known.city
        score += 5 if same else -30
        evidence += (Evidence("city" if same else "other_city", {"city": known.city}),)
    rounded = max(0, min(98, round(score)))
    return Resemblance(known.place, rounded, evidence) if rounded >= LEAST else None


Found = tuple[float, tuple[Evidence, ...]]


def _beside(heard: Reading, other: Reading, mine: str, theirs: str) -> Found | None:
    """One piece of the longer name is the other name: 西湖店(银泰城) and 西湖店."""
    for longer, shorter, code, score in ((heard, theirs, "besides", 90), (other, mine, "lacks", 80)):
        for at, part in enumerate(longer.parts):
            if len(longer.parts) > 1 and core(part) == core(shorter) and len(core(part)) > 1:
                rest = Evidence(code, {"rest": " ".join(p for p in longer.parts if p != part)})
                # what stands before a name may be another organisation's brand
                return (score - 18 if at and longer is heard else score), (rest,)
    return None


def _letters(mine: str, theirs: str) -> Found | None:
    a, b = core(mine), core(theirs)
    if not a or not b:
        return None
    if mine == theirs:
        return 96, (Evidence("same_but_city"),)
    if a == b:
        kinds = kind_of_place(mine), kind_of_place(theirs)
        if all(kinds):
            return 75, (Evidence("other_kind", {"heard": kinds[0], "known": kinds[1]}),)
        return 92, (Evidence("without_kind", {"kind": kinds[0] or kinds[1]}),)
    short, long = sorted((a, b), key=len)
    if len(short) > 1 and short in long:
        score = 65 + 25 * len(short) / len(long)
        return score, (Evidence("contained", {"part": short, "whole": long}),)
    same, most = int(LCSseq.similarity(a, b)), max(len(a), len(b))
    if same < 2:
        return None
    return 100 * same / most, (Evidence("letters", {"same": same, "most": most}),)
