"""People's edits, done again on themes that were found anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from zhiyin.science.understand.themes import telling
from zhiyin.science.understand.themes.editing import merge, rename
from zhiyin.science.understand.themes.theme import Theme, Themes, theme_of


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: the keys of the themes that it is about, and a name or the parts of a split."""

    kind: str
    themes: Sequence[str]
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edited:
    """The themes as people want them, and which of them are hidden."""

    themes: Themes
    hidden: frozenset[str]


def replayed(found: Themes, edits: Iterable[Edit]) -> Edited:
    """The edits in their order. What is about a theme that was not found is left out, and comes back with it."""
    themes, hidden = found, set[str]()
    for edit in edits:
        present = {theme.id for theme in themes}
        keys = [key for key in edit.themes if key in present]
        if edit.kind == "merge" and len(keys) > 1:
            themes = merge(themes, keys)
        elif not keys:
            continue
        elif edit.kind == "rename":
            themes = rename(themes, keys[0], edit.content["name"])
        elif edit.kind == "split":
            themes = _parted(themes, keys[0], edit.content["parts"])
        elif edit.kind == "hide":
            hidden.add(keys[0])
        elif edit.kind == "show":
            hidden.discard(keys[0])
    return Edited(themes, frozenset(hidden & {theme.id for theme in themes}))


def parts_of(before: Themes, key: str, after: Themes) -> list[dict[str, Any]]:
    """What a split made of a theme, in a form that can be done again: each part's key and words."""
    old = {theme.id for theme in before} - {key}
    return [
        {"key": theme.id, "words": [word.key for word in theme.words]}
        for theme in after
        if theme.id not in old
    ]


def _parted(themes: Themes, key: str, parts: Sequence[Mapping[str, Any]]) -> Themes:
    """The theme in parts by its words; words that nobody has sorted yet stay with the first part."""
    place = themes.place(key)
    theme = themes.themes[place]
    sorted_words = {word: at for at, part in enumerate(parts) for word in part["words"]}
    inside = [
        tuple(word for word in theme.words if sorted_words.get(word.key, 0) == at) for at in range(len(parts))
    ]
    taken = {other.id for other in themes} - {key}
    told = [
        replace(
            theme,
            id=part["key"],
            name=theme.name if theme.renamed and part["key"] == key else telling.name_of(words),
            words=words,
            typical=(),
            renamed=theme.renamed and part["key"] == key,
        )
        for part, words in zip(parts, inside, strict=True)
        if words and part["key"] not in taken
    ]
    if len(told) < 2:
        return themes
    return replace(themes, themes=(*themes.themes[:place], *told, *themes.themes[place + 1 :]), members=None)


def without_quotes(themes: Themes) -> Themes:
    """The same without customers' words."""
    return replace(themes, themes=tuple(replace(theme, quotes=()) for theme in themes))


def kept(theme: Theme) -> dict[str, Any]:
    """A theme as JSON, without customers' words."""
    return asdict(replace(theme, quotes=()))


def theme_in(content: Mapping[str, Any], **changes: Any) -> Theme:
    """What `kept` wrote."""
    return replace(theme_of(dict(content)), **changes)
