"""An erased person is nowhere any more: not in a table, a log, a free page, an index, a file of the lake."""

from pathlib import Path

import pytest

from tests.processes import Installation
from tests.server.erasing import (
    ERASE,
    GO_ON,
    MAKE,
    MOBILE,
    NEEDLES,
    OTHER,
    WORDS,
    erased,
    installed,
    status_of,
    traces,
)


@pytest.fixture(scope="module")
def before_and_after(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[list[str], Installation, str]:
    place, customer = installed(tmp_path_factory.mktemp("erasure") / "data")
    before = traces(place.data)
    return before, place, erased(place, customer)


def test_the_test_finds_what_it_looks_for(before_and_after: tuple[list[str], Installation, str]) -> None:
    before, _, _ = before_and_after
    assert any(NEEDLES[0] in one for one in before)


def test_no_byte_of_an_erased_person_is_left(before_and_after: tuple[list[str], Installation, str]) -> None:
    _, place, _ = before_and_after
    assert traces(place.data) == []


def test_others_keep_what_they_said(before_and_after: tuple[list[str], Installation, str]) -> None:
    _, place, _ = before_and_after
    assert traces(place.data, (OTHER, "服务很好"))
    told = place.python(
        "from zhiyin.collect.models import Signal, Reject;"
        " print(Signal.objects.count(), Reject.objects.exclude(raw={}).count())"
    )
    assert told.split() == ["1", "1"]


def test_the_case_stays_without_the_person(before_and_after: tuple[list[str], Installation, str]) -> None:
    _, place, _ = before_and_after
    told = place.python(
        "from zhiyin.act.models import Case; c = Case.objects.filter(entries__kind='erased').first();"
        "print(c.signal_id, c.customer_id, repr(c.title), c.entries.filter(kind='erased').count())"
    )
    assert told.split() == ["None", "None", "''", "1"]


def test_the_certificate_names_every_place(before_and_after: tuple[list[str], Installation, str]) -> None:
    _, _, told = before_and_after
    assert told.startswith("done")
    for place in (
        "act.cases_erased",
        "collect.signals_erased",
        "customers.people",
        "measure.lake",
    ):
        assert place in told


def test_the_lake_counts_the_person_no_more(before_and_after: tuple[list[str], Installation, str]) -> None:
    _, place, _ = before_and_after
    told = place.python(
        "from zhiyin.measure.feeding.agreement import agreement; from zhiyin.measure.feeding.feeder import lake;"
        "print(agreement(lake()))"
    )
    assert told.strip() == "[]"


AGAIN = MAKE.split("node = ")[0] + "\nprint(Signal.objects.count())"


def test_the_same_records_handed_in_again_do_not_come_back(
    before_and_after: tuple[list[str], Installation, str],
) -> None:
    _, place, _ = before_and_after
    assert place.python(AGAIN).split()[-1] == "1"
    assert [one for one in traces(place.data) if WORDS in one or MOBILE in one] == []


def test_a_restored_backup_forgets_the_person_again(tmp_path: Path) -> None:
    place, customer = installed(tmp_path / "data")
    archive = tmp_path / "backups" / "before.tar.gz"
    archive.parent.mkdir()
    place.run("backup", str(archive))
    assert "before.tar.gz" in erased(place, customer)
    assert traces(place.data) == []
    place.run("restore", "--replace", str(archive))
    assert traces(place.data) == []
    elsewhere = Installation(tmp_path / "elsewhere")
    told = elsewhere.run("restore", str(archive)).stdout
    assert "erased again" in told
    assert traces(elsewhere.data) == []


def test_an_erasure_that_is_killed_goes_on(tmp_path: Path) -> None:
    place, customer = installed(tmp_path / "data")
    dies = (
        "import os\nfrom zhiyin.collect import rights\n"
        "real = rights.forget_signals\n"
        "def dies(signals):\n    real(signals)\n    os.kill(os.getpid(), 9)\n"
        "rights.forget_signals = dies\n"
    )
    assert status_of(place, dies + ERASE.format(customer=customer)) == -9
    assert traces(place.data), "it had only begun"
    told = place.python(GO_ON)
    assert told.startswith("done")
    assert traces(place.data) == []
