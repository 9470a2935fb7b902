"""An agency's own journal, newest first: what its officers did, and what was done about agencies."""

from django.db import migrations, models

_OF_AGENCIES = models.Q(subject__startswith="agency:")


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]

    operations = [
        migrations.AddIndex(
            "entry", models.Index(fields=["agency", "at", "id"], include=["action"], name="journal_by_agency")
        ),
        migrations.AddIndex("entry", models.Index(fields=["at", "id"], name="journal_by_time")),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["at", "id"], include=["action"], name="journal_of_agencies", condition=_OF_AGENCIES
            ),
        ),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["subject", "at", "id"], include=["action"], name="journal_of_agency", condition=_OF_AGENCIES
            ),
        ),
    ]
