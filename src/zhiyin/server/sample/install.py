"""Filling an empty installation with the sample, through the same doors that real data use."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actions.create_user import create_user
from zhiyin.accounts.actions.import_units import import_unit_rows
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import match_units
from zhiyin.accounts.rules.unit_rows import UnitRow
from zhiyin.collect.actions.accept_signals import AnswerDraft, CustomerDraft, SignalDraft, accept_signals
from zhiyin.collect.queries.signals import any_signals
from zhiyin.contact.actions.rehearse import rehearse
from zhiyin.journal.record import record
from zhiyin.journeys.actions.receive_touchpoints import receive_touchpoints
from zhiyin.server.sample.generate import SIGNALS, Said, generate
from zhiyin.server.sample.install_members import receive_members, receive_purchases
from zhiyin.server.sample.knowing import know_people
from zhiyin.server.sample.marker import mark_as_sample
from zhiyin.server.sample.members import mail_of
from zhiyin.server.sample.organisation import GROUP, PEOPLE, REGIONS, TOUCHPOINTS, places
from zhiyin.server.settling import background_worker, settle
from zhiyin.understand.actions.save_taxonomy import switch_taxonomy

SAMPLER = Actor.system("sample")
BATCH = 2_000


def fill_if_empty(*, progress: Callable[[str], None] = lambda text: None, signals: int = SIGNALS) -> bool:
    """Make the sample organisation and everything heard in its twelve months. False when there are signals already.

    Returns when all of it is read and in the lake.
    """
    if any_signals():
        return False
    progress(
        _("Making the sample organisation: %(units)s units, %(people)s people …")
        % {"units": 1 + len(REGIONS) + len(places()), "people": len(PEOPLE)}
    )
    _build()
    for trade in ("restaurant", "retail", "bank_branch"):
        switch_taxonomy(SAMPLER, code=trade, on=True)
    now = timezone.localtime()
    met = {said.touchpoint for said in generate(now, signals=500)}
    receive_touchpoints(SAMPLER, met, called=TOUCHPOINTS)
    progress(_("Meeting the members …"))
    receive_members(SAMPLER, now)
    unhappy: dict[str, datetime] = {}
    with background_worker():
        done = 0
        for batch in _batches(generate(now, signals=signals), BATCH):
            accept_signals(SAMPLER, [_draft(said) for said in batch], source="sample")
            done += len(batch)
            for said in batch:
                if said.customer and _is_unhappy(said):
                    unhappy.setdefault(said.customer, said.occurred_at)
            progress(
                _("%(done)s of about %(total)s voices heard …")
                % {"done": f"{done:,}", "total": f"{signals:,}"}
            )
        receive_purchases(SAMPLER, now, unhappy, progress=progress)
        progress(_("Reading them and feeding the lake …"))
        settle(lend_a_hand=True)
        know_people(SAMPLER)
        settle()
    rehearse(SAMPLER)
    mark_as_sample()
    record(SAMPLER, "server.sample_installed")
    return True


def _build() -> None:
    code, name, short = GROUP
    rows = [UnitRow(number=1, code=code, name=name, short_name=short, parent="", kind="group")]
    for region, region_name, region_short in REGIONS:
        rows.append(
            UnitRow(
                number=len(rows) + 1,
                code=region,
                name=region_name,
                short_name=region_short,
                parent=code,
                kind="region",
            )
        )
    for place in places():
        rows.append(
            UnitRow(
                number=len(rows) + 1,
                code=place.code,
                name=place.name,
                short_name=place.short_name,
                parent=place.region,
                kind="branch" if place.business == "bank" else "store",
                city=place.city,
                aliases=(place.platform_name,) if place.platform_name else (),
            )
        )
    import_unit_rows(SAMPLER, rows)
    known = match_units({unit for _, _, _, unit, _ in PEOPLE if unit})
    for username, person, role, unit, _title in PEOPLE:
        create_user(
            SAMPLER,
            username=username,
            display_name=person,
            email=f"{username}@yunling.example",
            role=role,
            unit_id=known[unit].id if unit else None,
        )


def _batches(said: Iterable[Said], size: int) -> Iterator[list[Said]]:
    stream = iter(said)
    while batch := list(islice(stream, size)):
        yield batch


def _customer(said: Said) -> CustomerDraft | None:
    """Every second customer is known by a mail address, so that their case can be answered."""
    if not said.customer:
        return None
    if said.customer[-1] in "02468":
        return CustomerDraft(value=mail_of(said.customer), kind="email", name=said.name)
    return CustomerDraft(value=said.customer, name=said.name)


def _is_unhappy(said: Said) -> bool:
    """Whether they gave a score in the lowest third."""
    return any(
        value - low <= (high - low) / 3 for _, _, role, value, low, high in said.answers if role == "plain"
    )


def _draft(said: Said) -> SignalDraft:
    return SignalDraft(
        source=said.source,
        source_id=said.source_id,
        kind=said.kind,
        channel=said.channel,
        occurred_at=said.occurred_at,
        unit=said.place.code,
        touchpoint=said.touchpoint,
        customer=_customer(said),
        tier=said.tier,
        identity=said.identity,
        text=said.text,
        answers=[
            AnswerDraft(item=item, construct=construct, role=role, value=value, scale_min=low, scale_max=high)
            for item, construct, role, value, low, high in said.answers
        ],
        attributes=said.attributes,
    )
