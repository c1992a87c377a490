"""Files that describe a survey, as its tool writes them: LimeSurvey .lss, SurveyMonkey details, Qualtrics .qsf."""

import json
from collections.abc import Callable
from typing import IO, Any, Final

from zhiyin.science.collect.described.limesurvey import limesurvey_structure
from zhiyin.science.collect.described.qualtrics import qualtrics_structure
from zhiyin.science.collect.described.surveymonkey import surveymonkey_details
from zhiyin.science.collect.descriptions import SurveyDescription
from zhiyin.science.collect.problems import FileFault

LARGEST: Final = 100 * 1024 * 1024
_SNIFFED: Final = 1 << 16
_JSON: Final[tuple[Callable[[dict[str, Any]], SurveyDescription | None], ...]] = (
    surveymonkey_details,
    qualtrics_structure,
)
# One of these stands in what describes a survey; responses are not read as a whole to find out.
_MARKS: Final = ('"SurveyEntry"', '"SurveyElements"', '"headings"', '"question_count"')


def describe_survey(stream: IO[bytes]) -> SurveyDescription | None:
    """What a file says that a survey asks; None when it is no description of one.

    Raises FileFault for one that is damaged, too large (over LARGEST bytes) or carries entities (XXE, bombs).
    """
    stream.seek(0)
    raw = stream.read(_SNIFFED)
    head = raw.decode(json.detect_encoding(raw), "replace").lstrip("\ufeff").lstrip()
    if head.startswith("{"):
        return _from_json(stream) if any(mark in head for mark in _MARKS) else None
    if not head.startswith("<"):
        return None
    beginning = head[:1024].casefold()
    page = "<html" in beginning or "<!doctype html" in beginning
    entities = "<!DOCTYPE" in head or "<!ENTITY" in head
    if "LimeSurveyDocType" in head or (entities and not page):
        _check_size(stream)
        return limesurvey_structure(stream)
    return None


def _from_json(stream: IO[bytes]) -> SurveyDescription | None:
    _check_size(stream)
    try:
        found = json.loads(stream.read())
    except json.JSONDecodeError as error:
        raise FileFault("description_broken", line=error.lineno) from error
    except (RecursionError, UnicodeDecodeError) as error:
        raise FileFault("description_broken", line=1) from error
    if not isinstance(found, dict):
        return None
    try:
        return next((made for read in _JSON if (made := read(found)) is not None), None)
    except (KeyError, TypeError, ValueError, AttributeError) as error:  # not as the tool writes it
        raise FileFault("description_broken", line=1) from error


def _check_size(stream: IO[bytes]) -> None:
    size = stream.seek(0, 2)
    stream.seek(0)
    if size > LARGEST:
        raise FileFault("description_too_large", limit=LARGEST // 1024**2)
