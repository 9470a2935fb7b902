"""Form fields that understand what people type, and say in Vietnamese which field is wrong and how to mend it.

Each takes `label`, `required`, `help_text`, `initial` as Django's do, and `noun`: what the field is called inside a
sentence ("số lao động"), needed where the label is a question. Values come out composed (NFC), tidy and typed.
"""

from motcua.shell.fields.choices import AgreeField, ChoiceField, ManyField, YesNoField
from motcua.shell.fields.dates import DateBoxes, DateField
from motcua.shell.fields.named import refuse
from motcua.shell.fields.names import DigitsField, PhoneField, TaxCodeField
from motcua.shell.fields.numbers import IntegerField, MoneyField
from motcua.shell.fields.tables import DayField, RowsField
from motcua.shell.fields.texts import EmailField, TextField
from motcua.shell.fields.uploads import FileField

__all__ = [
    "AgreeField",
    "ChoiceField",
    "DateBoxes",
    "DateField",
    "DayField",
    "DigitsField",
    "EmailField",
    "FileField",
    "IntegerField",
    "ManyField",
    "MoneyField",
    "PhoneField",
    "RowsField",
    "TaxCodeField",
    "TextField",
    "YesNoField",
    "refuse",
]
