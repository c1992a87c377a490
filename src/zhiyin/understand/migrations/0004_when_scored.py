"""When the latest scores were said, for scores that were noted without it."""

from django.db import migrations
from django.db.models import Max, OuterRef, Subquery

SCORES = ("nps", "csat", "ces", "rating")


def note_when(apps, schema_editor):
    Answer = apps.get_model("collect", "Answer")
    Standing = apps.get_model("customers", "Standing")
    for score in SCORES:
        given = Answer.objects.filter(
            signal__customer__person_id=OuterRef("customer_id"),
            signal__population="customer",
            signal__identity="known",
            construct=score,
            role="plain",
            status="answered",
            value__isnull=False,
        ).order_by()
        newest = (
            given.values("signal__customer__person_id").annotate(at=Max("signal__occurred_at")).values("at")
        )
        scored = Standing.objects.filter(**{f"{score}__isnull": False})
        scored.update(**{f"{score}_at": Subquery(newest)})


class Migration(migrations.Migration):
    dependencies = [
        ("understand", "0003_people_models"),
        ("customers", "0010_when_scored"),
        ("collect", "0009_g_anonymity"),
    ]

    operations = [migrations.RunPython(note_when, migrations.RunPython.noop)]
