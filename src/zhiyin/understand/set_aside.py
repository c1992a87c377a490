"""The one rule of which voices customers' numbers leave out: spam, and copies of a voice after its first."""

from typing import Final

COUNTED, COPY, SPAM = "", "copy", "spam"
LEFT_OUT: Final = (COPY, SPAM)
PUBLIC: Final = ("review", "post")
"""Kinds that anybody can write any number of. Who was asked, called or complained gave an own answer, in whatever words."""


def set_aside(*, is_spam: bool, is_copy: bool) -> str:
    """Why a voice is left out: COPY, SPAM, or COUNTED when it is not. `is_copy`: an earlier voice says the same."""
    if is_spam:
        return SPAM
    return COPY if is_copy else COUNTED
