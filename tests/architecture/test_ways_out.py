"""Nothing leaves around the outbox."""

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "zhiyin"
CARRIERS = SOURCE / "contact" / "carriers"
SENDING = SOURCE / "contact" / "sending"
# What can carry something to somebody.
_CARRIES = re.compile(
    r"^\s*(?:from|import) (?:smtplib|apprise|requests|httpx|urllib\.request|django\.core\.mail)\b"
    r"|^\s*(?:from|import) zhiyin\.contact\.carriers(?!\.(?:shape|services)\b)"
    r"|^\s*from zhiyin\.contact\.fetching import .*\bpost\b"
)


def test_only_the_sender_hands_anything_to_a_carrier() -> None:
    found = [
        f"{path.relative_to(SOURCE)}: {line.strip()}"
        for path in SOURCE.rglob("*.py")
        if CARRIERS not in path.parents and SENDING not in path.parents
        for line in path.read_text(encoding="utf-8").splitlines()
        if _CARRIES.match(line)
    ]
    assert found == []


def test_one_module_alone_asks_machines() -> None:
    """Besides connectors, which fetch: the optional assistant. What is asked there is masked and counted before."""
    asks = re.compile(r"^\s*from zhiyin\.contact\.fetching import .*\bask\b")
    found = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if any(asks.match(line) for line in path.read_text(encoding="utf-8").splitlines())
    ]
    assert found == ["understand/assistant/asking.py"]


def test_the_sender_calls_a_carrier_in_one_place_after_asking() -> None:
    calls = [
        (path.name, line.strip())
        for path in SENDING.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "carrier(" in line and "def carrier" not in line
    ]
    assert calls == [("outbox.py", "return carrier(channel.carrier)(message, route)")]
