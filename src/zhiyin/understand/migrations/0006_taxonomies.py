from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("understand", "0005_corrections")]
    operations = [
        migrations.CreateModel(
            name="TaxonomyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("taxonomy", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField()),
                ("is_on", models.BooleanField()),
                ("content", models.JSONField(null=True)),
                ("changed", models.JSONField(default=dict)),
                ("by", models.CharField(max_length=150)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["taxonomy", "number"], name="one_taxonomy_version_a_number")
                ],
            },
        ),
    ]
