"""What may be done, and which role may do it. A role is held at a unit and reaches its whole subtree."""

from typing import Final

from django.utils.translation import gettext_lazy as _

# name -> what a person reads on the users page
PERMISSIONS: Final = {
    "measures.read": _("See scores and trends"),
    "voice.read": _("Read what customers said"),
    "voice.correct": _("Correct how words were read"),
    "personal.read": _("See who a customer is"),
    "customers.manage": _("Change customers' profiles, merges and segments"),
    "vault.open": _("Open sealed originals, with a reason"),
    "staff_scores.read": _("See scores of single members of staff, and their names in what customers said"),
    "export": _("Download data"),
    "signals.import": _("Bring in feedback"),
    "cases.read": _("See cases"),
    "cases.work": _("Work on cases"),
    "alerts.manage": _("Set alert rules"),
    "consent.manage": _("Write down consent and its texts"),
    "privacy.manage": _("Answer requests about personal data: export, restrict, erase"),
    "contact.manage": _("Set up channels, webhooks and rules of contact"),
    "organisation.manage": _("Change the organisation tree"),
    "users.manage": _("Manage users, roles and API keys"),
    "audit.read": _("Read the audit trail"),
    "settings.manage": _("Change settings"),
}

ROLES: Final[dict[str, frozenset[str]]] = {
    "administrator": frozenset(PERMISSIONS),
    "analyst": frozenset(
        {
            "measures.read",
            "voice.read",
            "voice.correct",
            "staff_scores.read",
            "export",
            "signals.import",
            "cases.read",
            "alerts.manage",
        }
    ),
    "manager": frozenset(
        {
            "measures.read",
            "voice.read",
            "voice.correct",
            "personal.read",
            "customers.manage",
            "consent.manage",
            "staff_scores.read",
            "export",
            "signals.import",
            "cases.read",
            "cases.work",
        }
    ),
    "frontline": frozenset({"measures.read", "voice.read", "voice.correct", "cases.read", "cases.work"}),
    "readonly": frozenset({"measures.read"}),
}

ROLE_LABELS: Final = {
    "administrator": _("Administrator"),
    "analyst": _("Analyst"),
    "manager": _("Manager"),
    "frontline": _("Frontline"),
    "readonly": _("Read only"),
}
