"""The facts of this installation, one reader a process."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zhiyin.facts.reading import Facts


@lru_cache(maxsize=2)
def _facts_at(place: Path) -> Facts:
    # A look at the manifest is one stat: every request sees the newest.
    return Facts(place, check_every=0.0)


def facts() -> Facts:
    """The reader of the lake in the data directory."""
    return _facts_at(Path(settings.LAKE))
