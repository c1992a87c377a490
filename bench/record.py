"""The record's own file, past the product: what bare statements cost in it."""

import sqlite3
from typing import Any

from django.conf import settings


def connect(*, as_product: bool = False) -> sqlite3.Connection:
    """`as_product`: with the product's own settings, outside transactions that nobody asked for."""
    own: dict[str, Any] = settings.DATABASES["default"]
    if not as_product:
        return sqlite3.connect(own["NAME"])
    database = sqlite3.connect(own["NAME"], isolation_level=None)
    for pragma in own["OPTIONS"]["init_command"].split(";"):
        database.execute(pragma)
    return database
