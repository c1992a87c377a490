"""What is said when a file describes a survey instead of holding its responses."""

from django.utils.translation import ngettext


def described(title: str, questions: int) -> str:
    """That the description was kept, and what is still wanted."""
    told = ngettext(
        "This describes the survey “%(title)s” (%(n)s question). Now hand over its responses.",
        "This describes the survey “%(title)s” (%(n)s questions). Now hand over its responses.",
        questions,
    )
    return told % {"title": title, "n": questions}
