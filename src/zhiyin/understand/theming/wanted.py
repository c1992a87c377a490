"""Themes as people want them: what was found, with their edits done again and what they pinned kept."""

from dataclasses import replace

from zhiyin.science.understand.themes.theme import Themes
from zhiyin.understand.models import ThemeEdit, Topic
from zhiyin.understand.theming.replaying import Edit, Edited, replayed, theme_in


def wanted(view: str, found: Themes) -> Edited:
    """Two queries. A pinned theme that was not found stays, with the words that it was pinned with."""
    edits = ThemeEdit.objects.filter(view=view, undone_at=None).order_by("id")
    edited = replayed(found, (Edit(one.kind, one.themes, one.content) for one in edits))
    present = {theme.id for theme in edited.themes}
    kept = []
    for topic in Topic.objects.filter(view=view).select_related("theme").order_by("id"):
        if topic.theme is not None and topic.theme.key not in present:
            present.add(topic.theme.key)
            kept.append(
                theme_in(topic.content, id=topic.theme.key, name=topic.name, renamed=True, pinned=True)
            )
    themes = replace(edited.themes, themes=(*edited.themes.themes, *kept), members=None)
    return Edited(themes, edited.hidden)
