from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("dossiers", "0003_services")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="topic",
            field=models.CharField(
                blank=True, default="", help_text="of such a list: what rights are given for", max_length=101
            ),
            preserve_default=False,
        ),
    ]
