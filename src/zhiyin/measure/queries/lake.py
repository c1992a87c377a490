"""The facts of this installation, one reader a process."""

from collections.abc import Callable, Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from zhiyin.facts.errors import FactsOfOtherVersion, FactsTimeout, FactsUnavailable
from zhiyin.facts.reading import Facts, Snapshot
from zhiyin.measure.errors import FactsOutdated, FactsUnreadable, TooSlow


@lru_cache(maxsize=2)
def _facts_at(place: Path) -> Facts:
    # A look at the manifest is one stat: every request sees the newest.
    return Facts(place, check_every=0.0)


def facts() -> Facts:
    """The reader of the lake in the data directory."""
    return _facts_at(Path(settings.LAKE))


def execute(lake: Facts, build: Callable[[Snapshot], Any], *, shape: Hashable, at: Snapshot) -> Any:
    """One query as an Arrow table. Raises TooSlow, FactsOutdated and FactsUnreadable."""
    try:
        return lake.execute(build, shape=shape, at=at)
    except FactsTimeout as error:
        raise TooSlow() from error
    except FactsOfOtherVersion as error:
        raise FactsOutdated() from error
    except FactsUnavailable as error:
        raise FactsUnreadable() from error
