"""The words a service file may use where only some are known."""

QUESTION_KINDS = (
    "text", "long_text", "number", "money", "date", "choice", "choices", "yesno", "agree",
    "tax_code", "id_number", "phone", "email", "unit", "computed", "list",
)  # fmt: skip
COMPOSITES = ("address", "person", "business", "file")
"""Kinds that a file may write and that are read as several questions, or as a paper."""
FIELD_KINDS = ("text", "number", "money", "date", "choice", "id_number", "phone")
ASKED_KINDS = ("text", "long_text", "number", "money", "date", "choice", "yesno")
"""Kinds in which officers write what they found."""
PRIVATE_KINDS = ("id_number", "phone", "email", "tax_code")
"""Numbers of persons and firms: never posted in public."""
SHOWN_AS = ("text", "number", "money", "date")
COLUMN_KINDS = ("name", "date", "digits", "text", "choice")
OPERATORS = ("any", "not", "gt", "lt")
AUDIENCES = ("citizen", "business", "officer")
ROW_WORK = ("confirm", "grant")  # what a step does to each row of a list
FILE_TYPES = ("pdf", "jpg", "png")
PAPER_FORMS = ("original", "copy", "certified", "electronic")
PREFILLS = (
    "business.name", "business.tax_code",
    "person.name", "person.id_number", "person.phone", "person.email", "person.birth_date",
)  # fmt: skip

EVENTS = (
    "submitted",  # the applicant has filed
    "accepted",  # the receipt is given
    "processing",  # some step holds it
    "handed_over",  # a step has passed it to the next
    "supplement",  # returned to the applicant, the clock stands
    "resubmitted",  # the applicant has supplemented
    "overdue",  # an apology and a new date are owed
    "withdrawn",  # by the applicant
    "stopped",  # not supplemented in time
    "delivered",  # the result is in the applicant's hands
)
"""What happens to a dossier. A flow adds its own outcomes: `end:granted` is the event "granted"."""

STATUSES = range(1, 11)
"""The portal's interchange list (domain: hồ sơ trạng thái 1–10)."""

REFUSED = (8, 3)  # of the list: stopped, not accepted
ENDED = (9, 10, *REFUSED)
STATUS_NEEDED = ("submitted", "accepted", "processing", "supplement", "withdrawn", "stopped")
"""Events whose status every service states, beside its outcomes."""

DOCUMENTS = ("receipt", "supplement", "refusal", "apology", "control", "decision", "annex", "refused_rows")
"""Templates that motcua.documents prints."""

DECISION_HOLES = ("people", "months", "amount", "words", "beneficiary")
NOTICE_HOLES = ("code", "service", "agency", "due", "reason", "amount", "rows")
