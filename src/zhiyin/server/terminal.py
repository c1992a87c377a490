"""The language of the command line, and what `argparse` says in it.

The command line speaks before Django is set up (help must be quick, settings may be what is wrong), so its own words go
through Python's `gettext`, on the same catalogue. Once Django is set up, its language is made the same.
"""

import argparse
import gettext
import os
from pathlib import Path

from zhiyin.science.language.columns import width, wrapped

LANGUAGES = {"zh-hans": "zh_Hans", "en": "en"}
"""Languages by Django's code, and the folder of their catalogue."""

LOCALE = Path(__file__).parent / "locale"


def language() -> str:
    """zh-hans or en: ZHIYIN_LANGUAGE, else the terminal's (LC_ALL, LC_MESSAGES, LANG), else English.

    A terminal that names no language (C, POSIX, nothing at all: a container, a timer) may not be able to show Chinese.
    """
    chosen = os.environ.get("ZHIYIN_LANGUAGE", "")
    if chosen in LANGUAGES:
        return chosen
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh-hans" if next(filter(None, names), "").lower().startswith("zh") else "en"


def speak() -> None:
    """From here on, Python's `gettext` (and so `argparse`) answers in the terminal's language."""
    os.environ["LANGUAGE"] = LANGUAGES[language()]  # what `gettext` looks at first
    gettext.bindtextdomain("django", LOCALE)
    gettext.textdomain("django")


def set_up() -> None:
    """Make Django ready; this thread speaks the terminal's language, the others that of the installation."""
    import django  # noqa: PLC0415  (slow to import)
    from django.utils import translation  # noqa: PLC0415

    django.setup()
    translation.activate(language())


class Help(argparse.HelpFormatter):
    """Lines broken and aligned by the columns that characters take."""

    def _format_action(self, action: argparse.Action) -> str:
        invocation = self._format_action_invocation(action)
        excess = width(invocation) - len(invocation)
        return super()._format_action(action).replace(invocation + " " * excess, invocation, 1)

    def _split_lines(self, text: str, width: int) -> list[str]:  # the names are its own
        return wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))


class Parser(argparse.ArgumentParser):
    """A parser with that help; so are its sub-parsers."""

    def __init__(self, **more: object) -> None:
        super().__init__(**{"formatter_class": Help, **more})  # type: ignore[arg-type]


def gettext_noop(text: str) -> str:
    """Marks what `argparse` looks up for the catalogue."""
    return text


SAID_BY_ARGPARSE = (
    gettext_noop("usage: "),
    gettext_noop("positional arguments"),
    gettext_noop("options"),
    gettext_noop("show this help message and exit"),
    gettext_noop("%(prog)s: error: %(message)s\n"),
    gettext_noop("argument %(argument_name)s: %(message)s"),
    gettext_noop("the following arguments are required: %s"),
    gettext_noop("unrecognized arguments: %s"),
    gettext_noop("not allowed with argument %s"),
    gettext_noop("ignored explicit argument %r"),
    gettext_noop("expected one argument"),
    gettext_noop("expected at least one argument"),
    gettext_noop("ambiguous option: %(option)s could match %(matches)s"),
    gettext_noop("invalid %(type)s value: %(value)r"),
    gettext_noop("invalid choice: %(value)r (choose from %(choices)s)"),
)
