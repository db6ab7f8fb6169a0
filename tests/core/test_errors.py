import msgspec

from chatlib.core.errors import Reason, Refusal


def test_a_refusal_says_why_and_about_whom():
    refusal = Refusal(Reason.UNKNOWN_USER, "Ana")
    assert (refusal.reason, refusal.subject) == (Reason.UNKNOWN_USER, "Ana")


def test_a_refusal_may_be_about_nobody():
    assert Refusal(Reason.EMPTY).subject == ""


def test_reasons_travel_by_their_names():
    for reason in Reason:
        assert reason.value == reason.name.lower().replace("_", "-")
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(reason), type=Reason) is reason
