"""Companies that are customers: their contacts, what they say, when they renew."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from tests.conftest import Organisation, actor_for
from tests.people import met
from zhiyin.accounts.actions.move_unit import move_unit
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Unit, User
from zhiyin.accounts.tree_version import tree_changed
from zhiyin.customers.actions.end_contact import end_contact
from zhiyin.customers.actions.remove_company import remove_company
from zhiyin.customers.actions.save_company import CompanyContent, save_company
from zhiyin.customers.actions.save_contact import save_contact
from zhiyin.customers.errors import BadDetails, NoSuchDetail
from zhiyin.customers.models import Account, AccountContact, Customer, Standing
from zhiyin.customers.phrases.profiles import renews_in_words
from zhiyin.customers.queries.companies import (
    as_company,
    company_for,
    contacts_of,
    list_companies,
    score_of,
    visible_companies,
)
from zhiyin.journal.delivery import deliver_pending
from zhiyin.journal.errors import Forbidden, NotFound

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("test")
Page = Callable[[User], Client]


def company(name: str = "知识公司", **content: object) -> Account:
    return save_company(SYSTEM, content=CompanyContent(name, **content))  # type: ignore[arg-type]


def contact(of: Account, name: str, role: str = "user", nps: float | None = None) -> AccountContact:
    person = met("customer_number", name, name=name)
    if nps is not None:
        Standing.objects.create(customer=person, nps=nps)
    return save_contact(SYSTEM, company_id=of.pk, customer_id=person.pk, role=role)


def test_a_company_is_given_a_code_and_keeps_its_own() -> None:
    assert company().code.startswith("c-")
    assert company(code="K-1").code == "K-1"
    with pytest.raises(BadDetails):
        company(code="K-1")


def test_what_is_wrong_with_a_company_stands_beside_its_field() -> None:
    with pytest.raises(BadDetails) as refused:
        company("", tier="x" * 31, contract_value=Decimal("-1"))
    assert set(refused.value.data["errors"]) == {"name", "tier", "contract_value"}


def test_the_renewal_is_told_in_days(in_english: None, at_noon: datetime) -> None:
    renewed = as_company(company(renews_on=timezone.localdate() + timedelta(days=41)))
    assert renewed.days == 41
    assert renewed.renews == "renews in 41 days"
    assert renews_in_words(1) == "renews in 1 day"
    assert renews_in_words(0) == "renews today"
    assert renews_in_words(-3) == "the contract ran out 3 days ago"


def test_what_winning_it_cost_is_held_against_the_contract() -> None:
    one = as_company(company(acquisition_cost=Decimal("2500"), contract_value=Decimal("10000")))
    assert one.cost_share == 0.25
    assert as_company(company(acquisition_cost=Decimal("2500"))).cost_share is None


def test_the_nps_is_of_each_contacts_latest_word_with_its_n() -> None:
    one = company()
    for name, nps in (("a", 10), ("b", 9), ("c", 3), ("d", 8)):
        contact(one, name, nps=nps)
    contact(one, "e")
    score = score_of(contacts_of(SYSTEM, one.pk))
    assert score.estimate is not None
    assert score.estimate.value == pytest.approx(0.25)
    assert (score.n, score.contacts, score.lowest) == (4, 5, 3)


def test_two_contacts_are_not_enough_for_a_number() -> None:
    one = company()
    contact(one, "a", nps=10)
    contact(one, "b", nps=0)
    score = score_of(contacts_of(SYSTEM, one.pk))
    assert score.estimate is None
    assert score.n == 2


def test_a_person_with_two_roles_counts_once() -> None:
    one = company()
    first = contact(one, "a", "buyer", nps=10)
    save_contact(SYSTEM, company_id=one.pk, customer_id=first.customer_id, role="finance")
    assert score_of(contacts_of(SYSTEM, one.pk)).contacts == 1


def test_the_same_role_twice_is_one_contact() -> None:
    one = company()
    first = contact(one, "a", "buyer")
    again = save_contact(SYSTEM, company_id=one.pk, customer_id=first.customer_id, role="buyer", title="总监")
    assert (again.pk, again.title) == (first.pk, "总监")


def test_who_speaks_for_it_no_longer_stays_with_both_days() -> None:
    one = company()
    held = contact(one, "a", nps=10)
    ended = end_contact(SYSTEM, company_id=one.pk, contact_id=held.pk)
    assert ended.until is not None
    score = score_of(contacts_of(SYSTEM, one.pk))
    assert (score.n, score.contacts) == (0, 0)
    with pytest.raises(NoSuchDetail):
        end_contact(SYSTEM, company_id=one.pk, contact_id=held.pk)


def test_a_contact_cannot_end_before_it_began() -> None:
    one = company()
    held = contact(one, "a")
    with pytest.raises(BadDetails):
        end_contact(SYSTEM, company_id=one.pk, contact_id=held.pk, until=held.since - timedelta(days=1))


def test_a_company_that_is_taken_away_leaves_its_people() -> None:
    one = company()
    contact(one, "a")
    remove_company(SYSTEM, company_id=one.pk)
    assert not AccountContact.objects.exists()
    assert Customer.objects.count() == 1


def test_a_manager_sees_the_companies_of_their_units_and_everybodys(
    organisation: Organisation, mei: User
) -> None:
    company("东", unit_id=organisation.east_one.pk)
    company("西", unit_id=organisation.west_one.pk)
    company("大家的")
    assert {one.name for one in visible_companies(actor_for(mei))} == {"东", "大家的"}


def test_everybodys_company_is_changed_by_who_manages_everything(
    organisation: Organisation, mei: User
) -> None:
    one = company("大家的")
    with pytest.raises(Forbidden):
        company_for(actor_for(mei), one.pk, "customers.manage")
    with pytest.raises(Forbidden):
        save_company(actor_for(mei), content=CompanyContent("新"))


def test_a_foreign_company_is_not_found(organisation: Organisation, mei: User) -> None:
    one = company("西", unit_id=organisation.west_one.pk)
    with pytest.raises(NotFound):
        company_for(actor_for(mei), one.pk)


def test_contacts_out_of_sight_show_neither_name_nor_scores(organisation: Organisation, mei: User) -> None:
    one = company("东", unit_id=organisation.east_one.pk)
    contact(one, "西区的人", nps=3)
    (shown,) = contacts_of(actor_for(mei), one.pk)
    assert (shown.customer_id, shown.name, shown.nps) == (None, "", None)


def test_companies_are_found_narrowed_and_put_in_order(at_noon: datetime) -> None:
    today = timezone.localdate()
    company("茶行", renews_on=today + timedelta(days=60), contract_value=Decimal("5"))
    company("酒行", renews_on=today + timedelta(days=10), contract_value=Decimal("9"))
    company("米行")
    assert [one.name for one in list_companies(SYSTEM, search="茶").companies] == ["茶行"]
    assert [one.name for one in list_companies(SYSTEM, sort="renewal").companies] == ["酒行", "茶行", "米行"]
    assert [one.name for one in list_companies(SYSTEM, sort="value").companies] == ["酒行", "茶行", "米行"]
    assert [one.name for one in list_companies(SYSTEM, renews_within=30).companies] == ["酒行"]


def test_the_list_is_walked_page_by_page() -> None:
    for number in range(5):
        company(f"公司{number}")
    first = list_companies(SYSTEM, limit=3)
    second = list_companies(SYSTEM, limit=3, cursor=first.older)
    assert [len(first.companies), len(second.companies), second.older] == [3, 2, ""]


def test_the_page_tells_what_to_look_at_before_it_renews(
    lin: User, signed_in: Page, at_noon: datetime
) -> None:
    one = company(renews_on=timezone.localdate() + timedelta(days=41))
    contact(one, "王芳", nps=3)
    page = signed_in(lin).get(f"/customers/companies/{one.pk}").content.decode()
    assert "renews in 41 days" in page
    assert "1 contact would not recommend us." in page
    assert "Nobody is known who decides." in page
    assert "Not enough: 1 of at least 3" in page


def test_a_contact_is_added_by_their_whole_number(lin: User, signed_in: Page) -> None:
    one = company()
    met("mobile", "13812345678", name="王芳")
    client = signed_in(lin)
    address = f"/customers/companies/{one.pk}/contacts"
    wrong = client.post(address, {"person": "1381234", "role": "buyer"})
    assert wrong.status_code == 422
    right = client.post(address, {"person": "13812345678", "role": "buyer"})
    assert right.status_code == 302
    assert AccountContact.objects.get().role == "buyer"


def test_a_company_is_written_down_changed_and_taken_away_on_pages(lin: User, signed_in: Page) -> None:
    client = signed_in(lin)
    client.post("/customers/companies/add", {"name": "茶行", "renews_on": "2027-01-02"})
    one = Account.objects.get()
    assert one.renews_on == date(2027, 1, 2)
    client.post(f"/customers/companies/{one.pk}/edit", {"name": "大茶行", "code": one.code})
    one.refresh_from_db()
    assert (one.name, one.renews_on) == ("大茶行", None)
    assert client.get(f"/customers/companies/{one.pk}/remove").status_code == 200
    client.post(f"/customers/companies/{one.pk}/remove")
    assert not Account.objects.exists()


def test_the_company_of_a_closed_unit_stays_its_own_when_something_else_is_changed(
    organisation: Organisation, lin: User, signed_in: Page
) -> None:
    one = company(unit_id=organisation.west_one.pk)
    Unit.objects.filter(pk=organisation.west_one.pk).update(is_active=False)
    tree_changed()
    client = signed_in(lin)
    address = f"/customers/companies/{one.pk}/edit"
    chosen = re.findall(r'<option value="(\d+)" selected', client.get(address).content.decode())
    assert chosen == [str(organisation.west_one.pk)]
    client.post(address, {"name": one.name, "tier": "gold", "unit": chosen[0]})
    one.refresh_from_db()
    assert (one.tier, one.unit_path) == ("gold", organisation.west_one.path)
    new = client.get("/customers/companies/add").content.decode()
    assert f'<option value="{organisation.west_one.pk}"' not in new


def test_the_company_of_a_unit_that_moved_is_still_that_units(organisation: Organisation) -> None:
    one = company(unit_id=organisation.west_one.pk)
    move_unit(SYSTEM, unit_id=organisation.west_one.pk, parent_id=organisation.east.pk)
    assert as_company(one).unit_id == organisation.west_one.pk


def test_a_company_goes_with_its_unit_and_is_seen_by_who_leads_the_new_place(
    organisation: Organisation,
) -> None:
    one, other = company(unit_id=organisation.west_one.pk), company("别处", unit_id=organisation.west.pk)
    move_unit(SYSTEM, unit_id=organisation.west_one.pk, parent_id=organisation.east.pk)
    while deliver_pending():
        pass
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.unit_path == Unit.objects.get(pk=organisation.west_one.pk).path
    assert one.unit_path.startswith(organisation.east.path)
    assert other.unit_path == organisation.west.path
