"""What care of an account asks beside the pages of registration."""

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.shell.fields import TextField


class CodeForm(forms.Form):
    """The digits of a message, as typed."""

    code = TextField(
        label=_("Mã xác nhận"),
        max_length=20,
        attrs={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )
