from django.db import migrations

# Every service until now was one of Covid support.
_TOPICS = """
UPDATE workflow_case c SET topic = 'covid/' || v.slug
FROM dossiers_dossier d JOIN catalogue_serviceversion v ON v.id = d.version_id
WHERE d.case_id = c.id AND c.topic = ''
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0002_immutable'),
        ('dossiers', '0001_initial'),
        ('workflow', '0003_topic'),
    ]

    operations = [
        migrations.RunSQL(_TOPICS, migrations.RunSQL.noop),
    ]
