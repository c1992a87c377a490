"""Cells of files that a spreadsheet program will open."""


def spreadsheet_safe(value: str) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    return "'" + value if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
