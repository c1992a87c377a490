"""The sample's members, purchases, companies and consents, through the doors that real data use."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accept_events import EventDraft, PersonKey, accept_events
from zhiyin.customers.actions.install_purposes import install_purposes
from zhiyin.customers.actions.receive_profiles import Profile, receive_profiles
from zhiyin.customers.actions.save_company import CompanyContent, save_company
from zhiyin.customers.actions.save_contact import save_contact
from zhiyin.customers.actions.save_date import DateContent, save_date
from zhiyin.customers.actions.save_interest import save_interest
from zhiyin.customers.actions.save_preference import save_preference
from zhiyin.customers.actions.write_down_consent import write_down_consent
from zhiyin.server.sample.members import Bought, Member, members, purchases

BATCH = 4_000
DETAILED = 24  # every so manieth member has wishes, interests, days
ASKED = 12  # every so manieth was asked for consent
SOURCE = "member-system"
_WISHES = (
    ("drink", "龙井", ""),
    ("seat", "靠窗", ""),
    ("hours", {"from": "09:00", "until": "18:00"}, ""),
    ("not_on_days", {"days": [14, 15, 16]}, "每月 15 日结账"),
    ("channel", "sms", ""),
)
_INTERESTS = ("新品试吃", "手冲咖啡", "亲子活动", "理财讲座")
_ROLES = ("decision_maker", "finance", "user")


def receive_members(actor: Actor, now: datetime) -> dict[str, int]:
    """What the member system says of its members, before any of them speaks. Returns the customers by member code."""
    known = members(now)
    settled = receive_profiles(actor, [_profile(one) for one in known])
    found = {
        one.code: done.customer_id
        for one, done in zip(known, settled, strict=True)
        if done.customer_id is not None
    }
    # the same people, as the login page of the shops' network met them: nobody can be sure
    dated = [one for one in known if one.born_on and not one.is_lunar][:: len(known) // 6][:4]
    receive_profiles(
        actor,
        [
            Profile(
                [("openid", "wifi", f"wifi-{one.code.lower()}-001")],
                {"name": one.name, "born_on": str(one.born_on), "city": one.place.city},
                "wifi-portal",
            )
            for one in dated
        ],
    )
    with transaction.atomic():  # one wait for the disk
        _details(actor, known, found, now.date())
    return found


def _profile(one: Member) -> Profile:
    keys = [("customer_number", "", one.code)]
    keys += [("email", "", one.mail)] if one.mail else []
    keys += [("mobile", "", one.mobile)] if one.mobile else []
    fields = {
        "name": one.name,
        "tier": one.tier,
        "language": one.language,
        "gender": one.gender,
        "city": one.place.city,
        "joined_on": one.joined_on.isoformat(),
        "acquisition_cost": one.acquisition_cost,
        "born_on": one.born_on.isoformat() if one.born_on and not one.is_lunar else None,
    }
    at = datetime.combine(one.joined_on, time(10), UTC)
    return Profile(keys, {name: value for name, value in fields.items() if value}, SOURCE, at)


def _details(actor: Actor, known: list[Member], found: Mapping[str, int], today: date) -> None:
    install_purposes(actor)
    for number, one in enumerate(known):
        customer = found.get(one.code)
        if customer is None:
            continue
        if one.is_lunar and one.born_on and number % 8 == 0:
            day = DateContent("birthday", one.born_on.month, one.born_on.day, is_lunar=True)
            save_date(actor, customer_id=customer, content=day, source=SOURCE)
        if number % DETAILED == 0:
            code, value, note = _WISHES[number // DETAILED % len(_WISHES)]
            save_preference(actor, customer_id=customer, code=code, value=value, note=note, source=SOURCE)
            interest = _INTERESTS[number // DETAILED % len(_INTERESTS)]
            save_interest(actor, customer_id=customer, name=interest, source=SOURCE)
        if number % ASKED == 0:
            state = "withdrawn" if number % (5 * ASKED) == 0 else "given"
            write_down_consent(actor, customer_id=customer, purpose="marketing", state=state, source=SOURCE)
            write_down_consent(actor, customer_id=customer, purpose="survey", state="given", source=SOURCE)
    _companies(actor, known, found, today)


def _companies(actor: Actor, known: list[Member], found: Mapping[str, int], today: date) -> None:
    bankers = [one for one in known if one.place.business == "bank" and one.tier != "ordinary"]
    for number, (name, industry, cost, value) in enumerate(
        (
            ("华澜精密仪器有限公司", "制造", "18000", "260000"),
            ("青禾教育科技有限公司", "教育", "9000", "84000"),
        )
    ):
        company = save_company(
            actor,
            content=CompanyContent(
                name=name,
                code=f"YLC-{number + 1:03d}",
                tier="gold" if number == 0 else "ordinary",
                industry=industry,
                acquisition_cost=Decimal(cost),
                contract_value=Decimal(value),
                renews_on=today + timedelta(days=41 + 130 * number),
            ),
        )
        for role, one in zip(_ROLES, bankers[3 * number :], strict=False):
            save_contact(actor, company_id=company.pk, customer_id=found[one.code], role=role)


def receive_purchases(
    actor: Actor,
    now: datetime,
    unhappy_since: Mapping[str, datetime],
    *,
    progress: Callable[[str], None] = lambda text: None,
) -> int:
    """What they bought, after what they said. Returns how many events."""
    done = 0
    for batch in _batches(_drafts(now, unhappy_since)):
        accept_events(actor, batch, source="till")
        done += len(batch)
        progress(_("%(done)s purchases …") % {"done": f"{done:,}"})
    return done


def _drafts(now: datetime, unhappy_since: Mapping[str, datetime]) -> Iterator[EventDraft]:
    for one in members(now):
        joined = datetime.combine(one.joined_on, time(10), UTC)
        yield EventDraft(
            kind="joined",
            source=SOURCE,
            source_id=f"joined-{one.code}",
            occurred_at=joined,
            unit=one.place.code,
            customer=PersonKey(value=one.code),
        )
    for number, bought in enumerate(purchases(now, unhappy_since)):
        if bought.at <= now + timedelta(0):
            yield _draft(bought, number)


def _draft(bought: Bought, number: int) -> EventDraft:
    return EventDraft(
        kind=bought.kind,
        source_id=f"P{number:06d}",
        occurred_at=bought.at,
        unit=bought.member.place.code,
        customer=PersonKey(value=bought.member.code),
        order=bought.order,
        product=bought.product,
        quantity=bought.quantity,
        amount=bought.amount,
        is_discounted=bought.is_discounted,
        channel=bought.channel,
    )


def _batches(drafts: Iterable[EventDraft]) -> Iterator[list[EventDraft]]:
    stream = iter(drafts)
    while batch := list(islice(stream, BATCH)):
        yield batch
