"""What follows from an unsorted unit being given its place: what was heard there goes along."""

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.refile_signals import refile_signals
from zhiyin.journal.models import Event
from zhiyin.journal.registry import reaction

FILER = Actor.system("filer")


@reaction("accounts.unit_placed")
def refile_after_placing(event: Event) -> None:
    _refile(event.data)


@reaction("accounts.units_imported")
def refile_after_import(event: Event) -> None:
    for placed in event.data["placed"]:
        _refile(placed)


def _refile(placed: dict[str, str]) -> None:
    refile_signals(FILER, unit_id=int(placed["unit"]), before=placed["from"], after=placed["to"])
