"""What is spoiled in the questions of the second sample, and what is said of it."""

# name: what stands there, what is put there, line, the word at which the fault is told, its message, its cure
PLANTED = {
    "computed without value": (
        "kind: computed, value: machines.sum.price,",
        "kind: computed,",
        59,
        "{key: total",
        "Thiếu khóa “value”.",
        "Thêm dòng “value: …” vào khối này.",
    ),
    "computed and optional": (
        "kind: computed, value: machines.sum.price,",
        "kind: computed, required: false, value: machines.sum.price,",
        59,
        "required: false",
        "“required” không dùng với kiểu computed.",
        "Xóa dòng này: giá trị được tính, không ai phải trả lời.",
    ),
    "computed and prefilled": (
        "kind: computed, value: machines.sum.price,",
        "kind: computed, prefill: person.name, value: machines.sum.price,",
        59,
        "prefill: person.name",
        "Câu hỏi kiểu “computed” không điền sẵn được.",
        "Xóa dòng này.",
    ),
    "value of a question that is asked": (
        "{key: own, label: Vốn của tổ, kind: money,",
        '{key: own, label: Vốn của tổ, kind: money, value: "1",',
        63,
        'value: "1"',
        "“value” chỉ dùng với kiểu computed.",
        "Xóa dòng này, hoặc kind: computed.",
    ),
    "list without fields": (
        (
            "            fields:\n"
            "              - {key: name, label: Tên máy, kind: text, max_length: 80}\n"
            "              - {key: type, label: Loại máy, kind: choice, choices: [{key: new, label: Máy"
            " mới}, {key: used, label: Máy cũ}]}\n"
            "              - {key: count, label: Số máy, kind: number, least: 1, most: 9}\n"
            "              - {key: price, label: Thành tiền, kind: money, least: 0, most: 900000000}\n"
            "              - {key: bought_on, label: Ngày mua, kind: date, required: false}\n"
        ),
        "",
        48,
        "key: machines",
        "Thiếu khóa “fields”.",
        "Thêm dòng “fields: …” vào khối này.",
    ),
    "field of an impossible kind": (
        "label: Tên máy, kind: text",
        "label: Tên máy, kind: unit",
        53,
        "kind: unit",
        "“kind” không có giá trị “unit”.",
        "Dùng một trong: text, number, money, date, choice, id_number, phone.",
    ),
    "field key twice": (
        "{key: count, label: Số máy",
        "{key: type, label: Số máy",
        55,
        "key: type",
        "Khóa “type” đã dùng ở dòng 54.",
        "Đặt một khóa khác.",
    ),
    "field with a condition": (
        "{key: price, label: Thành tiền, kind: money,",
        '{key: price, label: Thành tiền, kind: money, when: {has_firm: "yes"},',
        56,
        'when: {has_firm: "yes"',
        "Cột của danh sách không có “when”.",
        "Xóa dòng này.",
    ),
    "list with too many rows": (
        "max_rows: 5\n",
        "max_rows: 5000\n",
        51,
        "max_rows: 5000",
        "Một câu hỏi có tối đa 200 dòng.",
        "Với nhiều người hơn, dùng lists và tệp Excel.",
    ),
    "address without level": (
        "kind: address, level: commune,",
        "kind: address,",
        35,
        "{key: home",
        "Thiếu khóa “level”.",
        "Thêm dòng “level: …” vào khối này.",
    ),
    "person with a level": (
        "label: Tổ trưởng, kind: person,",
        "label: Tổ trưởng, kind: person, level: commune,",
        34,
        "level: commune",
        "Không có khóa “level” ở đây.",
        "Có phải bạn muốn viết “label”?",
    ),
    "part of a composite twice": (
        "{key: why, label",
        "{key: leader_name, label",
        65,
        "key: leader_name",
        "Khóa “leader_name” đã dùng ở dòng 34.",
        "Đặt một khóa khác.",
    ),
    "line condition on a list": (
        "{key: own, label: Vốn của tổ, kind: money,",
        '{key: own, label: Vốn của tổ, kind: money, when: {machines: "yes"},',
        63,
        'machines: "yes"',
        "“machines” là danh sách nên không so với một giá trị được.",
        'Viết biểu thức: when: "machines.count > 0".',
    ),
    "a shared name twice": (
        "shared: firm.started",
        "shared: person.birth",
        66,
        "shared: person.birth",
        "Tên dùng chung “person.birth” đã dùng ở dòng 34.",
        "Đặt tên khác, hoặc bỏ một trong hai.",
    ),
    "a shared name badly written": (
        "shared: firm.workshop",
        "shared: Firm Workshop",
        41,
        "shared: Firm Workshop",
        "Tên dùng chung “Firm Workshop” không hợp lệ.",
        "Viết như: person.address, chỉ gồm chữ thường không dấu, số, gạch dưới và dấu chấm.",
    ),
    "a question with a reserved key": (
        "{key: why, label",
        "{key: findings, label",
        65,
        "key: findings",
        "Khóa “findings” là tên riêng.",
        "Đặt một khóa khác: biểu thức dùng tên này cho việc khác.",
    ),
}
