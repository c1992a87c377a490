from django.db import migrations, models

SCORES = ("nps", "csat", "ces", "rating")


class Migration(migrations.Migration):
    dependencies = [("customers", "0009_e_once")]

    operations = [
        migrations.AddField("standing", f"{score}_at", models.DateTimeField(null=True)) for score in SCORES
    ]
