"""Themes that nobody defined: found in texts, followed over time, and seen when they emerge."""

from zhiyin.science.understand.themes.assigning import assign, counted
from zhiyin.science.understand.themes.discovery import discover
from zhiyin.science.understand.themes.editing import merge, pin, rename, split
from zhiyin.science.understand.themes.following import match
from zhiyin.science.understand.themes.growth import Week, emerging, weekly
from zhiyin.science.understand.themes.steadiness import Stability, stability
from zhiyin.science.understand.themes.theme import Assignment, Quote, Theme, ThemeError, Themes, Word

__all__ = [
    "Assignment",
    "Quote",
    "Stability",
    "Theme",
    "ThemeError",
    "Themes",
    "Week",
    "Word",
    "assign",
    "counted",
    "discover",
    "emerging",
    "match",
    "merge",
    "pin",
    "rename",
    "split",
    "stability",
    "weekly",
]
