"""What all fields share: messages that say which field is wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from motcua.kernel.errors import Invalid


def refuse(form: forms.Form, refusal: Invalid) -> None:
    """Put what a command refused beside the fields; a problem of no field of this form goes to the summary."""
    for name, message in refusal.problems.items():
        form.add_error(name if name in form.fields else None, _(message))


class Named:
    """A field whose messages name it. Mixed in before Django's field."""

    label: Any
    noun: str = ""
    missing = "Nhập {noun}."

    def called(self) -> str:
        """What the field is called in the middle of a sentence."""
        if self.noun:
            return _(self.noun)
        text = str(self.label or "")
        return text[:1].lower() + text[1:] if text and not text.endswith("?") else _("câu trả lời")

    def says(self, message: str, code: str, **data: object) -> forms.ValidationError:
        text = _(message).format(noun=self.called(), **data)
        return forms.ValidationError(text[:1].upper() + text[1:], code=code)

    def absent(self) -> forms.ValidationError:
        return self.says(self.missing, "required")
