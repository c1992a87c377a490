"""A sentiment model of one's own in the product: named by the machine's administrator, never in the way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

pytest.importorskip("onnxruntime")

from tests.conftest import Organisation
from tests.science.understand.onnx_file import write
from tests.understand.test_assistant import said
from zhiyin.accounts.models import User
from zhiyin.understand.models import Reading
from zhiyin.understand.queries import analyser

ROWS = [[0, 0], [0, 0], [3, -3], [-3, 3]]


def test_texts_are_read_with_it_and_older_readings_can_be_read_again(
    organisation: Organisation,
    settings: LazySettings,
    tmp_path: Path,
    lin: User,
    signed_in: Callable[[User], Client],
) -> None:
    first = said("味道很好，真的好", "1")
    write(tmp_path, ROWS, {"labels": ["negative", "positive"]})
    settings.SENTIMENT_MODEL = str(tmp_path)
    second = said("味道很好，真的好", "2")
    before, after = Reading.objects.get(signal_id=first), Reading.objects.get(signal_id=second)
    assert (before.label, after.label) == ("positive", "negative")
    assert after.analyser == analyser.name() != before.analyser
    page = signed_in(lin).get("/settings/analyser").content.decode()
    assert "judged by your own model" in page
    assert "Read everything again" in page


def test_one_that_cannot_be_used_is_told_and_reading_goes_on(
    organisation: Organisation,
    settings: LazySettings,
    tmp_path: Path,
    lin: User,
    signed_in: Callable[[User], Client],
) -> None:
    settings.SENTIMENT_MODEL = str(tmp_path / "nowhere")
    assert Reading.objects.get(signal_id=said("味道很好，真的好", "1")).label == "positive"
    page = signed_in(lin).get("/settings/analyser").content.decode()
    assert "model.onnx: is not in the directory" in page
