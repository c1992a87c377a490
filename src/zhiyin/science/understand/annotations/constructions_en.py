"""English phrases that mean something else than their words; see `constructions`."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from zhiyin.science.understand.annotations.findings import BLAMES, NEITHER, PRAISES, Findings, Turned
from zhiyin.science.understand.annotations.place import Place

_GOOD_ER = (
    r"better|nicer|friendlier|faster|quicker|cheaper|cleaner|kinder|happier|tastier|fresher|quieter|easier|smoother|"
    r"finer|warmer|lovelier|sooner|more (?:helpful|attentive|comfortable|polite|professional|friendly|"
    r"welcoming|generous|"
    r"accommodating|pleasant|patient|delicious|efficient|satisfied|pleased|impressed|reliable)"
)
_BAD_ER = (
    r"worse|ruder|slower|dirtier|noisier|pricier|costlier|less (?:helpful|friendly|interested|professional|welcoming|"
    r"reliable|comfortable)|more (?:expensive|rude|disappointed|disappointing|complicated|confusing|"
    r"unhelpful|disorganised|"
    r"disorganized|frustrating|wrong)"
)
_SUPERB = (
    r"fantastic|excellent|amazing|brilliant|superb|wonderful|outstanding|perfect|exceptional|spectacular|"
    r"impressive|magic\w*|the best|stunning|great|good|praise|delightful|superlative|miraculous|heroic|"
    r"first class|professional|helpful|kind|courteous|polite|lovely"
)
_AWFUL = (
    r"terrible|awful|trouble|disaster|disgraceful|horrible|problems|a joke|headaches?|stress|grief|"
    r"robbery|scandalous|shocking|dreadful|excuses|appalling|criminal|hassle|lies|misery"
)


def _bad_en(place: Place, findings: Findings) -> Turned | None:
    """ "Not bad at all"."""
    denied = place.before(
        re.compile(r"(?:\bnot|n't)(?: (?:too|at all|that|so|half|half as|all|entirely)){0,2} $"), 24
    )
    return None if denied is None else (denied.start(), place.e, PRAISES)


_ER_EN = re.compile(
    rf"(?: (?:be|have been|have had|get|feel|have felt|have gone|have got|go|do|ask for|have asked for|"
    rf"imagine|wish for|find|think of"
    rf"|been|have (?:made|done) (?:it|this|things)|have (?:found|wished for|hoped for|imagined)))"
    rf"(?: (?:a|an|any|anything|it|us|me|my|the \w+))?(?: (?:bit|much|any|feel))? (?:(?P<good>{_GOOD_ER})|"
    rf"(?P<bad>{_BAD_ER}))\b"
)
_FAULT_EN = re.compile(
    r" (?:really |honestly )?(?:fault|praise|recommend|thank|speak highly|rate|say enough|ask for more|"
    r"have asked for more|wait to (?:come|go|return|visit))\b"
)


def _could_not_en(place: Place, findings: Findings) -> Turned | None:
    """ "Couldn't be happier", "couldn't have been ruder", "can't fault"."""
    found = place.after(_ER_EN, 60)
    if found is not None:
        return place.b, found.end(), PRAISES if found.group("good") else BLAMES
    found = place.after(_FAULT_EN, 30)
    if found is None or (
        found.group().endswith("recommend") and not place.later(re.compile("enough|highly"), 40)
    ):
        return None
    return place.b, min(place.ch, found.end() + 1), PRAISES


_BUT_EN = re.compile(
    rf" (?:an? |the |absolutely |completely |total )*(?:(?P<good>{_SUPERB})|(?P<bad>{_AWFUL}))\b"
)


def _short_of_en(place: Place, findings: Findings) -> Turned | None:
    """ "Nothing short of fantastic", "nothing but trouble", "anything but clean"."""
    found = place.after(_BUT_EN, 40)
    if found is None:
        return None
    lean = PRAISES if found.group("good") else BLAMES
    away = place.whole.startswith(("anything", "far"), place.b)
    return place.b, found.end(), -lean if away else lean


_NEVER_ANY_EN = re.compile(
    r"(?:\bnever(?: (?:ever|once))?(?: (?:had|have|has|been|any|a|single|one|encountered|experienced|"
    r"given (?:me|us)))+|"
    r"(?:n't|\bnot|\bno)(?: (?:have|had|has|find|found|think of|a|any|single|one|encountered|experienced|"
    r"much|anything))*|"
    r"\bnothing|\bwithout(?: (?:a|any|single))*|\bzero|\bhardly (?:a|any))(?: (?:real|single|major|big|"
    r"serious|other))? $"
)
_TAKING_EN = re.compile(
    r" (?:taking|charging|with (?:taking|charging)|is (?:too|resolved|solved)|was (?:too|ever)|were ever|"
    r"has been|solv|resolv|fix|gets?|been)\w*\b|-| (?:until|till|before)\b"
)


def _never_any_en(place: Place, findings: Findings) -> Turned | None:
    """ "Never had a problem", "not a single bad word"."""
    denied = place.before(_NEVER_ANY_EN, 44)
    if denied is None or place.after(_TAKING_EN, 20) or place.ends_with("?"):
        return None
    return denied.start(), place.e, PRAISES


def _no_trouble_en(place: Place, findings: Findings) -> Turned | None:
    """ "Not bad", "no problems"; not "no problem taking my money"."""
    return None if place.after(_TAKING_EN, 20) or place.ends_with("?") else (place.b, place.e, PRAISES)


_DENIED_EN = re.compile(r"(?:\bnot|n't|\bnever)(?: \w+)? $")


def _idiom_good_en(place: Place, findings: Findings) -> Turned | None:
    word = place.whole[place.b : place.e]
    denied = place.before(_DENIED_EN, 18) is not None
    if word == "hesitate":
        willing = place.before(
            re.compile(r"(?:wouldn't|would not|won't|will not|didn't|did not|never|don't) $"), 12
        )
        return (
            (willing.start(), place.ch, PRAISES)
            if willing and not place.after(re.compile(" to (?:call|contact|ask|reach)"), 14)
            else None
        )
    if place.ends_with("?") and not word.startswith("what"):
        return None
    return place.cl, place.e, BLAMES if denied else PRAISES


def _idiom_bad_en(place: Place, findings: Findings) -> Turned | None:
    if place.before(_DENIED_EN, 18):
        return None
    about = place.e if place.whole.endswith("about", place.b, place.e) else None
    return place.b, place.ch if about else place.e, BLAMES


_THAN_GOOD_EN = re.compile(
    rf"\b(?:(?P<good>{_GOOD_ER}|bigger|stronger|brighter|lighter)|(?P<bad>{_BAD_ER}))\b(?: \w+){{0,3}} $"
)
_THAN_YOU_EN = re.compile(r" (?:you(?:rs?)?|here|this (?:place|bank|shop|store|hotel|app)|your \w+|them)\b")
_THAN_HOPED_EN = re.compile(
    r" (?:(?:i|we|you|they|it|he|she)\b|expect\w*|advertis\w*|the (?:pic|photo|descr)\w*|imagin\w*|"
    r"promis\w*|ever|average|usual|never|nothing|\d)"
)
_OTHER_EN = re.compile(
    r"\b(?:even|other|others|next door|down the road|across|competit\w+|elsewhere|they|their|he|she|"
    r"my old|another|everyone else)\b"
)


def _than_en(place: Place, findings: Findings) -> Turned | None:
    """ "Better than the chain next door" praises, "friendlier than you" blames, "slower than the old one" blames."""
    found = place.before(_THAN_GOOD_EN, 50)
    if found is None or place.ends_with("?"):
        return None
    lean = PRAISES if found.group("good") else BLAMES
    if place.after(_THAN_YOU_EN, 24):
        return place.cl, place.e, -lean
    other = _OTHER_EN.search(place.whole, place.near()[0], found.start())
    if place.after(_THAN_HOPED_EN, 24) or other or place.before(_DENIED_EN, 50):
        return None
    return place.cl, place.e, lean


_EVEN_EN = re.compile(
    rf" (?:the|my|a|an) [^,.]{{2,40}}? (?:has|have|is|are|does|do|serves?|offers?|makes?|gives?|did|was|"
    rf"were)\b[^,.]{{0,16}}? (?:{_GOOD_ER})\b"
)


def _even_en(place: Place, findings: Findings) -> Turned | None:
    """ "Even the petrol station has friendlier staff"."""
    found = place.after(_EVEN_EN, 80)
    return None if found is None or place.ends_with("?") else (place.b, found.end(), BLAMES)


def _as_good_en(place: Place, findings: Findings) -> Turned | None:
    """ "Nowhere near as good as the old menu"."""
    denied = place.before(re.compile(r"(?:\bnot|n't|\bnowhere|\bnever)(?: \w+){0,3} $"), 30)
    return None if denied is None else (denied.start(), place.e, BLAMES)


_DOES_EN = re.compile(
    r" (?:lasts?|lasted|works?|worked|edible|touched|warm|loads?|charges?|holds?|looked|acknowledged|"
    r"spoke|said|enough|moved?|drinkable|any|worth|fits?|covers?|cooked|audible|legible|survived)\b"
)


def _barely_en(place: Place, findings: Findings) -> Turned | None:
    if place.after(re.compile(r" any (?:wait|queue|line|noise|delay|problem|issue)"), 20):
        return place.b, place.ch, PRAISES
    found = place.after(_DOES_EN, 16)
    return None if found is None else (place.b, found.end(), BLAMES)


# "Oh brilliant, another …", "ten out of ten for making me …".
_INTERJECTION_EN = re.compile(r" ?(?:(?:oh|ah|wow|well|yeah|just|how|yay|ha),? )?")
_FEAT_EN = re.compile(
    r" (?:making|keeping|losing|ignoring|forgetting|wasting|ruining|messing|charging|leaving|managing|"
    r"taking|cancelling)\b"
)
_NOW_EN = re.compile(r"[,.!]+ (?:another|now|so|just what|yet another|thanks|only|again|you)\b")
_HARD_EN = re.compile(
    r" (?:how (?:they|you|it|the app) (?:charge|make|never|can't|ignore|keep|kept|still|always have)|"
    r"it when (?:my|the|they|you) \w+ (?:crash|never|is late|cancel|ignore|drop|lose|arrives? cold)|"
    r"(?:be|being|getting|to be|pay|paying|waiting|wait|standing|having to|queu\w+|listening to hold|"
    r"spending \w+ (?:hours?|minutes?)|starting|chasing|repeating|seeing my \w+ (?:gone|missing))\b)"
)
_WELL_EN = re.compile(
    r"\b(?:pampered|looked after|treated like|greeted|welcomed|able to|here|part of|served|surrounded|"
    r"spoilt|spoiled|able|at|in|back)\b"
)


def _irony_en(place: Place, findings: Findings) -> Turned | None:
    """ "Great, another update that …", "love paying extra for …": praise of what nobody likes."""
    word = place.whole[place.b : place.e]
    if word == "so much for":
        return (place.b, place.ch, BLAMES) if place.b == place.cl else None
    if word.endswith((" for", " on")):
        return (place.b, place.ch, BLAMES) if place.after(_FEAT_EN, 16) else None
    if (
        _INTERJECTION_EN.fullmatch(place.whole, place.sl, place.b) is not None
        and (found := place.following(_NOW_EN, 20)) is not None
        and found.start() == place.e
    ):
        if word in ("love", "loved") or _any_good_en().search(place.whole, found.end(), place.sh):
            return None
        return place.b, max(place.ch, found.end()), BLAMES
    if word in (
        "love",
        "loved",
        "nothing like",
        "what a joy",
        "nothing says",
        "really enjoyed",
        "i enjoy",
        "thrilled to",
        "delighted to",
    ):
        hard = place.after(_HARD_EN, 50)
        if hard is not None and not _WELL_EN.search(
            place.whole, hard.start(), min(place.ch, hard.end() + 24)
        ):
            return place.b, place.ch, BLAMES
    return None


@cache
def _any_good_en() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_SUPERB}|thank you so much|love|happy)\b")


def _spared_en(place: Place, findings: Findings) -> Turned | None:
    """ "Wasn't too loud", "never rushed us"."""
    denied = place.before(
        re.compile(
            r"(?:\bnot|n't|\bnever|\bnot once|\bwithout (?:being|feeling))(?: (?:at all|once|been|being|feel|felt|"
            r"a bit|be|let us|in the least|have been))? $"
        ),
        24,
    )
    if denied is None or place.ends_with("?") or (place.whole[place.b : place.e] == "too bad"):
        return None
    return denied.start(), place.e, PRAISES


def _so_so_en(place: Place, findings: Findings) -> Turned | None:
    word = place.whole[place.b : place.e]
    if word in ("nothing more", "nothing less") and not place.e >= place.ch:
        return None
    if word == "write home about" and not place.before(
        re.compile("nothing (?:much )?to $|not much to $|little to $"), 22
    ):
        return None
    return place.cl, place.e, NEITHER


_THEN_EN = re.compile(r"[^.!?]{0,44}?[,;] (?:but )?(?:now|these days|today|not any ?more)\b")
_BAD_THEN_EN = re.compile(
    r"\b(?:ages|forever|hours|days|weeks|slow|awful|bad|nightmare|pain|terrible|hard|difficult|impossible|"
    r"hate)\b"
)


def _used_to_en(place: Place, findings: Findings) -> Turned | None:
    """ "Used to take ages, now it's two taps"."""
    then = place.after(_THEN_EN, 56)
    if then is None:
        return None
    if _BAD_THEN_EN.search(place.whole, place.e, then.end()):
        return place.cl, place.sh, PRAISES
    return (place.cl, place.sh, BLAMES) if findings.feeling(place.e, then.end()) > 0 else None


RULES: Final[dict[str, Callable[[Place, Findings], Turned | None]]] = {
    "bad": _bad_en,
    "could_not": _could_not_en,
    "short_of": _short_of_en,
    "never_any": _never_any_en,
    "no_trouble": _no_trouble_en,
    "idiom_good": _idiom_good_en,
    "idiom_bad": _idiom_bad_en,
    "than": _than_en,
    "even": _even_en,
    "used_to": _used_to_en,
    "as_good": _as_good_en,
    "barely": _barely_en,
    "irony": _irony_en,
    "spared": _spared_en,
    "so_so": _so_so_en,
}
