"""`/api/v1/imports`: the same as the pages, for programs."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.models import User
from zhiyin.collect.models import Answer, Import, Signal
from zhiyin.jobs.worker import take_up_one

pytestmark = pytest.mark.django_db

CONTENT = "编号,q1,评价内容\n1,9,味道很好很好\n2,11,排队太久太久\n"


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> None:
    settings.UPLOADS = tmp_path / "uploads"


@pytest.fixture
def client(organisation: Organisation, lin: User) -> Client:
    key = create_api_key(actor_for(lin), label="files", role="analyst")[1]
    return Client(headers={"authorization": f"Bearer {key}", "accept-language": "en"})


def hand_over(client: Client, content: str = CONTENT, **fields: Any) -> Any:
    return client.post("/api/v1/imports", {"file": SimpleUploadedFile("a.csv", content.encode()), **fields})


def test_a_file_is_handed_over_and_followed_to_its_end(client: Client) -> None:
    made = hand_over(client)
    assert (made.status_code, made.json()["state"]) == (201, "running")
    take_up_one()
    done = client.get(f"/api/v1/imports/{made.json()['id']}").json()
    assert (done["state"], done["accepted"], done["settled"], done["rows"]) == ("done", 2, 2, 2)
    assert client.get("/api/v1/imports").json()["results"][0]["id"] == made.json()["id"]


def test_columns_are_agreed_before_the_start(client: Client) -> None:
    made = hand_over(client, start="false").json()
    assert made["state"] == "uploaded"
    assert {column["name"]: column["field"] for column in made["columns"]} == {
        "编号": "id", "q1": "attribute", "评价内容": "text",
    }  # fmt: skip
    address = f"/api/v1/imports/{made['id']}"
    body = {"kind": "survey", "columns": {"nps": "q1"}, "unit": "E1"}
    started = client.post(f"{address}/start", body, content_type="application/json")
    assert (started.status_code, started.json()["state"]) == (202, "running")
    take_up_one()
    assert Answer.objects.get().value == 9
    assert Signal.objects.get().unit.code == "E1"
    rejects = b"".join(client.get(f"{address}/rejects").streaming_content).decode()  # type: ignore[attr-defined]
    assert "The score 11 lies outside 0–10." in rejects


def test_a_second_start_is_a_conflict(client: Client) -> None:
    made = hand_over(client).json()
    again = client.post(f"/api/v1/imports/{made['id']}/start", {}, content_type="application/json")
    assert again.status_code == 409


def test_a_running_import_is_called_off(client: Client) -> None:
    made = hand_over(client).json()
    assert client.post(f"/api/v1/imports/{made['id']}/cancel").json()["state"] == "cancelled"
    assert not take_up_one()


def test_a_damaged_file_is_a_problem_and_leaves_nothing(client: Client) -> None:
    answer = client.post("/api/v1/imports", {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04broken")})
    assert (answer.status_code, answer.json()["code"]) == (422, "file_unreadable")
    assert "damaged" in answer.json()["detail"]
    assert not Import.objects.exists()


@pytest.mark.parametrize("number", ["0", "x", "99999999999999999999", "-1"])
def test_an_import_that_is_not_there_is_not_found(client: Client, number: str) -> None:
    assert client.get(f"/api/v1/imports/{number}").status_code == 404


def test_an_unknown_column_is_named(client: Client) -> None:
    made = hand_over(client, start="false").json()
    body = {"columns": {"nps": "nothing"}}
    answer = client.post(f"/api/v1/imports/{made['id']}/start", body, content_type="application/json")
    assert answer.status_code == 422
    assert "q1" in answer.json()["detail"]


def test_another_program_does_not_see_it(client: Client, organisation: Organisation, lin: User) -> None:
    made = hand_over(client).json()
    key = create_api_key(actor_for(lin), label="east", role="manager", unit_id=organisation.east.pk)[1]
    east = Client(headers={"authorization": f"Bearer {key}"})
    assert east.get(f"/api/v1/imports/{made['id']}").status_code == 404
    assert east.get("/api/v1/imports").json()["results"] == []
