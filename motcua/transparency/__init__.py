"""Who looked at whose data, and why: what each person may know of the journal."""
