"""One of several, some of several, yes or no."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from motcua.shell.fields.named import Named


class ChoiceField(Named, forms.ChoiceField):
    """One of `choices` [(value, text)]: radios, or a list when `listed`. `hints` {value: text} explain radios."""

    missing = "Chọn {noun}."

    def __init__(
        self,
        *,
        choices: Iterable[tuple[str, str]] = (),
        noun: str = "",
        listed: bool = False,
        hints: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.noun, self.hints = noun, dict(hints or {})
        super().__init__(choices=list(choices), widget=forms.Select() if listed else forms.RadioSelect(), **kwargs)

    def validate(self, value: Any) -> None:
        if not value:
            if self.required:
                raise self.absent()
        elif not self.valid_value(value):
            raise self.says("Chọn {noun} trong danh sách.", "invalid_choice")

    def called(self) -> str:
        text = super().called()
        return _("một câu trả lời") if text == _("câu trả lời") else text


class YesNoField(ChoiceField):
    """Có or Không, side by side. Out: True, False, or None when optional and unanswered."""

    def __init__(self, *, noun: str = "có hoặc không", **kwargs: Any) -> None:
        super().__init__(choices=[("yes", _("Có")), ("no", _("Không"))], noun=noun, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)

    def clean(self, value: Any) -> bool | None:
        return {"yes": True, "no": False}.get(super().clean(value))


class ManyField(Named, forms.MultipleChoiceField):
    """Some of `choices`: checkboxes. Out: list of values."""

    missing = "Chọn ít nhất một mục: {noun}."

    def __init__(
        self,
        *,
        choices: Iterable[tuple[str, str]] = (),
        noun: str = "",
        hints: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.noun, self.hints = noun, dict(hints or {})
        super().__init__(choices=list(choices), widget=forms.CheckboxSelectMultiple(), **kwargs)

    def validate(self, value: Any) -> None:
        if not value:
            if self.required:
                raise self.absent()
        elif any(not self.valid_value(v) for v in value):
            raise self.says("Chọn {noun} trong danh sách.", "invalid_choice")


class AgreeField(Named, forms.BooleanField):
    """One box that must be ticked (when required): a declaration, a consent."""

    missing = "Đánh dấu vào ô {noun} để tiếp tục."

    def __init__(self, *, noun: str = "cam đoan", **kwargs: Any) -> None:
        self.noun = noun
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise self.absent()
