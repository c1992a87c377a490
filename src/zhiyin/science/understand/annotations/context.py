"""What the words around a finding make of it: denied, supposed, asked, told of others, graded."""

import re

from zhiyin.science.understand.annotations.place import ASKS, DENIES, SUPPOSES, Place

_NEGATION_ZH = re.compile(
    r"(?:(?<!无)(?<!不得)(?:不(?![是过])|(?<!是)不(?=是))|(?<!有)没有?|没啥|未曾?|毫无|并非|"
    r"(?<!要)(?<!是)不是|(?<![特个分各区性级类])别|谈不上|无需|无须|(?<!恨)不能|从未)"
    r"(?:太|很|多|那么|这么|那样|怎么|什么|任何|啥|再|过|洗|擦|弄|搞|处理|做|觉得|感到|感觉|会|让|"
    r"令|使|把|我们?|人|你们?|大家|顾客|是|用|要|必要?|丝毫"
    r"|一点儿?|半点|到|得|因此|因为|特别|非常|十分|算|够|以前|上次|之前|出现|发现|看见|看到|见|"
    r"发生|想过|打算|考虑过?|准备|至于|动过|可|好|值得|一次|一丝|一样|一个|有|上当){0,3}$"
)
_NEGATION_EN = re.compile(
    r"(?:\b(?:not|no|never|cannot|without|hardly|barely|neither|nor|nobody|none|nothing|isnt|"
    r"wasnt|didnt|dont|doesnt"
    r"|wont|couldnt|wouldnt|ain't|far from|anything but)|n't)"
    r"(?:,? (?:at all|at|all|be|been|being|feel|feeling|felt|get|got|very|so|too|really|that|"
    r"particularly|a|an|any|the"
    r"|even|to|have|had|need|make|made|me|us|you|once|exactly|ever|was|were|is|are|as|one|single|"
    r"cause|entirely"
    r"|especially|overly|much|of|find|found|it|this|call|say|quite|let|reason|point|cause|worries)){0,4} $"
)
_AFTER_ZH = re.compile("不起来|不了|不上|的[^,。]{0,4}(?:都|也)没")
_SUPPOSED_ZH = re.compile(
    "如果|要是|假如|假使|倘若|若是|万一|的话|听说|据说|祝你|祝您|祝大家|以免|避免|防止|省得"
)
_MORE_ZH = re.compile("会(?:更加?|很|比较)$")
_SUPPOSED_AFTER_ZH = re.compile("的话|的时候再")
_SUPPOSED_EN = re.compile(
    r"\b(?:if|unless|in case|whether|hope|hoping)\b(?! (?:i am|i'm|you ask|possible|not|only|i could))"
)
_WOULD_EN = re.compile(
    r"(?:\b(?:would|could|might|may|should)|'d)(?: (?:have|be|been|make|become|get|feel|also|"
    r"really|only|just|even|me|us|more|so|very)){0,4} $"
)
_ASKED_ZH = re.compile("[^,]{0,3}(?:吗|嘛|么$|不$)")
_OTHERS_ZH = re.compile(
    "(?:店员|服务员|服务生|老板娘?|店主|经理|客服|师傅|司机|骑手|快递员|保安|店长|前台|阿姨|小哥|"
    "员工|医生|护士|别人|有人|网友|很多人"
    "|不少人|客人|顾客|邻居|(?<![其吉])他|她|(?<![对跟和向给让谢])你|"
    "(?<![对跟和向给让谢])您)们?[^,我让令使气把被给害对的]{0,6}$"
)
_OTHERS_EN = re.compile(
    r"\b(?:staff|manager|waiter|waitress|server|driver|agent|receptionist|cashier|he|she|they|you|"
    r"others|people|everyone else"
    r"|owner|clerk|guy|lady|employees?|customers|guests|neighbou?rs?|nobody|no one|patrons|"
    r"your (?:staff|team)|rep)"
    r"(?: \w+)? (?:was|were|is|are|am|be|got|gets?|seem(?:ed|s)?|look(?:ed|s)?|became|sounded|"
    r"feels?|felt|been|won't be)"
    r"(?: \w+){0,2} $|\b(?:don't|do not|please) (?:get|be|feel) $|you(?:'re|'ll be) (?:\w+ )?$|"
    r"they're (?:\w+ )?$"
)

_STRONG_BEFORE_ZH = re.compile(
    "(?:超级?|极其?|极度|非常|特别|十分|万分|无比|太|真心?|相当|贼|好|尤其|格外|完全|彻底|简直|"
    "最|实在|真是|真的|很|挺|蛮|更|越来越|巨"
    "|倍儿|老|深深地?|由衷地?|多么)(?:的|地|是|让人|令人|让我|叫人|使我|感到|觉得)?$"
)
_WEAK_BEFORE_ZH = re.compile(
    "(?:有点儿?|有些|稍微|略微?|些许|小小?|比较|还算|一点|微微|一丝|几分)(?:的|地|让人|让我|感到|觉得)?$"
)
_STRONG_AFTER_ZH = re.compile(
    "极了|死|透了|透顶|坏了|爆|得?要命|要死|得不行|得不得了|不得了|到极点|至极|万分|不已|得很|"
    "得一塌糊涂|疯了|炸|惨了|翻了|得手抖|到哭|得我"
)
_STRONG_BEFORE_EN = re.compile(
    r"\b(?:very|soo?|extremely|super|really|absolutely|totally|completely|incredibly|utterly|"
    r"beyond|truly|deeply|too|such an?"
    r"|genuinely|seriously|thoroughly|highly|insanely|hugely|bitterly|sorely|most|fucking|damn|"
    r"terribly|beyond|more than) $"
)
_WEAK_BEFORE_EN = re.compile(
    r"\b(?:a bit|a little|slightly|somewhat|kind of|kinda|mildly|a tad|rather|fairly|pretty|quite|"
    r"not entirely|sort of) $"
)
_LATIN_CAPITALS = 4
_LOUD = 0.4
_FAINT = 0.6
_MARK = 0.1


def negated(place: Place, latin: bool) -> bool:
    """Whether the word is denied: 没有生气, "not angry", 高兴不起来."""
    if not place.hints(latin) & DENIES:
        return False
    if latin:
        return place.before(_NEGATION_EN, 36) is not None
    return place.before(_NEGATION_ZH, 10) is not None or place.after(_AFTER_ZH, 9) is not None


def supposed(place: Place, latin: bool) -> bool:
    """Whether the word is only supposed or hoped: 如果…会失望, "would be happy if"."""
    if not place.hints(latin) & SUPPOSES:
        return False
    if latin:
        return place.earlier(_SUPPOSED_EN) is not None or place.before(_WOULD_EN, 36) is not None
    return (
        place.earlier(_SUPPOSED_ZH) is not None
        or place.before(_MORE_ZH, 5) is not None
        or place.after(_SUPPOSED_AFTER_ZH, 5) is not None
    )


def asked(place: Place, latin: bool) -> bool:
    """Whether the word stands in a question about it."""
    if not place.hints(latin) & ASKS:
        return False
    if latin:
        return place.ends_with("?")
    return place.ends_with("?") or (place.after(_ASKED_ZH, 5) is not None and place.e < place.ch)


def of_others(place: Place, latin: bool) -> bool:
    """Whether the feeling is somebody else's: 老板很生气, "the waiter was happy"."""
    return place.before(_OTHERS_EN if latin else _OTHERS_ZH, 48 if latin else 16) is not None


def told(place: Place, latin: bool) -> bool:
    """Whether the word counts: not denied, supposed or asked about."""
    return not (negated(place, latin) or supposed(place, latin) or asked(place, latin))


def graded(place: Place, strength: float, latin: bool) -> float:
    """The strength after words of degree, exclamation marks, repetition and capitals, within 0 … 1.

    A word of degree takes the strength 40 % of the way to 1, a diminishing one 40 % down; each of up to three
    exclamation marks or repetitions takes it 10 % of the way to 1.
    """
    if latin:
        if place.before(_STRONG_BEFORE_EN, 14):
            strength += (1 - strength) * _LOUD
        elif place.before(_WEAK_BEFORE_EN, 14):
            strength *= _FAINT
        if place.e - place.b >= _LATIN_CAPITALS and place.given(place.b, place.e).isupper():
            strength += (1 - strength) * _LOUD
    elif place.before(_WEAK_BEFORE_ZH, 6):
        strength *= _FAINT
    elif place.before(_STRONG_BEFORE_ZH, 6) or place.after(_STRONG_AFTER_ZH, 4):
        strength += (1 - strength) * _LOUD
    for _ in range(min(_marks(place), 3)):
        strength += (1 - strength) * _MARK
    return strength


def _marks(place: Place) -> int:
    """How many exclamation marks end the sentence, and how often the word's last character is repeated, as given."""
    count = _run(place, place.e - 1) - 1
    if place.whole.startswith("!", place.sh):
        count += _run(place, place.sh)
    return count


def _run(place: Place, position: int) -> int:
    """The length of a run of one character in the text as given, at most 4; folding keeps two of it."""
    given = place.texts[place.text]
    at = int(place.where[position])
    length = 1
    while length < 4 and at + length < len(given) and given[at + length] == given[at]:
        length += 1
    return length
