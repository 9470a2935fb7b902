"""The sandbox's few pages for people, plain HTML."""

from collections.abc import Mapping, Sequence
from html import escape

from motcua.ops import demo_data
from motcua.ops.sandbox import bank

_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
body{{font:18px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#16202b}}
button,select{{font:inherit;padding:.5rem .9rem;margin:.25rem 0}} td,th{{padding:.2rem .8rem .2rem 0;text-align:left}}
.banner{{background:#fff3cd;padding:.5rem .8rem;border-left:.4rem solid #8a6100}} code{{background:#eef1f4}}
</style></head><body><main><p class="banner">Hệ thống giả lập. Mọi người và mọi số ở đây đều được nghĩ ra.</p>
<h1>{title}</h1>{body}</main></body></html>"""


def page(title: str, body: str) -> str:
    return _PAGE.format(title=escape(title), body=body)


def home(url: str) -> str:
    """What there is, and whose numbers may be tried."""
    account = [demo_data.invented(part.n) for part in demo_data.STORY]
    body = f"""
<table><tr><th>Địa chỉ</th><th>Là gì</th></tr>
<tr><td><code>POST {url}/population/v1/match</code></td><td>cơ sở dữ liệu dân cư: đối chiếu một người</td></tr>
<tr><td><code>POST {url}/sms/v1/messages</code></td><td>nhà mạng: nhận tin nhắn</td></tr>
<tr><td><a href="/sms/">{url}/sms/</a></td><td>các tin nhắn đã nhận</td></tr>
<tr><td><code>{url}/bank/</code></td><td>{escape(BANK)}: đăng nhập bằng OpenID Connect</td></tr></table>
<h2>Người có tài khoản trong bản dùng thử</h2>{_people(account)}
<h2>Người chưa có tài khoản, để thử đăng ký</h2>{_people([demo_data.invented(n) for n in demo_data.STRANGERS])}
<h2>Số để thử các câu trả lời</h2>
<p>Từ 051099010000 đến 051099099999, tên và ngày sinh tùy ý; chữ số cuối quyết định: 0–5 khớp, 6 sai tên,
7 sai ngày sinh, 8 không tìm thấy, 9 không kết nối được.</p>"""
    return page("Các hệ thống bên ngoài (giả lập)", body)


BANK = "Ngân hàng Ví Dụ"


def messages(taken: Sequence[Mapping[str, str]], *, down: bool) -> str:
    """The latest first."""
    rows = "".join(f"<tr><td>{escape(m['to'])}</td><td>{escape(m['text'])}</td></tr>" for m in reversed(taken))
    state = "đang ngừng hoạt động" if down else "đang hoạt động"
    return page(
        "Tin nhắn đã nhận", f"<p>Nhà mạng {state}.</p><table><tr><th>Đến</th><th>Nội dung</th></tr>{rows}</table>"
    )


def choose(asked: Mapping[str, str]) -> str:
    """The bank's sign-in: who are you?"""
    kept = "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in asked.items())
    people = "".join(
        f'<p><button name="customer" value="{sub}">Đăng nhập với tên {escape(customer.person.name)}</button></p>'
        for sub, customer in bank.CUSTOMERS.items()
    )
    faults = "".join(f'<option value="{value}">{escape(text)}</option>' for value, text in bank.FAULTS.items())
    body = f"""<p>Cổng dịch vụ công muốn biết bạn là ai. Hãy chọn một khách hàng.</p>
<form method="post" action="/bank/authorize">{kept}{people}
<p><label for="fault">Ngân hàng sẽ</label> <select id="fault" name="fault">{faults}</select></p>
<p><button name="customer" value="">Từ chối</button></p></form>"""
    return page(BANK, body)


def _people(people: Sequence[demo_data.Invented]) -> str:
    rows = "".join(
        f"<tr><td>{escape(p.name)}</td><td>{p.id_number}</td><td>{p.birth_date:%d/%m/%Y}</td><td>{p.phone}</td></tr>"
        for p in people
    )
    return f"<table><tr><th>Họ và tên</th><th>Số căn cước</th><th>Ngày sinh</th><th>Điện thoại</th></tr>{rows}</table>"
