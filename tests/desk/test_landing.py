"""Where people land after sign-in or a change of capacity."""


def test_an_officer_lands_at_the_desk(desk):
    assert desk("thu").get("/vao/")["Location"] == "/ban-lam-viec/"


def test_an_applicant_lands_at_the_front_door(world, desk):
    world.actors["firm"] = world.firm("Công ty Ví Dụ Thử")

    assert desk("firm").get("/vao/")["Location"] == "/"


def test_a_visitor_signs_in_first(client, db):
    assert client.get("/vao/")["Location"] == "/dang-nhap/?next=/vao/"
