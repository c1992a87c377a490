"""Uploads hold what customers wrote, unmasked: none is kept longer than it is needed."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from zhiyin.collect.models import Import
from zhiyin.collect.queries.tables import stored_path

# A file that nobody started, or that stopped, waits this long for somebody to go on.
WAITS = timedelta(days=7)
# An upload is on the disk a moment before its row is in the table.
YOUNG = timedelta(hours=1)


def forget_upload(row: Import) -> None:
    """Remove the file of one import, if it still has one. What it brought in stays."""
    if not row.stored_as:
        return
    stored_path(row.stored_as).unlink(missing_ok=True)
    Import.objects.filter(id=row.pk).update(stored_as="")


def forget_uploads() -> bool:
    """Remove the files of imports that are done or were left lying, and files that belong to none."""
    now = timezone.now()
    kept = Import.objects.exclude(stored_as="")
    for row in kept.filter(state__in=("done", "undone")):
        forget_upload(row)
    for row in kept.filter(state__in=("uploaded", "failed", "cancelled"), created_at__lt=now - WAITS):
        forget_upload(row)
    known = set(Import.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    folder = Path(settings.UPLOADS)
    for file in folder.iterdir() if folder.exists() else ():
        age = now.timestamp() - file.stat().st_mtime
        if file.is_file() and file.name not in known and age > YOUNG.total_seconds():
            file.unlink(missing_ok=True)
    return False
