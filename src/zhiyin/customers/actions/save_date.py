"""Write down a day that matters to a customer."""

from calendar import monthrange
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import BadDetails, NoSuchDetail
from zhiyin.customers.models import ImportantDate
from zhiyin.customers.queries.people import person_for
from zhiyin.journal.record import record
from zhiyin.science.calendar.lunar import FIRST_YEAR, LAST_YEAR, LONGEST_MONTH, days_of

LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class DateContent:
    """A day of the year, by the sun or by the moon; the year is of its first time and may be unknown."""

    kind: str
    month: int
    day: int
    year: int | None = None
    is_lunar: bool = False
    is_leap_month: bool = False
    label: str = ""


def save_date(
    actor: Actor,
    *,
    customer_id: int,
    content: DateContent,
    source: str = "staff",
    date_id: int | None = None,
) -> ImportantDate:
    """Add a date, or change one; journals `customers.date_saved` with its kind alone.

    A person has one birthday: another one takes its place. What was written down of a customer that was joined to the
    person stays theirs, should they part again, but the newest birthday holds (queries.profiles.days_of).
    Needs `customers.manage` where the person was met. Raises NoSuchCustomer, NoSuchDetail, BadDetails.
    """
    person = person_for(actor, customer_id, "customers.manage")
    if errors := problems_of(content):
        raise BadDetails(errors=errors)
    with transaction.atomic():
        dates = ImportantDate.objects.filter(customer__person_id=person.pk)
        found = None
        if date_id is not None:
            found = dates.filter(id=date_id).first()
            if found is None:
                raise NoSuchDetail()
        elif content.kind == "birthday":
            found = dates.filter(customer=person, kind="birthday").first()
        saved = found or ImportantDate(customer=person)
        for name, given in asdict(content).items():
            setattr(saved, name, given)
        saved.label, saved.source, saved.at = content.label.strip(), source, timezone.now()
        saved.save()
        if content.kind == "birthday":
            dates.filter(customer=saved.customer, kind="birthday").exclude(id=saved.pk).delete()
        record(
            actor,
            "customers.date_saved",
            {"customer": str(person.pk), "kind": content.kind},
            subject=f"customer:{person.pk}",
        )
    return saved


def problems_of(content: DateContent) -> dict[str, str]:
    """What is wrong with each field; empty when nothing is."""
    errors: dict[str, str] = {}
    if content.kind not in ImportantDate.KINDS:
        errors["kind"] = _("Choose the kind of day from the list.")
    if len(content.label) > 60 or "\x00" in content.label:
        errors["label"] = _("Use up to 60 characters.")
    if content.year is not None and not FIRST_YEAR <= content.year <= LAST_YEAR:
        errors["year"] = _("Give a year between 1900 and 2100.")
    if not 1 <= content.month <= 12:
        errors["month"] = _("Give a month between 1 and 12.")
    elif not 1 <= content.day <= _longest(content):
        errors["day"] = _("That month has no such day.")
    if content.is_leap_month and not content.is_lunar:
        errors["is_leap_month"] = _("Only the lunar calendar has leap months.")
    elif (
        content.is_leap_month
        and content.year is not None
        and not errors
        and not days_of(content.year, content.month, True)
    ):
        errors["is_leap_month"] = _("That lunar year has no such leap month.")
    return errors


def _longest(content: DateContent) -> int:
    if not content.is_lunar:
        return monthrange(content.year or LEAP_YEAR, content.month)[1]
    if content.year is None:
        return LONGEST_MONTH
    return days_of(content.year, content.month, content.is_leap_month) or LONGEST_MONTH
