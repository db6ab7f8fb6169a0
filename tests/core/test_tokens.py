from hypothesis import given
from hypothesis import strategies as st

from chatlib.core.tokens import digest


def test_a_digest_does_not_give_the_token_away():
    token = "0b0a3c8e-7c0c-4d51-9f0e-6a2f6f1f3d11"
    assert token not in digest(token)
    assert len(digest(token)) == 32
    assert set(digest(token)) <= set("0123456789abcdef")


def test_the_same_token_has_the_same_digest_and_another_one_another():
    assert digest("a") == digest("a")
    assert len({digest(t) for t in ("", "a", "b", "A", "a ")}) == 5


@given(st.text(st.characters()))
def test_anything_typed_as_a_token_has_a_digest(token):
    assert len(digest(token)) == 32
