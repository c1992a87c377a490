"""`zhiyin …`: the command line. Logs go to stderr, results to stdout; exit codes: 0 done, 1 failed, 2 wrong use."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from gettext import gettext as _
from importlib import import_module
from pathlib import Path
from types import ModuleType

from zhiyin.server.terminal import Parser, set_up, speak

COMMANDS = (
    "up",
    "import",
    "measure",
    "topics",
    "understand",
    "models",
    "reread",
    "themes",
    "facts",
    "worker",
    "user",
    "backup",
    "restore",
    "check",
    "sample",
    "version",
)


def module_of(command: str) -> ModuleType:
    """The module that declares a command: `ABOUT`, `NEEDS_RECORD`, `arguments(parser)` and `run(options) -> int`."""
    return import_module(f"zhiyin.server.commands.{'import_files' if command == 'import' else command}")


def parser_for(command: str | None) -> argparse.ArgumentParser:
    """Only the module of the command that is asked for is imported: `zhiyin version` stays fast."""
    parser = Parser(prog="zhiyin", description=_("Zhiyin 知音: customer experience management."))
    parser.add_argument(
        "--data", metavar=_("DIR"), help=_("the data directory (else ZHIYIN_DATA, else ./data)")
    )
    parser.add_argument(
        "--log-format", choices=["text", "json"], help=_("how log lines are written to stderr")
    )
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"), required=True)
    for name in COMMANDS:
        if command is None or name == command:
            module = module_of(name)
            about = _(module.ABOUT)
            module.arguments(commands.add_parser(name, help=about, description=about))
        else:
            commands.add_parser(name)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, prepare the data directory when it is needed, run. Returns the exit code."""
    speak()
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = next((word for word in given if word in COMMANDS), None)
    options = parser_for(command).parse_args(given)
    if options.data:
        os.environ["ZHIYIN_DATA"] = options.data
    if options.log_format:
        os.environ["ZHIYIN_LOG_FORMAT"] = options.log_format
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyin.server.settings")
    module = module_of(options.command)
    try:
        return _run(module, options)
    except KeyboardInterrupt:
        print(_("Stopped. What was finished is kept."), file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(module: ModuleType, options: argparse.Namespace) -> int:
    from zhiyin.server.config import ConfigError

    try:
        if module.NEEDS_RECORD:
            set_up()
            from zhiyin.server.installation import prepare

            prepare()
        # Not earlier: an exception that a signal raises in the middle of an import may be lost there.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        result: int = module.run(options)
        return result
    except ConfigError as error:
        print(f"zhiyin: {error}", file=sys.stderr)
        return 2
    except Exception as error:
        said = _in_words(error)
        if said is None:
            raise
        print(f"zhiyin: {said}", file=sys.stderr)
        return 1


def _in_words(error: Exception) -> str | None:
    """What to say instead of a traceback; None for a fault of ours."""
    from zhiyin.facts.errors import FactsError
    from zhiyin.journal.errors import Busy, is_full, is_locked

    if isinstance(error, FactsError):
        from zhiyin.measure.phrases import lake_error

        return lake_error(error)
    if type(error).__module__.startswith("zhiyin."):
        return str(error)
    if is_full(error):  # perhaps so full that Django could not be set up: said by Python's own gettext
        return _("There is no space left on the disk. Nothing was saved: free some, then try again.")
    if is_locked(error):
        return str(Busy())
    if isinstance(error, OSError):
        return _of_the_system(error)
    return None


def _of_the_system(error: OSError) -> str:
    place = {"file": error.filename or ""}
    match error:
        case FileNotFoundError() if not Path(place["file"]).parent.is_dir():
            return _("There is no folder %(folder)s. Make it, or choose another place.") % {
                "folder": Path(place["file"]).parent
            }
        case FileNotFoundError():
            return _("There is no file %(file)s.") % place
        case IsADirectoryError():
            return _("%(file)s is a folder. Name a file.") % place
        case NotADirectoryError() | FileExistsError():
            return _("%(file)s is in the way. Choose another place.") % place
        case PermissionError():
            return (
                _("%(file)s may not be opened or written. Change its permissions, or choose another place.")
                % place
            )
        case _:
            said = f"{error.strerror or error} {place['file']}".rstrip()
            return _("The system reports: %(reason)s") % {"reason": said}


if __name__ == "__main__":
    sys.exit(main())
