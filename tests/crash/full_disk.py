"""A file system of a few megabytes for one test, that can be filled to the last byte and emptied again."""

import http.cookiejar
import json
import os
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest

SIZE = 80  # MB
PAGE = 4096

# A name space of our own takes the file system with it when the process that holds it ends.
WAYS = {  # how to make one, and how to enter it: as root, and as anybody
    ("--mount",): ("--mount",),
    ("--user", "--map-root-user", "--mount"): ("--user", "--preserve-credentials", "--mount"),
}
MOUNT = f'mount -t tmpfs -o size={SIZE}m tmpfs "$0" && echo mounted && exec sleep infinity'


class SmallDisk:
    """A tmpfs at `place` in a mount name space of its own; commands are run there by `through`."""

    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir(exist_ok=True)
        if not (shutil.which("unshare") and shutil.which("nsenter")):
            pytest.skip("a small file system of our own needs unshare and nsenter (util-linux)")
        for made, way in WAYS.items():
            self._holder = subprocess.Popen(
                ["unshare", *made, "sh", "-c", MOUNT, str(place)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            assert self._holder.stdout is not None
            self.through = ("nsenter", *way, f"--target={self._holder.pid}")
            if self._holder.stdout.readline() == b"mounted\n":
                break
            self.give_back()
        else:
            pytest.skip(
                "mounting a small file system is not permitted here (neither as root nor in a name space)"
            )
        self.seen = Path(f"/proc/{self._holder.pid}/root{place}")  # the same from outside

    def give_back(self) -> None:
        self._holder.kill()
        self._holder.wait()
        assert self._holder.stdout is not None
        self._holder.stdout.close()

    @property
    def free(self) -> int:
        """Bytes."""
        there = os.statvfs(self.seen)
        return there.f_bavail * there.f_frsize

    def fill(self, leave: int = 0) -> None:
        """Leave so many bytes, rounded to pages, for others; none when nothing is said."""
        piece = b"\0" * PAGE
        with (self.seen / "ballast").open("ab", buffering=0) as ballast:
            while self.free > leave:
                try:
                    ballast.write(piece * max(1, min(256, (self.free - leave) // PAGE)))
                except OSError:  # another process was faster with the last pages
                    continue

    def make_room(self) -> None:
        (self.seen / "ballast").unlink(missing_ok=True)


class Answer(NamedTuple):
    status: int
    media: str
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


class Form(HTMLParser):
    """What a browser would send for the fields of a page when a person changes none of them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = said["name"]
        elif tag == "option" and ("selected" in said or self._select not in self.fields):
            self.fields[self._select] = said.get("value", "")
        elif tag == "input" and "name" in said and said.get("type") not in ("submit", "file"):
            self.fields[said["name"]] = said.get("value", "")


@dataclass
class Browser:
    """A browser without a screen; it keeps its cookies and follows redirects."""

    port: int

    def __post_init__(self) -> None:
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> Answer:
        place = f"http://127.0.0.1:{self.port}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        asked = urllib.request.Request(
            place + path, body, {"Referer": place + path, "Accept-Language": "en", **named}
        )
        try:
            with self._opener.open(asked, timeout=60) as answer:
                return Answer(answer.status, answer.headers["Content-Type"] or "", answer.read().decode())
        except urllib.error.HTTPError as answer:
            with answer:
                return Answer(answer.code, answer.headers["Content-Type"] or "", answer.read().decode())

    def form(self, page: str) -> dict[str, str]:
        """The fields of that page."""
        return Form(self.ask(page).text).fields

    def send(self, page: str, to: str = "", **fields: str) -> Answer:
        """Fill in the form of that page and send it off."""
        return self.ask(to or page, urllib.parse.urlencode({**self.form(page), **fields}).encode())

    def upload(self, page: str, name: str, content: bytes) -> Answer:
        parts = [
            b'--b\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n',
            self.form(page)["csrfmiddlewaretoken"].encode(),
            f'\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode(),
            content,
            b"\r\n--b--\r\n",
        ]
        return self.ask(page, b"".join(parts), Content_Type="multipart/form-data; boundary=b")
