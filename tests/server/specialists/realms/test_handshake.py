"""Two realms prove their key to each other, and everybody else gets nowhere."""

import json

import pytest

from chatlib.server.specialists.realms.handshake import Acceptor, Dialer, Fault, LinkRefused, refusal

KEY = "kunci yang panjang"
ONE, TWO = b"\1" * 32, b"\2" * 32


def dialer(own="a", peer="b", key=KEY, lane=0, nonce=ONE, fingerprint=""):
    return Dialer(own, peer, key, lane, nonce, fingerprint)


def acceptor(own="b", keys=None, nonce=TWO, fingerprint=""):
    return Acceptor(own, {"a": KEY, "c": "ein anderer Schluessel"} if keys is None else keys, nonce, fingerprint)


def shake(one: Dialer, two: Acceptor) -> None:
    two.check(one.answer(two.challenge(one.hello())))


def fault(work, *arguments) -> Fault:
    with pytest.raises(LinkRefused) as refused:
        work(*arguments)
    return refused.value.fault


@pytest.mark.parametrize("lane", [0, 1])
@pytest.mark.parametrize("fingerprint", ["", "ab" * 32])
def test_who_has_the_key_is_linked(lane, fingerprint):
    one, two = dialer(lane=lane, fingerprint=fingerprint), acceptor(fingerprint=fingerprint)
    shake(one, two)
    assert (two.realm, two.lane) == ("a", lane)
    for number in range(3):
        line = f"entry {number}".encode()
        assert two.incoming.open(one.outgoing.seal(line)) == line
        assert one.incoming.open(two.outgoing.seal(line)) == line


def test_nothing_secret_is_on_the_wire():
    one, two = dialer(), acceptor()
    challenge = two.challenge(one.hello())
    wire = one.hello() + challenge + one.answer(challenge)
    assert KEY.encode() not in wire
    assert KEY.encode().hex().encode() not in wire


def test_without_the_key_neither_side_is_believed():
    one, two = dialer(key="etwas ganz anderes"), acceptor()
    assert fault(one.answer, two.challenge(one.hello())) is Fault.WRONG_KEY
    assert fault(two.check, b'{"PROOF":"' + b"0" * 64 + b'"}') is Fault.WRONG_KEY


def test_a_recording_is_of_no_use():
    one, two = dialer(), acceptor()
    challenge = two.challenge(one.hello())
    proof = one.answer(challenge)
    two.check(proof)
    again = acceptor(nonce=b"\3" * 32)
    again.challenge(one.hello())
    assert fault(again.check, proof) is Fault.WRONG_KEY
    assert fault(dialer(nonce=b"\4" * 32).answer, challenge) is Fault.WRONG_KEY


def test_a_proof_cannot_be_thrown_back():
    two = acceptor()
    challenge = json.loads(two.challenge(dialer().hello()))
    assert fault(two.check, json.dumps({"PROOF": challenge["PROOF"]}).encode()) is Fault.WRONG_KEY


def test_a_challenge_cannot_be_solved_by_asking_its_author_in_the_other_direction():
    # Somebody without the key is dialed by a, and dials a himself to get a proof for that.
    hello = dialer(own="a", peer="b").hello()
    nonce = json.loads(hello)["NONCE"]
    a = acceptor(own="a", keys={"b": KEY})
    stolen = a.challenge(json.dumps({"FLAG": "LINK", "REALM": "b", "PEER": "a", "NONCE": nonce, "LANE": 0}).encode())
    assert fault(dialer(own="a", peer="b").answer, stolen) is Fault.WRONG_KEY


def test_the_key_of_one_peer_is_not_that_of_another():
    one, two = dialer(own="c"), acceptor()
    assert fault(one.answer, two.challenge(one.hello())) is Fault.WRONG_KEY


@pytest.mark.parametrize(("mine", "theirs"), [("aa" * 32, "bb" * 32), ("aa" * 32, ""), ("", "bb" * 32)])
def test_somebody_in_the_middle_shows_another_certificate(mine, theirs):
    one, two = dialer(fingerprint=mine), acceptor(fingerprint=theirs)
    assert fault(one.answer, two.challenge(one.hello())) is Fault.WRONG_KEY


def test_a_lane_cannot_be_taken_for_the_other():
    one, two = dialer(lane=0), acceptor()
    assert fault(one.answer, two.challenge(one.hello().replace(b'"LANE":0', b'"LANE":1'))) is Fault.WRONG_KEY


HELLO = {"FLAG": "LINK", "REALM": "a", "PEER": "b", "NONCE": "1" * 64, "LANE": 0}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"REALM": "z"}, Fault.NO_PEER),
        ({"REALM": ""}, Fault.NO_PEER),
        ({"REALM": 7}, Fault.NO_PEER),
        ({"REALM": "b"}, Fault.OTHER_REALM),
        ({"PEER": "c"}, Fault.OTHER_REALM),
        ({"PEER": None}, Fault.OTHER_REALM),
        ({"NONCE": "1" * 63}, Fault.NOT_UNDERSTOOD),
        ({"NONCE": "G" * 64}, Fault.NOT_UNDERSTOOD),
        ({"NONCE": "1" * 64 + "\n"}, Fault.NOT_UNDERSTOOD),
        ({"NONCE": 1}, Fault.NOT_UNDERSTOOD),
        ({"LANE": 2}, Fault.NOT_UNDERSTOOD),
        ({"LANE": True}, Fault.NOT_UNDERSTOOD),
        ({"LANE": "0"}, Fault.NOT_UNDERSTOOD),
        ({"LANE": [0]}, Fault.NOT_UNDERSTOOD),
    ],
)
def test_a_greeting_that_cannot_be_meant(change, expected):
    assert fault(acceptor().challenge, json.dumps({**HELLO, **change}).encode()) is expected


@pytest.mark.parametrize("line", [b"", b"[]", b"{", b"null", b'"LINK"', b"\xff\xfe", b"{}"])
def test_garbage_is_refused(line):
    assert fault(acceptor().challenge, line) is Fault.NOT_UNDERSTOOD
    assert fault(dialer().answer, line) is Fault.NOT_UNDERSTOOD
    two = acceptor()
    two.challenge(dialer().hello())
    assert fault(two.check, line) in (Fault.NOT_UNDERSTOOD, Fault.WRONG_KEY)


@pytest.mark.parametrize("one", Fault)
def test_who_is_refused_hears_why(one):
    assert fault(dialer().answer, refusal(one)) is one


def test_names_are_compared_without_regard_to_case():
    two = acceptor()
    two.challenge(json.dumps({**HELLO, "REALM": "A", "PEER": "B"}).encode())
    assert two.realm == "a"


@pytest.mark.parametrize("attack", ["changed", "repeated", "left out", "swapped", "reflected", "cut", "empty"])
def test_a_link_that_is_tampered_with_is_found_out(attack):
    one, two = dialer(), acceptor()
    shake(one, two)
    first, second, back = one.outgoing.seal(b"satu"), one.outgoing.seal(b"dua"), two.outgoing.seal(b"tiga")
    if attack == "repeated":
        two.incoming.open(first)
    bad = {"changed": first[:-1] + b"x", "repeated": first, "left out": second, "swapped": second, "reflected": back}
    assert fault(two.incoming.open, bad.get(attack, first[:8] if attack == "cut" else b"")) is Fault.TAMPERED
