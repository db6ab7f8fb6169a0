"""Going on with a session on a new connection, and what was missed meanwhile."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason

HOUR = 3600.0


def send(house, cid: int, to: str, text: str = "hi") -> int:
    """The SEQ of the message."""
    return house.reply(commands.Send(cid, to=to, text=text)).seq


def resume(house, digest: str, seq: int = 0, cid: int = 99) -> list:
    return house.begun(commands.Resume(cid, session=digest, seq=seq, dialect="mamushi", worker=1))


@pytest.fixture
def budi(house) -> int:
    return house.account("Budi")


def test_a_session_goes_on_from_the_seq_seen_last(house, budi):
    ana = house.account("Ana")
    uid = house.chat.user("Ana").uid
    seq = house.state.seq
    house.do(commands.Drop(ana))
    outcome = resume(house, f"s{ana}", seq)
    assert outcome[0] == events.Welcome(99, uid, "Ana", True)
    wanted = house.missed(outcome)
    assert (wanted.uid, wanted.private, wanted.rooms) == (uid, seq, {events.LOBBY_ID: seq})
    assert house.online() == ["Ana", "Budi"]


def test_what_was_seen_is_said_by_the_client_not_by_what_was_written(house, budi):
    ana = house.account("Ana")
    seq = house.state.seq
    later = send(house, budi, "Ana")
    house.do(commands.Drop(ana, written=later))
    assert house.missed(resume(house, f"s{ana}", seq)).private == seq


def test_the_lobby_is_given_from_the_beginning_of_the_session_at_the_earliest(house, budi):
    send(house, budi, "lobby")
    ana = house.account("Ana")
    born = house.state.seq
    house.do(commands.Drop(ana))
    assert house.missed(resume(house, f"s{ana}", 0)).rooms[events.LOBBY_ID] == born


def test_an_unknown_or_dead_token_resumes_nothing(house):
    ana = house.account("Ana")
    assert house.refusal(commands.Resume(99, session="nothing")) is Reason.NO_SESSION
    house.do(commands.Drop(ana))
    house.now += 12 * HOUR + 1
    assert house.refusal(commands.Resume(99, session=f"s{ana}")) is Reason.NO_SESSION


def test_twelve_hours_count_from_the_end_of_the_connection(house):
    ana = house.account("Ana")
    house.now += 100 * HOUR
    house.do(commands.Drop(ana))
    house.now += 12 * HOUR
    resume(house, f"s{ana}")


def test_a_token_of_the_polling_dialect_resumes_nothing(house):
    _, token = house.poll_new("Ana")
    assert house.refusal(commands.Resume(99, session=token)) is Reason.NO_SESSION


def test_a_connection_with_a_session_resumes_no_other(house, budi):
    ana = house.account("Ana")
    assert house.refusal(commands.Resume(budi, session=f"s{ana}")) is Reason.ALREADY_LOGGED_IN


def test_a_session_can_be_resumed_before_its_old_connection_is_known_to_be_dead(house):
    ana = house.account("Ana")
    outcome = resume(house, f"s{ana}")
    assert not [event for event in outcome if isinstance(event, events.Came)]
    assert house.do(commands.Drop(ana)) == []
    assert house.online() == ["Ana"]


def test_a_guest_who_was_away_goes_on_as_who_he_was(house):
    guest = house.guest("Gita")
    uid = house.chat.user("Gita").uid
    house.do(commands.Drop(guest))
    outcome = resume(house, f"s{guest}")
    assert outcome[0] == events.Welcome(99, uid, "Gita", True)
    assert outcome[-1].name == "Gita"
    assert house.online() == ["Gita"]


def test_a_guest_whose_name_was_taken_meanwhile_does_not(house):
    guest = house.guest("Gita")
    house.do(commands.Drop(guest))
    house.register("gita")
    assert house.refusal(commands.Resume(99, session=f"s{guest}")) is Reason.NAME_IS_USER


def test_a_new_guest_never_gets_the_number_of_one_who_may_come_back(house):
    guest = house.guest("Gita")
    house.do(commands.Drop(guest))
    other = house.guest("Gita")
    resumed = house.refusal(commands.Resume(99, session=f"s{guest}"))
    assert resumed is Reason.NAME_IS_USER
    house.do(commands.Drop(other))
    assert resume(house, f"s{guest}")[0].uid == 1


def test_a_message_sent_again_after_resuming_is_not_doubled(house, budi):
    ana = house.account("Ana")
    seq = house.reply(commands.Send(ana, to="Budi", text="hi", id="m1")).seq
    house.do(commands.Drop(ana))
    resume(house, f"s{ana}")
    assert house.reply(commands.Send(99, to="Budi", text="hi", id="m1")) == events.Sent(99, seq, "Budi", False)


# ----------------------------------------------------------- what was missed


def test_at_login_all_after_what_was_written_is_missed(house, budi):
    ana = house.account("Ana")
    seen = send(house, budi, "Ana")
    send(house, budi, "Ana")
    house.do(commands.Drop(ana, written=seen))
    wanted = house.missed(house.begun(commands.Enter(99, name="Ana")))
    assert (wanted.private, wanted.rooms) == (seen, {})


def test_a_new_account_has_missed_nothing_from_before(house, budi):
    seq = send(house, budi, "lobby")
    house.register("Ana")
    wanted = house.missed(house.begun(commands.Enter(99, name="Ana")))
    assert wanted.private > seq
    assert events.LOBBY_ID not in wanted.rooms


def test_what_one_device_was_given_the_next_one_has_not_missed(house, budi):
    house.account("Ana")
    seq = send(house, budi, "Ana")
    wanted = house.missed(house.begun(commands.Enter(99, name="Ana")))
    assert wanted.private >= seq


def test_a_polling_device_is_given_nothing_so_the_next_one_has_missed_it(house, budi):
    house.poll_new("Ana")
    registered = house.chat.user("Ana").pushed
    seq = send(house, budi, "Ana")
    wanted = house.missed(house.begun(commands.Enter(99, name="Ana")))
    assert wanted.private == registered < seq


def test_what_was_fetched_is_not_missed(house, budi):
    cid, _ = house.poll_new("Ana")
    house.do(commands.CreateRoom(cid, room="Kelas"))
    rid, uid = house.chat.room("Kelas").rid, house.chat.user("Ana").uid
    house.do(commands.Fetched(uid=uid, what="inbox", upto=house.state.seq))
    house.do(commands.Fetched(uid=uid, what="room", rid=rid, upto=house.state.seq))
    inbox, room = house.state.users[uid].fetched, house.state.users[uid].rooms[rid]
    wanted = house.missed(house.begun(commands.Enter(99, name="Ana")))
    assert (wanted.private, wanted.rooms) == (inbox, {rid: room})


def test_a_mark_never_goes_back(house, budi):
    ana, second = house.account("Ana"), house.enter("Ana")
    seq = send(house, budi, "Ana")
    house.do(commands.Drop(ana, written=seq))
    house.do(commands.Drop(second, written=1))
    assert house.missed(house.begun(commands.Enter(99, name="Ana"))).private == seq


def test_who_logs_out_has_got_everything(house, budi):
    ana = house.account("Ana")
    seq = send(house, budi, "Ana")
    house.do(commands.Exit(ana))
    assert house.missed(house.begun(commands.Enter(99, name="Ana"))).private > seq


def test_an_invitation_waits_like_a_message(house, budi):
    house.register("Ana")
    house.do(commands.CreateRoom(budi, room="Tim", open=False, invite=["Ana"]))
    seq = house.state.seq
    first = house.begun(commands.Enter(99, name="Ana"))
    assert house.missed(first).invitations == [events.Invitation(0, seq, 2, "Budi", "Tim", ["Budi"], "Ana")]
    house.do(commands.Drop(99, written=house.state.seq))
    assert house.missed(house.begun(commands.Enter(100, name="Ana"))).invitations == []


def test_the_next_page_goes_on_after_the_last_one_without_the_invitations(house, budi):
    house.register("Ana")
    house.do(commands.CreateRoom(budi, room="Tim", open=False, invite=["Ana"]))
    house.begun(commands.Enter(99, name="Ana"))
    seq = house.state.seq
    fetch = house.reply(commands.More(99, after=seq))
    assert (fetch.wanted.private, fetch.wanted.invitations) == (seq, [])
    assert house.do(commands.More(1000)) == []


def test_pages_move_no_mark_that_is_kept(house, budi):
    house.register("Ana")
    house.begun(commands.Enter(99, name="Ana"))
    mark, kept = house.chat.user("Ana").pushed, len(house.changes)
    house.do(commands.More(99, after=house.state.seq))
    assert (house.chat.user("Ana").pushed, len(house.changes)) == (mark, kept)
