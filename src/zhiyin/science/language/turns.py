"""The customer's words in a text that is written as a dialogue: an agent's “非常抱歉” is no anger of the customer's.

Conversations that come as such are parted where they are collected (`science.collect.transcripts`); this is for those
that stand within a comment, a ticket or a note. In doubt a text is no dialogue, and all of it is read.
"""

import re
from collections import Counter
from dataclasses import dataclass

from zhiyin.science.collect.speakers import Side, called, greets, is_numbered, side_of
from zhiyin.science.language.characters import tables

Span = tuple[int, int]

_MOMENT = (
    r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[T ]{0,2}|\d{1,2}[-/.月]\d{1,2}日? )?(?:上午|下午|"
    r"晚上)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
    r"(?:[.,]\d{1,3})?(?: ?[AaPp][Mm])?"
)
_AT = rf"(?:[\[【(（<]\s*{_MOMENT}\s*[\]】)）>]|{_MOMENT})"
_WHO = r"[^\s:：\[\]【】()（）<>《》,，。；;、？！?!“”\"'/|=&.]{1,16}(?:[ _-][\w#]{1,12})?"
# At the beginning of a line or after an end: 客服：…, [10:02] 用户: …, 坐席8021(10:02:11)：…, 【客户】…
_COLON = (
    rf"[\[【(（<*]{{0,2}}(?P<who>{_WHO})[\]】)）>*]{{0,2}}\s?(?:[(（\[【]"
    rf"[^()（）\[\]【】\n]{{1,30}}[)）\]】])?(?:\s?{_AT})?\s?[:：](?!//|(?<=[0-9][:：])[0-9])[ \t*]*"
)
_BRACKET = rf"[\[【](?P<tag>{_WHO})[\]】][ \t]*[:：]?[ \t]*"
# Only at the beginning of a line, since within one they set anything aside: (客服) …, <客户> …
_ROUND = rf"[(（<{{](?P<round>{_WHO})[)）>}}][ \t]*[:：]?[ \t]*"
_KNOWN = "客服|人工客服|在线客服|客户|顾客|用户|坐席|座席|机器人|智能客服|买家|卖家|商家|店家|系统"
# The speaker on a line, the words below: 客服 ⏎ 您好 ⏎ 客户 ⏎ 我要退货
_ALONE = (
    rf"^[ \t]*(?P<alone>(?:{_KNOWN}|agent|customer|client|user|visitor|support|operator|bot|system)"
    r"(?: ?\d{1,8})?)[ \t]*$"
)
_LINE = re.compile(
    rf"^[ \t]*(?:\d{{1,4}}[.、)] ?)?(?:{_AT}[\s,，]*)?(?:(?P<above>[^\d\s:：][^:：\n]{{0,24}}?)"
    rf"[ \t]*{_AT}[ \t]*[:：]?[ \t]*$|{_COLON}|{_BRACKET}|{_ROUND})"
    rf"|^[ \t]*{_AT}[ \t]+(?P<below>[^\s:：,，。！？]{{1,12}})[ \t]*$|{_ALONE}",
    re.MULTILINE | re.IGNORECASE,
)
_ALONE_LABEL = re.compile(_ALONE, re.MULTILINE | re.IGNORECASE)
_ROUND_LABEL = re.compile(rf"^[ \t]*{_ROUND}", re.MULTILINE)
_INLINE = re.compile(rf"(?:(?<=[\s。！？；;|/，,.!?…”~～])|^)(?:{_AT}\s*)?(?:{_COLON}|{_BRACKET})")
_GLUED = re.compile(rf"(?P<who>{_KNOWN})[:：]\s*")
_LABEL = re.compile(_KNOWN)
# Short for a side, as whole labels only.
_SHORT = {
    **dict.fromkeys(("我", "本人", "客", "顾", "用", "问", "q", "me", "i"), Side.CUSTOMER),
    **dict.fromkeys(("答", "服", "店", "小二", "店小二", "小蜜", "bot", "ai"), Side.STAFF),
}
# Staff where somebody else is called the customer; alone they may head a part of a review (前台：很热情).
_OTHER_STAFF = re.compile(
    "营业员|收银|售货员|销售|行员|员工|大堂|前台|总台|银行|酒店|平台|主管|班长|工程师|师傅|维修|安装|骑手|司机|配送|快递员|物业|商户|官方|"
    r"\b(?:waiter|waitress|manager|cashier|clerk|teller|receptionist|technician|engineer|driver|concierge|"
    r"associate|specialist|consultant|supervisor|front desk|shop|store|hotel|bank)\b"
)
# What a business wrote under a review, to the end of the text: 商家回复：尊敬的顾客…, Response from the owner: Dear …
_ANSWER = re.compile(
    r"(?:^|(?<=[\s。！？!?.~～]))[\[【(（]?(?:(?:商家|店家|卖家|店铺|店主|掌柜|老板|官方|酒店|餐厅|客服|平台|开发者|商户)的?(?:回复|回覆|答复|解释)"
    r"|(?:response|reply) from (?:the )?(?:business )?(?:owner|management|manager|seller|developer|hotel|restaurant)"
    r"|(?:owner|management|manager|seller|developer|business)(?:['’]s)? (?:response|reply))[\]】)）]?\s*[:：]?\s*"
    r"(?=[^\n]{0,20}(?:亲[，,~！!爱]|您|尊敬|感谢|谢谢|抱歉|对不起|不好意思|欢迎|\b(?:hello|hi|dear|thanks?|sorry|"
    r"apologi[sz]e|we)\b))",
    re.IGNORECASE | re.MULTILINE,
)
_ANSWERS = ("回复", "回覆", "答复", "解释", "repl", "Repl", "espon")
_AGAIN = re.compile(r"^[ \t]*[\[【(（]?(?:用户|顾客|买家)?(?:追评|追加评[价论]|再评)", re.MULTILINE)
# Words before a colon that belong to a sentence (我问客服：…) or head a part of a review (味道：…).
_TELLING = re.compile(
    "问|跟|对|给|找|让|叫|联系|说|讲|告诉|告知|投诉|建议|希望|感谢|表扬|点名|注意|请|打|发|评价|觉得|补充|追评|晒|"
    r"\b(?:said|says|told|asked|called|to|from|the|my|about|note|update|edit|ps)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(
    "味道|口味|环境|服务|价格|价钱|物流|质量|外观|性价比|优点|缺点|优势|不足|总结|总体|包装|速度|卫生|位置|交通|菜品|分量|尺码|颜色|屏幕|拍照|电池|"
    "续航|音质|系统流畅|设施|早餐|房间|地址|时间|电话|订单|商品|问题|原因|结论|第.{1,2}[点条天次]|推荐|评分|"
    r"\b(?:food|service|price|location|pros?|cons?|quality|battery|screen|room|cleanliness|ambience|"
    r"value|summary|overall)\b",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"\s*(?:亲[，,~！!爱]|您好|尊敬的|非常抱歉|抱歉给您|感谢您|很高兴|hello,? (?:this is|thank)|"
    r"thank you for|we (?:are|apologi)|dear )",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"会话|通话|对话|记录|聊天|开始|结束|编号|工单|时间|日期|\b(?:chat|transcript|conversation|session|"
    r"ticket|log)\b|^[\W\d_]*$",
    re.IGNORECASE,
)

_SENTENCE = re.compile("[，。！？,!?]")


@dataclass(frozen=True, slots=True)
class _Turn:
    """Who speaks, where the label begins and the words begin and end."""

    who: str
    label: int
    begin: int
    end: int


def customer_text(text: str) -> list[Span]:
    """[start, end) of what the customer says; the whole text where it is no dialogue, [] where only others speak.

    A dialogue has turns of both sides, or of speakers that are only told apart (A, B) of whom one greets as staff does.
    Words before the first turn are the customer's unless they are a heading. Blanks at the ends of turns are left out.
    What a business answered below a review is not the customer's either.
    """
    whole = [(0, len(text))] if text else []
    if any(word in text for word in _ANSWERS):
        whole = _reviewed(text)
    marked = ":" in text or "：" in text or "】" in text or "]" in text
    if not marked and ("\n" not in text or not (_ROUND_LABEL.search(text) or _ALONE_LABEL.search(text))):
        return whole
    for pattern in (_LINE, _INLINE):
        turns = _turns(text, pattern)
        if pattern is _INLINE and turns and _SENTENCE.search(text, 0, turns[0].label):
            break  # somebody tells what was said
        sides = _sides(text, turns)
        if sides:
            return _of_customer(text, turns, sides)
    return whole


def _reviewed(text: str) -> list[Span]:
    """The text without what a business answered below it: to the end, or to where the customer writes again (追评)."""
    spans: list[Span] = []
    begin = 0
    while answer := _ANSWER.search(text, begin):
        if not text[: answer.start()].strip():
            break  # an answer alone is not told from somebody who tells of one
        if text[begin : answer.start()].strip():
            spans.append(_trimmed(text, begin, answer.start()))
        again = _AGAIN.search(text, answer.end())
        if again is None:
            return spans
        begin = again.start()
    return [*spans, (begin, len(text))] if text else []


def _turns(text: str, pattern: re.Pattern[str]) -> list[_Turn]:
    marks = [(match.start(), match.end(), _named(match)) for match in pattern.finditer(text)]
    if pattern is _INLINE:
        marks = [_without_words_before(text, *mark) for mark in marks]
    if pattern is _INLINE and marks and not text[: marks[0][0]].strip():
        known = {start for start, _, _ in marks}
        glued = [(m.start(), m.end(), m["who"]) for m in _GLUED.finditer(text) if m.start() not in known]
        ends = {end for _, end, _ in marks}
        marks = sorted([*marks, *(mark for mark in glued if mark[1] not in ends)])
    # A label that tells or heads something is no speaker; its words belong to the turn before.
    marks = [mark for mark in marks if _is_label(mark[2])]
    turns = []
    for index, (start, end, who) in enumerate(marks):
        until = marks[index + 1][0] if index + 1 < len(marks) else len(text)
        turns.append(_Turn(_plain(who), start, end, max(end, until)))
    return turns


def _without_words_before(text: str, start: int, end: int, who: str) -> tuple[int, int, str]:
    """The label without a word of the turn before: “您好 客户：” is 客户, while “客服 小美：” is one name."""
    before, _, last = who.rpartition(" ")
    named = _side(_plain(last)) is not None and _side(_plain(before)) is None
    if not before or not (named or _LABEL.fullmatch(last)):
        return start, end, who
    return text.index(last, start), end, last


def _is_label(who: str) -> bool:
    """Whether words before a colon may be a speaker: not 我问客服, 推荐."""
    name = _plain(who)
    return (
        name in _SHORT
        or not _TELLING.search(name)
        or (side_of(name) is not None and not _TELLING.match(name))
    )


def _plain(who: str) -> str:
    """What somebody is called, in small letters and simplified characters."""
    table, _ = tables()
    return "".join(chr(table[ord(c)]) if "\u3400" <= c <= "\u9fff" else c for c in called(who)).strip(" *")


def _named(match: re.Match[str]) -> str:
    return next(name for name in match.groups() if name is not None)


def _side(who: str) -> Side | None:
    if who in _SHORT:
        return _SHORT[who]
    return side_of(who) if len(who) <= 16 else None


def _sides(text: str, turns: list[_Turn]) -> dict[str, Side]:
    """Whose side each speaker is on; empty where the text is no dialogue."""
    if len(turns) < 2:
        return {}
    times = Counter(turn.who for turn in turns)
    if len(times) == len(turns) and all(_ALONE_LABEL.match(text, turn.label) for turn in turns):
        return {}  # 用户 ⏎ … 系统 ⏎ … may head the parts of a review, unless somebody speaks again
    sides = {who: side for who in times if (side := _side(who)) is not None}
    unknown = [who for who in times if who not in sides]
    headings = sum(1 for who in unknown if _HEADING.search(who))
    if headings:
        # 味道：… 客服：… 顾客：… is a review by points; a dialogue goes to and fro.
        per_side = Counter(sides[turn.who] for turn in turns if turn.who in sides)
        if min(per_side.get(Side.CUSTOMER, 0), per_side.get(Side.STAFF, 0)) < 2:
            return {}
    unknown = [who for who in unknown if not _HEADING.search(who)]
    known = set(sides.values())
    if known == {Side.CUSTOMER, Side.STAFF}:
        for who in unknown:
            said = [text[turn.begin : turn.end] for turn in turns if turn.who == who]
            polite = any(_POLITE.match(words) or greets(words) for words in said)
            sides[who] = Side.STAFF if polite else Side.CUSTOMER
        return sides
    if known == {Side.STAFF}:
        speakers = [who for who in unknown if len(who) <= 8 and (times[who] > 1 or len(turns) <= 3)]
        if not speakers or headings:
            return {}
        return {**sides, **dict.fromkeys(speakers, Side.CUSTOMER)}
    if known == {Side.CUSTOMER}:
        staff = [who for who in unknown if _OTHER_STAFF.search(who) or _speaks_as_staff(text, turns, who)]
        return {**sides, **dict.fromkeys(staff, Side.STAFF)} if staff else {}
    return _by_greeting(text, turns, [who for who in unknown if is_numbered(who) or times[who] > 1])


def _speaks_as_staff(text: str, turns: list[_Turn], who: str) -> bool:
    said = [text[turn.begin : turn.end] for turn in turns if turn.who == who]
    return any(_POLITE.match(words) or greets(words) for words in said)


def _by_greeting(text: str, turns: list[_Turn], speakers: list[str]) -> dict[str, Side]:
    if len(speakers) < 2 or len(turns) < 3:
        return {}
    # Agent and customer, as call centres shorten them; options of a question are A, B and C.
    shortened = {"a": Side.STAFF, "c": Side.CUSTOMER} if set(speakers) == {"a", "c"} else {}
    greetings = {
        who: sum(_greeting(text[t.begin : t.end]) for t in turns if t.who == who) for who in speakers
    }
    first, second = sorted(greetings.values(), reverse=True)[:2]
    if first == second:
        return shortened
    return {who: Side.STAFF if greetings[who] == first else Side.CUSTOMER for who in speakers}


def _greeting(words: str) -> int:
    return greets(words) + bool(_POLITE.match(words))


def _of_customer(text: str, turns: list[_Turn], sides: dict[str, Side]) -> list[Span]:
    spans: list[Span] = []
    before = text[: turns[0].label]
    heading = len(before.strip()) <= 60 and _ABOUT.search(before) and not _SENTENCE.search(before)
    if before.strip() and not heading:
        spans.append(_trimmed(text, 0, turns[0].label))
    side = Side.CUSTOMER
    for turn in turns:
        begin = turn.begin
        if turn.who in sides:
            side = sides[turn.who]
        else:  # a heading within somebody's words
            begin = turn.label
        if side is Side.CUSTOMER and text[begin : turn.end].strip():
            spans.append(_trimmed(text, begin, turn.end))
    return spans


def _trimmed(text: str, begin: int, end: int) -> Span:
    piece = text[begin:end]
    return begin + len(piece) - len(piece.lstrip()), begin + len(piece.rstrip())
