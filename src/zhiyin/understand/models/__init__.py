"""What an analyser made of a signal's text. Rebuildable; what people say of it is kept apart and wins."""

from zhiyin.understand.models.adaptations import LearntAdaptation
from zhiyin.understand.models.assistant import Assistant, AssistantCall, Written, WrittenFrom
from zhiyin.understand.models.coding import Coding, CodingItem, CodingRound
from zhiyin.understand.models.copies import TextPrint
from zhiyin.understand.models.names import KnownNames
from zhiyin.understand.models.people import JudgingTerms, PeopleModel
from zhiyin.understand.models.readings import (
    Correction,
    Mention,
    NamedCategory,
    NextReading,
    Reading,
    ReadText,
    Rereading,
    ShownAnnotation,
)
from zhiyin.understand.models.slang import KnownSlang
from zhiyin.understand.models.taxonomies import TaxonomyVersion
from zhiyin.understand.models.theme_alerts import ThemeAlert, ThemeWatcher
from zhiyin.understand.models.themes import Theme, ThemeEdit, ThemeMember, ThemeRun, Topic, TopicMember

__all__ = [
    "Assistant",
    "AssistantCall",
    "Coding",
    "CodingItem",
    "CodingRound",
    "Correction",
    "JudgingTerms",
    "KnownNames",
    "KnownSlang",
    "LearntAdaptation",
    "Mention",
    "NamedCategory",
    "NextReading",
    "PeopleModel",
    "ReadText",
    "Reading",
    "Rereading",
    "ShownAnnotation",
    "TaxonomyVersion",
    "TextPrint",
    "Theme",
    "ThemeAlert",
    "ThemeEdit",
    "ThemeMember",
    "ThemeRun",
    "ThemeWatcher",
    "Topic",
    "TopicMember",
    "Written",
    "WrittenFrom",
]
