from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('collect', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='import',
            name='created_by_kind',
            field=models.CharField(default='user', max_length=10),
        ),
        migrations.RemoveField(
            model_name='import',
            name='problem',
        ),
        migrations.AddField(
            model_name='import',
            name='problem',
            field=models.JSONField(default=dict),
        ),
        migrations.RemoveField(
            model_name='reject',
            name='reason',
        ),
        migrations.AddField(
            model_name='reject',
            name='code',
            field=models.CharField(default='invalid', max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='reject',
            name='data',
            field=models.JSONField(default=dict),
        ),
    ]
