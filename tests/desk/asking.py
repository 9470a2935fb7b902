"""A service whose district asks the bank, passes inside to its chair, takes a fee, posts in public."""

import re
from datetime import datetime
from pathlib import Path

from motcua.catalogue import commands as catalogue
from motcua.kernel.actor import SYSTEM
from motcua.shell.clock import VIETNAM

SLUG = "hoi-y-kien"
_PUBLISHED = datetime(2020, 5, 1, 8, tzinfo=VIETNAM)
_FILE = Path(__file__).parents[2] / "services" / "tam-hoan-hop-dong.yaml"
_STEP = """
      opinions:
        bank: {title: "Ngân hàng: doanh nghiệp còn nợ không?", role: policy_bank, level: district, term: 1wd}
        insurance:
          {title: "Bảo hiểm: có đóng đủ không?", role: social_insurance, level: district, term: 2wd, required: false}
      inside:
        - {title: Chuyên viên thẩm định}
        - {title: Lãnh đạo duyệt, power: decide, other_person: true}
      escalate: {after: 1wd}
      posting: {title: Danh sách đề nghị hỗ trợ, term: 2d, shows: [company_name]}
      actions:
        pass:
          title: "Trình cấp tỉnh, đề nghị hỗ trợ"
          to: decide
          when: 'opinions.bank == "agree" && findings.checked == "yes"'
          unless: ngân hàng chưa đồng ý
          asks:
            - {key: checked, label: Đã kiểm tra tại chỗ?, kind: yesno}
            - {key: seen_on, label: Ngày kiểm tra, kind: date}
            - {key: wages, label: Quỹ lương, kind: money, required: false}
            - {key: workers_seen, label: Số người gặp, kind: number, required: false}
            - key: how
              label: Cách kiểm tra
              kind: choice
              choices: [{key: visit, label: Đến tận nơi}, {key: phone, label: Gọi điện}]
            - {key: remark, label: Nhận xét, kind: long_text, required: false}
        advise_refusal:
          title: "Trình cấp tỉnh, đề nghị không hỗ trợ"
          to: decide
          reason: true
          when: 'opinions.bank == "differ"'"""


def text() -> str:
    found = _FILE.read_text()
    found = re.sub(r"^en:.*?(?=^[a-z]|\Z)", "", found, flags=re.MULTILINE | re.DOTALL)
    found = found.replace("slug: tam-hoan-hop-dong", f"slug: {SLUG}", 1)
    appraise = found.index("    appraise:\n")
    start = found.index("      power: process\n      actions:", appraise)
    end = found.index("        return:", start)
    found = f"{found[:start]}      power: process{_STEP}\n{found[end:]}"
    fee = '\nfees:\n  - {key: dossier_fee, title: Lệ phí thẩm định, amount: "50000", unit: hồ sơ, due: appraise}\n'
    return found.replace("\nissuer:", f"{fee}\nissuer:", 1)


def published() -> None:
    catalogue.publish(text(), by=SYSTEM, at=_PUBLISHED)
