"""What the words around say of an expectation in English: "as advertised", "I thought it would", "not as described"."""

import re
from typing import Final

from zhiyin.science.understand.annotations import context
from zhiyin.science.understand.annotations.findings import Findings
from zhiyin.science.understand.annotations.lexicon import Entry
from zhiyin.science.understand.annotations.place import Place

_TURN = re.compile(
    r"\b(?:but|instead|however|turned out|only to|yet|got|wasn't|isn't|weren't|didn't|"
    r"unfortunately|sadly|in reality|actually|turns out|though)\b"
)
_WOULD = re.compile(r"[^.,]{0,24}?\b(?:would|was going to|were going to|'d|had|was supposed)\b")
_AGAINST = re.compile(
    r"\b(?:but|yet|isn't|wasn't|didn't|doesn't|never|not|instead|still|no|nobody|nothing|however|"
    r"only|turned out|turned up|showed up|arrived at|came at|"
    r"hasn't|haven't|charged|false|lie|it is not|took|had to|and (?:it|then|now|"
    r"they|had))\b"
)
_MET_IT = re.compile(
    r"\b(?:what|as|exactly what|like|everything) (?:it |they |he |she |i |we |you )?(?:was |were |"
    r"is |are )?$|\b(?:what|as)\b.{0,12}$|probably $|guess $|suppose $"
)
_I_THOUGHT = re.compile(
    r"\b(?:i|we|i'd|we'd|i've)(?: (?:really|had|just|honestly|always|only|also|initially|"
    r"originally|have|actually|sort of|kind of|truly|would have|would|did|was|were))* $|^$"
)
_BETTER = re.compile(
    r"\b(?:better|nicer|faster|quicker|earlier|sooner|bigger|larger|cheaper|easier|prettier|"
    r"tastier|cleaner|softer|brighter|friendlier|happier|more (?:comfortable|beautiful|spacious|"
    r"helpful|delicious|fun|impressive|enjoyable)|higher quality)\b[^,.]{0,12}$"
)
_WORSE = re.compile(
    r"\b(?:worse|smaller|slower|less|longer|lower|fewer|more expensive|noisier|dirtier|later|"
    r"darker|thinner|shorter|cheaper looking|louder|older|harder|more complicated|pricier|"
    r"weaker)\b[^,.]{0,12}$"
)
_GLAD = re.compile(
    r"\b(?:this good|so good|that good|great|amazing|so (?:nice|fast|quick|kind|friendly|helpful|"
    r"beautiful)|this (?:nice|fast|quick|kind|well)|so well|to love|to like|to enjoy|lovely)\b"
)
_SORRY = re.compile(
    r"\b(?:this bad|so bad|that bad|to be charged|to wait|to pay|so (?:rude|slow|poor|small|long|"
    r"dirty)|this (?:rude|slow|poor|small|long))\b"
)


def _thought(place: Place, entry: Entry, findings: Findings) -> tuple[str, float] | None:
    word = place.whole[place.b : place.e]
    if place.ends_with("?") or (word in ("thought", "expected") and not place.before(_I_THOUGHT, 30)):
        return None
    turn = place.following(_TURN, 90)
    if turn is not None:
        feeling = findings.feeling(turn.end(), place.within(turn.end(), 70))
        return ("exceeded", 0.75) if feeling > 0 else ("missed", 0.75 if feeling < 0 else 0.6)
    if place.whole.startswith(
        ("i'd expect", "i would expect", "you'd expect", "we'd expect", "you would", "one would"), place.b
    ):
        return "missed", 0.7
    if word in ("thought", "i assumed", "we assumed") and place.after(_WOULD, 30):
        return "missed", 0.65
    if word == "expected" and place.after(_OBJECT, 12):
        return "missed", 0.6
    if place.whole.startswith(("was hoping", "were hoping", "i hoped", "we hoped", "had hoped"), place.b):
        return "missed", 0.5
    return None


_OBJECT = re.compile(r" (?:a|an|it|the|more|better|much|them|this|at least|to be|to get)\b")


def _promise(place: Place, entry: Entry, findings: Findings) -> tuple[str, float] | None:
    if place.before(_MET_IT, 24) or place.ends_with("?"):
        return None
    whole, b = place.whole, place.b
    if whole.startswith(("was promised", "were promised"), b) or whole.endswith("supposed to", b, place.e):
        return "missed", 0.7
    return ("missed", 0.65) if place.following(_AGAINST, 90) else None


_NOT_MET = re.compile(
    r"(?:\b(?:not|never|nothing|hardly|isn't|wasn't|nowhere near|different (?:from|than|to)|"
    r"unlike|failed to|fails? to|fall\w* short|fell short|below|under|short|contrary)\b|"
    r"n't)(?: [\w']+){0,5} $"
)
_UNMET = re.compile(
    r" (?:were|was|are|is|have|had)(?: been)?(?: not|n't) (?:\w+ )?(?:met|fulfilled|satisfied|"
    r"exceeded)| (?:weren't|wasn't|aren't) (?:met|fulfilled)"
)
_MET_AFTER = re.compile(
    r" (?:were|was|are|have been|had been) (?:\w+ )?(?P<how>met|fulfilled|exceeded|surpassed|blown)"
)
_ABOVE = re.compile(
    r"\b(?:exceed\w*|surpass\w*|beyond|above|beat|blew|top(?:s|ped)|outdid|went past)(?: [\w']+){0,3} $"
)
_EVEN = re.compile(
    r"\b(?:exactly|just|as|like|what|met|meets?|fulfil\w*|lived up to|lives up to|match(?:ed|es)?|"
    r"when|where|true to|identical to|same as|satisf\w+|how)(?: [\w']+){0,3} $"
)
_UNLIKE = re.compile(r"\b(?:different|differs?|nothing like|not match|n't match|not correspond|misleading)\b")


def _measure(place: Place, entry: Entry, findings: Findings) -> tuple[str, float] | None:
    """Expectations, "advertised", "described": measured against them, it is beyond, below or the same."""
    if place.ends_with("?") or context.supposed(place, True):
        return None
    word = place.whole[place.b : place.e]
    after = place.after(_MET_AFTER, 36)
    if place.after(_UNMET, 36):
        return "missed", 0.85
    if after is not None:
        return ("met" if after.group("how") in ("met", "fulfilled") else "exceeded"), 0.8
    if place.before(_NOT_MET, 48):
        return "missed", 0.8
    if place.before(_ABOVE, 40) and word.startswith("expectation"):
        return "exceeded", 0.85
    if word in _LOOKS:
        return (
            ("missed", 0.75)
            if place.sentence(_UNLIKE)
            else ("met", 0.7)
            if place.before(_SHOWN, 40)
            else None
        )
    if word in ("expected", "they said", "you said", "claimed", "imagined", "promised") and not place.before(
        _EVEN_SAID, 40
    ):
        return None
    return ("met", 0.75) if place.before(_EVEN, 40) else None


_LOOKS: Final = frozenset(
    {"the description", "the photos", "the pictures", "the photo", "the picture", "reality", "the website"}
)
_SHOWN = re.compile(
    r"\b(?:(?:exactly|just|looks?|looked) like|match(?:ed|es)?|as (?:shown|seen|described) (?:in|"
    r"on)|same as|true to|identical to) $"
)
_EVEN_SAID = re.compile(
    r"\b(?:exactly (?:what|as|how|when)|just (?:what|as|like)|all|everything|when|is what|"
    r"was what|as|like)(?: (?:i|we|they|you|it|had|was|were|is)){0,2} $"
)


def _unexpected(place: Place, entry: Entry, findings: Findings) -> tuple[str, float] | None:
    feeling = findings.feeling(place.e, place.sh) or findings.feeling(place.sl, place.b)
    if place.later(_GLAD) or feeling > 0:
        return "exceeded", 0.75
    return ("missed", 0.7) if place.later(_SORRY) or feeling < 0 else None


def _than(place: Place, entry: Entry, findings: Findings) -> tuple[str, float] | None:
    if place.earlier(_WORSE):
        return "missed", 0.8
    return ("exceeded", 0.8) if place.earlier(_BETTER) else None


RULES: Final = {
    "measure": _measure,
    "thought": _thought,
    "promise": _promise,
    "unexpected": _unexpected,
    "than": _than,
}
