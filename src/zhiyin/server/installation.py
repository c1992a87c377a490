"""Making a data directory ready: tables, defaults, the files that pages need. Cheap when nothing is to be done."""

import hashlib
import os
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from zhiyin.accounts.actor import Actor
from zhiyin.act.actions.install_rules import install_rules
from zhiyin.customers.actions.install_purposes import install_purposes
from zhiyin.journeys.actions.install_defaults import install_defaults

INSTALLER = Actor.system("installation")


def _migrations_digest() -> str:
    """Names of all migration files: changes exactly when `migrate` has something to do."""
    names = sorted(
        f"{config.label}/{file.name}"
        for config in apps.get_app_configs()
        for file in (Path(config.path) / "migrations").glob("[0-9]*.py")
    )
    database = f"{connection.vendor}:{connection.settings_dict['NAME']}:{connection.settings_dict['HOST']}"
    return hashlib.sha256("\n".join([database, *names]).encode()).hexdigest()


def prepare() -> None:
    """Bring the tables up to date and install the defaults, once per version of the tables."""
    settings.DATA.mkdir(parents=True, exist_ok=True)
    os.chmod(settings.DATA, 0o700)
    settings.UPLOADS.mkdir(exist_ok=True)
    marker = settings.DATA / "schema"
    digest = _migrations_digest()
    if marker.exists() and marker.read_text() == digest and _has_tables():
        return
    call_command("migrate", interactive=False, verbosity=0)
    install_defaults(INSTALLER)
    install_rules(INSTALLER)
    install_purposes(INSTALLER)
    marker.write_text(digest)


def _has_tables() -> bool:
    if connection.vendor == "sqlite":
        return Path(str(connection.settings_dict["NAME"])).exists()
    return "django_migrations" in connection.introspection.table_names()


def prepare_static() -> None:
    """Collect and compress what pages load, when the package's files have changed."""
    files = sorted(
        (path, path.stat())
        for config in apps.get_app_configs()
        for path in (Path(config.path) / "static").rglob("*")
        if path.is_file()
    )
    digest = hashlib.sha256(
        "\n".join(f"{path}:{stat.st_size}:{stat.st_mtime_ns}" for path, stat in files).encode()
    ).hexdigest()
    marker = settings.DATA / "static.digest"
    if marker.exists() and marker.read_text() == digest:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    marker.write_text(digest)
