"""The pages of accounts, walked as people walk them."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.conftest import Organisation, actor_for, person
from zhiyin.accounts.actions.receive_units import receive_units
from zhiyin.accounts.models import ApiKey, RoleGrant, Unit, User
from zhiyin.journal.models import Event

SignedIn = Callable[[User], Client]


@pytest.fixture
def browser(lin: User, signed_in: SignedIn) -> Client:
    return signed_in(lin)


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_a_user_is_added_and_the_password_is_seen_once(browser: Client, organisation: Organisation) -> None:
    response = browser.post(
        "/settings/users/add",
        {"username": "xin", "display_name": "辛夷", "role": "manager", "unit": str(organisation.east.pk)},
    )
    found = re.search(r"<strong>([a-z2-9-]{19})</strong>", text_of(response))
    assert found
    made = User.objects.get(username="xin")
    assert made.check_password(found[1])
    assert "no-store" in response["cache-control"]
    assert found[1] not in text_of(browser.get(f"/settings/users/{made.pk}"))


def test_a_taken_name_is_said_next_to_its_field(browser: Client, mei: User) -> None:
    response = browser.post("/settings/users/add", {"username": "mei", "role": "analyst", "unit": "-"})
    assert response.status_code == 422
    assert "already somebody who signs in as mei" in text_of(response)


def test_a_user_page_says_what_the_roles_come_to(browser: Client, mei: User) -> None:
    page = text_of(browser.get(f"/settings/users/{mei.pk}"))
    assert "Read what customers said" in page
    assert "东区" in page


def test_a_role_is_given_and_taken_away_after_a_question(
    browser: Client, mei: User, organisation: Organisation
) -> None:
    browser.post(f"/settings/users/{mei.pk}/roles", {"role": "readonly", "unit": str(organisation.west.pk)})
    grant = RoleGrant.objects.get(user=mei, role="readonly")
    place = f"/settings/users/{mei.pk}/roles/{grant.pk}/remove"
    assert "Take the role Read only from 梅青?" in text_of(browser.get(place))
    assert RoleGrant.objects.filter(pk=grant.pk).exists()
    browser.post(place)
    assert not RoleGrant.objects.filter(pk=grant.pk).exists()


def test_the_last_administrator_is_told_what_to_do_first(browser: Client, lin: User) -> None:
    grant = RoleGrant.objects.get(user=lin)
    response = browser.post(f"/settings/users/{lin.pk}/roles/{grant.pk}/remove")
    assert response.status_code == 409
    assert "Make somebody else administrator first" in text_of(response)


def test_deactivating_ends_the_open_session(browser: Client, mei: User, signed_in: SignedIn) -> None:
    hers = signed_in(mei)
    assert hers.get("/settings/profile").status_code == 200
    browser.post(f"/settings/users/{mei.pk}/deactivate")
    assert hers.get("/settings/profile").status_code == 302


def test_a_new_password_ends_the_open_session(browser: Client, mei: User, signed_in: SignedIn) -> None:
    hers = signed_in(mei)
    hers.get("/settings/profile")
    browser.post(f"/settings/users/{mei.pk}/password")
    assert hers.get("/settings/profile").status_code == 302


def test_the_tree_shows_every_unit_once_in_order(browser: Client, organisation: Organisation) -> None:
    page = text_of(browser.get("/settings/units"))
    assert re.findall(r'<li data-item><a href="[^"]+">([^<]+)</a>', page) == [
        "知行集团",
        "东区",
        "东一店",
        "东二店",
        "西区",
        "西一店",
    ]
    assert page.count("<ul>") == page.count("</ul>")
    assert len(re.findall("<li[ >]", page)) == page.count("</li>")


def test_an_administrator_of_two_parts_sees_them_side_by_side(
    organisation: Organisation, signed_in: SignedIn
) -> None:
    dong = person(
        "dong", "东方", ("administrator", organisation.east), ("administrator", organisation.west_one)
    )
    page = text_of(signed_in(dong).get("/settings/units"))
    tree = page[page.index('<div class="tree">') :]
    assert re.sub(r"<a [^>]+>|</a>|<span.*?</span>\s*·[^<]*</span>|\s", "", tree[: tree.index("</div>")]) == (
        '<divclass="tree"><ul><lidata-item>东区<ul><lidata-item>东一店</li><lidata-item>东二店</li></ul></li>'
        "<lidata-item>西一店</li></ul>"
    )


def test_a_search_finds_by_part_of_a_name(browser: Client, organisation: Organisation) -> None:
    page = text_of(browser.get("/settings/units?q=第一店"))
    assert "东一店" in page
    assert "西一店" in page
    assert "东二店" not in page


def test_a_unit_is_added_edited_moved_and_closed(browser: Client, organisation: Organisation) -> None:
    browser.post(
        "/settings/units/add",
        {"parent": str(organisation.east.pk), "code": "E9", "name": "东区第九店", "kind": "store"},
    )
    made = Unit.objects.get(code="E9")
    browser.post(
        f"/settings/units/{made.pk}",
        {"code": "E9", "name": "东区第九店", "short_name": "九店", "kind": "branch"},
    )
    browser.post(f"/settings/units/{made.pk}/move", {"parent": str(organisation.west.pk)})
    browser.post(f"/settings/units/{made.pk}/close")
    made.refresh_from_db()
    assert (made.short_name, made.kind, made.is_active) == ("九店", "branch", False)
    assert Unit.objects.get_parent(made) == organisation.west
    page = text_of(browser.get(f"/settings/units/{made.pk}"))
    assert "under 东区 until" in page


def test_moving_below_itself_is_refused_next_to_the_field(
    browser: Client, organisation: Organisation
) -> None:
    response = browser.post(
        f"/settings/units/{organisation.east.pk}/move", {"parent": str(organisation.east_one.pk)}
    )
    assert response.status_code == 422
    assert "cannot be moved under itself" in text_of(response)


def test_other_names_are_added_and_removed(browser: Client, organisation: Organisation) -> None:
    place = f"/settings/units/{organisation.east_one.pk}"
    browser.post(f"{place}/aliases", {"alias": "知行（西湖店）"})
    page = text_of(browser.get(place))
    assert "知行（西湖店）" in page
    remove = re.search(r'action="([^"]+/remove)"', page)
    assert remove
    browser.post(remove[1])
    assert 'class="wrap">知行（西湖店）' not in text_of(browser.get(place))


def test_an_unsorted_unit_is_placed_from_the_queue(
    browser: Client, lin: User, organisation: Organisation
) -> None:
    arrived = receive_units(actor_for(lin), ["机场店"])["机场店"]
    assert "1 unit arrived in data" in text_of(browser.get("/settings/units"))
    assert "机场店" in text_of(browser.get("/settings/units/unsorted"))
    browser.post(
        f"/settings/units/unsorted/{arrived.id}", {"parent": str(organisation.east.pk), "kind": "store"}
    )
    assert Unit.objects.get_parent(Unit.objects.get(pk=arrived.id)) == organisation.east


def test_an_unsorted_unit_is_merged_from_the_queue(
    browser: Client, lin: User, organisation: Organisation
) -> None:
    arrived = receive_units(actor_for(lin), ["东一"])["东一"]
    place = f"/settings/units/unsorted/{arrived.id}"
    assert "the name is remembered" in text_of(browser.get(place))
    browser.post(place, {"into": str(organisation.east_one.pk)})
    assert Unit.objects.get(pk=arrived.id).merged_into == organisation.east_one
    assert browser.get(place).status_code == 404


def test_a_file_of_units_is_shown_before_it_is_carried_out(
    browser: Client, organisation: Organisation
) -> None:
    file = SimpleUploadedFile("units.csv", "编码,名称,上级\nE7,东七店,E\nX,无处,Q\n".encode("gb18030"))
    response = browser.post("/settings/units/import", {"file": file})
    page = text_of(response)
    assert "1 new, 0 changed, 0 as before, 1 not taken" in page
    assert "no unit “Q” to be its parent" in page
    assert not Unit.objects.filter(code="E7").exists()
    browser.post("/settings/units/import", {"rows": response.context["rows"]})
    assert Unit.objects.filter(code="E7").exists()


@pytest.mark.parametrize(
    "rows", ["", "{", "[1]", "[{}]", '[{"number":[],"code":"A","name":"","aliases":[]}]']
)
def test_rows_that_changed_on_their_way_are_refused(browser: Client, rows: str) -> None:
    response = browser.post("/settings/units/import", {"rows": rows}, follow=True)
    assert "it changed on its way" in text_of(response)


def test_an_unreadable_file_is_named_next_to_its_field(browser: Client) -> None:
    response = browser.post(
        "/settings/units/import", {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04oops")}
    )
    assert response.status_code == 422
    assert "no intact XLSX" in text_of(response)


def test_a_key_is_made_shown_once_and_revoked(browser: Client) -> None:
    page = text_of(
        browser.post(
            "/settings/keys/add", {"label": "Tills", "role": "analyst", "unit": "-", "expires": "2099-12-31"}
        )
    )
    key = re.search(r"zy_live_[a-z0-9]{8}_[a-z0-9]{32}", page)
    assert key
    made = ApiKey.objects.get()
    assert made.expires_at is not None
    listed = text_of(browser.get("/settings/keys"))
    assert made.prefix in listed
    assert key[0] not in listed
    browser.post(f"/settings/keys/{made.pk}/revoke")
    assert "revoked" in text_of(browser.get("/settings/keys"))


def test_a_key_of_yesterday_is_refused_next_to_its_field(browser: Client) -> None:
    response = browser.post(
        "/settings/keys/add", {"label": "x", "role": "analyst", "unit": "-", "expires": "2020-01-01"}
    )
    assert response.status_code == 422
    assert "would have expired already" in text_of(response)


def test_the_audit_trail_speaks_in_words_and_is_filtered(browser: Client, mei: User) -> None:
    browser.post(f"/settings/users/{mei.pk}/roles", {"role": "analyst", "unit": "-"})
    browser.post(f"/settings/users/{mei.pk}/password")
    page = text_of(browser.get("/settings/audit"))
    assert "<td>Gave a role</td>" in page
    assert "Reset a user’s password" in page
    only = text_of(browser.get("/settings/audit?name=accounts.role_granted"))
    assert "<td>Gave a role</td>" in only
    assert "<td>Reset a user’s password</td>" not in only
    assert "Nothing like this has happened" in text_of(browser.get("/settings/audit?until=2020-01-01"))
    for days in ("since=0001-01-01", "until=9999-12-31"):
        assert "between the years 1900 and 2200" in text_of(browser.get(f"/settings/audit?{days}"))


def test_the_audit_trail_comes_in_pages(browser: Client, lin: User) -> None:
    Event.objects.bulk_create(
        Event(name="accounts.unit_added", actor_kind="user", actor_id="1", actor_name=f"n{i}")
        for i in range(120)
    )
    seen: list[str] = []
    place = "/settings/audit?name=accounts.unit_added"
    while place:
        page = text_of(browser.get(place))
        seen += re.findall(r"<td>(n\d+)</td>", page)
        older = re.search(r'href="(\?[^"]*before=\d+)"', page)
        place = "/settings/audit" + older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"n{i}" for i in reversed(range(120))]


def test_an_event_elsewhere_is_not_on_the_trail_of_a_part(
    organisation: Organisation, lin: User, signed_in: SignedIn
) -> None:
    dong = person("dong", "东方", ("administrator", organisation.east))
    for unit in (organisation.east_one, organisation.west_one):
        Event.objects.create(
            name="accounts.unit_changed",
            actor_kind="user",
            actor_id="1",
            actor_name=f"at {unit.code}",
            unit_path=unit.path,
        )
    Event.objects.create(
        name="accounts.unit_changed", actor_kind="user", actor_id="1", actor_name="at the top"
    )
    page = text_of(signed_in(dong).get("/settings/audit"))
    assert "at E1" in page
    assert "at W1" not in page
    assert "at the top" not in page


def test_the_downloaded_trail_is_safe_in_a_spreadsheet_and_is_itself_on_the_trail(
    browser: Client, lin: User
) -> None:
    Event.objects.create(
        name="accounts.unit_added", actor_kind="user", actor_id="1", actor_name='=HYPERLINK("x")'
    )
    response = browser.post("/settings/audit/download")
    body = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert body.startswith("\ufeffat,event")
    assert "'=HYPERLINK" in body
    assert "Added a unit" in body
    assert Event.objects.filter(name="accounts.audit_downloaded").count() == 1


def test_settings_show_what_the_person_may_use(mei: User, lin: User, signed_in: SignedIn) -> None:
    hers, his = (text_of(signed_in(user).get("/settings/")) for user in (mei, lin))
    assert "Profile" in hers
    assert "Audit trail" not in hers
    assert "Audit trail" in his


def test_the_profile_changes_name_language_and_theme(mei: User, signed_in: SignedIn) -> None:
    browser = signed_in(mei)
    response = browser.post(
        "/settings/profile", {"display_name": "梅兰", "language": "zh-hans", "theme": "dark"}
    )
    assert response.cookies["zhiyin_language"].value == "zh-hans"
    page = text_of(browser.get(response["location"]))
    assert 'lang="zh-CN"' in page
    assert 'data-theme="dark"' in page
    assert "梅兰" in page


def test_every_page_of_the_settings_speaks_chinese(
    lin: User, mei: User, organisation: Organisation, signed_in: SignedIn
) -> None:
    browser = signed_in(lin)
    browser.cookies["zhiyin_language"] = "zh-hans"
    for name in (
        "settings",
        "profile",
        "password",
        "users",
        "add-user",
        "units",
        "add-unit",
        "import-units",
        "unsorted",
        "keys",
        "add-key",
        "audit",
    ):
        page = text_of(browser.get(reverse(f"accounts:{name}")))
        assert 'lang="zh-CN"' in page, name
