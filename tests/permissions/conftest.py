"""The world that pages and endpoints are tried in."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.permissions.world import World, build


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Built once a module: each request is undone, and all of it at the end."""
    lake = tmp_path_factory.mktemp("lake")
    with django_db_blocker.unblock(), override_settings(LAKE=lake), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
