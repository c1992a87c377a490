"""Addresses of mail and of messengers, in the disguises in which people write them."""

import re
from collections.abc import Iterator

from zhiyin.science.language.masking.found import EMAIL, QQ, WECHAT, Found

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9_%+\-][A-Za-z0-9._%+\-]{0,63}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62})\.){1,8}[A-Za-z]{2,18}(?![A-Za-z0-9]|\.[A-Za-z0-9])"
    r"(?! ?[(\[{<（【] ?(?:dot|DOT|Dot|点|點)| (?:dot|DOT) |[点點](?:com|cn|net|org)| ?\. (?:com|cn|net|org))"
)
_PROVIDERS = (
    "qq|163|126|gmail|googlemail|outlook|hotmail|yahoo|sina|foxmail|icloud|me|139|189|wo|aliyun|live|msn|proton|protonmail|sohu|yeah|"
    "vip|tom|21cn|gmx|web|mail|aol|yandex"
)
_TOP = "com|cn|net|org|edu|gov|io|co|uk|hk|tw|info|cc|top|vip|de|fr|jp|kr|ru|eu|us|ca|au"
_AT = r"(?: ?@ ?| ?[(\[{<（【] ?(?:at|AT|At|@|a|艾特) ?[)\]}>）】] ?|艾特|(?<=[A-Za-z0-9])#(?=[A-Za-z]))"
_AT_WORD = r"(?: +(?:at|AT) +)"
_DOT = r"(?: ?[.。] ?| ?[(\[{<（【] ?(?:dot|DOT|Dot|点|點|\.) ?[)\]}>）】] ?| +(?:dot|DOT) +|点|點)"
_DOT_WORD = r"(?: ?[(\[{<（【] ?(?:dot|DOT|Dot|点|點) ?[)\]}>）】] ?| +(?:dot|DOT) +|点|點)"
_LABEL = r"[A-Za-z0-9][A-Za-z0-9\-]{0,30}"
_LOCAL = (
    r"(?<![A-Za-z0-9._%+\-])(?P<local>[A-Za-z0-9_%+\-][A-Za-z0-9._%+\-]{0,40}(?:(?: ?[(\[] ?dot ?[)\]]"
    r" ?| dot )[A-Za-z0-9_\-]{1,30}){0,2})"
)
_SPELT = re.compile(
    rf"{_LOCAL}{_AT}(?P<domain>{_LABEL}(?:{_DOT}{_LABEL}){{0,3}}?){_DOT}(?P<top>{_TOP})(?:{_DOT}(?:cn|uk|"
    rf"hk|tw|au|jp))?(?![A-Za-z0-9])",
    re.I,
)
_SPELT_AT = re.compile(
    rf"{_LOCAL}{_AT_WORD}(?P<domain>{_LABEL}(?:{_DOT}{_LABEL}){{0,3}}?)(?P<dot>{_DOT})(?P<top>{_TOP})"
    rf"(?:{_DOT}(?:cn|uk|hk|tw|au|jp))?(?![A-Za-z0-9])",
    re.I,
)
_PROVIDER = re.compile(rf"(?:.*[^a-z0-9])?(?:{_PROVIDERS})", re.I)
_WORDED = re.compile(_DOT_WORD, re.I)
# 163邮箱, qq邮箱 abc: no address.
_UNIT = r"(?! ?(?:元|块|万|人|次|分|%|条|个|年|月|天|点|楼|号楼|级))"
_SURE = (
    r"(?: ?(?:号码|账号|帐号|賬號|帳號|号|號|群|id|account|no\.?|number))? ?(?:[:：=]|是|为|叫|->|→|→| is )"
)
_NAMED = r" ?(?:号码|账号|帐号|賬號|帳號|号|號|群|id|account)(?: ?[:：=]|是|为| is)?"
_MESSENGER = (
    r"(?:微信|威信|薇信|微 ?芯|维信|徽信|卫星|vx|wx|v ?信|weixin|wechat|we ?chat|whatsapp|telegram|"
    r"skype|line ?id|line号)"
)
_WECHAT = re.compile(
    rf"(?:(?P<add>加(?:我|下|个|一下)?(?:的)? ?(?:{_MESSENGER}|[vVwW+➕薇威微])|add (?:me on |"
    rf"my )?{_MESSENGER})|(?<![A-Za-z]){_MESSENGER})"
    rf"(?P<sure>{_SURE}|{_NAMED})?[ ,，(（]{{0,2}}(?P<at>[A-Za-z0-9][A-Za-z0-9_\-]{{4,24}}){_UNIT}",
    re.I,
)
_QQ = re.compile(
    rf"(?:(?<![A-Za-z])q ?q|扣扣|抠抠|企鹅|球球|(?<=加)[qQ])(?: ?邮箱| ?mail)?(?:{_SURE}|"
    rf"{_NAMED})?[ ,，(（]{{0,2}}(?P<at>[1-9](?:[ \-]?[0-9]){{4,11}})(?![0-9A-Za-z@.]){_UNIT}",
    re.I,
)


def addresses(plain: str) -> Iterator[Found]:
    """E-mail addresses of a text in plain characters, in order."""
    if "@" in plain:
        for match in _EMAIL.finditer(plain):
            yield Found(EMAIL, *match.span(), match.group().lower())


def spelt_addresses(plain: str) -> Iterator[Found]:
    """E-mail addresses with words or brackets for their signs: li.ming (at) qq [dot] com."""
    for pattern in (_SPELT, _SPELT_AT):
        for match in pattern.finditer(plain):
            domain, local = match["domain"], match["local"]
            provider = _PROVIDER.fullmatch(domain) is not None
            written = match.group()[len(local) :]
            worded = _WORDED.search(written) is not None
            telling = any(character.isdigit() or character in "._+-" for character in local)
            if pattern is _SPELT_AT and not (provider or worded or telling):
                continue  # see you at example.com
            if "#" in written[:2] and not provider:
                continue
            yield Found(EMAIL, *match.span(), _unspelt(match))


def _unspelt(match: re.Match[str]) -> str:
    local = re.sub(r" ?[(\[] ?dot ?[)\]] ?| dot ", ".", match["local"], flags=re.I)
    rest = match.group()[len(match["local"]) :]
    rest = re.sub(_DOT, ".", re.sub(f"^(?:{_AT}|{_AT_WORD})", "", rest, count=1, flags=re.I), flags=re.I)
    return f"{local}@{rest}".lower()


def messengers(plain: str) -> Iterator[Found]:
    """Names and numbers by which somebody is reached in a messenger, after the word that says which."""
    for match in _QQ.finditer(plain):
        yield Found(QQ, *match.span("at"), re.sub("[^0-9]", "", match["at"]))
    for match in _WECHAT.finditer(plain):
        name = match["at"]
        marked = any(character.isdigit() or character in "_-" for character in name)
        if (len(name) < 6 and not marked) or not (marked or match["sure"] or match["add"]):
            continue
        numbered = not any(character.isalpha() for character in name)
        if name.lower() in _NO_NAMES or (numbered and not (name.isdigit() and 6 <= len(name) <= 12)):
            continue
        yield Found(WECHAT, *match.span("at"), name)


_NO_NAMES = {
    "wechat",
    "weixin",
    "payment",
    "please",
    "thanks",
    "friend",
    "friends",
    "group",
    "account",
    "support",
}
