import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_e_asks_again")]

    operations = [
        migrations.AddField("identity", "names_seen", models.BinaryField(default=b"", max_length=24)),
        migrations.AddField("merge", "undone_for", models.BigIntegerField(null=True)),
        migrations.CreateModel(
            name="Trait",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20)),
                ("digest", models.BinaryField(db_index=True, max_length=8)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.customer"
                    ),
                ),
            ],
        ),
    ]
