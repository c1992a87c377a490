"""The analyser as this organisation has it: the shipped models with its words, names, lessons and transformer."""

from collections.abc import Sequence
from functools import lru_cache

from zhiyin.science.understand import reading as science
from zhiyin.science.understand.adaptation import Adaptation
from zhiyin.science.understand.slang.words import Slang
from zhiyin.understand.models import LearntAdaptation
from zhiyin.understand.queries.names import current_names
from zhiyin.understand.queries.slang import current_words, words_with
from zhiyin.understand.queries.transformer import transformer


def read(texts: Sequence[str | None], *, places: Sequence[str | None] | None = None) -> list[science.Reading]:
    """One reading per text, in order; `places` are the paths of the units where they were said. A few small queries."""
    return science.read(
        texts,
        words=current_words(),
        names=current_names(),
        places=places,
        judge=transformer(),
        adaptation=adaptation(),
    )


def read_as(texts: Sequence[str | None], learnt: Adaptation | None) -> list[science.Reading]:
    """The same with another adaptation, or with none: the shipped models."""
    return science.read(
        texts, words=current_words(), names=current_names(), judge=transformer(), adaptation=learnt
    )


def read_saying(texts: Sequence[str | None], slang: Slang) -> list[science.Reading]:
    """The same with another meaning of slang."""
    return science.read(
        texts, words=words_with(slang), names=current_names(), judge=transformer(), adaptation=adaptation()
    )


def name() -> str:
    """Changes when a text may be read otherwise: a model, a rule, a taxonomy, slang, a name, what was learnt."""
    return science.analyser(current_words(), current_names(), transformer(), adaptation())


def adaptation() -> Adaptation | None:
    """What was learnt from corrections and holds; None for the models as they are shipped."""
    found = LearntAdaptation.objects.filter(state="in_force").values_list("pk", "version").first()
    return None if found is None else _content(*found)


@lru_cache(maxsize=2)
def _content(number: int, version: str) -> Adaptation | None:
    del version  # what is remembered is remembered by it
    kept = LearntAdaptation.objects.filter(pk=number).values_list("content", flat=True).first()
    return None if kept is None else Adaptation.of(bytes(kept))
