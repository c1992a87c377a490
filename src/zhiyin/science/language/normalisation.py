"""Two normal forms: what may be stored (as written, minus what breaks programs) and what is compared."""

import re
import unicodedata

# Control characters but tab and line ends, zero-width characters but the joiners that emoji and Indic scripts
# need, the byte order mark, lone surrogates and the two noncharacters of each plane's end in the basic plane.
_UNSTORABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)
_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]")
_RUN = re.compile(r"(.)\1{2,}", re.DOTALL)
_SPACES = re.compile(r"[^\S\n]+")


def storable(text: str) -> str:
    """The text without what cannot be stored or shown; everything else is left as it is.

    NULs, control and zero-width characters go, line ends become `\\n`, halves of a surrogate pair are joined
    and a lone half becomes U+FFFD. A text without any of these is returned unchanged.
    """
    if _UNSTORABLE.search(text) is None:
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNSTORABLE.sub("", text)


def normalise(text: str) -> str:
    """The form that is compared and counted, never stored.

    NFKC (full-width letters and digits become half-width), lower case, no zero-width characters, one space
    for a run of blanks, two of a character for a longer run of it ("好好好好吃" and "好好吃" read alike).
    """
    text = unicodedata.normalize("NFKC", storable(text)).lower()
    text = _SPACES.sub(" ", _ZERO_WIDTH.sub("", text))
    return _RUN.sub(r"\1\1", text).strip()
