"""Feedback that comes by itself: folders that are watched, APIs that are asked page by page."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from tests.answering import Answer, Answering, answering
from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.fetching.run_connector import fetch_now, start_due_connectors
from zhiyin.collect.actions.fetching.save_connector import (
    ConnectorFields,
    remove_connector,
    save_connector,
    switch_connector,
)
from zhiyin.collect.actions.fetching.try_api import try_api
from zhiyin.collect.errors import ConnectorTaken
from zhiyin.collect.models import Connector, Description, Import, Signal
from zhiyin.collect.phrases.kept import told
from zhiyin.jobs.models import Job
from zhiyin.jobs.worker import take_up_one
from zhiyin.journal.errors import Forbidden, Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

CSV = (
    "编号,评价时间,门店,评分（1-5分）,评价内容\n"
    "1,2026-03-01 12:00,东一店,5,味道很好\n"
    "2,2026-03-02 12:00,东一店,2,等了很久\n"
)


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    settings.DATA = tmp_path / "data"
    settings.INBOX = tmp_path / "inbox"
    settings.PRIVATE_NETWORKS = ("127.0.0.0/8",)


@pytest.fixture
def boss(lin: User) -> Actor:
    return actor_for(lin)


@pytest.fixture
def server() -> Iterator[Answering]:
    with answering() as found:
        yield found


def work() -> None:
    while take_up_one():
        pass


def looked(actor: Actor, connector: Connector) -> list[str]:
    """Two looks, the least that it takes to take a file up; the names of what was taken."""
    names = []
    for _ in range(2):
        connector.refresh_from_db()
        names += [one.name for one in fetch_now(actor, connector)]
    work()
    return names


# ---- folders


@pytest.fixture
def folder(boss: Actor, tmp_path: Path) -> Connector:
    made = save_connector(boss, ConnectorFields("门店周报", "folder", "weekly", settings={"path": "weekly"}))
    return Connector.objects.get(id=made)


def test_a_file_that_appears_in_the_folder_is_taken_in_once(
    boss: Actor, folder: Connector, tmp_path: Path
) -> None:
    (tmp_path / "inbox/weekly/三月.csv").write_text(CSV)
    assert looked(boss, folder) == ["三月.csv"]
    assert Signal.objects.filter(source="weekly").count() == 2
    assert looked(boss, folder) == []


def test_a_file_that_is_still_being_written_waits_for_a_look_at_which_it_has_not_changed(
    boss: Actor, folder: Connector, tmp_path: Path
) -> None:
    place = tmp_path / "inbox/weekly/big.csv"
    place.write_text(CSV[:40])
    assert fetch_now(boss, folder) == []
    place.write_text(CSV)
    folder.refresh_from_db()
    assert fetch_now(boss, folder) == []
    folder.refresh_from_db()
    assert [one.name for one in fetch_now(boss, folder)] == ["big.csv"]


@pytest.mark.parametrize("name", [".hidden.csv", "~$三月.xlsx", "三月.csv.part", "三月.csv.crdownload"])
def test_what_programs_leave_beside_their_files_is_left_alone(
    boss: Actor, folder: Connector, tmp_path: Path, name: str
) -> None:
    (tmp_path / "inbox/weekly" / name).write_text(CSV)
    assert looked(boss, folder) == []


def test_only_the_names_that_were_meant_are_taken(boss: Actor, folder: Connector, tmp_path: Path) -> None:
    folder.settings["pattern"] = "*.CSV, *.xlsx"
    folder.save()
    (tmp_path / "inbox/weekly/readme.md").write_text("no table")
    (tmp_path / "inbox/weekly/三月.csv").write_text(CSV)
    assert looked(boss, folder) == ["三月.csv"]


def test_a_file_that_cannot_be_read_is_told_and_taken_again_when_it_changes(
    boss: Actor, folder: Connector, tmp_path: Path
) -> None:
    place = tmp_path / "inbox/weekly/三月.xlsx"
    place.write_bytes(b"PK\x03\x04 cut off")
    looked(boss, folder)
    assert folder.fetched.get().problem["fault"] == "file_broken"
    assert looked(boss, folder) == []
    place.write_text(CSV)
    assert looked(boss, folder) == ["三月.xlsx"]
    assert Signal.objects.count() == 2


def test_a_folder_that_is_gone_is_told_and_looked_for_again(
    boss: Actor, folder: Connector, tmp_path: Path
) -> None:
    (tmp_path / "inbox/weekly").rmdir()
    assert looked(boss, folder) == []
    folder.refresh_from_db()
    assert "is not there" in told(folder.problem)
    (tmp_path / "inbox/weekly").mkdir()
    (tmp_path / "inbox/weekly/三月.csv").write_text(CSV)
    assert looked(boss, folder) == ["三月.csv"]
    folder.refresh_from_db()
    assert folder.problem == {}


@pytest.mark.parametrize("path", ["../outside", "/etc", ""])
def test_a_folder_outside_the_inbox_cannot_be_watched_from_a_page(boss: Actor, path: str) -> None:
    with pytest.raises(Invalid, match="inside"):
        save_connector(boss, ConnectorFields("x", "folder", "x", settings={"path": path}))


def test_a_place_linked_into_the_inbox_can_be_watched(boss: Actor, tmp_path: Path) -> None:
    (tmp_path / "mounted").mkdir()
    (tmp_path / "mounted/三月.csv").write_text(CSV)
    (tmp_path / "inbox").mkdir(exist_ok=True)
    (tmp_path / "inbox/sftp").symlink_to(tmp_path / "mounted")
    made = save_connector(boss, ConnectorFields("总部", "folder", "hq", settings={"path": "sftp"}))
    assert looked(boss, Connector.objects.get(id=made)) == ["三月.csv"]


def test_a_link_that_leads_out_of_the_folder_is_not_followed(
    boss: Actor, folder: Connector, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(CSV)
    (tmp_path / "inbox/weekly/link.csv").symlink_to(secret)
    assert looked(boss, folder) == []


def test_a_surveys_description_in_the_folder_is_kept_and_is_no_problem(
    boss: Actor, folder: Connector, tmp_path: Path
) -> None:
    details = {
        "id": "7", "title": "到店", "pages": [{"questions": [{
            "id": "1", "family": "open_ended", "subtype": "single", "headings": [{"heading": "建议"}],
        }]}],
    }  # fmt: skip
    (tmp_path / "inbox/weekly/details.json").write_text(json.dumps(details))
    assert looked(boss, folder) == ["details.json"]
    assert (folder.fetched.get().problem, Description.objects.get().survey) == ({}, "7")
    assert looked(boss, folder) == []


def test_files_of_different_kinds_in_one_folder_each_have_their_own_source(
    boss: Actor, folder: Connector, tmp_path: Path
) -> None:
    Connector.objects.update(source="")
    folder.refresh_from_db()
    (tmp_path / "inbox/weekly/a.csv").write_text(CSV)
    assert looked(boss, folder) == ["a.csv"]
    other = "工单号,创建时间,问题描述,满意度（1-5分）\nT1,2026-03-01 10:00,退款三天没到账,2\n"
    (tmp_path / "inbox/weekly/b.csv").write_text(other)
    assert looked(boss, folder) == ["b.csv"]
    assert {row.state for row in Import.objects.all()} == {"done"}
    assert len({row.source for row in Import.objects.all()}) == 2


# ---- APIs

REVIEWS = [
    {
        "id": f"r{n}",
        "created": f"2026-03-{n + 1:02d}T12:00:00+08:00",
        "store": "东一店",
        "stars": 1 + n % 5,
        "text": f"第{n}条，还行",
    }
    for n in range(25)
]
ASKING = {
    "records": "data.items", "paging": "page", "parameter": "page", "size_parameter": "size", "size": 10,
    "since_parameter": "since", "since_at": "created", "overlap": 0,
}  # fmt: skip


def serving(records: list[dict[str, object]]) -> Callable[[str], Answer]:
    def answer(path: str) -> Answer:
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        since = query.get("since", "")
        new = [one for one in records if str(one["created"]) >= since.replace("Z", "")]
        start = (int(query["page"]) - 1) * int(query["size"])
        page = new[start : start + int(query["size"])]
        return 200, {}, json.dumps({"data": {"items": page}}, ensure_ascii=False).encode()

    return answer


@pytest.fixture
def api(boss: Actor, server: Answering) -> Connector:
    server.answer = serving(list(REVIEWS))
    asking = {**ASKING, "url": f"{server.url}/reviews"}
    settings = {"asking": asking, "auth": {"kind": "bearer"}}
    made = save_connector(
        boss, ConnectorFields("点评", "api", "reviews-api", settings=settings, secret="t0ken")
    )
    return Connector.objects.get(id=made)


def again(connector: Connector, actor: Actor) -> int:
    """One run and the work that it makes; how many files it brought."""
    connector.refresh_from_db()
    brought = len(fetch_now(actor, connector))
    connector.refresh_from_db()
    work()
    return brought


def test_every_page_is_asked_for_and_its_records_go_through_the_door(
    boss: Actor, api: Connector, server: Answering
) -> None:
    assert again(api, boss) == 1
    assert Signal.objects.filter(source="reviews-api").count() == 25
    assert len(server.asked) == 3
    assert {token for _, token in server.asked} == {"Bearer t0ken"}
    row = Import.objects.get()
    assert (row.accepted, row.rejected) == (25, 0)
    assert Signal.objects.get(source_id="r3").text == "第3条，还行"


def test_the_next_run_asks_only_for_what_is_new(boss: Actor, api: Connector, server: Answering) -> None:
    again(api, boss)
    assert api.state == {"watermark": "2026-03-25T12:00:00+08:00"}
    server.asked.clear()
    assert again(api, boss) == 1  # the newest is asked for once more, and known
    assert "since=2026-03-25T04%3A00%3A00Z" in server.asked[0][0]
    assert Signal.objects.count() == 25


def test_without_anything_new_nothing_is_handed_over(boss: Actor, api: Connector, server: Answering) -> None:
    server.answer = serving([])
    assert again(api, boss) == 0
    assert Import.objects.count() == 0


def test_a_run_that_broke_off_goes_on_at_the_page_where_it_stood(
    boss: Actor, api: Connector, server: Answering
) -> None:
    whole = server.answer
    assert whole is not None
    server.answer = lambda path: whole(path) if "page=1" in path else (500, {}, b"")
    assert again(api, boss) == 0
    assert "status 500" in told(api.problem)
    assert api.state["place"]["records"] == 10
    server.answer, server.asked = whole, []
    assert again(api, boss) == 1
    assert [path.split("page=")[1][0] for path, _ in server.asked] == ["2", "3"]
    assert Signal.objects.count() == 25
    assert api.problem == {}


def test_a_page_that_was_written_but_not_noted_is_not_there_twice(
    boss: Actor, api: Connector, server: Answering, settings: LazySettings
) -> None:
    whole = server.answer
    assert whole is not None
    server.answer = lambda path: whole(path) if "page=1" in path else (500, {}, b"")
    again(api, boss)
    spool = Path(settings.DATA) / "pulls" / f"{api.pk}.jsonl"
    with spool.open("ab") as file:
        file.write(b'{"id": "r99", "stars": 1}\n{"half')
    server.answer = whole
    again(api, boss)
    assert Import.objects.get().rows == 25


def test_a_spool_that_is_lost_is_fetched_again_from_the_watermark(
    boss: Actor, api: Connector, server: Answering, settings: LazySettings
) -> None:
    whole = server.answer
    assert whole is not None
    server.answer = lambda path: whole(path) if "page=1" in path else (500, {}, b"")
    again(api, boss)
    (Path(settings.DATA) / "pulls" / f"{api.pk}.jsonl").unlink()
    server.answer = whole
    again(api, boss)
    assert Signal.objects.count() == 25


def test_a_long_pull_hands_over_what_it_has_and_goes_on_in_the_next_run(
    boss: Actor, api: Connector, server: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhiyin.collect.actions.fetching.pull.MOST_PAGES", 2)
    assert again(api, boss) == 1
    assert Signal.objects.count() == 20
    assert api.next_run_at is not None
    assert api.next_run_at <= timezone.now()
    again(api, boss)
    assert Signal.objects.count() == 25
    assert api.state == {"watermark": "2026-03-25T12:00:00+08:00"}
    assert [path.split("page=")[1][0] for path, _ in server.asked] == ["1", "2", "3"]


def test_a_server_that_asks_us_to_wait_is_waited_for(boss: Actor, api: Connector, server: Answering) -> None:
    server.answer = lambda _path: (429, {"Retry-After": "120"}, b"")
    before = timezone.now()
    again(api, boss)
    after = timezone.now()
    assert api.next_run_at is not None
    assert before + timedelta(seconds=115) < api.next_run_at < after + timedelta(seconds=125)
    assert "120 seconds" in told(api.problem)


def test_a_server_that_gives_the_same_page_for_ever_is_stopped(
    boss: Actor, api: Connector, server: Answering
) -> None:
    api.settings["asking"] |= {"paging": "next", "at": "next", "records": "items"}
    api.save()
    server.answer = lambda path: (
        200,
        {},
        json.dumps({"items": [{"created": "1"}], "next": server.url + path}).encode(),
    )
    again(api, boss)
    assert len(server.asked) == 1
    assert "same one again" in told(api.problem)


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"data": {"items": 5}}', b"\xff\xfe"])
def test_an_answer_that_is_no_list_of_records_is_told(
    boss: Actor, api: Connector, server: Answering, body: bytes
) -> None:
    api.settings["asking"]["records"] = ""
    api.save()
    server.answer, server.body = None, body
    assert again(api, boss) == 0
    assert "not what the settings say" in told(api.problem)


def test_the_token_is_sealed_and_shown_to_nobody(
    boss: Actor, api: Connector, signed_in: Callable[[User], Client], lin: User
) -> None:
    assert "t0ken" not in api.secret
    page = signed_in(lin).get(f"/listen/connectors/{api.pk}").content.decode()
    assert "t0ken" not in page
    assert api.secret not in page


def test_a_token_sealed_under_another_secret_is_asked_for_anew(
    boss: Actor, api: Connector, settings: LazySettings
) -> None:
    settings.SECRET_KEY = "another secret of the installation"
    again(api, boss)
    assert "Enter it again" in told(api.problem)


def test_a_token_goes_to_no_other_server_than_the_one_it_was_entered_for(
    boss: Actor, api: Connector, server: Answering
) -> None:
    auth = {"kind": "bearer"}
    with answering() as evil:
        elsewhere = {"asking": {**api.settings["asking"], "url": f"{evil.url}/reviews"}, "auth": auth}
        for act in (save_connector, try_api):
            with pytest.raises(Invalid, match="enter the token"):
                act(boss, ConnectorFields("评论", "api", "reviews", settings=elsewhere), connector_id=api.pk)
        without = {**elsewhere, "auth": {"kind": "none"}}
        save_connector(boss, ConnectorFields("评论", "api", "reviews", settings=without), connector_id=api.pk)
        save_connector(
            boss, ConnectorFields("评论", "api", "reviews", settings=elsewhere), connector_id=api.pk
        )
        api.refresh_from_db()
        assert api.secret == ""
        assert evil.asked == []


def test_a_token_is_kept_where_another_path_of_its_server_is_asked(
    boss: Actor, api: Connector, server: Answering
) -> None:
    sealed, asking = api.secret, {**api.settings["asking"], "url": f"{server.url}/v2/reviews"}
    there = {"asking": asking, "auth": api.settings["auth"]}
    save_connector(boss, ConnectorFields("评论", "api", "reviews", settings=there), connector_id=api.pk)
    api.refresh_from_db()
    assert api.secret == sealed


# ---- when, by whom


def test_a_connector_runs_when_its_time_has_come_and_not_twice_at_once(api: Connector) -> None:
    assert start_due_connectors()
    Connector.objects.update(next_run_at=timezone.now())
    start_due_connectors()
    assert Job.objects.filter(kind="collect.run_connector").count() == 1
    work()
    assert Signal.objects.count() == 25
    api.refresh_from_db()
    assert api.next_run_at is not None
    assert api.next_run_at > timezone.now() + timedelta(minutes=50)


def test_a_paused_connector_does_not_run_and_goes_on_where_it_stopped(boss: Actor, api: Connector) -> None:
    switch_connector(boss, api.pk, active=False)
    assert not start_due_connectors()
    switch_connector(boss, api.pk, active=True)
    assert start_due_connectors()


def test_whoever_may_no_longer_bring_in_feedback_brings_in_none(api: Connector, lin: User) -> None:
    lin.is_active = False
    lin.save()
    start_due_connectors()
    work()
    api.refresh_from_db()
    assert Signal.objects.count() == 0
    assert api.problem["code"] == "forbidden"


def test_a_manager_sets_up_no_connector(mei: User) -> None:
    with pytest.raises(Forbidden):
        save_connector(actor_for(mei), ConnectorFields("x", "folder", "x", settings={"path": "x"}))


def test_two_connectors_do_not_share_a_name(boss: Actor, api: Connector) -> None:
    with pytest.raises(ConnectorTaken, match="点评"):
        save_connector(boss, ConnectorFields("点评", "folder", "x", settings={"path": "x"}))


def test_a_removed_connector_leaves_what_it_brought(boss: Actor, api: Connector) -> None:
    again(api, boss)
    remove_connector(boss, api.pk)
    assert Signal.objects.count() == 25
    assert not Connector.objects.exists()


# ---- pages


def test_an_api_is_set_up_and_tried_on_a_page(
    signed_in: Callable[[User], Client], lin: User, server: Answering
) -> None:
    server.answer = serving(list(REVIEWS))
    client = signed_in(lin)
    sent = {
        "name": "点评", "source": "reviews", "url": f"{server.url}/reviews", "auth": "none", "every": "60", "first": "1",
        "records": "data.items", "paging": "page", "parameter": "page", "size_parameter": "size", "size": "10",
        "since_parameter": "since", "since_at": "created", "since_form": "iso", "overlap": "0",
    }  # fmt: skip
    page = client.post("/listen/connectors/new/api", {**sent, "try": "1"}).content.decode()
    assert "The first page has 10 records" in page
    assert "第0条，还行" in page
    assert not Connector.objects.exists()
    response = client.post("/listen/connectors/new/api", sent)
    assert response.status_code == 302
    assert "点评" in client.get("/listen/connectors").content.decode()


def test_an_address_in_a_private_network_is_refused_with_the_remedy(
    signed_in: Callable[[User], Client], lin: User, settings: LazySettings
) -> None:
    settings.PRIVATE_NETWORKS = ()
    sent = {
        "name": "x", "source": "x", "url": "http://127.0.0.1:9/x", "auth": "none", "every": "60", "first": "1",
        "paging": "none", "size": "10", "since_form": "iso", "overlap": "0", "try": "1",
    }  # fmt: skip
    response = signed_in(lin).post("/listen/connectors/new/api", sent)
    assert response.status_code == 422
    assert "ZHIYIN_PRIVATE_NETWORKS" in response.content.decode()


@pytest.mark.parametrize("like", ["zendesk", "chatwoot", "surveymonkey", "tencent"])
def test_known_systems_are_starting_points(signed_in: Callable[[User], Client], lin: User, like: str) -> None:
    page = signed_in(lin).get(f"/listen/connectors/new/api?like={like}").content.decode()
    assert 'value="https://' in page
