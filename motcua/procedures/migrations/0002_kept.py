"""The database keeps what was published as it was published, and every step of a version for good."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION procedures_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was published or written down is never changed: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'Enter a new version.';
END $$;

CREATE TRIGGER procedures_version_kept BEFORE DELETE ON procedures_procedureversion
    FOR EACH ROW EXECUTE FUNCTION procedures_refuse();

CREATE TRIGGER procedures_version_frozen BEFORE UPDATE ON procedures_procedureversion
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL AND
        to_jsonb(OLD) - 'state' - 'public_to' - 'findings' IS DISTINCT FROM
        to_jsonb(NEW) - 'state' - 'public_to' - 'findings')
    EXECUTE FUNCTION procedures_refuse();

CREATE TRIGGER procedures_event_kept BEFORE UPDATE OR DELETE ON procedures_event
    FOR EACH ROW EXECUTE FUNCTION procedures_refuse();
"""
BACKWARDS = "DROP FUNCTION procedures_refuse() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
