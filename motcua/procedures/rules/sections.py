"""The parts in which a procedure is edited, each small enough for one page."""

from collections.abc import Mapping
from dataclasses import dataclass

from motcua.procedures.rules import flat, words
from motcua.procedures.rules.content import TITLES
from motcua.procedures.rules.flat import Column


@dataclass(frozen=True, slots=True)
class Section:
    """`fields`: single values of the content; `tables`: keys of `flat.TABLES`."""

    slug: str
    title: str
    fields: tuple[Column, ...] = ()
    tables: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        """All fields of the content that it edits."""
        return (*(column.key for column in self.fields), *(n for t in self.tables for n in flat.TABLES[t].fields))


# Kinds beside those of tables: "many" (a list of keys of choices), "lines" (a list of texts, one a line).
SECTIONS: Mapping[str, Section] = {
    one.slug: one
    for one in (
        Section(
            "chung", "Thông tin chung",
            (
                Column("name", "Tên thủ tục", "long", required=True, hint="Đúng như trong quyết định công bố."),
                Column("field_name", "Lĩnh vực", hint="Ví dụ: Việc làm."),
                Column("field_code", "Mã lĩnh vực"),
                Column("kind", "Loại thủ tục", "choice", words.KINDS),
                Column("levels", "Cấp thực hiện", "many", words.LEVELS),
                Column("decision", "Số quyết định"),
                Column("keywords", "Từ khóa", "lines", hint="Mỗi dòng một từ khóa mà người dân hay gõ khi tìm."),
                Column("description", "Mô tả", "long"),
                Column(
                    "unconfirmed", "Nội dung chưa đối chiếu được nguồn", "many", TITLES,
                    hint="Bỏ dấu khi đã so với quyết định công bố.",
                ),
            ),
        ),
        Section("trinh-tu", "Trình tự thực hiện", (), ("steps",)),
        Section("cach-thuc", "Cách thức, thời hạn, phí", (), ("channels",)),
        Section(
            "giay-to", "Thành phần hồ sơ",
            (Column("sets", "Số lượng hồ sơ (bộ)", "number"),), ("papers",),
        ),
        Section(
            "doi-tuong", "Đối tượng và điều kiện",
            (
                Column("audiences", "Đối tượng thực hiện", "many", words.AUDIENCES),
                Column("audience_note", "Mô tả đối tượng thực hiện", "long"),
                Column("conditions", "Yêu cầu, điều kiện thực hiện", "long"),
                Column("events", "Sự kiện", "many", words.EVENTS),
            ),
        ),
        Section(
            "co-quan", "Cơ quan",
            (Column("receiving", "Địa chỉ tiếp nhận hồ sơ", "long"),), ("bodies",),
        ),
        Section("ket-qua", "Kết quả thực hiện", (), ("results",)),
        Section("can-cu", "Căn cứ pháp lý", (), ("grounds",)),
        Section("truc-tuyen", "Dịch vụ trực tuyến và thủ tục liên quan", (), ("online", "related")),
    )
}  # fmt: skip
# In which section a field of the content is mended.
WHERE: Mapping[str, str] = {name: one.slug for one in SECTIONS.values() for name in one.names()}
