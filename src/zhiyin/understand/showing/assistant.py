"""The assistant on the page of a voice or a case: what it may be asked about it, and what it wrote."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyin.accounts.actor import Actor
from zhiyin.understand.assistant.uses import REPLY, TRANSLATION
from zhiyin.understand.phrases.assistant import PROBLEMS, TITLES
from zhiyin.understand.queries.assistant import WrittenText, offered, written_about

ASKING: "dict[str, str | Promise]" = {
    TRANSLATION: _("Let it be translated"),
    REPLY: _("Let a reply be drafted"),
}


def shown(one: WrittenText) -> dict[str, Any]:
    """What the template of a written text needs."""
    return {
        "text": one,
        "title": TITLES[one.use],
        "problem": PROBLEMS.get(one.problem, PROBLEMS["fault"]) if one.state == "failed" else "",
        "language": {"zh": "zh-Hans"}.get(one.language, one.language),
    }


def helping(
    actor: Actor, signal_id: int, uses: Sequence[str] = (TRANSLATION, REPLY)
) -> dict[str, Any] | None:
    """For `understand/written_about.html`; None where nothing is offered."""
    allowed = offered(actor) & set(uses)
    if not allowed:
        return None
    found = written_about(actor, signal_id)
    parts = []
    for use in uses:
        if use in allowed:
            one = found.get(use)
            parts.append(
                {
                    "use": use,
                    "title": TITLES[use],
                    "label": ASKING[use],
                    "one": shown(one) if one is not None else None,
                    "may_ask": one is None or one.state == "failed",
                    "url": reverse(f"understand:ask-{use}", args=[signal_id]),
                }
            )
    return {"parts": parts}
