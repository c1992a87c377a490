"""A taxonomy as plain values for storing and sending, as rows of a table, and what differs between two."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from zhiyin.science.understand.taxonomies.taxonomy import FACTORS, Category, Taxonomy

LISTS: Final = ("takes", "words", "praise", "blame", "exclude")
COLUMNS: Final = tuple(field.name for field in fields(Category))
PARTING: Final = "|"
# The aspect as which a category's new words count where nobody says which.
ASPECT_OF: Final = {
    "product": "product_quality",
    "service": "service",
    "relationship": "membership",
    "convenience": "procedure",
    "brand": "brand",
    "price": "price",
}


def as_content(taxonomy: Taxonomy) -> dict[str, Any]:
    """`{"zh", "en", "categories": [{…}]}`; the code is kept outside."""
    found = asdict(taxonomy)
    del found["code"]
    for one in found["categories"]:
        for name in LISTS:
            one[name] = list(one[name])
    found["categories"] = list(found["categories"])
    return found


def from_content(code: str, content: Mapping[str, Any]) -> Taxonomy:
    """The taxonomy of such values; what is absent is empty, terms are trimmed and named once."""
    return Taxonomy(
        code,
        str(content.get("zh", "")).strip(),
        str(content.get("en", "")).strip(),
        tuple(category(one) for one in content.get("categories", ())),
    )


def category(values: Mapping[str, Any]) -> Category:
    """One category of plain values; its factor and aspect are the first and the factor's where they are missing."""
    text: dict[str, Any] = {
        name: str(values.get(name) or "").strip()
        for name in COLUMNS
        if name not in LISTS and name != "spreads"
    }
    text["factor"] = text["factor"] or FACTORS[0]
    text["aspect"] = text["aspect"] or ASPECT_OF.get(text["factor"], "")
    lists: dict[str, Any] = {name: terms(values.get(name) or ()) for name in LISTS}
    return Category(**text, **lists, spreads=bool(values.get("spreads")))


def terms(given: Iterable[str]) -> tuple[str, ...]:
    """Each term once, without blanks around it or control characters in it, in order."""
    plain = (" ".join("".join(c if c.isprintable() else " " for c in term).split()) for term in given)
    return tuple(dict.fromkeys(term for term in plain if term))


def as_rows(taxonomy: Taxonomy) -> list[list[str]]:
    """A table of text: COLUMNS first, then one row a category, terms joined by `|`."""
    rows = [list(COLUMNS)]
    for one in taxonomy.categories:
        values = asdict(one)
        rows.append([_cell(name, values[name]) for name in COLUMNS])
    return rows


def _cell(name: str, value: Any) -> str:
    if name in LISTS:
        return PARTING.join(value)
    return ("1" if value else "") if name == "spreads" else str(value)


class UnreadableTable(ValueError):
    """The file is no such table. `missing`: columns that it lacks; `line`: 1-based, where one line is wrong."""

    def __init__(self, missing: Sequence[str] = (), line: int = 0) -> None:
        super().__init__(", ".join(missing) or f"line {line}")
        self.missing, self.line = tuple(missing), line


def from_rows(rows: Iterable[Sequence[str]]) -> tuple[Category, ...]:
    """The categories of such a table, whose columns may stand in any order; only `code` and one of the names are needed,
    rows without either are passed over. Raises UnreadableTable."""
    given = iter(rows)
    header = list(next(given, ()))
    if "code" not in header or not {"zh", "en"} & set(header):
        raise UnreadableTable(missing=[name for name in ("code", "zh", "en") if name not in header])
    found = []
    for line, row in enumerate(given, start=2):
        if len(row) > len(header):
            raise UnreadableTable(line=line)
        cells = dict(zip(header, row, strict=False))
        values: dict[str, Any] = {name: cells.get(name, "") for name in COLUMNS}
        for name in LISTS:
            values[name] = values[name].split(PARTING)
        values["spreads"] = values["spreads"].strip().lower() in ("1", "yes", "true", "是")
        if any(values[name] for name in ("code", "zh", "en")):
            found.append(category(values))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Changes:
    """Codes of categories that came, went and differ, and how many terms came and went."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    terms_added: int
    terms_removed: int

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def changes(before: Taxonomy, after: Taxonomy) -> Changes:
    """What an edit did to the categories."""
    old = {one.code: one for one in before.categories}
    new = {one.code: one for one in after.categories}
    was, now = _all_terms(before), _all_terms(after)
    return Changes(
        tuple(code for code in new if code not in old),
        tuple(code for code in old if code not in new),
        tuple(code for code in new if code in old and new[code] != old[code]),
        len(now - was),
        len(was - now),
    )


def _all_terms(taxonomy: Taxonomy) -> set[tuple[str, str, str]]:
    lists = ("words", "praise", "blame", "exclude")
    return {
        (one.code, name, term) for one in taxonomy.categories for name in lists for term in getattr(one, name)
    }
