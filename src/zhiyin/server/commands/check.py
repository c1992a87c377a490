"""`zhiyin check`: is everything as it should be? Exit code 1 when something is not."""

import argparse
import json
from gettext import gettext as _

from zhiyin.science.language.columns import padded, width
from zhiyin.server.terminal import gettext_noop

ABOUT = gettext_noop(
    "check the installation: agreement of record and lake, waiting work, disk, fonts, versions"
)
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    from zhiyin.server.checks import LABELS, run_checks

    found = run_checks()
    if options.json:
        print(json.dumps([check.__dict__ for check in found], ensure_ascii=False))
        return 0 if all(check.ok for check in found) else 1
    lines = [(_("ok") if check.ok else _("NOT"), str(LABELS[check.name]), check.detail) for check in found]
    verdict, name = (max(width(line[at]) for line in lines) for at in (0, 1))
    for first, second, detail in lines:
        print(f"{padded(first, verdict)}  {padded(second, name)}  {detail}")
    return 0 if all(check.ok for check in found) else 1
