"""`zhiyin user`: people who may sign in, from the machine itself."""

import argparse
import secrets
from gettext import gettext as _

from zhiyin.server.terminal import gettext_noop

ABOUT = gettext_noop("list people, add an administrator, set a new password")
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar=_("ACTION"), required=True)
    actions.add_parser("list", help=_("who may sign in"))
    add = actions.add_parser("add", help=_("add an administrator; prints a random password"))
    add.add_argument("username", metavar=_("USERNAME"), help=_("the name to sign in with"))
    password = actions.add_parser("password", help=_("set a new random password and print it"))
    password.add_argument("username", metavar=_("USERNAME"), help=_("the name to sign in with"))


def run(options: argparse.Namespace) -> int:
    from zhiyin.accounts.actions.ensure_administrator import ensure_administrator
    from zhiyin.accounts.actions.set_password import set_password
    from zhiyin.accounts.queries.users import users_in_scope
    from zhiyin.journal.errors import Conflict
    from zhiyin.server.installation import INSTALLER

    if options.action == "list":
        comma = _(", ")
        for user in users_in_scope(INSTALLER):
            print(f"{user.username}\t{user.name}\t{comma.join(user.roles)}")
        return 0
    password = secrets.token_urlsafe(12)
    if options.action == "add":
        if not ensure_administrator(INSTALLER, username=options.username, password=password):
            told = _("There is a user “%(name)s” already. Use `zhiyin user password %(name)s`.")
            raise Conflict(told % {"name": options.username})
    else:
        set_password(INSTALLER, username=options.username, password=password)
    print(password)
    return 0
