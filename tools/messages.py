"""Keep each room's Chinese catalogue: `python tools/messages.py update|compile|check [ROOM ...]`.

Needs no gettext programs: strings are extracted from Python and (turned into Python by Django itself) templates
with Babel. The message ids are English and need no catalogue of their own.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "zhiyin"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def catalogue_of(room: Path) -> Path:
    return room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def extracted(room: Path) -> Catalog:
    """Everything translatable in a room's Python and templates."""
    catalog = Catalog(locale="zh_Hans", domain="django", project="Zhiyin", charset="utf-8", fuzzy=False)
    for path in sorted(room.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "migrations" in path.parts or "data" in path.parts:
            continue
        source = path.read_text("utf-8")
        if path.suffix != ".py":
            if "templates" not in path.parts:
                continue
            source = templatize(source, origin=str(path))
        place = path.relative_to(PACKAGE.parent).as_posix()
        for _line, message, _comments, context in extract(
            "python", io.BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
        ):
            flags = ("python-format",) if "%(" in str(message) else ()
            catalog.add(message, locations=[(place, 0)], flags=flags, context=context)
    return catalog


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans", domain="django")


def text_of(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(
        out,
        catalog,
        width=110,
        omit_header=False,
        sort_output=True,
        include_lineno=False,
        ignore_obsolete=True,
    )
    # no dates: the file changes only when a message does
    return b"\n".join(line for line in out.getvalue().split(b"\n") if b"-Date: " not in line)


def update(room: Path) -> None:
    catalog = extracted(room)
    if not len(catalog):
        return
    path = catalogue_of(room)
    if path.exists():
        known = read(path)
        for message in catalog:
            if message.id and (old := known.get(message.id, message.context)) and not old.fuzzy:
                message.string = old.string
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text_of(catalog))
    left = len(missing(room))
    print(f"{room.name}: {len(catalog)} messages, {left} to translate")


def compiled(room: Path) -> bytes:
    out = io.BytesIO()
    catalog = read(catalogue_of(room))
    # Babel would write today's date, and no two compilations would be alike
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(out, catalog)
    return out.getvalue()


def compile_(room: Path) -> None:
    if catalogue_of(room).exists():
        catalogue_of(room).with_suffix(".mo").write_bytes(compiled(room))


def missing(room: Path) -> list[str]:
    """Message ids of a room that have no Chinese, are fuzzy, or are not in its catalogue."""
    path = catalogue_of(room)
    known = read(path) if path.exists() else Catalog()
    found = []
    for message in extracted(room):
        if not message.id:
            continue
        entry = known.get(message.id, message.context)
        strings = (
            entry.string if entry and isinstance(entry.string, tuple) else (entry.string if entry else "",)
        )
        if entry is None or entry.fuzzy or not any(strings):
            found.append(message.id if isinstance(message.id, str) else message.id[0])
    return found


def disagreeing() -> list[str]:
    """Messages that two rooms translate differently: Django would show one of them in both. Give one a context."""
    seen: dict[tuple[str, str | None], tuple[str, object]] = {}
    found = []
    for room in rooms([]):
        if not catalogue_of(room).exists():
            continue
        for message in read(catalogue_of(room)):
            if not message.id or not message.string:
                continue
            key = (message.id if isinstance(message.id, str) else message.id[0], message.context)
            chinese = message.string if isinstance(message.string, str) else message.string[0]
            other = seen.setdefault(key, (room.name, chinese))
            if other[1] != chinese and chinese:
                found.append(f"{room.name}: {key[0]!r} is {chinese!r}, but {other[1]!r} in {other[0]}")
    return found


def stale(room: Path) -> bool:
    path = catalogue_of(room)
    return path.exists() and (
        not path.with_suffix(".mo").exists() or path.with_suffix(".mo").read_bytes() != compiled(room)
    )


def rooms(names: list[str]) -> list[Path]:
    return [PACKAGE / name for name in names] or sorted(p.parent for p in PACKAGE.glob("*/__init__.py"))


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in {"update", "compile", "check"}:
        print(__doc__, file=sys.stderr)
        return 2
    settings.configure(USE_I18N=True)
    chosen = rooms(arguments[1:])
    if arguments[0] == "check":
        problems = [f"{room.name}: {text!r} has no Chinese" for room in chosen for text in missing(room)]
        problems += [
            f"{room.name}: the compiled catalogue is older than its source" for room in chosen if stale(room)
        ]
        problems += disagreeing()
        print("\n".join(problems) or "every message has its Chinese")
        return 1 if problems else 0
    for room in chosen:
        (update if arguments[0] == "update" else compile_)(room)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
