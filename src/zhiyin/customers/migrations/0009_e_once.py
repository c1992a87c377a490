from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0008_c_memberships")]

    operations = [
        migrations.AddField("consent", "is_once", models.BooleanField(default=False)),
        migrations.AddField("consent", "used_for", models.BigIntegerField(null=True)),
    ]
