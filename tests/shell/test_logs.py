from motcua.shell.logs import mask_numbers


def test_personal_numbers_never_reach_a_log_whole():
    event = {"event": "look up 051199004821", "phone": "0900000012", "day": "12/05/2020", "code": 404}

    assert mask_numbers(None, "", event) == {
        "event": "look up …821", "phone": "…012", "day": "12/05/2020", "code": 404,
    }  # fmt: skip
