"""How words feel, in words."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FEELINGS: Final[dict[str, str | Promise]] = {
    "negative": _("unhappy"),
    "neutral": _("neither"),
    "mixed": _("both"),
    "positive": _("happy"),
}
