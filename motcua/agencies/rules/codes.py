"""Dossier codes: agency identifier + day + running number (NĐ 61/2018), spelt as each agency's template says."""

import re
from datetime import date
from string import Formatter

from motcua.kernel.codes import legacy_identifier
from motcua.kernel.errors import Refusal

DEFAULT_TEMPLATE = "{legacy}-{yymmdd}-{n:04d}"
_AGENCY, _DAY = {"identifier", "legacy"}, {"yymmdd", "yyyymmdd"}
_NUMBER = re.compile(r"0([1-9])d")


class BadCodeTemplate(Refusal):
    """Mẫu mã hồ sơ “{text}” không dùng được: {why}. Ví dụ mẫu đúng: {example}."""


def issue_code(template: str, identifier: str, day: date, n: int) -> str:
    """The code of the n-th dossier of that day: H48, 12/5/2020, 1 → '000.00.00.H48-200512-0001'.

    An empty template is the default one; an identifier without old spelling stands for itself. Raises BadCodeTemplate.
    """
    if n < 1:
        raise ValueError(f"running numbers start at 1, not {n}")
    template = template or DEFAULT_TEMPLATE
    check_template(template)
    return template.format(
        identifier=identifier,
        legacy=legacy_identifier(identifier) or identifier,
        yymmdd=f"{day:%y%m%d}",
        yyyymmdd=f"{day:%Y%m%d}",
        n=n,
    )


def check_template(text: str) -> None:
    """One agency, one day, one running number and nothing else, so that no two codes are equal."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        _refuse(text, "dấu ngoặc nhọn không khớp nhau")
    holes = [hole for _, hole, _, _ in parts if hole is not None]
    for _, hole, form, conversion in parts:
        if hole is None:
            continue
        if hole not in _AGENCY | _DAY | {"n"}:
            _refuse(text, f"không có ô nào tên là “{hole}”")
        if conversion or (form and not (hole == "n" and _NUMBER.fullmatch(form))):
            _refuse(text, f"cách viết ô “{hole}” không đúng")
    if holes.count("n") != 1:
        _refuse(text, "phải có đúng một số thứ tự {n}")
    if not _AGENCY & set(holes):
        _refuse(text, "thiếu mã cơ quan {identifier} hoặc {legacy}")
    if not _DAY & set(holes):
        _refuse(text, "thiếu ngày {yymmdd} hoặc {yyyymmdd}, vì số thứ tự bắt đầu lại mỗi ngày")


def _refuse(text: str, why: str) -> None:
    raise BadCodeTemplate(text=text, why=why, example=DEFAULT_TEMPLATE)
