"""Everything held about a person, as one file for them: a page to read and data to take elsewhere."""

import hashlib
import os
import secrets
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import orjson
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.open_request import open_request
from zhiyin.customers.errors import AlreadyUnderWay, ExportGone, NoSuchRequest
from zhiyin.customers.models import Customer, RightsRequest
from zhiyin.customers.phrases.rights import place_label, shown_facts
from zhiyin.customers.queries.rights import everywhere, has_job, person_in_full
from zhiyin.customers.rights_registry import Person, holdings
from zhiyin.jobs.actions.enqueue import enqueue
from zhiyin.jobs.registry import job
from zhiyin.jobs.running import Running
from zhiyin.journal.record import record

KIND: Final = "customers.export_person"
KEPT_FOR: Final = timedelta(days=7)
EXPORTER: Final = Actor.system("exporter")
LANGUAGES: Final = (("zh-hans", "中文"), ("en", "English"))


def folder() -> Path:
    """Where exports lie: in the data directory, outside of everything that is served."""
    return Path(settings.DATA) / "exports"


def export_person(actor: Actor, customer_id: int, *, claimed: bool = False) -> int:
    """Gather everything about a person in the background; returns the request's id, which the file belongs to.

    Needs `privacy.manage` for the whole organisation. Journals `customers.export_started`. Raises NoSuchCustomer,
    AlreadyUnderWay.
    """
    everywhere(actor)
    with transaction.atomic():
        number = open_request(actor, customer_id, "export", via="staff" if actor.kind == "user" else "api")
        row = RightsRequest.objects.select_for_update().get(id=number)
        if row.state == "running" and has_job(_subject(row)):  # one whose job failed is begun again
            raise AlreadyUnderWay()
        row.state = "running"
        row.save(update_fields=["state"])
        _enqueue(actor, row, claimed=claimed)
        record(actor, "customers.export_started", {"request": number}, subject=f"customer:{row.customer_id}")
    return number


def _subject(row: RightsRequest) -> str:
    return f"request:{row.pk}"


def _enqueue(actor: Actor, row: RightsRequest, *, claimed: bool = False) -> None:
    parts = sum(1 for one in holdings() if one.export is not None)
    enqueue(actor, KIND, {"request": row.pk}, subject=_subject(row), total=parts, claimed=claimed)


@job(KIND)
def run_export(running: Running) -> dict[str, Any]:
    """Write the file whole, then say where it is; killed in between it is written again."""
    row = RightsRequest.objects.get(id=running.payload["request"])
    if row.state != "running" or row.customer_id is None:
        return {}
    person = person_in_full(row.customer_id)
    held: dict[str, list[dict[str, Any]]] = {}
    done = 0
    for holding in holdings():
        if holding.export is not None:
            held[holding.place] = list(holding.export(person))
            done += 1
            running.progress(done)
    name = write_file(person, held, row)
    is_kept = False
    try:
        is_kept = _hand_over(running, row.pk, person, name, sum(map(len, held.values())))
    finally:
        if not is_kept:
            (folder() / name).unlink(missing_ok=True)
    return {"request": row.pk} if is_kept else {}


def _hand_over(running: Running, request_id: int, person: Person, name: str, records: int) -> bool:
    """Say where the file is; False where it must not stay. An erasure locks the same customers before it ends."""
    now = timezone.now()
    with transaction.atomic():
        running.beat()
        list(Customer.objects.select_for_update().filter(id__in=person.customer_ids).order_by("id"))
        row = RightsRequest.objects.select_for_update().get(id=request_id)
        if row.state != "running" or row.customer_id is None:
            return False  # an erasure closed it
        persons = Customer.objects.filter(id=row.customer_id).values("person_id")
        if set(Customer.objects.filter(person_id__in=persons).values_list("id", flat=True)) != set(
            person.customer_ids
        ):
            _enqueue(EXPORTER, row)  # whom it was about is somebody else now
            return False
        row.state, row.settled_at, row.settled_by = "done", now, running.actor_name
        row.data = {**row.data, "file": name, "expires_at": (now + KEPT_FOR).isoformat()}
        row.save(update_fields=["state", "settled_at", "settled_by", "data"])
        record(
            EXPORTER,
            "customers.exported",
            {"request": row.pk, "records": records},
            subject=f"customer:{row.customer_id}",
        )
    return True


def write_file(person: Person, held: dict[str, list[dict[str, Any]]], row: RightsRequest) -> str:
    """The archive with a page in each language and the data; returns its name in `folder`."""
    folder().mkdir(mode=0o700, exist_ok=True)
    name = f"{row.pk}-{secrets.token_hex(16)}.zip"  # by its number an erasure finds what a killed job left
    made_at = timezone.now()
    place = folder() / name
    part = place.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(
                "data.json",
                orjson.dumps({"made_at": made_at, "held": held}, default=_plain, option=orjson.OPT_INDENT_2),
            )
            for code, _language in LANGUAGES:
                with translation.override(code):
                    page = render_to_string(
                        "customers/held_data.html",
                        {
                            "parts": list(_shown(held)),
                            "made_at": made_at,
                            "asked_at": row.asked_at,
                            "code": code,
                        },
                    )
                archive.writestr(f"{'我的数据' if code == 'zh-hans' else 'my-data'}.html", page)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)
    return name


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value))


def _shown(held: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[str, list[list[tuple[str, str]]]]]:
    for place, rows in held.items():
        yield place_label(place), [shown_facts(row) for row in rows]


def link_to_export(actor: Actor, request_id: int) -> str:
    """A token by which the file can be fetched once, without signing in; only its hash is kept.

    Journals `customers.export_linked`. Raises NoSuchRequest, ExportGone.
    """
    everywhere(actor)
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        row = RightsRequest.objects.select_for_update().filter(id=request_id, kind="export").first()
        if row is None:
            raise NoSuchRequest()
        if not _is_there(row):
            raise ExportGone()
        row.data = {**row.data, "link": _hashed(token)}
        row.save(update_fields=["data"])
        record(actor, "customers.export_linked", {"request": row.pk}, subject=f"customer:{row.customer_id}")
    return token


def fetch_export(actor: Actor, request_id: int) -> Path:
    """The file, for whoever answers the request. Journals `customers.export_fetched`. Raises ExportGone."""
    everywhere(actor)
    row = RightsRequest.objects.filter(id=request_id, kind="export").first()
    if row is None:
        raise NoSuchRequest()
    if not _is_there(row):
        raise ExportGone()
    record(actor, "customers.export_fetched", {"request": row.pk}, subject=f"customer:{row.customer_id}")
    return folder() / str(row.data["file"])


def fetch_by_link(token: str) -> Path:
    """The file behind a one-time link; the link is used up. Raises ExportGone, alike for a wrong token."""
    if not 20 <= len(token) <= 64:
        raise ExportGone()
    with transaction.atomic():
        row = (
            RightsRequest.objects.select_for_update().filter(kind="export", data__link=_hashed(token)).first()
        )
        if row is None or not _is_there(row):
            raise ExportGone()
        row.data = {key: value for key, value in row.data.items() if key != "link"}
        row.save(update_fields=["data"])
        record(
            EXPORTER,
            "customers.export_fetched",
            {"request": row.pk},
            subject=f"customer:{row.customer_id}",
        )
    return folder() / str(row.data["file"])


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _is_there(row: RightsRequest) -> bool:
    name, until = row.data.get("file"), row.data.get("expires_at")
    if not name or not until or datetime.fromisoformat(until) <= timezone.now():
        return False
    return (folder() / str(name)).is_file()


def forget_exports() -> bool:
    """Remove the files whose week is over, and those that belong to no request."""
    now = timezone.now()
    kept = set()
    for row in RightsRequest.objects.filter(kind="export", data__has_key="file"):
        if datetime.fromisoformat(row.data["expires_at"]) > now:
            kept.add(row.data["file"])
        else:
            _forget(row)
    young = now.timestamp() - 3_600
    for file in folder().glob("*") if folder().is_dir() else ():
        if file.name not in kept and file.stat().st_mtime < young:
            file.unlink(missing_ok=True)
    return False


def forget_exports_of(customer_ids: "tuple[int, ...]") -> int:
    """Files made for this person, also those that no job has handed over yet."""
    gone = 0
    for row in RightsRequest.objects.filter(kind="export", customer_id__in=customer_ids):
        files = list(folder().glob(f"{row.pk}-*"))
        for file in files:
            file.unlink(missing_ok=True)
        if "file" in row.data:
            _forget(row)
        gone += bool(files) or "file" in row.data
    return gone


def _forget(row: RightsRequest) -> None:
    (folder() / row.data["file"]).unlink(missing_ok=True)
    row.data = {key: value for key, value in row.data.items() if key not in ("file", "expires_at", "link")}
    row.save(update_fields=["data"])
