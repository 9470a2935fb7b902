"""Files."""

from collections.abc import Collection
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms

from motcua.kernel.text import tidy
from motcua.shell.fields.named import Named

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class FileField(Named, forms.FileField):
    """An upload, not read here: Django streams what is large to disk. The files room judges its type by content.

    `suffixes` (".xlsx", …) only sets what the file chooser offers; `most` is the size allowed, in bytes.
    """

    missing = "Chọn tệp {noun}."

    def __init__(
        self, *, noun: str = "", suffixes: Collection[str] = (), most: int = 20 * 1024 * 1024, **kwargs: Any
    ) -> None:
        self.noun, self.suffixes, self.most = noun, tuple(suffixes), most
        super().__init__(widget=forms.FileInput({"accept": ",".join(suffixes)} if suffixes else None), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> "UploadedFile[Any] | None":
        if not data:
            if self.required and not initial:
                raise self.absent()
            return initial  # type: ignore[no-any-return]
        if not data.size:
            raise self.says("Tệp “{name}” trống. Hãy chọn lại tệp {noun}.", "empty", name=_shown(data.name))
        if data.size > self.most:
            raise self.says(
                "Tệp “{name}” nặng {size} MB, nhiều nhất là {most} MB. Hãy giảm dung lượng hoặc chia nhỏ.",
                "size",
                name=_shown(data.name),
                size=-(-data.size // 1048576),
                most=self.most // 1048576,
            )
        return data  # type: ignore[no-any-return]


def _shown(name: str | None) -> str:
    """A file name that is safe and short enough to repeat."""
    return tidy(PurePath(name or "?").name)[-60:]
