"""Words for codes: kinds of units, roles, and what the audit trail says of each event."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

UNIT_KINDS: Final[dict[str, "str | Promise"]] = {
    "group": _("Group"),
    "region": _("Region"),
    "area": _("Area"),
    "store": _("Store"),
    "restaurant": _("Restaurant"),
    "branch": _("Branch"),
    "team": _("Team"),
    "unsorted": _("Unsorted"),
}

# Which a person may choose; "unsorted" is only made by data that arrive.
PLACED_KINDS: Final = tuple(kind for kind in UNIT_KINDS if kind != "unsorted")


def unit_kind(kind: str) -> str:
    return str(UNIT_KINDS.get(kind, kind))


OWNERSHIPS: Final[dict[str, "str | Promise"]] = {
    "own": pgettext_lazy("ownership", "Own"),
    "franchise": pgettext_lazy("ownership", "Franchise"),
}


def ownership_label(code: str) -> str:
    return str(OWNERSHIPS.get(code, code))


# What the audit trail says, for every event of every room (a test looks for ones without words).
EVENTS: Final[dict[str, "str | Promise"]] = {
    "accounts.signed_in": _("Signed in"),
    "accounts.signed_out": _("Signed out"),
    "accounts.locked_out": _("Sign-in locked after wrong passwords"),
    "accounts.user_created": _("Added a user"),
    "accounts.user_changed": _("Changed a user"),
    "accounts.user_deactivated": _("Deactivated a user"),
    "accounts.user_reactivated": _("Reactivated a user"),
    "accounts.password_reset": _("Reset a user’s password"),
    "accounts.password_changed": _("Changed the own password"),
    "accounts.profile_changed": _("Changed the own profile"),
    "accounts.role_granted": _("Gave a role"),
    "accounts.role_revoked": _("Took a role away"),
    "accounts.key_created": _("Made an API key"),
    "accounts.key_revoked": _("Revoked an API key"),
    "accounts.unit_added": _("Added a unit"),
    "accounts.unit_changed": _("Changed a unit"),
    "accounts.unit_moved": _("Moved a unit"),
    "accounts.unit_closed": _("Closed a unit"),
    "accounts.unit_reopened": _("Reopened a unit"),
    "accounts.unit_placed": _("Placed an unsorted unit"),
    "accounts.unit_merged": _("Merged an unsorted unit"),
    "accounts.unit_split": _("Took a merge back"),
    "accounts.unit_opened": _("Gave a unit’s opening day"),
    "accounts.unit_ownership_changed": _("Changed who runs a unit"),
    "accounts.name_judged": _("Judged a name in the queue"),
    "accounts.names_remembered": _("Recognised names of units"),
    "accounts.brand_word_added": _("Added a brand word"),
    "accounts.brand_word_removed": _("Removed a brand word"),
    "accounts.units_imported": _("Imported units"),
    "accounts.units_received": _("Unknown units arrived"),
    "accounts.alias_added": _("Added an alias"),
    "accounts.alias_removed": _("Removed an alias"),
    "accounts.audit_downloaded": _("Downloaded the audit trail"),
    "act.case_assigned": _("Gave a case to somebody"),
    "act.case_commented": _("Commented on a case"),
    "act.case_reopened": _("Reopened a case"),
    "act.case_resolved": _("Resolved a case"),
    "act.case_step_undone": _("Undid a step on a case"),
    "act.cases_opened": _("Opened cases"),
    "act.voices_withdrawn": _("Cases lost their voice with an undone import"),
    "act.cause_named": _("Named a case’s root cause"),
    "act.customer_written_to": _("Wrote to a customer"),
    "act.defaults_installed": _("Installed the first alert rules"),
    "act.rule_saved": _("Saved an alert rule"),
    "act.rule_switched": _("Switched an alert rule on or off"),
    "collect.events_accepted": _("Took in what happened to customers"),
    "collect.events_withdrawn": _("Took back what happened to customers"),
    "collect.profiles_withdrawn": _("Took back what was said of customers"),
    "collect.connector_added": _("Added a connector"),
    "collect.connector_changed": _("Changed a connector"),
    "collect.connector_paused": _("Paused a connector"),
    "collect.connector_ran": _("A connector fetched feedback"),
    "collect.connector_removed": _("Removed a connector"),
    "collect.connector_resumed": _("Let a connector go on"),
    "collect.description_received": _("Kept the description of a survey"),
    "collect.file_received": _("Received a file"),
    "collect.import_cancelled": _("Stopped an import"),
    "collect.import_finished": _("An import ended"),
    "collect.import_started": _("Started an import"),
    "collect.import_undone": _("An import was undone"),
    "collect.layout_agreed": _("Agreed on the columns of a source"),
    "collect.signals_withdrawn": _("Feedback of an undone import was taken back"),
    "collect.undo_started": _("Began to undo an import"),
    "collect.signals_refiled": _("Feedback followed its unit to its place"),
    "collect.signals_accepted": _("Accepted feedback"),
    "act.case_answered": _("A customer answered in a case"),
    "contact.channel_saved": _("Set up a channel"),
    "contact.channel_switched": _("Switched a channel on or off"),
    "contact.deliveries_replayed": _("Had webhook deliveries sent again"),
    "contact.door_closed": _("Closed an address for what comes back"),
    "contact.door_opened": _("Made an address for what comes back"),
    "contact.inbound_received": _("Something came back"),
    "contact.message_staff": _("A message lies with a member of staff"),
    "contact.receipt_received": _("A carrier sent a receipt"),
    "contact.reply_received": _("A customer answered"),
    "contact.rule_removed": _("Removed a rule of contact"),
    "contact.rule_saved": _("Set a rule of contact"),
    "contact.rule_switched": _("Suspended a rule of contact, or let it hold"),
    "contact.webhook_removed": _("Removed a webhook"),
    "contact.webhook_saved": _("Set up a webhook"),
    "contact.webhook_secret_renewed": _("Renewed a webhook’s secret"),
    "contact.webhook_stopped": _("A webhook was switched off: its address is gone"),
    "contact.webhook_switched": _("Switched a webhook on or off"),
    "contact.webhook_tested": _("Tested a webhook"),
    "contact.message_failed": _("A message could not be sent"),
    "contact.message_marked_sent": _("Marked a message as sent"),
    "contact.message_queued": _("Put a message into the outbox"),
    "contact.message_refused": _("A message was held back"),
    "contact.message_sent": _("Sent a message"),
    "contact.message_sent_again": _("Had a message sent again"),
    "contact.message_unknown": _("Whether a message arrived is unknown"),
    "contact.notifications_read": _("Read notifications"),
    "contact.notified": _("Notified people"),
    "customers.preference_saved": _("Wrote down what a customer wants"),
    "customers.preference_removed": _("Removed what a customer wanted"),
    "customers.interest_saved": _("Wrote down a customer’s interest"),
    "customers.interest_removed": _("Removed a customer’s interest"),
    "customers.date_saved": _("Wrote down a customer’s important day"),
    "customers.date_removed": _("Removed a customer’s important day"),
    "customers.revealed": _("Looked at a customer’s contact points in full"),
    "customers.company_saved": _("Wrote down a company"),
    "customers.company_removed": _("Removed a company"),
    "customers.contact_saved": _("Wrote down who speaks for a company"),
    "customers.contact_ended": _("Ended somebody’s part in a company"),
    "customers.met": _("Met new customers"),
    "customers.told": _("Learned more of customers"),
    "customers.joined": _("Customers became one person"),
    "customers.parted": _("Customers became persons of their own"),
    "customers.merged": _("Joined two customers"),
    "customers.merge_undone": _("Undid a merge of customers"),
    "customers.merge_restored": _("Made a merge of customers again"),
    "customers.split": _("Split a customer"),
    "customers.kept_apart": _("Kept two customers apart"),
    "customers.apart_ended": _("Allowed two customers to be joined again"),
    "customers.keys_shared": _("Found keys to be many people’s"),
    "customers.key_owned": _("Gave a key back to one person"),
    "jobs.cancelled": _("Cancelled background work"),
    "journeys.defaults_installed": _("Installed the first touchpoints"),
    "journeys.touchpoints_received": _("New touchpoints arrived"),
    "measure.exported": _("Downloaded figures"),
    "server.sample_installed": _("Installed the sample organisation"),
    "understand.signals_read": _("Read feedback"),
    "customers.purposes_installed": _("Set up the purposes that data is used for"),
    "customers.purpose_saved": _("Changed what data is used for"),
    "customers.consent_text_published": _("Published the words of a consent"),
    "customers.consent_changed": _("Wrote down a customer’s consent"),
    "customers.opted_out": _("Stopped all messages to somebody"),
    "customers.opted_in": _("Allowed messages to a customer again"),
    "customers.segment_saved": _("Saved a segment"),
    "customers.segment_switched": _("Switched a segment on or off"),
    "customers.segment_deleted": _("Deleted a segment"),
    "customers.segment_changed": _("People entered or left a segment"),
    "customers.list_changed": _("Changed a list of customers"),
    "journeys.persona_saved": _("Described a target customer"),
    "journeys.persona_deleted": _("Deleted a target customer"),
    "customers.retention_changed": _("Changed how long records are kept"),
    "customers.retention_carried_out": _("Forgot what was kept long enough"),
}


# Facts of events, by the names that they are kept under.
FACTS: Final[dict[str, "str | Promise"]] = {
    "active": pgettext_lazy("fact", "active"),
    "added": pgettext_lazy("fact", "added"),
    "after": pgettext_lazy("fact", "after"),
    "aliases": pgettext_lazy("fact", "aliases"),
    "before": pgettext_lazy("fact", "before"),
    "by": pgettext_lazy("fact", "by"),
    "case": pgettext_lazy("fact", "case"),
    "cases": pgettext_lazy("fact", "cases"),
    "cause": pgettext_lazy("fact", "cause"),
    "changed": pgettext_lazy("fact", "changed"),
    "contacted": pgettext_lazy("fact", "contacted"),
    "count": pgettext_lazy("fact", "count"),
    "channel": pgettext_lazy("fact", "channel"),
    "door": pgettext_lazy("fact", "address"),
    "inbound": pgettext_lazy("fact", "what came back"),
    "meant": pgettext_lazy("fact", "meaning"),
    "webhook": pgettext_lazy("fact", "webhook"),
    "carrier": pgettext_lazy("fact", "carrier"),
    "reason": pgettext_lazy("fact", "reason"),
    "customers": pgettext_lazy("fact", "customers"),
    "fields": pgettext_lazy("fact", "fields"),
    "from": pgettext_lazy("fact", "from"),
    "gone": pgettext_lazy("fact", "gone"),
    "import": pgettext_lazy("fact", "import"),
    "ids": pgettext_lazy("fact", "numbers"),
    "into": pgettext_lazy("fact", "into"),
    "job": pgettext_lazy("fact", "job"),
    "kind": pgettext_lazy("fact", "kind"),
    "merged": pgettext_lazy("fact", "merged"),
    "message": pgettext_lazy("fact", "message"),
    "metrics": pgettext_lazy("fact", "metrics"),
    "moved": pgettext_lazy("fact", "moved"),
    "on": pgettext_lazy("fact", "on"),
    "people": pgettext_lazy("fact", "people"),
    "placed": pgettext_lazy("fact", "placed"),
    "purpose": pgettext_lazy("fact", "purpose"),
    "restored": pgettext_lazy("fact", "restored"),
    "role": pgettext_lazy("fact", "role"),
    "rows": pgettext_lazy("fact", "rows"),
    "rule": pgettext_lazy("fact", "rule"),
    "scopes": pgettext_lazy("fact", "scopes"),
    "signals": pgettext_lazy("fact", "signals"),
    "since": pgettext_lazy("fact", "since"),
    "size": pgettext_lazy("fact", "size"),
    "source": pgettext_lazy("fact", "source"),
    "state": pgettext_lazy("fact", "state"),
    "step": pgettext_lazy("fact", "step"),
    "to": pgettext_lazy("fact", "to"),
    "touchpoints": pgettext_lazy("fact", "touchpoints"),
    "unit": pgettext_lazy("fact", "unit"),
    "units": pgettext_lazy("fact", "units"),
    "verdict": pgettext_lazy("fact", "verdict"),
    "word": pgettext_lazy("fact", "word"),
}

# Parts of the product that act of themselves.
PARTS: Final[dict[str, "str | Promise"]] = {
    "alarm": pgettext_lazy("part of Zhiyin", "alert rules"),
    "teller": pgettext_lazy("part of Zhiyin", "webhooks"),
    "doorkeeper": pgettext_lazy("part of Zhiyin", "what comes back"),
    "filer": pgettext_lazy("part of Zhiyin", "filing of feedback"),
    "installation": pgettext_lazy("part of Zhiyin", "installation"),
    "reader": pgettext_lazy("part of Zhiyin", "reading of texts"),
    "sample": pgettext_lazy("part of Zhiyin", "sample organisation"),
    "sender": pgettext_lazy("part of Zhiyin", "outbox"),
    "sign-in": pgettext_lazy("part of Zhiyin", "sign-in page"),
}


def fact_label(name: str) -> str:
    return str(FACTS.get(name, name))


def who(kind: str, name: str) -> str:
    """Who did it; a part of the product in words."""
    return str(PARTS.get(name, name)) if kind == "system" else name


def event_words(name: str) -> str:
    """What happened, in words; the plain name of an event that an older or newer version wrote."""
    return str(EVENTS.get(name, name))
