"""Whether this installation holds the sample: every page says so."""

from django.conf import settings


def mark_as_sample() -> None:
    (settings.DATA / "sample").write_text("This installation holds the made-up sample organisation.\n")


def is_sample() -> bool:
    return (settings.DATA / "sample").exists()
