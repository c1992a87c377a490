"""Set what judgements about people rest on."""

from dataclasses import asdict, fields
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.journal.record import record
from zhiyin.theme import wording
from zhiyin.understand.errors import UnusableTerms
from zhiyin.understand.judging import terms as judging
from zhiyin.understand.judging.terms import Terms
from zhiyin.understand.models import JudgingTerms


def save_terms(actor: Actor, *, content: dict[str, Any]) -> Terms:
    """Set all terms (fields of `Terms`; what is absent has its default). They hold from the next run on.

    Needs `customers.manage` everywhere. Journals `understand.terms_saved` with what changed. Raises UnusableTerms.
    """
    actor.require("customers.manage", "")
    whole = {one.name: content.get(one.name, one.default) for one in fields(Terms)}
    for name in ("left_attribute", "left_value"):
        whole[name] = str(whole[name]).strip()
    wrong = judging.faults(whole)
    if wrong:
        raise UnusableTerms(errors={name: _in_words(name, code) for name, code in wrong.items()})
    terms = Terms(**whole)
    with transaction.atomic():
        row = JudgingTerms.objects.select_for_update().first() or JudgingTerms()
        before = row.content
        row.content, row.changed_by = asdict(terms), actor.name
        if before != row.content:
            row.save()
            changed = {name: value for name, value in row.content.items() if before.get(name) != value}
            record(actor, "understand.terms_saved", {"changed": changed})
    return terms


def _in_words(name: str, code: str) -> str:
    if code == judging.NOT_ABOVE:
        return _("It must not be below the field before it.")
    if code == judging.TOO_LONG:
        return _("Use up to %(most)s characters.") % {"most": judging.LONGEST_NAME}
    if code == judging.BOTH_OR_NONE:
        return _("Give both the attribute and its value, or neither.")
    least, most = judging.LIMITS[name]
    return _("Give a number from %(least)s to %(most)s.") % {
        "least": wording.number(least, 0 if least == int(least) else 2),
        "most": wording.number(most, 0 if most == int(most) else 2),
    }
