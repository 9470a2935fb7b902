from collections.abc import Mapping, Sequence
from typing import ClassVar

from django import forms

from motcua.kernel.text import tidy
from motcua.portal.rules import tidy_code
from motcua.procedures.rules import words
from motcua.shell.fields import DigitsField, TextField


class LookUpForm(forms.Form):
    """Both are printed on, or known to the holder of, the receipt."""

    code = TextField(
        label="Mã hồ sơ",
        max_length=60,
        help_text="Có trên giấy tiếp nhận và trong tin nhắn, ví dụ 000.00.00.H48-200512-0001.",
        attrs={"autocomplete": "off", "autocapitalize": "characters"},
    )
    last4 = DigitsField(
        label="4 số cuối giấy tờ tùy thân của người nộp",
        noun="4 số cuối",
        lengths=(4,),
        help_text="Chứng minh nhân dân hoặc căn cước của người đã nộp hồ sơ.",
        attrs={"autocomplete": "off"},
    )

    def clean_code(self) -> str:
        return tidy_code(self.cleaned_data["code"])


class SearchForm(forms.Form):
    """The question and its filters, from the address. A value that is not offered does not narrow."""

    q = forms.CharField(required=False, max_length=100)
    level = forms.ChoiceField(label="Cấp thực hiện", required=False, choices=[("", "Mọi cấp"), *words.LEVELS.items()])
    audience = forms.ChoiceField(
        label="Đối tượng", required=False, choices=[("", "Mọi đối tượng"), *words.AUDIENCES.items()]
    )
    event = forms.ChoiceField(
        label="Sự kiện", required=False,
        choices=[("", "Mọi sự kiện"), ("Người dân", list(words.LIFE_EVENTS.items())),
                 ("Doanh nghiệp", list(words.BUSINESS_EVENTS.items()))],
    )  # fmt: skip
    owner = forms.ChoiceField(label="Cơ quan công bố", required=False)
    online = forms.ChoiceField(
        label="Nộp trực tuyến", required=False,
        choices=[("", "Có hay không đều được"), ("yes", "Nộp được trực tuyến"), ("no", "Chưa nộp được trực tuyến")],
    )  # fmt: skip
    field = forms.CharField(required=False, max_length=200)

    NAMES: ClassVar = {
        "level": "cap", "audience": "doi-tuong", "event": "su-kien", "owner": "co-quan", "online": "truc-tuyen",
        "field": "linh-vuc",
    }  # fmt: skip

    def __init__(self, data: Mapping[str, str], *, owners: Sequence[tuple[str, str]]) -> None:
        said = {name: data.get(self.NAMES.get(name, name), "") for name in self.base_fields}
        super().__init__(said)
        self.fields["owner"].choices = [("", "Mọi cơ quan"), *owners]  # type: ignore[attr-defined]
        page = data.get("trang", "")
        self.page: int = max(1, int(page[:3])) if page.isdecimal() else 1
        self.full_clean()

    def value(self, name: str) -> str:
        """As it counts: empty where it was not offered."""
        return tidy(str(self.cleaned_data.get(name) or ""))

    @property
    def filters(self) -> dict[str, str]:
        return {name: self.value(name) for name in self.NAMES}

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The address's name of each filter in use, and what it says."""
        return [(self.NAMES[name], self._said(name, value)) for name, value in self.filters.items() if value]

    @property
    def kept(self) -> dict[str, str]:
        """What the address says that counts."""
        told = {self.NAMES[name]: value for name, value in self.filters.items()}
        return {name: value for name, value in {"q": self.value("q"), **told}.items() if value}

    def _said(self, name: str, value: str) -> str:
        flat: dict[str, str] = {}
        for key, label in getattr(self.fields[name], "choices", ()):
            flat |= dict(label) if isinstance(label, list) else {key: label}
        return flat.get(value, value)
