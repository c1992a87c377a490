from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_no_open_keys")]

    operations = [
        migrations.AddField("consenttext", "asks_again", models.BooleanField(default=False)),
    ]
