"""Private messages from realm to realm."""

import pytest

from chatlib.core import commands, entries, events
from chatlib.core.errors import Reason
from chatlib.core.realms import neighbours


def test_a_message_to_another_realm_is_an_ordinary_message_at_both_ends(mesh):
    sent = mesh.a.ask("ani", commands.Send, to="budi@b", text="hai", kind="user")
    assert (sent.sender, sent.receiver, sent.text) == ("ani", "budi@b", "hai")
    mesh.settle()
    assert mesh.b.heard("budi") == [("ani@a", "hai")]
    mesh.b.ask("budi", commands.Send, to="ANI@A", text="hai juga")
    mesh.settle()
    assert mesh.a.heard("ani") == [("budi@b", "hai juga")]
    assert mesh.c.told[-1].name == "citra"


@pytest.mark.parametrize("kind", ["any", "user"])
def test_one_is_at_home_in_ones_own_realm(mesh, kind):
    mesh.a.account("tono")
    sent = mesh.a.ask("ani", commands.Send, to="Tono@A", text="hai", kind=kind)
    assert sent.receiver == "tono"
    assert not any(mesh.a.outbox.values())


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("budi@z", Reason.UNKNOWN_REALM),
        ("bu di@b", Reason.BAD_NAME),
        ("x@c@b", Reason.BAD_NAME),
        ("@b", Reason.BAD_NAME),
        ("budi@", Reason.UNKNOWN_USER),
        ("x" * 33 + "@b", Reason.BAD_NAME),
        ("tono@a", Reason.UNKNOWN_USER),
    ],
)
def test_what_is_no_address_is_refused_at_once(mesh, to, reason):
    users = dict(mesh.a.state.users)
    refused = mesh.a.ask("ani", commands.Send, to=to, text="hai", kind="user")
    assert refused.reason is reason
    assert mesh.a.state.users == users


def test_a_repeated_entry_counts_once(mesh):
    for text in ("satu", "dua", "tiga"):
        mesh.a.ask("ani", commands.Send, to="budi@b", text=text)
    mesh.deliver("a", "b", 2)
    mesh.deliver("a", "b", 9, repeat=True)
    assert [text for _, text in mesh.b.heard("budi")] == ["satu", "dua", "tiga"]


def test_who_wrote_to_nobody_is_told(mesh):
    mesh.a.ask("ani", commands.Send, to="tono@b", text="hai")
    mesh.settle()
    assert mesh.a.heard("ani") == [("server", "tono@b tidak ada; pesan atau undanganmu tidak sampai")]
    assert "tono@b" not in mesh.a.chat.names
    fetch = mesh.a.ask("ani", commands.History, peer="server")
    assert fetch.wanted.pair == (0, mesh.a.chat.user("ani").uid)


def test_a_text_that_is_too_long_over_there_comes_back(mesh):
    mesh.b.chat.limits = type(mesh.b.chat.limits)(message=3)
    mesh.a.ask("ani", commands.Send, to="budi@b", text="terlalu panjang")
    mesh.settle()
    assert mesh.a.heard("ani") == [("server", "pesanmu terlalu panjang untuk budi@b; tidak sampai")]
    assert mesh.b.heard("budi") == []


def test_the_time_is_that_of_the_sender_unless_its_clock_is_wrong(mesh):
    mesh.b.now += 60
    mesh.a.ask("ani", commands.Send, to="budi@b", text="tadi")
    mesh.settle()
    assert mesh.b.told[-1].at == mesh.a.now
    for number, at in enumerate([-1.0, 1e300, mesh.b.now + 5], 100):
        mesh.b.arrive("a", number, entries.encode(entries.Talk("ani", at, "kapan?", to="budi")))
        assert mesh.b.told[-1].at == mesh.b.now


def test_nobody_waits_for_a_realm_that_has_far_too_much_to_fetch(mesh, monkeypatch):
    monkeypatch.setattr(neighbours, "MOST_WAITING", 2)
    for _ in range(2):
        assert isinstance(mesh.a.ask("ani", commands.Send, to="budi@b", text="hai"), events.Message)
    refused = mesh.a.ask("ani", commands.Send, to="budi@b", text="hai")
    assert refused == events.Refused(refused.cid, Reason.REALM_AWAY, "b")
    assert isinstance(mesh.a.ask("ani", commands.Send, to="citra@c", text="hai"), events.Message)


@pytest.mark.parametrize("sender", ["citra@c", "budi", "a b", "", "ani@a"])
def test_a_realm_speaks_for_its_own_users_only(mesh, sender):
    before = list(mesh.b.state.users)
    (refused,) = mesh.b.arrive("a", 7, entries.encode(entries.Talk(sender, 0.0, "palsu", to="budi")))[-1:]
    if sender == "budi":
        assert refused.sender == "budi@a"  # whatever it says is said by somebody of that realm
        return
    assert refused.reason is Reason.BAD_NAME
    assert (mesh.b.heard("budi"), list(mesh.b.state.users)) == ([], before)
    # And it does not come again.
    assert mesh.b.state.received["a/0"] == 7


def test_a_realm_keeps_its_name(mesh):
    assert mesh.a.do(commands.Federate(realm="z")) == [events.Refused(0, Reason.UNKNOWN_REALM, "a")]
    assert mesh.a.do(commands.Federate()) == [events.Done(0, "a")]
    assert mesh.a.ask("ani", commands.Send, to="budi@b", text="hai").reason is Reason.UNKNOWN_REALM
    assert mesh.a.ask("ani", commands.Send, to="ani@a", text="catatan").receiver == "ani"


def test_what_was_kept_leads_to_the_same_state(mesh):
    mesh.a.ask("ani", commands.Send, to="budi@b", text="hai")
    mesh.a.ask("ani", commands.Send, to="tono@b", text="hai")
    mesh.settle()
    for realm in mesh.realms.values():
        again = realm.replayed()
        assert again.state.users == realm.state.users
        assert again.state.received == realm.state.received
        assert again.take_outgoing() == []
