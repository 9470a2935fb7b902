"""The database itself keeps published services as they are: only the last day of a version may move."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION catalogue_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A published service is never changed: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'Publish a new version.';
END $$;

CREATE TRIGGER catalogue_serviceversion_kept BEFORE DELETE ON catalogue_serviceversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_refuse();

CREATE TRIGGER catalogue_serviceversion_frozen BEFORE UPDATE ON catalogue_serviceversion
    FOR EACH ROW WHEN (to_jsonb(OLD) - 'valid_to' IS DISTINCT FROM to_jsonb(NEW) - 'valid_to')
    EXECUTE FUNCTION catalogue_refuse();
"""
BACKWARDS = "DROP FUNCTION catalogue_refuse() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
