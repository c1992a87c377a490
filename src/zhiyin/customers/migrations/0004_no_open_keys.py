"""The open keys go. Apart from sealing them: PostgreSQL alters no table that still has checks to make."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_sealed_keys")]

    operations = [
        migrations.RemoveConstraint(model_name="identity", name="identity_once"),
        migrations.RemoveField(model_name="identity", name="value"),
        migrations.RemoveField(model_name="optout", name="address"),
        migrations.AlterField("customer", "person_id", models.BigIntegerField(db_index=True)),
        migrations.AlterField("identity", "digest", models.BinaryField(max_length=16, unique=True)),
        migrations.AlterField("identity", "sealed", models.BinaryField(max_length=300)),
        migrations.AlterField("optout", "digest", models.BinaryField(max_length=16, unique=True)),
    ]
