"""Ask the assistant to write something. It is written in the background, or was written before."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Signal
from zhiyin.journal.errors import NotFound
from zhiyin.journal.record import record
from zhiyin.science.language import detection
from zhiyin.understand.assistant import budget, prompts
from zhiyin.understand.assistant.cleaning import clean
from zhiyin.understand.assistant.material import shown_texts, unrestricted
from zhiyin.understand.assistant.uses import (
    LEAST_TEXTS,
    LIMITS,
    LOOKED_AT,
    MOST_QUOTES,
    MOST_TEXTS,
    MOST_WORDS,
    REPLY,
    SUMMARY,
    THEME_NAME,
    TRANSLATION,
    TRIAL,
)
from zhiyin.understand.errors import AssistantBudgetSpent, AssistantOff, NothingToWriteFrom, TooFewToSumUp
from zhiyin.understand.models import Assistant, Written, WrittenFrom
from zhiyin.understand.queries.themes.themes import quotes_of, theme_detail
from zhiyin.understand.queries.voices import Filters, newest_words, readable_signals, signal_of

SPARE = 40  # looked up besides a sample, for those that may not be shown


def ask_summary(actor: Actor, filters: Filters, *, language: str = "") -> int:
    """Sum up what the voices that fit say, from a random sample of the newest; the id of what is written.

    Needs `voice.read`; of what the actor may read. Journals `understand.assistant_asked`. Raises as `list_voices`, and
    AssistantOff, AssistantBudgetSpent, TooFewToSumUp.
    """
    words = newest_words(actor, filters, LOOKED_AT)
    _allowed(SUMMARY)
    # the same ones as long as they fit: asking twice gives one summary
    drawn = sorted(words.ids, key=lambda key: hashlib.blake2b(str(key).encode(), digest_size=8).digest())
    signals = unrestricted(_signals(drawn[: MOST_TEXTS + SPARE]))[:MOST_TEXTS]
    if len(signals) < LEAST_TEXTS:
        raise TooFewToSumUp(least=LEAST_TEXTS)
    return _ask(actor, SUMMARY, signals, _language(language), {"of": len(words.ids), "more": words.more})


def ask_theme_name(actor: Actor, *, words: Sequence[str], signals: Sequence[int], language: str = "") -> int:
    """Suggest a name for a theme with these typical words and voices; the id of what is written.

    Needs `voice.read` for every one of the voices, of which the first MOST_QUOTES are shown. Raises NotFound for one out
    of sight, AssistantOff, AssistantBudgetSpent, NothingToWriteFrom. Journals `understand.assistant_asked`.
    """
    actor.require("voice.read")
    wanted = list(dict.fromkeys(signals))
    found = _signals(wanted, actor)
    if len(found) < len(wanted):
        raise NotFound()
    _allowed(THEME_NAME)
    typical = [cleaned[:40] for one in words[:MOST_WORDS] if (cleaned := clean(one))]
    return _ask(actor, THEME_NAME, unrestricted(found)[:MOST_QUOTES], _language(language), {"words": typical})


def ask_name_of_theme(actor: Actor, theme_id: int) -> int:
    """Suggest a name for a theme that was found, from its words and most typical voices; nothing is renamed. Raises as
    `ask_theme_name`, and NotFound where no text of the theme may be read."""
    theme = theme_detail(actor, theme_id).theme
    signals = [quote.signal for quote in quotes_of(actor, theme_id, most=MOST_QUOTES)]
    return ask_theme_name(actor, words=theme.words, signals=signals)


def ask_translation(actor: Actor, signal_id: int) -> int:
    """Translate a voice's words into the other of Chinese and English; the id of what is written.

    Needs `voice.read` where its unit stands. Raises NotFound for one out of sight, AssistantOff, AssistantBudgetSpent,
    NothingToWriteFrom. Journals `understand.assistant_asked`.
    """
    signal = signal_of(actor, signal_id)
    _allowed(TRANSLATION)
    into = {"zh": "en", "en": "zh"}.get(_spoken(signal)) or _language("")
    return _ask(actor, TRANSLATION, unrestricted([signal]), into, {})


def ask_reply(actor: Actor, signal_id: int) -> int:
    """Draft a reply to a voice, in its language; nothing is sent. Needs and raises as `ask_translation`."""
    signal = signal_of(actor, signal_id)
    _allowed(REPLY)
    return _ask(actor, REPLY, unrestricted([signal]), _spoken(signal) or _language(""), {})


def try_assistant(actor: Actor) -> int:
    """Let it say one word, with nobody's texts. Needs `settings.manage` everywhere. Raises AssistantOff,
    AssistantBudgetSpent. Journals `understand.assistant_asked`."""
    actor.require("settings.manage", "")
    _allowed(TRIAL)
    Written.objects.filter(use=TRIAL, state__in=("ready", "failed")).delete()
    return _ask(actor, TRIAL, [], _language(""), {})


def _ask(actor: Actor, use: str, signals: Sequence[Signal], language: str, asked: dict[str, Any]) -> int:
    texts = shown_texts(signals, LIMITS[use].longest)
    if use != TRIAL and not any(texts):
        raise NothingToWriteFrom()
    messages = prompts.messages(use, language, texts, asked.get("words", ()))
    with transaction.atomic():
        row = Assistant.objects.select_for_update().get()
        digest = _digest(use, row.model, messages, signals)
        same = Written.objects.filter(digest=digest)
        found = same.exclude(state="failed").values_list("id", flat=True).first()
        if found is not None:
            return found
        if not budget.holds(row):
            raise AssistantBudgetSpent()
        same.delete()
        written = Written.objects.create(
            use=use, model=row.model, digest=digest, language=language, asked=asked, asked_by=actor.name
        )
        WrittenFrom.objects.bulk_create(
            WrittenFrom(written=written, signal=signal, position=position, revision=signal.revision)
            for position, signal in enumerate(signals, 1)
        )
        data = {"use": use, "texts": len(signals)}
        record(actor, "understand.assistant_asked", data, subject=f"written:{written.pk}")
    return written.pk


def _digest(use: str, model: str, messages: Sequence[dict[str, str]], signals: Sequence[Signal]) -> str:
    """Of everything that is sent, and of whose it is: what two customers said in the same words is written twice, so that
    each goes with its own."""
    whose = [(one.pk, one.revision) for one in signals]
    whole = json.dumps([prompts.VERSION, use, model, list(messages), whose], ensure_ascii=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def _allowed(use: str) -> None:
    row = Assistant.objects.filter(is_on=True).first()
    if row is None or (use != TRIAL and use not in row.uses):
        raise AssistantOff()


def _signals(keys: Sequence[int], actor: Actor | None = None) -> list[Signal]:
    """In the order given; with `actor`, those that may be read."""
    among = readable_signals(actor) if actor else Signal.objects.all()
    rows = {one.pk: one for one in among.filter(pk__in=keys).select_related("reading")}
    return [rows[key] for key in keys if key in rows]


def _spoken(signal: Signal) -> str:
    """zh, en or "" for another language, or none known."""
    reading = getattr(signal, "reading", None)
    language = reading.language if reading else ""
    return "zh" if language in detection.CHINESE else "en" if language == detection.ENGLISH else ""


def _language(asked_for: str) -> str:
    if asked_for in prompts.LANGUAGES:
        return asked_for
    return "en" if (get_language() or "").startswith("en") else "zh"
