"""The one door through which words are shown: names of staff are masked for whoever may not know them.

Whoever shows what a customer said takes the words from a `Voice`, or masks them here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import read_tree
from zhiyin.collect.models import Signal
from zhiyin.science.language.search import holds
from zhiyin.science.understand.annotations.annotation import NAMED
from zhiyin.science.understand.annotations.masking import Mask, mask_of
from zhiyin.science.understand.annotations.names import STAFF_CODES
from zhiyin.understand.corrected import whole
from zhiyin.understand.models import Reading, ShownAnnotation
from zhiyin.understand.queries import analyser
from zhiyin.understand.queries.names import current_names

PERMISSION: Final = "staff_scores.read"
NOTHING: Final = Mask()


def masks_for(actor: Actor, signals: Sequence[Signal]) -> dict[int, Mask]:
    """What is masked for the actor in the words of each of these signals (which carry their readings); those whose
    names they may know, where the unit stands today, are absent. What has not been read yet is read for it."""
    tree = read_tree()
    hidden = [
        (signal, tree.by_id[signal.unit_id].path)
        for signal in signals
        if not actor.may(PERMISSION, tree.by_id[signal.unit_id].path)
    ]
    if not hidden:
        return {}
    names = current_names()
    unread = [(signal, path) for signal, path in hidden if _annotations(signal) is None]
    texts = [whole(signal.title, signal.text) for signal, _path in unread]
    read = analyser.read(texts, places=[path for _signal, path in unread]) if unread else []
    found: dict[int, Sequence[Mapping[str, Any]]] = {
        signal.pk: list(map(asdict, one.annotations))
        for (signal, _path), one in zip(unread, read, strict=True)
    }
    found |= {signal.pk: annotations for signal, _path in hidden if (annotations := _annotations(signal))}
    return {
        signal.pk: mask_of(whole(signal.title, signal.text), found.get(signal.pk, ()), names, path)
        for signal, path in hidden
    }


def shown_words(actor: Actor, signals: Sequence[Signal]) -> dict[int, str]:
    """Title and text of each of these signals as the actor may read them; as long as they were read."""
    masks = masks_for(actor, signals)
    words = {signal.pk: whole(signal.title, signal.text) for signal in signals}
    return {key: masks[key].over(said) if key in masks else said for key, said in words.items()}


def masked(value: Any, mask: Mask) -> Any:
    """A value beside the words (an attribute, an earlier revision) with the same names masked in every text of it."""
    if isinstance(value, str):
        return mask.beside(value)
    if isinstance(value, list):
        return [masked(one, mask) for one in value]
    if isinstance(value, Mapping):
        return {name: masked(one, mask) for name, one in value.items()}
    return value


def masked_earlier(content: Mapping[str, Any], mask: Mask, path: str) -> dict[str, Any]:
    """What a signal said before, masked by what is found in those words."""
    words = whole(str(content.get("title") or ""), str(content.get("text") or ""))
    annotations = map(asdict, analyser.read([words], places=[path])[0].annotations)
    own = mask_of(words, annotations, current_names(), path)
    both = Mask((), tuple(sorted({*mask.names, *own.names})))
    found: dict[str, Any] = masked(content, both)
    return found


def is_found(query: str, words: str, shown: str) -> bool:
    """Whether a search still finds the words as they are shown: nobody finds a name that they may not read."""
    return words == shown or not query.strip() or holds(shown, query)


def naming_nobody(actor: Actor) -> Q:
    """Signals whose text a condition may be about: a condition on the text would give masked names away letter by
    letter, so that texts in which staff are named are left out where the actor may not know them."""
    paths = actor.paths(PERMISSION)
    if "" in paths:
        return Q()
    staff = ShownAnnotation.objects.filter(signal=OuterRef("pk"), kind=NAMED, code__in=STAFF_CODES)
    units = [node.id for node in read_tree().nodes if node.path.startswith(paths)] if paths else []
    return Q(unit_id__in=units) | Q(text="", title="") | Q(~Exists(staff), reading__isnull=False)


def _annotations(signal: Signal) -> Sequence[Mapping[str, Any]] | None:
    """None while the words have not been read as they are."""
    reading: Reading | None = getattr(signal, "reading", None)
    if reading is None or reading.revision != signal.revision:
        return None
    found: Sequence[Mapping[str, Any]] = reading.annotations
    return found
