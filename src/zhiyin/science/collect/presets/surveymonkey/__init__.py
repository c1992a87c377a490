"""SurveyMonkey's responses: JSON of its API (with or without the survey's details), CSV or XLSX with two header rows."""

from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.presets.surveymonkey.records import Records
from zhiyin.science.collect.presets.surveymonkey.table import Table, is_header


def surveymonkey(head: Head, descriptions: Descriptions) -> Recognised | None:
    """SurveyMonkey's export of responses, or None. Details among `descriptions` tell types and the texts of choices."""
    if head.shape == "surveymonkey":
        return Records(head, descriptions).recognised()
    for at, (_number, names) in enumerate(head.rows[:3]):
        if is_header(names) and at + 1 < len(head.rows):
            return Table(head, at, descriptions).recognised()
    return None
