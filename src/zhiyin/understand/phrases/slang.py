"""Words about slang: what a word means, and what is wrong with a line."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyin.science.understand.slang import faults as science
from zhiyin.science.understand.slang.faults import Fault
from zhiyin.science.understand.slang.words import BLAME, IRONY, OFF, OTHER, PRAISE

MEANINGS: Final = {
    PRAISE: gettext_lazy("praise"),
    BLAME: gettext_lazy("blame"),
    IRONY: gettext_lazy("mark of irony"),
    OTHER: gettext_lazy("something else"),
}
LISTS: Final = {
    PRAISE: gettext_lazy("Praise"),
    BLAME: gettext_lazy("Blame"),
    IRONY: gettext_lazy("Marks of irony"),
    OFF: gettext_lazy("Switched off"),
}

_FAULTS: Final = {
    science.TOO_LONG: gettext_lazy(
        "it has more than %(longest)s characters. Keep the part that is always said."
    ),
    science.TOO_MANY: gettext_lazy("a list has up to %(most)s words; this one and all below are too many."),
    science.NOTHING_LEFT: gettext_lazy("nothing of it is left to look for."),
    science.ONE_CHARACTER: gettext_lazy(
        "one character stands in too many other words. Write at least two, or one face."
    ),
    science.ONLY_SIGNS: gettext_lazy(
        "figures and marks alone stand in too many texts. Add a word that stands beside them."
    ),
    science.GRAMMAR: gettext_lazy(
        "it denies, grades or joins what others say, so it cannot judge by itself."
    ),
    science.TWICE: gettext_lazy("the same stands in line %(other_line)s already (“%(other_word)s”)."),
    science.CONTRADICTS: gettext_lazy(
        "it stands under “%(other_list)s” too, line %(other_line)s (“%(other_word)s”). Keep one."
    ),
    science.NOT_SHIPPED: gettext_lazy("it is none of the shipped words, so there is nothing to switch off."),
}


def fault_in_words(fault: Fault) -> str:
    """Line 3, “…”: what is wrong."""
    reason = _FAULTS[fault.why] % {
        "longest": science.LONGEST,
        "most": science.MOST,
        "other_line": fault.other_line,
        "other_word": fault.other_word,
        "other_list": LISTS.get(fault.other, ""),
    }
    return _("Line %(line)s, “%(word)s”: %(reason)s") % {
        "line": fault.line,
        "word": fault.word[: science.LONGEST],
        "reason": reason,
    }
