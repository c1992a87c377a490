"""What went wrong while nobody was looking: kept untranslated, told in the language of whoever reads it."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from zhiyin.collect.phrases.faults import fault
from zhiyin.journal.errors import ZhiyinError
from zhiyin.science.collect.problems import FileFault


def kept(error: ZhiyinError) -> dict[str, Any]:
    """An error as it is stored: its code, and its sentence in the language of the source with its data."""
    if isinstance(error.__cause__, FileFault):
        return {"code": error.code, "fault": error.__cause__.code, "data": error.__cause__.data}
    with translation.override(None):
        message = str(error.message)
    return {"code": error.code, "message": message, "data": error.data}


def told(problem: dict[str, Any]) -> str:
    """The sentence of a stored error; "" for none."""
    if "message" not in problem and "fault" not in problem:
        return ""
    if "fault" in problem:
        return fault(problem["fault"], problem["data"])
    text = gettext(problem["message"])
    return text % problem["data"] if problem["data"] and "%(" in text else text
