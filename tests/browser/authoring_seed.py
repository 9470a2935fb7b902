"""`python -m tests.browser.authoring_seed`: one who writes services and one who publishes them, in a province."""

from datetime import date

import django

AUTHOR, APPROVER = "Lê Thị Soạn Mẫu", "Đinh Văn Duyệt Thử"
_NUMBERS = {AUTHOR: "051090088801", APPROVER: "051090088802"}


def main() -> None:
    from motcua.agencies.commands import appoint
    from motcua.agencies.models import Agency
    from motcua.identity import commands as identity
    from motcua.shell.clock import now

    at, office = now(), Agency.objects.get(identifier="H48")
    rights = {AUTHOR: "procedures/enter", APPROVER: "procedures/publish"}
    for n, (name, number) in enumerate(_NUMBERS.items()):
        person = identity.register(name, number, f"09000088{n:02d}", date(1990, 1, 2), "mot-cua-2020", at=at)
        identity.cast(person, "Cán bộ kiểm soát thủ tục của tỉnh", 950 + n)
        appoint(person, office, "Chuyên viên", (rights[name],), at=at)


if __name__ == "__main__":
    django.setup()
    main()
