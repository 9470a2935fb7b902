"""The database itself refuses every change of the journal, and numbers the transaction that wrote an entry."""

from django.db import migrations

FORWARDS = """
ALTER TABLE journal_entry ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX journal_entry_xid ON journal_entry (xid);

CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The journal is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'Write a new entry that corrects the old one.';
END $$;
"""
REFUSE = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
"""
BACKWARDS = """
DROP FUNCTION journal_refuse() CASCADE;
ALTER TABLE journal_entry DROP COLUMN xid;
"""
TABLES = ("journal_entry", "journal_leaf", "journal_seal")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RunSQL(FORWARDS + "".join(REFUSE.format(table=table) for table in TABLES), BACKWARDS),
    ]
