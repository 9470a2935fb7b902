import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from motcua.journal import rules
from motcua.kernel.actor import Capacity

# The eight leaves of certificate-transparency's own merkle_tree_test.
INPUTS = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
INPUTS.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
LEAVES = [rules.leaf_hash(content) for content in INPUTS]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
WRONG = sha256(b"something else").digest()
hashes = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70)


def naive(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + naive(leaves[:k]) + naive(leaves[k:])).digest()


@pytest.mark.parametrize(("size", "expected"), [*enumerate(ROOTS, start=1)])
def test_reference_roots(size, expected):
    assert rules.root(LEAVES[:size]).hex() == expected


def test_empty_tree():
    assert rules.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_reference_proofs():
    assert [step.hex() for step in rules.inclusion_proof(0, LEAVES)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [step.hex() for step in rules.consistency_proof(6, LEAVES)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(hashes)
def test_the_root_is_the_definition(leaves):
    assert rules.root(leaves) == naive(leaves)


@given(hashes, st.data())
def test_a_frontier_goes_on_where_it_stopped(leaves, data):
    cut = data.draw(st.integers(0, len(leaves)))
    half = rules.Frontier().extended(leaves[:cut])
    kept = rules.Frontier.unpacked(cut, half.packed())
    assert kept == half
    assert kept.extended(leaves[cut:]).root == naive(leaves)


@pytest.mark.parametrize(("size", "packed"), [(3, bytes(32)), (2, bytes(31)), (0, bytes(32))])
def test_a_spoilt_frontier_is_refused(size, packed):
    with pytest.raises(ValueError, match="peaks"):
        rules.Frontier.unpacked(size, packed)


@given(hashes, st.data())
def test_inclusion(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    top, proof = naive(leaves), rules.inclusion_proof(index, leaves)
    assert rules.includes(len(leaves), top, index, leaves[index], proof)
    assert not rules.includes(len(leaves), top, index, WRONG, proof)
    assert not rules.includes(len(leaves), top, len(leaves), leaves[index], proof)
    assert not rules.includes(len(leaves), top, index, leaves[index], [*proof, WRONG])
    for n in range(len(proof)):
        assert not rules.includes(len(leaves), top, index, leaves[index], [*proof[:n], WRONG, *proof[n + 1 :]])
        assert not rules.includes(len(leaves), top, index, leaves[index], proof[:n])


@given(hashes, st.data())
def test_consistency(leaves, data):
    old = data.draw(st.integers(1, len(leaves)))
    before, after, proof = naive(leaves[:old]), naive(leaves), rules.consistency_proof(old, leaves)
    assert rules.extends(old, before, len(leaves), after, proof)
    assert not rules.extends(old, WRONG, len(leaves), after, proof)
    assert not rules.extends(old, before, len(leaves), WRONG, proof)
    assert not rules.extends(old, before, len(leaves), after, [*proof, WRONG])
    for n in range(len(proof)):
        assert not rules.extends(old, before, len(leaves), after, [*proof[:n], WRONG, *proof[n + 1 :]])


@given(hashes, st.data())
def test_a_rewritten_past_is_not_consistent(leaves, data):
    old = data.draw(st.integers(1, len(leaves)))
    changed = data.draw(st.integers(0, old - 1))
    assume(leaves[changed] != WRONG)
    rewritten = [*leaves[:changed], WRONG, *leaves[changed + 1 :]]
    proof = rules.consistency_proof(old, rewritten)
    assert not rules.extends(old, naive(leaves[:old]), len(leaves), naive(rewritten), proof)


def test_proofs_of_nothing_are_refused():
    with pytest.raises(IndexError):
        rules.inclusion_proof(8, LEAVES)
    with pytest.raises(IndexError):
        rules.consistency_proof(0, LEAVES)
    assert not rules.extends(0, rules.root([]), 8, rules.root(LEAVES), [])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (unicodedata.normalize("NFD", "Hồ sơ"), "Hồ sơ"),
        ("a\x00b", "ab"),
        (3.0, 3),
        (-0.0, 0),
        (0.25, 0.25),
        (1e22, 10**22),
        ((1, "x"), [1, "x"]),
        ({"b", "a"}, ["a", "b"]),
        ({7: None}, {"7": None}),
        (date(2020, 5, 12), "2020-05-12"),
        (datetime(2020, 5, 12, 8, tzinfo=timezone(timedelta(hours=7))), "2020-05-12T01:00:00.000000Z"),
        (Capacity.OFFICER, "officer"),
        (True, True),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_plain(value, expected):
    assert rules.plain(value) == expected
    assert type(rules.plain(value)) is type(expected)


@pytest.mark.parametrize("value", [b"bytes", object()])
def test_plain_refuses_what_json_cannot_say(value):
    with pytest.raises(TypeError):
        rules.plain(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_plain_refuses_what_is_no_number(value):
    with pytest.raises(ValueError, match="no place"):
        rules.plain(value)


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="aware"):
        rules.moment(datetime(2020, 5, 12))


def test_canonical_has_one_spelling():
    assert rules.canonical({"b": {"y": 1, "x": "ế"}, "a": None}) == '{"a":null,"b":{"x":"ế","y":1}}'.encode()


def test_the_leaf_binds_the_id():
    assert rules.entry_leaf(258, b"{}") == sha256(bytes.fromhex("00 00000000 00000102") + b"{}").digest()
    assert rules.entry_leaf(259, b"{}") != rules.entry_leaf(258, b"{}")


@pytest.mark.parametrize(
    "text",
    [
        "0900000012",
        "gọi 0900 000 012 nhé",
        "001000000012",
        "0010 0000 0012",
        "123456789",
        "số 123456789.",
        "+84900000012",
    ],
)
def test_personal_numbers_are_seen(text):
    assert rules.personal_numbers({"note": [text]}) == ["data.note[0]"]
    assert rules.personal_numbers({text: 1}) != []
    hidden = rules.without_numbers({"note": text})["note"]
    assert rules.personal_numbers(hidden) == []
    assert "••••" in hidden


@pytest.mark.parametrize(
    "text",
    [
        "H48.01-200512-000123",
        "000.00.01.H48-200512-0001",
        "2020-05-12T01:00:00.000000Z",
        "12/05/2020 08:00",
        "1.800.000.000 đ",
        "12345678",
        "12345678901",
        "00000000-0000-4000-8000-123456789012",
        sha256(b"").hexdigest(),
        "",
    ],
)
def test_other_numbers_are_not(text):
    assert rules.personal_numbers({"note": text}) == []
    assert rules.without_numbers({"note": text}) == {"note": text}


def test_amounts_are_whole_numbers_and_stay():
    assert rules.personal_numbers({"amount": 1_800_000_000}) == []


def test_masking_keeps_the_last_four():
    assert rules.without_numbers({"note": ["gọi 0900 000 012"]}) == {"note": ["gọi •••• 0012"]}


scalars = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


@given(json_values)
def test_plain_is_stable(value):
    once = rules.plain(value)
    assert rules.plain(once) == once
    assert rules.plain(rules.decoded(rules.encoded(once))) == once


def test_moments_sort_as_texts():
    early, late = datetime(2020, 5, 12, 1, tzinfo=UTC), datetime(2020, 5, 12, 1, 0, 0, 1, tzinfo=UTC)
    assert rules.moment(early) < rules.moment(late)
