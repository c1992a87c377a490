"""What follows from units being placed, moved or merged, and from customers being one person or not: signals go along."""

from datetime import date

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.follow_persons import follow_persons
from zhiyin.collect.actions.refile import hand_over_signals, refile_signals, take_back_signals
from zhiyin.journal.models import Event
from zhiyin.journal.registry import reaction

FILER = Actor.system("filer")


@reaction("accounts.unit_placed")
def refile_after_placing(event: Event) -> None:
    _refile(event.data)


@reaction("accounts.units_imported")
def refile_after_import(event: Event) -> None:
    for placed in [*event.data["placed"], *event.data.get("moved", ())]:
        _refile(placed)


@reaction("accounts.unit_moved")
def refile_after_move(event: Event) -> None:
    # events of older versions knew no day: then everything heard before stays where it was
    if "since" in event.data:
        _refile({"unit": event.subject.removeprefix("unit:"), **event.data})


@reaction("accounts.unit_merged")
def hand_over_after_merge(event: Event) -> None:
    hand_over_signals(FILER, unit_id=int(event.data["unit"]), into_id=int(event.data["into"]))


@reaction("accounts.unit_split")
def take_back_after_split(event: Event) -> None:
    take_back_signals(FILER, unit_id=int(event.data["unit"]), from_id=int(event.data["from"]))


@reaction("customers.joined")
def follow_after_joining(event: Event) -> None:
    follow_persons(event.data["moved"])


@reaction("customers.parted")
def follow_after_parting(event: Event) -> None:
    follow_persons(event.data["moved"])


def _refile(moved: dict[str, str]) -> None:
    refile_signals(
        FILER,
        unit_id=int(moved["unit"]),
        before=moved["from"],
        after=moved["to"],
        since=date.fromisoformat(moved["since"]) if "since" in moved else None,
    )
