"""What follows from changed segments, from passing time, from new customers and from units that were moved."""

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.count_lists import count_lists
from zhiyin.customers.actions.move_companies import move_companies
from zhiyin.customers.actions.refresh_segments import refresh_segments
from zhiyin.customers.actions.refresh_suggestions import refresh_suggestions
from zhiyin.customers.queries.segment_order import that_follow_time
from zhiyin.jobs.loops import loop
from zhiyin.journal.models import Event
from zhiyin.journal.registry import reaction

KEEPER = Actor.system("segments")
MATCHER = Actor.system("matcher")
HOUR = 3600.0


@reaction("customers.met")
@reaction("customers.told")
@reaction("customers.joined")
@reaction("customers.parted")
def look_for_the_same(event: Event) -> None:
    refresh_suggestions(MATCHER, event.data["customers"])


@reaction("customers.joined")
@reaction("customers.parted")
def count_who_is_on_lists(event: Event) -> None:
    count_lists(KEEPER, customers=event.data["customers"])


@reaction("accounts.unit_moved")
@reaction("accounts.unit_placed")
def companies_follow_their_unit(event: Event) -> None:
    move_companies(KEEPER, before=event.data["from"], after=event.data["to"])


@reaction("accounts.units_imported")
def companies_follow_imported_units(event: Event) -> None:
    for moved in [*event.data["placed"], *event.data.get("moved", ())]:
        move_companies(KEEPER, before=moved["from"], after=moved["to"])


@reaction("customers.segment_saved")
@reaction("customers.segment_switched")
def fill(event: Event) -> None:
    refresh_segments(KEEPER, segments=[event.data["segment"]])


@loop("customers.segments_in_time", every=HOUR, alone=True)
def follow_time() -> bool:
    """Only where time alone can change who belongs."""
    if found := that_follow_time():
        refresh_segments(KEEPER, segments=found)
    return False


@loop("customers.segments", every=24 * HOUR, alone=True)
def look_at_all() -> bool:
    """Whatever was missed is found within a day, at a cost of seconds."""
    refresh_segments(KEEPER)
    return False
