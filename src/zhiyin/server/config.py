"""What may be set from outside, read once, typed, failing at start: every setting is a `ZHIYIN_*` variable."""

import contextlib
import ipaddress
import os
import secrets
from dataclasses import dataclass
from gettext import gettext as _  # Django is not set up yet
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from urllib.parse import SplitResult


class ConfigError(Exception):
    """A setting that cannot be used; the message names the variable and what it should look like."""


@dataclass(frozen=True, slots=True)
class Config:
    """The configuration of one process."""

    data: Path
    database_url: str
    secret_key: str
    debug: bool
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    proxies: int  # how many proxies of ours stand in front and set X-Forwarded-For
    time_zone: str
    language: str
    smtp_url: str
    mail_from: str
    inbound_mail: str  # a mailbox that is read: imaps://user:password@host/INBOX
    mail_reply: str  # answers to letters come to it, with a token after a plus
    site_url: str
    log_format: str
    private_networks: tuple[str, ...]  # that we may ask for data all the same
    inbox: Path  # folders to be watched lie in it
    sentiment_model: str  # a directory with a transformer of one's own, see science.understand.transformer

    @property
    def lake(self) -> Path:
        return self.data / "lake"


def _flag(name: str) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "0", "false", "no", "off"}:
        return False
    if value in {"1", "true", "yes", "on"}:
        return True
    raise ConfigError(_("%(name)s must be 1 or 0, not “%(value)s”.") % {"name": name, "value": value})


def _whole(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdecimal():
        raise ConfigError(
            _("%(name)s must be a whole number, not “%(value)s”.") % {"name": name, "value": value}
        )
    return int(value)


def _one_of(name: str, default: str, *known: str) -> str:
    value = os.environ.get(name, default)
    if value not in known:
        told = _("%(name)s must be one of %(known)s, not “%(value)s”.")
        raise ConfigError(told % {"name": name, "known": ", ".join(known), "value": value})
    return value


def _time_zone(name: str, default: str) -> str:
    value = os.environ.get(name, default)
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        told = _("%(name)s must be the name of a time zone such as %(example)s, not “%(value)s”.")
        raise ConfigError(told % {"name": name, "example": default, "value": value}) from error


def _must_look(name: str, example: str) -> str:
    return _("%(name)s must look like %(example)s.") % {"name": name, "example": example}


def _names(name: str, default: str = "") -> tuple[str, ...]:
    return tuple(part.strip() for part in os.environ.get(name, default).split(",") if part.strip())


def _networks(name: str) -> tuple[str, ...]:
    networks = _names(name)
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            raise ConfigError(_must_look(name, "10.0.0.0/8,192.168.7.0/24")) from error
    return networks


def _secret(data: Path) -> str:
    """The installation's own secret: from ZHIYIN_SECRET_KEY, else a file made at the first start, readable by us alone."""
    given = os.environ.get("ZHIYIN_SECRET_KEY")
    if given:
        return given
    place = data / "secret.key"
    if not place.exists():
        data.mkdir(parents=True, exist_ok=True)
        made = place.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # the first of several starting processes wins
            os.link(made, place)
        made.unlink()
    return place.read_text().strip()


def read_config() -> Config:
    """Read the environment. Raises ConfigError."""
    data = Path(os.environ.get("ZHIYIN_DATA", "data")).expanduser().resolve()
    return Config(
        data=data,
        database_url=os.environ.get("ZHIYIN_DATABASE_URL", ""),
        secret_key=_secret(data),
        debug=_flag("ZHIYIN_DEBUG"),
        hosts=_names("ZHIYIN_HOSTS", "127.0.0.1,localhost,[::1]"),
        origins=_names("ZHIYIN_ORIGINS"),
        proxies=_whole("ZHIYIN_PROXIES", 0),
        time_zone=_time_zone("ZHIYIN_TIME_ZONE", "Asia/Shanghai"),
        language=_one_of("ZHIYIN_LANGUAGE", "zh-hans", "zh-hans", "en"),
        smtp_url=os.environ.get("ZHIYIN_SMTP_URL", ""),
        mail_from=os.environ.get("ZHIYIN_MAIL_FROM", "zhiyin@localhost"),
        inbound_mail=os.environ.get("ZHIYIN_INBOUND_MAIL", ""),
        mail_reply=os.environ.get("ZHIYIN_MAIL_REPLY", ""),
        site_url=os.environ.get("ZHIYIN_SITE_URL", "http://127.0.0.1:8000").rstrip("/"),
        log_format=_one_of("ZHIYIN_LOG_FORMAT", "text", "text", "json"),
        private_networks=_networks("ZHIYIN_PRIVATE_NETWORKS"),
        sentiment_model=os.environ.get("ZHIYIN_SENTIMENT_MODEL", ""),
        inbox=Path(os.environ.get("ZHIYIN_INBOX") or data / "inbox").expanduser().resolve(),
    )


def _port_is_a_number(url: "SplitResult") -> bool:
    try:
        return url.port is None or url.port > 0
    except ValueError:
        return False


def database_settings(config: Config) -> dict[str, object]:
    """Django's DATABASES["default"]: SQLite in the data directory, or PostgreSQL by URL."""
    if not config.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(config.data / "zhiyin.sqlite3"),
            # closing the last connection empties the log into the file: 12 ms that no request should pay
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: what we acknowledge is on the disk
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; "
                    "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456; PRAGMA wal_autocheckpoint=4000; "
                    # what was erased is overwritten, not only released
                    "PRAGMA secure_delete=ON;"
                ),
            },
        }
    from urllib.parse import parse_qsl, unquote, urlsplit  # noqa: PLC0415  (only where PostgreSQL is used)

    url = urlsplit(config.database_url)
    if url.scheme not in {"postgres", "postgresql"} or not _port_is_a_number(url):
        raise ConfigError(_must_look("ZHIYIN_DATABASE_URL", "postgresql://user:password@host:5432/name"))
    options: dict[str, object] = dict(parse_qsl(url.query))
    host = str(options.pop("host", "")) or unquote(url.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": host,
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 600,
        "OPTIONS": options,
    }


def mail_settings(config: Config) -> dict[str, object]:
    """Django's EMAIL_* settings from `smtp://user:password@host:port` (smtps:// for TLS, ?starttls=1)."""
    if not config.smtp_url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    from urllib.parse import parse_qs, unquote, urlsplit  # noqa: PLC0415  (only where mail is configured)

    url = urlsplit(config.smtp_url)
    if url.scheme not in {"smtp", "smtps"} or not url.hostname or not _port_is_a_number(url):
        raise ConfigError(_must_look("ZHIYIN_SMTP_URL", "smtp://user:password@host:587?starttls=1"))
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or (465 if url.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": parse_qs(url.query).get("starttls") == ["1"],
        "EMAIL_TIMEOUT": 20,
    }
