"""What a person is told when something happens to their account, and what to do if it was not they.

`{detail}` is a device, a business, another site: never a number. `{hotline}` is the portal's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from motcua.notices.rules.messages import plain, without_numbers

_SESSIONS = "/tai-khoan/phien/"
_ACCOUNT = "/tai-khoan/"
_NOT_YOU = "Nếu không phải bạn làm: vào mục Tài khoản, đăng xuất mọi thiết bị, rồi gọi {hotline}."
_ASK = "Nếu bạn không biết việc này: gọi {hotline}."

# A phone that the person had until so long ago is told of a change of phone too: who took the account over
# changes the phone first.
FORMER_PHONES = timedelta(days=1)


@dataclass(frozen=True)
class Event:
    """`unnamed` stands for an empty detail. `to_phone`: may the phone of the account be told?

    The same news within `once_in` is told once: a job may run twice, and a stranger may try again and again.
    """

    title: str
    body: str
    advice: str = _NOT_YOU
    link: str = _SESSIONS
    unnamed: str = ""
    to_phone: bool = True
    once_in: timedelta = timedelta(minutes=1)

    def told(self, detail: str, hotline: str) -> str:
        """The whole message, as the inbox and an e-mail say it."""
        named = without_numbers(" ".join(detail.split())) or self.unnamed
        return f"{self.body.format(detail=named)} {self.advice.format(hotline=hotline)}"

    def sms(self, hotline: str) -> str:
        """One SMS, with whom to call: the detail stays out, the portal's own number in."""
        return plain(f"Một Cửa: {self.title}. Không phải bạn? Gọi {hotline}.")


EVENTS: Mapping[str, Event] = {
    "new_device": Event(
        "Đăng nhập từ thiết bị mới",
        "Tài khoản của bạn vừa được đăng nhập từ {detail}.",
        unnamed="một thiết bị chưa dùng bao giờ",
    ),
    "phone_changed": Event(
        "Đã đổi số điện thoại của tài khoản",
        "Số điện thoại của tài khoản vừa được đổi. Số cũ không còn dùng để đăng nhập.",
    ),
    "id_changed": Event(
        "Đã đổi số giấy tờ của tài khoản",
        "Số giấy tờ của tài khoản vừa được đổi. Số cũ vẫn dẫn đến tài khoản của bạn.",
    ),
    "password_changed": Event("Đã đổi mật khẩu", "Mật khẩu của tài khoản vừa được đổi."),
    "factor_added": Event(
        "Đã thêm cách xác nhận khi đăng nhập",
        "Tài khoản vừa có thêm một cách xác nhận: {detail}.",
        unnamed="xem ở mục Tài khoản",
    ),
    "factor_removed": Event(
        "Đã bỏ một cách xác nhận khi đăng nhập",
        "Tài khoản vừa bỏ một cách xác nhận: {detail}.",
        unnamed="xem ở mục Tài khoản",
    ),
    "level_raised": Event(
        "Danh tính của bạn đã được xác minh",
        "Tài khoản đã được xác minh danh tính. Từ nay bạn dùng được thêm nhiều dịch vụ.",
        link=_ACCOUNT,
    ),
    "recovered": Event(
        "Tài khoản đã được lấy lại",
        "Tài khoản vừa được lấy lại với sự giúp đỡ của cán bộ tại quầy. Mọi thiết bị cũ đã bị đăng xuất.",
    ),
    "corrected": Event(
        "Đã sửa họ tên hoặc ngày sinh của tài khoản",
        "Cán bộ tại quầy vừa sửa họ tên hoặc ngày sinh của tài khoản theo giấy tờ của bạn.",
        link=_ACCOUNT,
    ),
    "registered_elsewhere": Event(
        "Có người định mở tài khoản bằng số của bạn",
        "Có người vừa định mở một tài khoản mới bằng số giấy tờ hoặc số điện thoại của bạn. Việc đó không thành và "
        "tài khoản của bạn không thay đổi.",
        advice="Nếu chính là bạn: bạn đã có tài khoản, hãy đăng nhập. Nếu không phải bạn: gọi {hotline}.",
        link=_ACCOUNT,
        once_in=timedelta(days=1),
    ),
    "phone_taken": Event(
        "Số điện thoại của bạn đã thuộc về người khác",
        "Người đang dùng số điện thoại mà bạn từng khai đã chứng minh số đó là của họ. Số đó không còn dùng để đăng "
        "nhập tài khoản của bạn. Hãy đăng nhập bằng số giấy tờ, rồi khai số điện thoại mới ở mục Tài khoản.",
        advice="Nếu số đó vẫn là của bạn: gọi {hotline}.",
        link="/tai-khoan/dien-thoai/",
        to_phone=False,
    ),
    "admitted": Event(
        "Bạn được làm việc thay cho một doanh nghiệp",
        "Người đại diện đã cho bạn làm việc thay cho {detail}. Hãy chọn tư cách này ở đầu trang.",
        advice=_ASK,
        link=_ACCOUNT,
        unnamed="doanh nghiệp",
    ),
    "retired": Event(
        "Bạn không còn làm việc thay cho một doanh nghiệp",
        "Bạn không còn làm việc thay cho {detail} trên cổng này.",
        advice=_ASK,
        link=_ACCOUNT,
        unnamed="doanh nghiệp",
    ),
    "linked": Event(
        "Đã liên kết một tài khoản khác",
        "Từ nay bạn đăng nhập được bằng tài khoản {detail}.",
        link="/tai-khoan/lien-ket/",
        unnamed="khác đã liên kết",
    ),
    "consent_given": Event(
        "Bạn đã đồng ý cho một cổng khác nhận dữ liệu",
        "{detail} nay được nhận những dữ liệu mà bạn vừa đồng ý. Bạn thôi đồng ý lúc nào cũng được, ở mục Cổng khác.",
        link="/tai-khoan/cong-khac/",
        unnamed="Một cổng khác",
    ),
    "unit_not_changed": Event(
        "Một thay đổi đơn vị chưa thực hiện được",
        "Đến ngày có hiệu lực, thay đổi này không thực hiện được: {detail}",
        advice="Hãy mở trang Đơn vị để xem lại, nhờ quản trị cấp trên, hoặc gọi {hotline}.",
        link="/quan-tri/don-vi/",
        unnamed="xem ở trang Đơn vị.",
    ),
    "right_given": Event(
        "Bạn được cấp quyền của cán bộ",
        "Bạn được cấp quyền: {detail}. Hãy chọn tư cách cán bộ ở đầu trang để dùng.",
        advice=_ASK,
        link="/tu-cach/",
        unnamed="cán bộ",
    ),
    "right_ended": Event(
        "Một quyền cán bộ của bạn đã kết thúc",
        "Quyền đã kết thúc: {detail}.",
        advice="Nếu bạn vẫn cần quyền này: hỏi người quản trị của đơn vị, hoặc gọi {hotline}.",
        link="/tu-cach/",
        unnamed="cán bộ",
    ),
    "file_held": Event(
        "Một tệp bạn tải lên bị giữ lại",
        "Tệp “{detail}” bị giữ lại vì nghi có mã độc, nên không ai mở được. Hãy xóa tệp khỏi hồ sơ, quét mã độc trên "
        "máy của bạn rồi tải lên một bản sạch.",
        advice=_ASK,
        link="/ho-so/",
        unnamed="không có tên",
    ),
}
