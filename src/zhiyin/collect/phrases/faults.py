"""Why a file cannot be read, or an import stopped; the codes are those of `FileFault`."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyin.collect.phrases.changes import changes

FAULTS: Final = {
    "empty_file": gettext_lazy("The file is empty."),
    "description_broken": gettext_lazy(
        "This description of a survey is damaged at line %(line)s. Export it once more."
    ),
    "description_unsafe": gettext_lazy(
        "This file declares document types or entities, which no survey tool writes. It is not taken."
    ),
    "description_too_large": gettext_lazy(
        "This description of a survey is larger than %(limit)s MB. It is not taken."
    ),
    "no_rows": gettext_lazy("The file has no rows."),
    "mixed_encoding": gettext_lazy(
        "The text is neither UTF-8 nor GB18030: it breaks at byte %(byte)s. Save the file again as CSV in UTF-8."
    ),
    "mixed_encoding_line": gettext_lazy(
        "The text cannot be decoded near line %(line)s. Save the file again as CSV in UTF-8."
    ),
    "quote_never_closes": gettext_lazy(
        "A quotation mark opened in the row that begins in line %(line)s is never closed. Close it there."
    ),
    "not_a_workbook": gettext_lazy(
        "This is no XLSX workbook that can be read. Save it again as XLSX or CSV."
    ),
    "file_broken": gettext_lazy(
        "The file is damaged or was cut off on its way. Export and send it once more."
    ),
    "archive_broken": gettext_lazy(
        "The file is damaged or was cut off on its way (%(name)s). Export and send it once more."
    ),
    "sheet_broken": gettext_lazy("The sheet is damaged at row %(row)s. Save it again as XLSX or CSV."),
    "bomb": gettext_lazy("Unpacked, this file would be unreasonably large. It is not taken."),
    "not_a_table": gettext_lazy(
        "This is no table. Hand over a spreadsheet (XLSX, XLS), CSV, TSV, JSON, JSON Lines or Parquet."
    ),
    "encrypted": gettext_lazy("The file is protected by a password. Save it without one."),
    "binary_workbook": gettext_lazy("This is a binary workbook (.xlsb). Save it as XLSX or CSV."),
    "open_document": gettext_lazy("This is an OpenDocument spreadsheet (.ods). Save it as XLSX or CSV."),
    "workbook_too_large": gettext_lazy(
        "The workbook has parts larger than %(limit)s MB, which it keeps in memory as a whole. Save it as CSV."
    ),
    "entities": gettext_lazy(
        "The file defines entities, as attacks do and no spreadsheet needs. It is not taken."
    ),
    "nested_archive": gettext_lazy("An archive lies in an archive. Unpack the outer one."),
    "several_files": gettext_lazy(
        "The archive holds several files: %(names)s. Unpack it and hand over one after the other."
    ),
    "line_without_end": gettext_lazy(
        "Line %(line)s has no end: no row is as long. Export the file once more."
    ),
    "blank_without_end": gettext_lazy("Above line %(line)s there are only blank lines, millions of them."),
    "no_records": gettext_lazy("There are no records in this JSON: a list of objects is needed."),
    "json_broken": gettext_lazy(
        "The JSON breaks at record %(record)s, or ends there too early. Export and send it once more."
    ),
    "nested_too_deeply": gettext_lazy("The JSON nests deeper than %(limit)s levels. No feedback does."),
    "text_without_end": gettext_lazy("A text in record %(record)s has no end: no feedback is as long."),
    "record_too_large": gettext_lazy("Record %(record)s is unreasonably large. No feedback is."),
    "too_many_columns": gettext_lazy("The file has %(columns)s columns; the most we read is %(limit)s."),
    "layout_changed": gettext_lazy(
        "It waits for you: the columns are not those agreed for “%(source)s”: %(changes)s."
    ),
    "question_open": gettext_lazy("It waits for you: the scale of %(columns)s has to be settled."),
    "columns_open": gettext_lazy("It waits for you: no row names the columns. Say what each of them is."),
    "undo_stopped": gettext_lazy("The undo stopped before its end. Call it once more: it goes on."),
    "file_gone": gettext_lazy("The uploaded file is no longer there. Upload it again."),
    "disk_full": gettext_lazy("There is no space left on the disk. Free some, then go on with the import."),
    "fault": gettext_lazy("This stopped because of a fault on our side. It has been written to the log."),
    "forbidden": gettext_lazy("Whoever started this import may no longer bring in feedback."),
}


def fault(code: str, data: dict[str, Any]) -> str:
    """The sentence for a file that cannot be read."""
    phrase = FAULTS.get(code)
    if phrase is None:
        return _("This file cannot be read.")
    return str(phrase) % {name: _words(name, value) for name, value in data.items()} if data else str(phrase)


def _words(name: str, value: Any) -> Any:
    if name == "changes":
        return changes(value)
    return (
        _(", ").join(f"“{one}”" for one in value) if name == "columns" and isinstance(value, list) else value
    )
