"""What touchpoints are called."""

from django.utils.translation import get_language

from zhiyin.journeys.models import Touchpoint


def touchpoint_names() -> dict[str, str]:
    """Names in the reader's language, by code."""
    english = (get_language() or "").startswith("en")
    return {
        code: (name_en or name) if english else name
        for code, name, name_en in Touchpoint.objects.values_list("code", "name", "name_en")
    }
