"""An attempt to learn from corrections, in sentences with its numbers."""

from typing import Any

from django.utils.translation import gettext as _

from zhiyin.theme import wording
from zhiyin.understand.phrases.text_models import REASONS
from zhiyin.understand.showing.parts import percent


def reason_words(result: dict[str, Any]) -> str:
    """Why it was refused; "" if it was not."""
    return str(REASONS.get(result.get("reason", ""), ""))


def learning_words(result: dict[str, Any]) -> list[str]:
    """Why it was refused, if it was, and the numbers."""
    return [*filter(None, [reason_words(result)]), *numbers_in_words(result)]


def numbers_in_words(result: dict[str, Any]) -> list[str]:
    """Sentences with the numbers of an attempt."""
    if not result:
        return []
    if not result["weights"]:
        return [_("Texts to learn from so far: %(n)s.") % {"n": wording.number(result["taught"])}]
    told = [
        _("Learnt from %(taught)s texts, with %(anchors)s others beside them; %(weights)s letter groups got a weight.")
        % {name: wording.number(result[name]) for name in ("taught", "anchors", "weights")}
    ]  # fmt: skip
    if held := result.get("held_out"):
        words = {
            "n": wording.number(held["n"]),
            "before": wording.number(held["before"]),
            "after": wording.number(held["after"]),
            "p": wording.number(held["p"], 3),
        }
        told.append(
            _("Of %(n)s held-out texts it has %(after)s right, before it were %(before)s (sign test, p %(p)s).") % words
        )  # fmt: skip
        if held.get("low") is not None:
            gain = wording.interval(100 * held["low"], 100 * held["high"], 1)
            told.append(_("Gain, 95%% interval: %(gain)s points.") % {"gain": gain})
    if (coded := result.get("coded")) and coded["n"]:
        words = {name: wording.number(coded[name]) for name in ("n", "before", "after")}
        told.append(_("Of these %(n)s were drawn at random: %(before)s right before, %(after)s now.") % words)
    if result.get("general_texts"):
        words = {
            "n": wording.number(result["general_texts"]),
            "before": wording.number(result["general_before"]),
            "after": wording.number(result["general_after"]),
        }
        told.append(_("Of %(n)s plain texts %(before)s were read rightly before, %(after)s now.") % words)
    if result.get("others"):
        words = {
            "turned": percent(result["turned"] / result["others"], 1),
            "n": wording.number(result["others"]),
        }
        told.append(_("%(turned)s of %(n)s texts that nobody objected to get another label.") % words)
    return told
