"""Messages that were refused when they were decided are at their end, and are forgotten in time like the others."""

from django.db import migrations, models


def ended(apps, schema_editor):
    Message = apps.get_model("contact", "Message")
    refused = Message.objects.filter(state="refused", finished_at__isnull=True)
    refused.update(finished_at=models.F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("contact", "0005_addresses")]

    operations = [migrations.RunPython(ended, migrations.RunPython.noop)]
