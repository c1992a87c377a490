"""The transformer of one's own, if the machine's administrator named one (`ZHIYIN_SENTIMENT_MODEL`)."""

import logging
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zhiyin.science.understand.transformer import Transformer, UnusableTransformer, load

log = logging.getLogger(__name__)


def transformer() -> Transformer | None:
    """None without one, and while it cannot be used: reading goes on with the shipped models then."""
    return _loaded(settings.SENTIMENT_MODEL)[0]


def problem() -> str:
    """Why the one that was named cannot be used; "" when it can, or when none was named."""
    return _loaded(settings.SENTIMENT_MODEL)[1]


@lru_cache(maxsize=4)
def _loaded(directory: str) -> tuple[Transformer | None, str]:
    """Once a process: another model in the directory is taken when it starts again."""
    if not directory:
        return None, ""
    try:
        return load(Path(directory)), ""
    except UnusableTransformer as error:
        log.error("the sentiment model in %s is not used: %s", directory, error)
        return None, str(error)
