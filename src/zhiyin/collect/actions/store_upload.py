"""Uploads: outside the web root, under random names, written whole or not at all."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from zhiyin.collect.queries.tables import stored_path
from zhiyin.journal.errors import DiskFull, is_full


class Stored(NamedTuple):
    """Name under UPLOADS, SHA-256 of the bytes, their number."""

    name: str
    digest: str
    size: int


def store(chunks: Iterable[bytes]) -> Stored:
    """Write the pieces of a file to the disk. Raises DiskFull, leaving nothing behind."""
    Path(settings.UPLOADS).mkdir(parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    place = stored_path(name)
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        place.unlink(missing_ok=True)
        if is_full(error):
            raise DiskFull from error
        raise
    return Stored(name, digest.hexdigest(), size)
