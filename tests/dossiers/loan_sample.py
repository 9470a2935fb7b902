"""A service of another kind than the list of workers: one person, a fee, findings, a condition, a posting. Invented."""

TEXT = """
format: 2
slug: vay-mua-trau
name: Vay vốn mua trâu ví dụ
short_name: Vay vốn mua trâu
procedure: {code: "1.000009", name: Vay vốn mua trâu ví dụ, field: Lĩnh vực ví dụ}
valid_from: 2020-05-01
audience: [citizen]
place: home
legal:
  - {number: 9/2020/QĐ-VD, title: Quyết định ví dụ số chín, of: 2020-05-01, kind: Quyết định, by: Ủy ban ví dụ}
start: {summary: Vay vốn mua trâu., need: [Đơn], takes: 5 phút., fee: Lệ phí., decides: Ngân hàng.}
sections:
  - key: who
    title: Người vay
    pages:
      - key: person
        title: Bạn là ai?
        questions:
          - {key: borrower, label: Người vay, kind: person, shared: person}
          - {key: home, label: Nơi ở, kind: address, level: district}
      - key: herd
        title: Bạn mua mấy con?
        questions:
          - {key: heads, label: Số trâu, kind: number, least: 1, most: 9}
          - {key: price, label: Giá mỗi con, kind: money, least: 1000000}
          - {key: wanted, label: Số tiền cần vay, kind: computed, value: heads * price, shows: money}
fees:
  - {key: filing, title: Lệ phí nộp đơn, amount: 20000, unit: hồ sơ}
  - {key: survey, title: Phí khảo sát, amount: heads * 50000, unit: con, due: look, when: heads > 1}
result: {amount: findings.loan, asked: wanted, title: Khoản vay}
flow:
  first: look
  steps:
    look:
      title: Huyện xem xét
      role: committee
      level: district
      term: 3wd
      posting: {title: Danh sách xin vay mua trâu, term: 1d, shows: [borrower_name, heads, wanted]}
      actions:
        pass:
          title: Chuyển tỉnh
          to: decide
          when: posting.done && findings.seen == "yes"
          unless: chưa niêm yết xong hoặc chưa thấy chuồng
          asks:
            - {key: seen, label: Đã thấy chuồng trâu?, kind: yesno}
        refuse: {title: Không cho vay, to: "end:refused", reason: true}
    decide:
      title: Tỉnh quyết định
      role: committee
      level: province
      term: 2wd
      power: decide
      actions:
        approve:
          title: Cho vay
          to: "end:granted"
          power: decide
          asks:
            - {key: loan, label: Số tiền cho vay, kind: money, least: 1}
        refuse: {title: Không cho vay, to: "end:refused", power: decide, reason: true}
issuer: {role: committee, level: province}
outputs:
  - {event: granted, document: decision, title: Quyết định cho vay}
statuses: {submitted: 1, accepted: 2, processing: 4, supplement: 5, withdrawn: 7, stopped: 8, refused: 8, granted: 9}
"""

CLAIM = TEXT.replace(
    "result: {amount: findings.loan, asked: wanted, title: Khoản vay}",
    "claim: {name: borrower_name, identity: borrower_id, birth: borrower_birth, since: 2020-04-01, months: heads,"
    " amount: heads * 1000000}\nentitlement: vi-du-2020",
).replace("slug: vay-mua-trau", "slug: tro-cap-trau").replace(
    "          asks:\n            - {key: loan, label: Số tiền cho vay, kind: money, least: 1}\n", ""
)  # fmt: skip
