"""Taking the audit trail out of the house is itself on the audit trail."""

from collections.abc import Iterator

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.audit import Happening, Looking, download
from zhiyin.journal.record import record


def download_audit(actor: Actor, looking: Looking) -> Iterator[Happening]:
    """The newest 100,000 events that match. Needs `audit.read` and `export`."""
    rows = download(actor, looking)
    record(actor, "accounts.audit_downloaded", unit_path=(actor.paths("export") or ("",))[0])
    return rows
