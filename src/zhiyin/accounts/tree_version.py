"""Knowing that the organisation tree has changed, in every process."""

import secrets
from typing import Any

from django.db import connection
from django.db.models.signals import post_delete, post_save

from zhiyin.accounts.models import BrandWord, FormerPlace, TreeVersion, Unit, UnitAlias


def tree_changed() -> None:
    """Give the tree a new token. Called by itself after `save` and `delete`; call it after a bulk update.

    Random rather than counted: a transaction rolled back and another one after it never share a token.
    """
    TreeVersion.objects.update_or_create(id=1, defaults={"token": secrets.randbits(63)})


def lock_tree() -> None:
    """Hold the tree until the transaction ends: whoever else builds it waits."""
    tree_changed()  # whoever changes the row holds it


def tree_token() -> int | None:
    """The token of the tree as this transaction sees it; None before there is a tree."""
    with connection.cursor() as cursor:  # asked by every page and every signal: too often for the ORM
        cursor.execute("SELECT token FROM accounts_treeversion WHERE id = 1")
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def _on_change(**_: Any) -> None:
    tree_changed()


def connect() -> None:
    """Listen to the models that make up the tree."""
    for model in (Unit, UnitAlias, FormerPlace, BrandWord):
        post_save.connect(_on_change, sender=model, dispatch_uid=f"tree-saved-{model.__name__}")
        post_delete.connect(_on_change, sender=model, dispatch_uid=f"tree-deleted-{model.__name__}")
