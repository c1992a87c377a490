"""`zhiyin backup` and `restore` on PostgreSQL: the same people, voices, cases and numbers, or nothing changed at all."""

import io
import itertools
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.processes import Installation
from tests.server.conftest import ROWS, Imported

SERVER = os.environ.get("ZHIYIN_DATABASE_URL", "")

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not SERVER, reason="runs on PostgreSQL: python tools/on_postgres.py pytest …"),
]

BY_UNIT = ("nps,volume,sentiment", "--by", "unit")

WORKING = """
from zhiyin.accounts.actor import Actor
from zhiyin.act.actions.comment_on_case import comment_on_case
from zhiyin.act.actions.open_case import open_case
from zhiyin.collect.actions.start_import import receive_file
from zhiyin.collect.models import Signal
actor = Actor.system("tester")
case = open_case(actor, signal_id=Signal.objects.get(source_id="2").pk, title="四十分钟")
comment_on_case(actor, case_id=case.pk, text="打过电话了")
receive_file(actor, "later.csv", [b"id,date,nps,comment\\n9,2026-10-04,7,to be agreed upon\\n"])
"""

MENTIONS = "from zhiyin.understand.models import Mention; print(Mention.objects.count())"

# What a running installation writes by itself, and what an archive does not carry.
NOT_COMPARED = {"django_session", "django_migrations", "journal_feed", "jobs_schedule"}


@dataclass
class Kept:
    """An installation with people, voices, cases and a waiting upload; its archive; what its tables hold; its numbers."""

    place: Installation
    archive: Path
    tables: dict[str, list[str]]
    measured: Any


def tables_of(place: Installation) -> dict[str, list[str]]:
    """Every row of every table."""
    import psycopg

    with psycopg.connect(place.environment["ZHIYIN_DATABASE_URL"]) as database:
        names = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {
            name: [row for (row,) in database.execute(f'SELECT t::text FROM "{name}" t ORDER BY 1')]
            for (name,) in names
            if name not in NOT_COMPARED
        }


def everything_of(place: Installation) -> tuple[dict[str, list[str]], dict[str, bytes]]:
    """The tables, and the files of the data directory that are not derived."""
    files = {
        str(path.relative_to(place.data)): path.read_bytes()
        for path in sorted(place.data.rglob("*"))
        if path.is_file() and path.name != "worker.lock"
    }
    return tables_of(place), files


def measured(place: Installation) -> Any:
    return json.loads(place.run("measure", *BY_UNIT, "--json").stdout)["rows"]


@pytest.fixture(scope="module")
def new_place(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[], Installation]]:
    """Makes installations, each with an empty data directory and an empty database of its own."""
    import psycopg

    made: list[str] = []
    folder = tmp_path_factory.mktemp("places")
    numbers = itertools.count()
    with psycopg.connect(SERVER, autocommit=True) as server:

        def make() -> Installation:
            number = next(numbers)
            name = f"zhiyin_backup_{os.getpid()}_{number}"
            server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
            made.append(name)
            url = urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
            return Installation(folder / str(number), ZHIYIN_DATABASE_URL=url, ZHIYIN_LANGUAGE="en")

        yield make
        for name in made:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def empty(new_place: Callable[[], Installation]) -> Installation:
    """A place into which nothing is put: whatever is handed over is refused."""
    return new_place()


@pytest.fixture(scope="module")
def kept(new_place: Callable[[], Installation], tmp_path_factory: pytest.TempPathFactory) -> Kept:
    place = new_place()
    folder = tmp_path_factory.mktemp("kept")
    file = folder / "visits.csv"
    file.write_text(ROWS, "utf-8")
    place.run("import", str(file))
    place.run("user", "add", "lin")
    place.python(WORKING)
    place.run("worker", "--until-idle")
    place.run("backup", str(folder / "backup.tar.gz"))
    return Kept(place, folder / "backup.tar.gz", tables_of(place), measured(place))


@pytest.fixture(scope="module")
def restored(kept: Kept, new_place: Callable[[], Installation]) -> Installation:
    place = new_place()
    place.run("restore", str(kept.archive))
    return place


@pytest.fixture(scope="module")
def tables(restored: Installation) -> dict[str, list[str]]:
    """What the restored database held before any test went on with it."""
    return tables_of(restored)


def altered(archive: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The archive with each file's content as `change(name, content)` says; None leaves the file out."""
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            if not member.isfile():
                new.addfile(member)
                continue
            source = old.extractfile(member)
            assert source is not None
            content = change(Path(member.name).name, source.read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return target


def refusal(place: Installation, *words: str) -> str:
    """What `restore` says when it refuses."""
    done = place.run("restore", *words, check=False)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def is_untouched(place: Installation) -> bool:
    """Whether a place that nothing was ever put into still is so."""
    return not tables_of(place) and not (place.data / "uploads").exists()


def test_a_restored_installation_holds_every_row_of_every_table(
    kept: Kept, tables: dict[str, list[str]]
) -> None:
    assert {name for name in kept.tables if kept.tables[name] != tables[name]} == set()


def test_what_was_compared_had_people_voices_cases_and_words_to_be_found(kept: Kept) -> None:
    held = {"accounts_user": 1, "collect_signal": 3, "act_case": 1, "search_signal": 3, "collect_reject": 1}
    assert {name: len(kept.tables[name]) for name in held} == held


def test_a_restored_installation_measures_the_same(kept: Kept, restored: Installation) -> None:
    assert measured(restored) == kept.measured


def test_a_restored_record_agrees_with_its_lake(restored: Installation, tables: object) -> None:
    checks = {one["name"]: one for one in json.loads(restored.run("check", "--json", check=False).stdout)}
    assert all(checks[name]["ok"] for name in ("record", "lake", "waiting work")), checks


def test_an_upload_that_waited_is_still_there(kept: Kept, restored: Installation) -> None:
    uploads = [
        {p.name: p.read_bytes() for p in (x.data / "uploads").iterdir()} for x in (kept.place, restored)
    ]
    assert len(uploads[0]) == 1
    assert uploads[0] == uploads[1]


def test_the_secret_is_the_one_that_things_were_signed_with(kept: Kept, restored: Installation) -> None:
    assert (restored.data / "secret.key").read_text() == (kept.place.data / "secret.key").read_text()


def test_a_restored_installation_goes_on_counting_where_it_stopped(
    restored: Installation, tables: object, tmp_path: Path
) -> None:
    file = tmp_path / "visits.csv"
    file.write_text(ROWS + "5,2026-10-05,东二店,app,8,又来了一次\n", "utf-8")
    told = json.loads(restored.run("import", str(file), "--json").stdout)
    assert (told["accepted"], told["duplicates"], told["rejected"]) == (1, 3, 1)


def test_a_record_is_not_overwritten_unless_told_to(kept: Kept) -> None:
    before = everything_of(kept.place)
    assert "--replace" in refusal(kept.place, str(kept.archive))
    assert everything_of(kept.place) == before


def test_told_to_replace_nothing_of_the_earlier_record_stays(
    kept: Kept, new_place: Callable[[], Installation], tmp_path: Path
) -> None:
    place = new_place()
    file = tmp_path / "others.csv"
    file.write_text("id,date,unit,nps,comment\n77,2026-09-01,北店,3,不在归档里的话\n", "utf-8")
    place.run("import", str(file))
    place.run("restore", "--replace", str(kept.archive))
    assert tables_of(place) == kept.tables
    assert measured(place) == kept.measured


@pytest.mark.parametrize("harm", ["cut short", "a flipped bit", "something else"])
def test_a_damaged_archive_is_refused_with_nothing_restored(
    harm: str, kept: Kept, empty: Installation, tmp_path: Path
) -> None:
    content = bytearray(kept.archive.read_bytes())
    if harm == "cut short":
        del content[len(content) // 2 :]
    elif harm == "a flipped bit":
        content[len(content) // 2] ^= 0x40
    else:
        content = bytearray(b"no archive at all")
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(content)
    assert "damaged.tar.gz is not an archive of Zhiyin, or it is damaged" in refusal(empty, str(damaged))
    assert is_untouched(empty)


def test_an_archive_that_lacks_a_table_is_refused_with_nothing_restored(
    kept: Kept, empty: Installation, tmp_path: Path
) -> None:
    lacking = altered(
        kept.archive, tmp_path / "l.tar.gz", lambda name, c: None if name == "act_case.copy" else c
    )
    assert "damaged" in refusal(empty, str(lacking))
    assert is_untouched(empty)


@pytest.mark.parametrize(
    "harm",
    [
        ("collect_signal.copy", lambda content: content[: len(content) // 2]),
        ("collect_signal.copy", lambda _content: b""),  # whole by itself, but answers point at nothing
        ("act_case.copy", lambda content: content + b"no\tsuch\trow\n"),
    ],
    ids=["half a row", "rows that others need", "a row of another shape"],
)
def test_tables_that_cannot_be_read_leave_the_record_that_was_there(
    harm: tuple[str, Callable[[bytes], bytes]], kept: Kept, tmp_path: Path
) -> None:
    name, change = harm
    bad = altered(kept.archive, tmp_path / "bad.tar.gz", lambda n, c: change(c) if n == name else c)
    before = everything_of(kept.place)
    assert "Nothing was changed" in refusal(kept.place, "--replace", str(bad))
    assert everything_of(kept.place) == before


def test_an_archive_of_a_newer_version_is_refused_with_nothing_restored(
    kept: Kept, empty: Installation, tmp_path: Path
) -> None:
    def newer(name: str, content: bytes) -> bytes:
        if name != "contents.json":
            return content
        contents = json.loads(content)
        contents["migrations"].append(["collect", "0999_from_the_future"])
        return json.dumps(contents).encode()

    said = refusal(empty, str(altered(kept.archive, tmp_path / "newer.tar.gz", newer)))
    assert "newer version" in said
    assert "collect.0999_from_the_future" in said
    assert is_untouched(empty)


def test_an_archive_of_an_older_version_is_brought_up_to_date(
    kept: Kept, new_place: Callable[[], Installation], tmp_path: Path
) -> None:
    def older(name: str, content: bytes) -> bytes:
        if name != "contents.json":
            return content
        contents = json.loads(content)
        contents["migrations"].remove(["understand", "0002_mentions"])
        return json.dumps(contents).encode()

    place = new_place()
    place.run("restore", str(altered(kept.archive, tmp_path / "older.tar.gz", older)))
    assert tables_of(place) == kept.tables
    assert place.python(MENTIONS).split() == kept.place.python(MENTIONS).split()


def test_an_archive_made_on_sqlite_is_refused_with_nothing_restored(
    archive: Path, empty: Installation
) -> None:
    assert "made on sqlite, this installation runs on postgresql" in refusal(empty, str(archive))
    assert is_untouched(empty)


def test_an_archive_made_on_postgresql_does_not_take_the_place_of_a_record_on_sqlite(
    kept: Kept, imported: Imported
) -> None:
    record = imported.place.data / "zhiyin.sqlite3"
    before = record.read_bytes()
    place = Installation(imported.place.data, ZHIYIN_LANGUAGE="en")
    assert "made on postgresql, this installation runs on sqlite" in refusal(
        place, "--replace", str(kept.archive)
    )
    assert record.read_bytes() == before


def test_an_archive_is_readable_by_its_owner_alone_and_nothing_lies_beside_it(kept: Kept) -> None:
    assert kept.archive.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in kept.archive.parent.iterdir()) == ["backup.tar.gz", "visits.csv"]
