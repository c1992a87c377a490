"""Readings for the lake: what was understood of each signal; people's corrections are in them already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import orjson

from zhiyin.collect.feeds import Selection, chosen
from zhiyin.journal.columns import rows_of
from zhiyin.science.understand.sentiment import label_of
from zhiyin.understand.models import Reading, TopicMember
from zhiyin.understand.queries.categories import feeling_by_aspect, feeling_by_category

TOPIC = "topic"
"""The kind under which the lake has pinned topics, beside the annotations."""

_NOTHING: tuple[Any, ...] = ("[]", [], None)


@dataclass(frozen=True, slots=True)
class Understood:
    """Columns of equal length per group: what holds for signals, each aspect that a signal mentions, once, each category
    of a taxonomy that it names, once, with those above it, and each kind and code of annotation that it shows, once.

    `revision` is the revision that was read.
    """

    signal_id: list[int]
    revision: list[int]
    language: list[str]
    sentiment: list[float | None]
    label: list[str]
    set_aside: list[str | None]  # why numbers leave it out; empty or None: they do not
    mentioning: list[int]  # the signal
    mentioning_revision: list[int]
    aspect: list[str]
    aspect_sentiment: list[float]  # -1..1, the mean over the aspect's mentions in this signal
    aspect_label: list[str]
    naming: list[int]  # the signal
    naming_revision: list[int]
    category: list[str]  # its full code
    category_sentiment: list[float]  # -1..1, the mean over its mentions and those of what lies below it
    category_label: list[str]
    showing: list[int]  # the signal
    showing_revision: list[int]
    kind: list[str]
    code: list[str]
    strength: list[float]  # 0..1, the greatest of its annotations in this signal


def readings(selection: Selection) -> Understood:
    """What was understood of these signals, and the pinned topics that they belong to."""
    found = Understood(*([] for _ in fields(Understood)))
    columns = Reading.objects.values_list(
        "signal_id", "revision", "language", "sentiment", "label", "set_aside", "mentions", "annotations"
    )
    for part in chosen(columns, selection, "signal__"):
        for rows in rows_of(part):
            _add(found, rows)
    members = TopicMember.objects.values_list(
        "signal_id", "signal__reading__revision", "topic__code", "strength"
    ).filter(signal__reading__isnull=False)
    for part in chosen(members, selection, "signal__"):
        for rows in rows_of(part):
            for signal, revision, code, strength in rows:
                found.showing.append(signal)
                found.showing_revision.append(revision)
                found.kind.append(TOPIC)
                found.code.append(code)
                found.strength.append(strength)
    return found


def _add(found: Understood, rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    keys, revisions, languages, sentiments, labels, set_aside, all_mentions, all_annotations = zip(
        *rows, strict=True
    )
    found.signal_id.extend(keys)
    found.revision.extend(revisions)
    found.language.extend(languages)
    found.sentiment.extend(sentiments)
    found.label.extend(labels)
    found.set_aside.extend(set_aside)
    for key, revision, mentions in _those_with(keys, revisions, all_mentions):
        for aspect, value in feeling_by_aspect(mentions).items():
            found.mentioning.append(key)
            found.mentioning_revision.append(revision)
            found.aspect.append(aspect)
            found.aspect_sentiment.append(value)
        for category, value in feeling_by_category(mentions).items():
            found.naming.append(key)
            found.naming_revision.append(revision)
            found.category.append(category)
            found.category_sentiment.append(value)
    for values, labels_of_them in (
        (found.aspect_sentiment, found.aspect_label),
        (found.category_sentiment, found.category_label),
    ):
        labels_of_them.extend(label_of((value + 1) / 2) for value in values[len(labels_of_them) :])
    for key, revision, annotations in _those_with(keys, revisions, all_annotations):
        for (kind, code), strength in _by_code(annotations).items():
            found.showing.append(key)
            found.showing_revision.append(revision)
            found.kind.append(kind)
            found.code.append(code)
            found.strength.append(strength)


def _by_code(annotations: list[dict[str, Any]]) -> dict[tuple[str, str], float]:
    """(kind, code) -> the greatest strength of its annotations."""
    found: dict[tuple[str, str], float] = {}
    for one in annotations:
        key = one["kind"], one["code"]
        found[key] = max(one["strength"], found.get(key, 0.0))
    return found


def _those_with(
    keys: Sequence[int], revisions: Sequence[int], lists: Sequence[Any]
) -> Iterator[tuple[int, int, list[dict[str, Any]]]]:
    """The signals whose list is not empty."""
    said = [row for row in zip(keys, revisions, lists, strict=True) if row[2] not in _NOTHING]
    parsed = _parsed([row[2] for row in said])
    yield from ((key, revision, found) for (key, revision, _), found in zip(said, parsed, strict=True))


def _parsed(lists: list[Any]) -> list[list[dict[str, Any]]]:
    """Lists of objects: read as one document where the database gives text, which is much faster."""
    if all(isinstance(text, str) for text in lists):
        whole: list[list[dict[str, Any]]] = orjson.loads(f"[{','.join(lists)}]")
        return whole
    return [orjson.loads(text) if isinstance(text, str) else text for text in lists]
