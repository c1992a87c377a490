"""Many keys in several statements."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

CHUNK = 5_000  # keys per statement
T = TypeVar("T")


def chunks(values: Iterable[T]) -> Iterator[Sequence[T]]:
    """The values, as many at once as a statement takes."""
    held = list(values)
    for start in range(0, len(held), CHUNK):
        yield held[start : start + CHUNK]
