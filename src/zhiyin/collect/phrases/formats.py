"""What formats are called, and how a file is written."""

from typing import Final

from django.utils.translation import gettext_lazy

FORMAT_LABELS: Final = {
    "csv": gettext_lazy("delimited text (CSV)"),
    "xlsx": gettext_lazy("an XLSX workbook"),
    "xls": gettext_lazy("an old Excel workbook (XLS)"),
    "html": gettext_lazy("a web page with a table (HTML)"),
    "xml": gettext_lazy("a workbook in XML (2003)"),
    "json": "JSON",
    "jsonl": gettext_lazy("JSON Lines"),
    "parquet": gettext_lazy("a Parquet file"),
}

# What was noticed about how a file is written; the codes are those of the layout's notes.
WRITTEN: Final = {
    "other_sheets": gettext_lazy("the sheet with the most rows was read; the workbook also has: %(names)s"),
    "sheets_together": gettext_lazy(
        "%(count)s sheets have the same columns and were read as one table: %(names)s"
    ),
    "sheets_begin": gettext_lazy("rows are counted on from sheet to sheet; the first row of each: %(rows)s"),
    "mixed_encodings": gettext_lazy(
        "%(lines)s lines are written in another encoding (first: line %(first)s); they were read in theirs"
    ),
    "formulas_not_saved": gettext_lazy(
        "some formulas were saved without their values; open the workbook in Excel or WPS and save it once"
    ),
    "pictures": gettext_lazy("pictures in cells were left out"),
    "error_cells": gettext_lazy("%(cells)s cells with an error such as #N/A were read as empty"),
    "not_as_named": gettext_lazy(
        "its name ends in .%(ending)s, but it is %(format)s; it was read as what it is"
    ),
}
