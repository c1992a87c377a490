"""Every text is readable on its ground, in light and in dark."""

import re
from pathlib import Path

import pytest

import zhiyin.theme

CSS = (Path(zhiyin.theme.__file__).parent / "static" / "theme" / "zhiyin.css").read_text("utf-8")
TEXT_ON_GROUND = [
    (text, ground)
    for text in ("ink", "ink-2", "ink-3", "seal", "jade", "amber", "indigo")
    for ground in ("paper", "sheet")
] + [
    ("seal", "seal-soft"),
    ("jade", "jade-soft"),
    ("amber", "amber-soft"),
    ("ink", "sunk"),
    ("ink-2", "sunk"),
]


def tokens(theme: str) -> dict[str, str]:
    start = CSS.index(":root{") if theme == "light" else CSS.index(":root[data-theme=dark]{")
    block = CSS[start : CSS.index("}", start)]
    return dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_stands_out_from_its_ground(theme: str, text: str, ground: str) -> None:
    known = tokens(theme)
    one, two = sorted((luminance(known[text]), luminance(known[ground])))
    assert (two + 0.05) / (one + 0.05) >= 4.5


def test_the_dark_theme_is_the_same_by_choice_and_by_system() -> None:
    by_system = CSS[CSS.index("prefers-color-scheme:dark") :]
    block = by_system[
        by_system.index("{--paper" if "{--paper" in by_system else "--paper") : by_system.index("}")
    ]
    assert dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{6})", block)) == tokens("dark")
