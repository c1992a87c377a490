"""`zhiyin check`: is everything as it should be? Exit code 1 when something is not."""

import argparse
import json

ABOUT = "check the installation: agreement of record and lake, waiting work, disk, fonts, versions"
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    from zhiyin.server.checks import run_checks

    found = run_checks()
    if options.json:
        print(json.dumps([check.__dict__ for check in found], ensure_ascii=False))
    else:
        width = max(len(check.name) for check in found)
        for check in found:
            print(f"{'ok  ' if check.ok else 'NOT '} {check.name:<{width}}  {check.detail}")
    return 0 if all(check.ok for check in found) else 1
