"""Which texts belong to which pinned topic."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhiyin.science.understand.themes.assigning import assign
from zhiyin.science.understand.themes.theme import Themes
from zhiyin.understand.models import Topic, TopicMember
from zhiyin.understand.theming.replaying import theme_in


@dataclass(frozen=True, slots=True)
class Belonging:
    """A text, by its signal, and a topic that it belongs to."""

    signal: int
    topic: int
    strength: float


def belonging(
    topics: Sequence[Topic], signals: Sequence[int], texts: Sequence[str], languages: Sequence[str | None]
) -> list[Belonging]:
    """What belongs where; nothing is written."""
    if not topics or not signals:
        return []
    themes = Themes(tuple(theme_in(topic.content) for topic in topics), len(texts), 0, 0.0, 0)
    found = assign(themes, texts, languages=languages)
    return [
        Belonging(signals[text], topics[theme].pk, round(strength, 3))
        for theme, text, strength in zip(
            found.theme.tolist(), found.text.tolist(), found.strength.tolist(), strict=True
        )
    ]


def write(topics: Sequence[Topic], signals: Sequence[int], found: Sequence[Belonging]) -> None:
    """Put it in the place of what was written about these topics and signals before."""
    if not topics:
        return
    TopicMember.objects.filter(topic__in=[topic.pk for topic in topics], signal__in=signals).delete()
    TopicMember.objects.bulk_create(
        [TopicMember(topic_id=one.topic, signal_id=one.signal, strength=one.strength) for one in found],
        batch_size=2_000,
    )
