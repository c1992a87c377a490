"""The words of what numbers leave out."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zhiyin.theme import wording
from zhiyin.understand.set_aside import COPY, SPAM


def left_out_in_words(counts: Mapping[str, int]) -> str:
    """How many voices, by why, were left out; "" for none."""
    copies, spam = counts.get(COPY, 0), counts.get(SPAM, 0)
    some = ngettext("%(count)s copy", "%(count)s copies", copies) % {"count": wording.number(copies)}
    more = ngettext("%(count)s spam voice", "%(count)s spam voices", spam) % {"count": wording.number(spam)}
    named = [words for words, count in ((some, copies), (more, spam)) if count]
    if not named:
        return ""
    return _("Left out: %(voices)s.") % {"voices": pgettext("between names", " and ").join(named)}
