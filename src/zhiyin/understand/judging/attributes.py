"""What sources say of persons, for models: numbers by name, and who has a contract or ended it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from zhiyin.customers.models import Customer
from zhiyin.journal.columns import rows_of
from zhiyin.understand.judging.material import Bools, Floats, Ints, Material
from zhiyin.understand.judging.terms import Terms

ACQUISITION_COST, COST_TO_SERVE = "acquisition_cost", "cost_to_serve"
"""Attributes by which a source says in money what it took to win a customer, and what one costs a year to serve."""


@dataclass(frozen=True)
class Contracts:
    """The persons (places) of whom a source says whether they left, everything told of each, and who left."""

    people: Ints
    told: list[dict[str, str]]
    left: Bools


def contracts(material: Material, terms: Terms) -> Contracts:
    """By the attribute and value that the terms name; nobody where they name none."""
    people: list[int] = []
    told: list[dict[str, str]] = []
    if terms.left_attribute:
        for place, attributes in _told(material, terms.left_attribute):
            people.append(place)
            told.append({name: str(value) for name, value in attributes.items() if value is not None})
    left = [one.get(terms.left_attribute, "").strip() == terms.left_value for one in told]
    return Contracts(np.array(people, np.int64), told, np.array(left, np.bool_))


def numbers(material: Material, name: str) -> Floats:
    """An attribute of every person as a number; NaN where none is told, it is no finite number, or one below 0."""
    found = np.full(len(material.people), np.nan)
    for place, attributes in _told(material, name):
        try:
            number = float(attributes[name])
        except (TypeError, ValueError):
            continue
        if np.isfinite(number) and number >= 0:
            found[place] = number
    return found


def _told(material: Material, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The places of those judged of whom it is told, ascending, with all their attributes."""
    rows = Customer.objects.filter(attributes__has_key=name).order_by("id").values_list("id", "attributes")
    for part in rows_of(rows):
        for person, attributes in part:
            at = int(np.searchsorted(material.people, person))
            if at < len(material.people) and material.people[at] == person and not material.refused[at]:
                yield at, json.loads(attributes) if isinstance(attributes, str) else attributes
