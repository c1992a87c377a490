"""The words of a person's rights: requests, places where data lies, what a certificate says of each."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

KINDS: Final[dict[str, "str | Promise"]] = {
    "export": _("Copy of everything held"),
    "correct": _("Correction"),
    "restrict": _("Restriction"),
    "erase": _("Erasure"),
}
STATES: Final[dict[str, "str | Promise"]] = {
    "open": pgettext_lazy("request", "Open"),
    "running": _("Under way"),
    "done": pgettext_lazy("request", "Done"),
    "refused": pgettext_lazy("request", "Refused"),
}
VIA: Final[dict[str, "str | Promise"]] = {
    "preference_centre": _("by the preference page"),
    "staff": _("by a member of staff"),
    "api": _("by a program"),
}
# Where data about a person lies, in the words of the export and of the certificate.
PLACES: Final[dict[str, "str | Promise"]] = {
    "customers.profile": _("Profile"),
    "customers.told": _("What sources say of you"),
    "customers.identities": _("Keys by which you are known"),
    "customers.consents": _("Consent"),
    "customers.wishes": _("Preferences, interests and dates"),
    "customers.memberships": _("Groups and companies"),
    "customers.standing": _("What is counted and estimated about you"),
    "customers.joins": _("Records that were joined to one person"),
    "customers.vault": _("Sealed originals"),
    "customers.requests": _("Your requests"),
    "customers.erasures": _("Erasures under way"),
    "customers.looked_at": _("What was done with your profile"),
    "customers.exports": _("Copies that were made for the person"),
    "customers.people": _("Profile, keys, consent, groups, estimates, joins, sealed originals"),
    "collect.signals": _("What you told us"),
    "collect.events": _("Purchases and other events"),
    "collect.rejects": _("Rows of files that were not taken"),
    "collect.inbox": _("Files in watched folders that name you"),
    "collect.uploads": _("Uploaded files that named the person"),
    "collect.rejects_erased": _("Rows of files that were not taken"),
    "collect.signals_erased": _(
        "Feedback, with answers, readings, corrections, earlier versions, search entries"
    ),
    "collect.earlier_words": _("Earlier versions of others' feedback"),
    "collect.events_erased": _("Purchases and other events"),
    "collect.visits": _("Visits"),
    "collect.watched_folders": _("Watched folders"),
    "understand.readings": _("How your words were read"),
    "understand.corrections": _("How the reading was corrected"),
    "act.cases": _("Cases about what you told us"),
    "act.cases_erased": _("Cases, emptied of words and of the person"),
    "contact.messages": _("Messages to you"),
    "contact.inbound": _("Messages from you"),
    "contact.inbound_erased": _("Messages from the person"),
    "contact.messages_erased": _("Messages to the person"),
    "contact.webhooks": _("What other systems were told"),
    "contact.holds": _("Holds on contact"),
    "measure.lake": _("Analytics files"),
    "server.backups": _("Backups in the data directory"),
    "server.database": _("Free space of the database"),
}
# What stays after an erasure, and why.
STAYS: Final[tuple["str | Promise", ...]] = (
    _(
        "Keyed hashes of addresses that opted out, so that nobody writes to them again. They cannot be read back."
    ),
    _(
        "Keyed hashes of the erased records' numbers, so that the same file or a backup does not bring them back."
    ),
    _(
        "That there were cases and requests: their times, places, owners and causes, without the person and their words."
    ),
    _(
        "Entries of the audit trail: what was done, when and by whom. They name the person by a random number only."
    ),
    _("Totals that were counted and published before. They name nobody."),
)
HOW: Final[dict[str, "str | Promise"]] = {
    "compacted": _("written anew without the erased rows"),
    "overwritten": _("erased rows overwritten with zeros"),
    "vacuumed": _("erased rows released; the database server overwrites them in time"),
}
FACTS: Final[dict[str, "str | Promise"]] = {
    "about": _("About"),
    "answers": _("Answers"),
    "amount": _("Amount"),
    "aspects": _("Aspects"),
    "asked_at": _("Asked for"),
    "at": _("When"),
    "attributes": _("Attributes"),
    "born_on": _("Born on"),
    "by": _("By whom"),
    "cells": _("Cells"),
    "channel": _("Channel"),
    "company": _("Company"),
    "evidence": _("Evidence"),
    "feeling": _("Feeling"),
    "field": _("Field"),
    "file": _("File"),
    "group": _("Customer group"),
    "kind": _("Kind"),
    "known_since": _("Known since"),
    "language": _("Language"),
    "name": pgettext_lazy("person", "Name"),
    "note": _("Note"),
    "number": _("Its number"),
    "opened_at": _("Opened"),
    "order": _("Order"),
    "place": _("Place"),
    "product": _("Product"),
    "promised": _("Promised"),
    "purpose": _("Purpose"),
    "quantity": _("Quantity"),
    "reason": _("Reason"),
    "received_at": _("Received"),
    "resolved_at": _("Resolved at"),
    "said_before": _("Said before"),
    "settled_at": _("Settled"),
    "since": _("Since"),
    "source": _("Source"),
    "state": _("State"),
    "story": _("Story"),
    "subject": _("Subject"),
    "text": _("Text"),
    "tier": _("Tier"),
    "title": _("Title"),
    "to": _("To"),
    "touchpoint": _("Touchpoint"),
    "until": _("Until"),
    "value": _("Value"),
    "what": _("What"),
    "words": _("What was said"),
}


def place_label(place: str) -> str:
    """The place in words; its code where another version had another one."""
    return str(PLACES.get(place, place))


def shown_facts(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """One record of the export as pairs of words; what is empty is left out."""
    return [
        (str(FACTS.get(name, name.replace("_", " "))), shown)
        for name, value in row.items()
        if (shown := shown_value(value))
    ]


def shown_value(value: Any) -> str:
    """A value of a record as text."""
    match value:
        case None | "" | [] | {}:
            return ""
        case bool():
            return gettext("yes") if value else gettext("no")
        case datetime():
            return f"{value:%Y-%m-%d %H:%M} UTC"
        case date():
            return value.isoformat()
        case dict():
            return gettext("; ").join(
                f"{key}: {shown}" for key, one in value.items() if (shown := shown_value(one))
            )
        case list():
            return " | ".join(shown for one in value if (shown := shown_value(one)))
        case _:
            return str(value)


def touched_words(facts: Mapping[str, Any]) -> str:
    """What was done at one place, for the certificate."""
    if "how" in facts:
        return str(HOW.get(facts["how"], facts["how"]))
    if "backups" in facts:
        if not facts["backups"]:
            return gettext("none lie here")
        dates = gettext(", ").join(f"{one['file']} ({one['made_at'][:10]})" for one in facts["backups"])
        return gettext("stay as they are; whoever restores one erases the person again: %(files)s") % {
            "files": dates
        }
    if "files_of_others" in facts:
        return gettext("%(n)s files lie there and are their owners' to clear") % {
            "n": facts["files_of_others"]
        }
    if "files" in facts:
        return gettext("%(n)s old files removed") % {"n": facts["files"]}
    return gettext("%(n)s records") % {"n": facts.get("rows", 0)}
