"""What is told of a file as a whole."""

import pytest

from zhiyin.science.collect.heads import tool_of


@pytest.mark.parametrize(
    ("preset", "tool"),
    [
        ("wjx_text", "wjx"), ("wjx_number", "wjx"), ("limesurvey_both", "limesurvey"), ("qualtrics_legacy", "qualtrics"),
        ("surveymonkey_json", "surveymonkey"), ("google_forms", "google_forms"), ("google_play", "google_play"),
        ("meituan_waimai", "meituan_waimai"), ("table", "table"),
    ],
)  # fmt: skip
def test_the_layouts_of_a_tool_are_of_one_tool(preset: str, tool: str) -> None:
    assert tool_of(preset) == tool
