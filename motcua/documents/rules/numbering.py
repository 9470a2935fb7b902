"""Titles and number series of the papers."""

import re

TITLES = {
    "receipt": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "supplement": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "refusal": "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    "apology": "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
    "control": "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    "decision": "Quyết định",
    "cash": "Biên lai thu tiền phí, lệ phí",
    "refused_rows": "Danh sách người lao động không được hỗ trợ",
}
SERIES = {
    "receipt": "TNHS",
    "supplement": "HDHS",
    "refusal": "TCHS",
    "apology": "XLHS",
    "control": "",
    "decision": "QĐ-UBND",
    "cash": "BLTT",
    "refused_rows": "",
}
"""The number series of each kind; '' for papers without a number of their own."""
TEMPLATES = {symbol: f"{{n:04}}/{symbol}" for symbol in ("TNHS", "HDHS", "TCHS", "XLHS", "BLTT")}
"""How a series writes its numbers; every other one writes '12/QĐ-UBND'."""

_HOLE = re.compile(r"\{(n|year)(?::0([1-9]))?\}")


def numbering(template: str, n: int, year: int) -> str:
    """Number `n` of a year in a series: ('{n:04}/TNHS', 7, 2020) → '0007/TNHS'. Holes: n, year, zeros if wished.

    Raises ValueError when the template has another hole, or no place for n (two papers would get one number).
    """
    values = {"n": n, "year": year}
    if not any(hole[1] == "n" for hole in _HOLE.finditer(template)) or re.search(r"[{}]", _HOLE.sub("", template)):
        raise ValueError(f"Mẫu số “{template}” không hợp lệ. Mẫu phải có {{n}}, ví dụ {{n:04}}/TNHS.")
    return _HOLE.sub(lambda hole: f"{values[hole[1]]:0{hole[2] or 1}}", template)
