"""The words of what comes back."""

from typing import Final

from django.utils.translation import gettext_lazy as _

DOORS: Final = {
    ("mail", ""): _("Mail, as it came"),
    ("sms", "aliyun"): _("Aliyun: answers and receipts"),
    ("sms", "tencent"): _("Tencent Cloud: answers and receipts"),
}
MEANT: Final = {
    "answer": _("Answer"),
    "opt_out": _("Opt-out"),
    "auto_reply": _("Automatic reply"),
    "bounce": _("Came back"),
    "complaint": _("Complaint about the letter"),
}


def door_label(kind: str, carrier: str) -> str:
    """Who uses a door, in words."""
    return str(DOORS.get((kind, carrier), kind))


def meant_label(meant: str) -> str:
    """What something that came back meant, in words."""
    return str(MEANT.get(meant, meant))
