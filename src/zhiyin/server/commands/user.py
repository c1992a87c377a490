"""`zhiyin user`: people who may sign in, from the machine itself."""

import argparse
import secrets

ABOUT = "list people, add an administrator, set a new password"
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="who may sign in")
    add = actions.add_parser("add", help="add an administrator; prints a random password")
    add.add_argument("username")
    password = actions.add_parser("password", help="set a new random password and print it")
    password.add_argument("username")


def run(options: argparse.Namespace) -> int:
    from zhiyin.accounts.actions.ensure_administrator import ensure_administrator
    from zhiyin.accounts.actions.set_password import set_password
    from zhiyin.accounts.queries.users import users_in_scope
    from zhiyin.journal.errors import Conflict
    from zhiyin.server.installation import INSTALLER

    if options.action == "list":
        for user in users_in_scope(INSTALLER):
            print(f"{user.username}\t{user.name}\t{', '.join(user.roles)}")
        return 0
    password = secrets.token_urlsafe(12)
    if options.action == "add":
        if not ensure_administrator(INSTALLER, username=options.username, password=password):
            raise Conflict(
                f"There is a user {options.username!r} already. Use `zhiyin user password {options.username}`."
            )
    else:
        set_password(INSTALLER, username=options.username, password=password)
    print(password)
    return 0
