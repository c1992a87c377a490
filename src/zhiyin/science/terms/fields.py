"""What a criterion may speak of: the typed fields that rooms register for a subject."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Type(StrEnum):
    """The type of a field. Times are instants; text is compared exactly, upper and lower case apart."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a subject.

    `name` may have dots (`unit.code`). A name that ends in `.*` opens a namespace whose keys are not known
    beforehand (`attributes.*`): `attributes.city` and `attributes["home city"]` are then fields of this
    type, and single keys can be given another type by a field of their own (`attributes.age`). `choices`
    closes a text field to the values named. `label` is what people call it.
    """

    name: str
    type: Type
    nullable: bool = True
    label: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subject:
    """What criteria are about (signal, answer, customer, …): its fields, and the lists its members carry.

    Each collection is a Subject whose name is the one used in `any(aspects, …)`. Raises ValueError for a
    name given twice, choices on anything but text, or a time in an open namespace (its values carry no type
    to know it by).
    """

    name: str
    fields: tuple[Field, ...]
    collections: tuple["Subject", ...] = ()

    def __post_init__(self) -> None:
        names = [field.name for field in self.fields] + [collection.name for collection in self.collections]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"Subject {self.name} names {', '.join(sorted(twice))} twice.")
        for field in self.fields:
            if field.choices and field.type is not Type.TEXT:
                raise ValueError(f"Field {field.name} has choices but is not text.")
            if field.type is Type.TIME and any(
                field.name.startswith(f"{space}.") for space in self.namespaces
            ):
                raise ValueError(f"Field {field.name} lies in an open namespace and cannot be a time.")

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Fields by full name, open namespaces left out."""
        return {field.name: field for field in self.fields if not field.name.endswith(".*")}

    @cached_property
    def namespaces(self) -> Mapping[str, Field]:
        """Open namespaces by their prefix (`attributes`)."""
        return {field.name[:-2]: field for field in self.fields if field.name.endswith(".*")}

    @cached_property
    def collection_by_name(self) -> Mapping[str, "Subject"]:
        """Collections by name."""
        return {collection.name: collection for collection in self.collections}

    def names(self) -> Iterator[str]:
        """Every name that can be written, for suggestions."""
        yield from self.by_name
        yield from self.namespaces
        yield from self.collection_by_name
