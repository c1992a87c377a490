"""The taxonomies that an installation starts with. The folders in `defaults/` are data: one taxonomy each."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from zhiyin.science.understand.taxonomies.taxonomy import Category, Taxonomy

_FOLDER: Final = Path(__file__).parent / "defaults"
KINDS: Final = ("words", "praise", "blame", "exclude")


@cache
def defaults() -> tuple[Taxonomy, ...]:
    """Every taxonomy that is shipped, in the order of `taxonomies.csv`."""
    return tuple(
        Taxonomy(row["code"], row["zh"], row["en"], tuple(_categories(row["code"])))
        for row in _rows("taxonomies.csv")
    )


def default(code: str) -> Taxonomy | None:
    return next((one for one in defaults() if one.code == code), None)


def _categories(taxonomy: str) -> Iterator[Category]:
    terms: dict[tuple[str, str], list[str]] = {}
    for row in _rows(f"{taxonomy}/words.csv"):
        terms.setdefault((row["category"], row["kind"]), []).extend(_split(row["terms"]))
    for row in _rows(f"{taxonomy}/categories.csv"):
        own = {kind: tuple(dict.fromkeys(terms.pop((row["code"], kind), ()))) for kind in KINDS}
        yield Category(
            code=row["code"],
            zh=row["zh"],
            en=row["en"],
            factor=row["factor"],
            aspect=row["aspect"],
            parent=row["parent"],
            touchpoint=row["touchpoint"],
            takes=tuple(_split(row["takes"])),
            spreads=row["spreads"] == "1",
            words=own["words"],
            praise=own["praise"],
            blame=own["blame"],
            exclude=own["exclude"],
        )
    if terms:
        raise ValueError(f"{taxonomy}: words of no category: {sorted(terms)}")


def _split(text: str) -> list[str]:
    return [part for part in text.split("|") if part]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
