"""Text that was read in the wrong encoding, and escapes of bytes: what it was, where that is certain.

UTF-8 read as Windows-1252 or ISO 8859-1 (å¾ˆå¥½, donâ€™t) and as GBK (鏈嶅姟寰堝ソ). What GBK shows for a Chinese text in
UTF-8 is itself no text: rare characters whose bytes are well-formed UTF-8 by chance in no text that means something.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from zhiyin.science.language.characters import tables

UNKNOWN = "\ufffd"
Piece = tuple[int, int, str, Sequence[int]]
"""Begin, end, what stood there, and where in [begin, end) each character of that began."""

# What Windows-1252 shows for the bytes 80–9F; ISO 8859-1 shows every byte as the character of its number.
_WINDOWS = {bytes([byte]).decode("cp1252", "ignore"): byte for byte in range(0x80, 0xA0)}
_WINDOWS.pop("", None)
LATIN_LEADS = "ÂÃâãäåæçèéêëìíïð"
LATIN_FOLLOWING = "".join(map(chr, range(0x80, 0xC0))) + "".join(_WINDOWS)
_FOLLOWING = re.escape(LATIN_FOLLOWING)
_LATIN = re.compile(rf"(?:[ÂÃ][{_FOLLOWING}]|[â-íï][{_FOLLOWING}]{{2}}|ð[{_FOLLOWING}]{{3}})")
_GBK_RUN = re.compile(r"[^\x00-\x7f]+")
_MISALIGNED = re.compile(r"(?<=[\u3400-\u9fff)])\?\?([^\x00-\x7f，。、；：]{2,40})([@-~]?)")
_PLAUSIBLE = re.compile(
    "[\u00a0-\u00ff\u0100-\u017f\u2010-\u2027\u2030-\u203b\u20ac\u2100-\u27bf\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3"
    "\uff00-\uffef\ufe0f\u200d\U0001f000-\U0001fbff]"
)


@cache
def _gbk() -> dict[str, bytes]:
    """The bytes of each character that GBK shows, its user-defined ones and the lone 80 among them."""
    shown = {
        pair.decode("gbk", "ignore"): pair
        for lead in range(0x81, 0xFF)
        for trail in range(0x40, 0xFF)
        if len((pair := bytes((lead, trail))).decode("gbk", "ignore")) == 1 and trail != 0x7F
    }
    for lead in range(0xAA, 0xB0):
        for trail in range(0xA1, 0xFF):
            shown[chr(0xE000 + (lead - 0xAA) * 94 + trail - 0xA1)] = bytes((lead, trail))
    for lead in range(0xA1, 0xA8):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xA1)):
            shown[chr(0xE4C6 + (lead - 0xA1) * 96 + trail - 0x40 - (trail > 0x7F))] = bytes((lead, trail))
    shown["€"] = b"\x80"
    return shown


def _shown(leads: range, trails: range) -> str:
    return "".join(
        character
        for character, pair in _gbk().items()
        if len(pair) == 2 and pair[0] in leads and pair[1] in trails
    )


# Three characters that GBK shows for two of three bytes each in UTF-8: E6 9C | 8D E5 | 8A A1.
GBK_FIRST = _shown(range(0xE2, 0xF0), range(0x80, 0xC0))
GBK_SECOND = _shown(range(0x81, 0xC0), range(0xE2, 0xF0)) + "€"
GBK_THIRD = _shown(range(0x81, 0xC0), range(0x80, 0xC0))
_GBK_THREE = re.compile(rf"[{GBK_FIRST}][{GBK_SECOND}][{GBK_THIRD}]")
# A longer run is read in pieces of so many characters, three for two.
_PIECE = 600
_GBK_RESUMED = re.compile(rf"[{GBK_SECOND}][{GBK_THIRD}]")


def misread(text: str) -> list[Piece]:
    """What of a text was read in a wrong encoding, in order."""
    found = list(_latin(text))
    if not found and _GBK_THREE.search(text):
        found = list(_as_gbk(text))
    if not found and "??" in text:
        found = list(_misaligned(text))
    return found


def of_escapes(escaped: str) -> str | None:
    r"""The text of \u670d\u52a1; None where that is no text."""
    units = b"".join(int(code, 16).to_bytes(2, "little") for code in escaped.split("\\u")[1:])
    try:
        text = units.decode("utf-16-le")
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None


def of_octets(escaped: str) -> str | None:
    """The Chinese of %E6%9C%8D or =E6=9C=8D; None where it is none."""
    try:
        text = bytes.fromhex(re.sub("[%=]", "", escaped)).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if re.search("[\u3400-\u9fff]", text) else None


def _latin(text: str) -> Iterator[Piece]:
    for match in _LATIN.finditer(text):
        piece = match.group()
        raw = bytes(_WINDOWS.get(character, ord(character) & 0xFF) for character in piece)
        try:
            was = raw.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if _PLAUSIBLE.fullmatch(was):
            yield *match.span(), was, [0]


def _as_gbk(text: str) -> Iterator[Piece]:
    for run in _GBK_RUN.finditer(text):
        position = run.start()
        while position < run.end():
            # After a byte that GBK could not show, characters may begin in the middle of a pair.
            resumes = position == run.start() and text[position - 1 : position] == "?"
            if resumes and (match := _GBK_RESUMED.match(text, position, run.end())):
                piece = _utf8_from(text, position, run.end(), skip=1)
            elif match := _GBK_THREE.search(text, position, run.end()):
                piece = _utf8_from(text, match.start(), run.end())
            else:
                break
            if piece is not None:
                yield piece
            position = match.end() if piece is None else piece[1]


def _utf8_from(text: str, begin: int, last: int, skip: int = 0) -> Piece | None:
    """The UTF-8 that GBK shows from here on but for so many bytes, as far as it goes; None where it is not Chinese."""
    shown = _gbk()
    if last - begin > _PIECE:
        last = begin + (_PIECE if _utf8_from(text, begin, begin + 6 + skip, skip) else 6)
    raw = bytearray()
    owner: list[int] = []
    for offset in range(last - begin):
        pair = shown.get(text[begin + offset])
        if pair is None:
            break
        raw += pair
        owner += [offset] * len(pair)
    del raw[:skip], owner[:skip]
    cut = False
    try:
        was, length = raw.decode("utf-8"), len(raw)
    except UnicodeDecodeError as error:
        was, length = raw[: error.start].decode("utf-8"), error.start
        cut = error.end == len(raw)
    strange = next((place for place, character in enumerate(was) if not _PLAUSIBLE.match(character)), None)
    if strange is not None:
        was, cut = was[:strange], False
        length = len(was.encode("utf-8"))
    common = sum(map(_is_common, was))
    if common < 2 - skip or common * 2 < len(was):
        return None
    sizes = [len(character.encode("utf-8")) for character in was]
    offsets = [owner[place] for place in accumulate(sizes[:-1], initial=0)]
    if cut:  # the last character lost a byte, for which GBK shows a question mark or nothing
        end = begin + owner[-1] + 1
        return begin, end + (text[end : end + 1] == "?"), was + UNKNOWN, [*offsets, owner[length]]
    # Half a character that is left over belongs to what cannot be told any more.
    return begin, begin + owner[length - 1] + 1, was, offsets


def _misaligned(text: str) -> Iterator[Piece]:
    """Chinese in GBK that lost a byte, so that every later one is paired with the wrong neighbour: ??梢酝ㄟ^.

    The second question mark was a full-width one, A3 BF, whose BF belongs to the next character.
    """
    for match in _MISALIGNED.finditer(text):
        raw = b"\xbf" + match[1].encode("gbk", "ignore") + match[2].encode("ascii")
        if len(raw) != 1 + 2 * len(match[1]) + len(match[2]):
            continue
        try:
            was = raw.decode("gbk")
        except UnicodeDecodeError as error:
            was = raw[: error.start].decode("gbk")
        common = sum(map(_is_common, was))
        if (
            len(was) >= 2
            and common >= 0.8 * len(was)
            and sum(map(_is_common, match[1])) <= 0.7 * len(match[1])
        ):
            yield match.start(), match.start() + 2 + len(was), UNKNOWN + was, range(1 + len(was))


def _is_common(character: str) -> bool:
    """Whether a character is one of the 3,755 most used ones (GB 2312, first level) or the traditional form of one."""
    table, _ = tables()
    folded = chr(int(table[ord(character)])) if ord(character) <= 0xFFFF else character
    pair = folded.encode("gbk", "ignore")
    return len(pair) == 2 and 0xB0 <= pair[0] <= 0xD7
