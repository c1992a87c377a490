"""A person in every room of an installation of its own, and a look at every byte that is left of them."""
# ruff: noqa: E501  (the program that fills an installation is one long text)

import contextlib
import gzip
import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from tests.processes import Installation

NAME = "欧阳知秋"
NUMBER = "M-77310942"
MOBILE = "13987654321"
MAIL = "zhiqiu.ouyang@example.com"
WORDS = "鹦鹉螺花瓶碎了三次"
NEEDLES = (
    NAME,
    NUMBER,
    MOBILE,
    MAIL,
    WORDS,
    "鹦鹉螺",
    "鹉",
    "阳知",
)  # the last two: what the index keeps of pairs
OTHER = "夏侯长风"

# Somebody who did everything one can do here, and somebody else beside them.
MAKE = f"""
import json
from datetime import UTC, datetime
from django.utils import timezone
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Unit
from zhiyin.act.actions.comment_on_case import comment_on_case
from zhiyin.act.actions.open_case import open_case
from zhiyin.act.models import Case
from zhiyin.collect.actions.accept_signals import AnswerDraft, CustomerDraft, SignalDraft, accept_signals
from zhiyin.collect.models import Event, Reject, Import, Signal, SignalRevision
from zhiyin.contact.models import Inbound, Message
from zhiyin.customers import keys
from zhiyin.customers.models import Consent, Customer, Identity, Interest, Preference, Told, Vaulted
from zhiyin.jobs.loops import deliver_pending
from zhiyin.measure.feeding.feeder import feed_pending

lin = Actor.system("lin")
Unit.objects.filter(code="G").exists() or Unit.objects.add_root({{"code": "G", "name": "集团", "kind": "group"}}).add_child(code="E1", name="东一店", kind="store")
who = CustomerDraft(value={NUMBER!r}, kind="customer_number", name={NAME!r})
by_mobile = CustomerDraft(value={MOBILE!r}, kind="mobile", name={NAME!r})
other = CustomerDraft(value="M-2", kind="customer_number", name={OTHER!r})
at = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)

def said(n, customer, text, **more):
    return SignalDraft(source="crm", source_id=f"s{{n}}", occurred_at=at, unit="E1", customer=customer, text=text,
        answers=[AnswerDraft(item="q", construct="nps", value=1)], **more)

accept_signals(lin, [
    said(1, who, {WORDS!r} + "，打我电话{MOBILE}"),
    said(2, by_mobile, "邮箱{MAIL}，" + {WORDS!r}, title={WORDS!r}, attributes={{"备注": {WORDS!r}}}),
    said(3, other, "服务很好，谢谢"),
    said(4, who, "悄悄说：" + {WORDS!r}, identity="confidential"),
])
accept_signals(lin, [said(1, who, "后来又说：" + {WORDS!r} + "，还是打{MOBILE}")])
node = Identity.objects.get(digest=keys.digest("customer_number", {NUMBER!r})).customer
mobile = Identity.objects.get(digest=keys.digest("mobile", {MOBILE!r})).customer
Customer.objects.filter(id=mobile.pk).update(person_id=node.pk)
Identity.objects.create(customer=node, kind="email", digest=keys.digest("email", {MAIL!r}), sealed=keys.sealed({MAIL!r}))
Told.objects.update_or_create(customer=node, defaults={{"said": {{"name": {{"crm": [{NAME!r}, "2026-11-01T00:00:00Z"]}}, "city": {{"crm": [{WORDS!r}, "2026-11-01T00:00:00Z"]}}}}}})
Preference.objects.create(customer=node, code="other", value={WORDS!r}, note={WORDS!r}, source="staff")
Interest.objects.create(customer=node, name={WORDS!r}, source="staff")
Event.objects.create(id=5, kind="paid", occurred_at=at, received_at=at, customer=node, source="till", source_id={NUMBER!r} + "-1", product={WORDS!r}, attributes={{"name": {NAME!r}}})
imported = Import.objects.create(file_name="rows.csv", digest="0" * 64, source="crm", state="done", created_by="lin", created_by_id="1")
Reject.objects.create(imported=imported, row=7, code="time_missing", data={{"pointer": ""}}, raw={{"会员": {NUMBER!r}, "姓名": {NAME!r}, "评价": {WORDS!r}}})
Reject.objects.create(imported=imported, row=8, code="time_missing", data={{"pointer": "", "keys": [keys.digest("mobile", {MOBILE!r}).hex()]}}, raw={{"电话": "‹mobile›", "评价": {WORDS!r}}})
Reject.objects.create(imported=imported, row=9, code="time_missing", data={{"pointer": ""}}, raw={{"姓名": {OTHER!r}, "评价": "别人的话"}})
while deliver_pending():
    pass
case = Case.objects.filter(signal__customer=node).order_by("id").first() or open_case(lin, signal_id=Signal.objects.get(source_id="s1").pk)
comment_on_case(lin, case_id=case.id, text="给" + {NAME!r} + "打了电话{MOBILE}：" + {WORDS!r})
message = Message.objects.create(channel="mail", to_address={MAIL!r}, subject={WORDS!r}, body={NAME!r} + {WORDS!r}, purpose="case_reply", about=f"case:{{case.id}}", customer_id=node.pk, key="k1", state="sent", created_by="lin")
Inbound.objects.create(channel="mail", external_id="x1", message=message, customer_id=node.pk, subject={WORDS!r}, text={WORDS!r})
while feed_pending():
    pass
print(json.dumps({{"customer": str(node.pk), "vaulted": Vaulted.objects.count()}}))
"""

# Readers of old files are given no time here.
ERASE = """
from datetime import timedelta
from zhiyin.measure.feeding.feeder import lake
lake().retention = timedelta(0)
from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.erase_person import erase_person
from zhiyin.customers.models import Erasure
from zhiyin.jobs.actions.claim import claim_about
from zhiyin.jobs.worker import carry_out
made = erase_person(Actor.system("lin"), {customer}, confirmed="erase")
running = claim_about(f"erasure:{{made}}")
carry_out(running)
row = Erasure.objects.get(id=made)
print(row.state, row.touched)
"""


# A worker takes up what another one died over.
GO_ON = """
from datetime import timedelta
from zhiyin.measure.feeding.feeder import lake
lake().retention = timedelta(0)
from zhiyin.customers.models import Erasure
from zhiyin.jobs.actions.claim import claim_about
from zhiyin.jobs.worker import carry_out
row = Erasure.objects.get()
carry_out(claim_about(f"erasure:{row.pk}"))
row.refresh_from_db()
print(row.state, row.touched)
"""
LEAD = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'zhiyin.server.settings'; django.setup()\n"


def status_of(place: Installation, code: str) -> int:
    """How a process ended that ran this code inside the product."""
    done = subprocess.run(
        [sys.executable, "-c", LEAD + code], env=place.environment, capture_output=True, check=False
    )
    return done.returncode


def installed(data: Path, **settings: str) -> tuple[Installation, str]:
    """The installation with the person in it, and the person's customer id."""
    place = Installation(data, **settings) if settings else Installation.with_tables(data)
    made = json.loads(place.python(MAKE).splitlines()[-1])
    assert made["vaulted"] >= 2
    return place, made["customer"]


def erased(place: Installation, customer: str) -> str:
    """Erase the person in one go; what the certificate says."""
    return place.python(ERASE.format(customer=customer))


def traces(data: Path, needles: tuple[str, ...] = NEEDLES) -> list[str]:
    """Files in which any of the words stands in any usual encoding, inside archives and compressed columns as well."""
    wanted = [(word, word.encode(code)) for word in needles for code in ("utf-8", "utf-16-le", "gb18030")]
    wanted += [(word, ascii(word)[1:-1].encode()) for word in needles]
    found = []
    for file in sorted(data.rglob("*")):
        if file.is_file():
            for part in _readings(file):
                found += [f"{file.relative_to(data)}: {word}" for word, needle in wanted if needle in part]
    return sorted(set(found))


def _readings(file: Path) -> Iterator[bytes]:
    content = file.read_bytes()
    yield content
    if content[:2] == b"\x1f\x8b":
        with contextlib.suppress(OSError, EOFError, zlib.error):
            yield gzip.decompress(content)
    if content[:4] == b"PAR1":
        yield repr(pq.read_table(io.BytesIO(content)).to_pylist()).encode()
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield archive.read(name)
