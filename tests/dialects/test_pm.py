"""The dialect of a name and plain text (seed 000)."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.dialects.detection import Undetected
from chatlib.dialects.pm import Pm

TYPED = {
    "halo semua": commands.Send(to="lobby", text="halo semua"),
    "  dua  blank ": commands.Send(to="lobby", text="  dua  blank "),
    "pm budi halo": commands.Send(to="budi", text="halo", kind="user"),
    "pm Budi  dua  blank ": commands.Send(to="Budi", text=" dua  blank ", kind="user"),
    "pm budi": commands.Send(to="budi", text="", kind="user"),
    "pm budi ": commands.Send(to="budi", text="", kind="user"),
    "whoami": commands.WhoAmI(),
    "listuser": commands.ListUsers(),
    "listuser sesudah budi": commands.ListUsers(after="budi"),
    "listuser SESUDAH  budi ": commands.ListUsers(after="budi"),
    "creategrup kelas": commands.CreateRoom(room="kelas", open=False),
    "creategrup kelas adduser": commands.CreateRoom(room="kelas", open=False),
    "creategrup kelas adduser budi citra": commands.CreateRoom(room="kelas", open=False, invite=["budi", "citra"]),
    "creategrup kelas AddUser budi": commands.CreateRoom(room="kelas", open=False, invite=["budi"]),
    "switchgrup kelas adduser budi citra": commands.Invite(room="kelas", users=["budi", "citra"]),
    "switchgrup kelas ADDUSER budi": commands.Invite(room="kelas", users=["budi"]),
    "switchgrup kelas listuser": commands.Members(room="kelas"),
    "switchgrup kelas listuser sesudah budi": commands.Members(room="kelas", after="budi"),
    "switchgrup kelas listuser sesudah": commands.Send(to="kelas", text="listuser sesudah", kind="room"),
    "switchgrup kelas listuser ya": commands.Send(to="kelas", text="listuser ya", kind="room"),
    "switchgrup kelas halo  kelas": commands.Send(to="kelas", text="halo  kelas", kind="room"),
    "switchgrup kelas": commands.Send(to="kelas", text="", kind="room"),
    "acceptgrup kelas": commands.Answer(room="kelas", accept=True),
    "rejectgrup kelas": commands.Answer(room="kelas", accept=False),
    "joingrup kelas": commands.JoinRoom(room="kelas"),
    "joingrup  kelas ": commands.JoinRoom(room="kelas"),
    "joingrup kelas kunci": commands.JoinRoom(room="kelas", key="kunci"),
    "\tpm budi halo": commands.Send(to="budi", text="halo", kind="user"),
    " pm\tbudi\thalo": commands.Send(to="budi", text="halo", kind="user"),
    "\x1b\x00pm budi halo": commands.Send(to="budi", text="halo", kind="user"),
    "exitgrup kelas": commands.LeaveRoom(room="kelas"),
    "exit": commands.Exit(),
    "exit ": commands.Exit(),
}


def member(eol=b"\n"):
    pm = Pm(eol)
    pm.user = "ani"
    return pm


def context_of(line):
    return member().receive(line).context


@pytest.mark.parametrize("line", TYPED)
def test_what_a_typed_line_asks_for(line):
    ask = member().receive(line)
    assert ask.command == TYPED[line]
    assert ask.password is None


@pytest.mark.parametrize("line", [line for line in TYPED if line[0].isalpha() and not line.startswith("halo")])
def test_verbs_are_read_in_any_case(line):
    verb, blank, rest = line.partition(" ")
    assert member().receive(verb.upper() + blank + rest).command == TYPED[line]
    assert member().receive(verb.title() + blank + rest).command == TYPED[line]


@pytest.mark.parametrize(
    "line",
    [
        "whoami ya",
        "listuser dong",
        "listuser sesudah",
        "listuser sesudah a b",
        "exit sekarang",
        "exiting",
        "pmbudi halo",
        "Hai pm budi",
        "exit. ",
    ],
)
def test_a_sentence_that_only_begins_like_a_command_is_a_broadcast(line):
    assert member().receive(line).command == commands.Send(to="lobby", text=line)


@pytest.mark.parametrize("line", ["", " ", "\t", "  \t "])
def test_an_empty_line_is_ignored(line):
    assert member().receive(line) is None
    assert Pm().receive(line) is None


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        ("pm", "pm"),
        ("creategrup", "creategrup"),
        ("creategrup kelas budi", "creategrup"),
        ("switchgrup", "switchgrup"),
        ("switchgrup kelas adduser", "switchgrup"),
        ("acceptgrup", "acceptgrup"),
        ("rejectgrup a b", "rejectgrup"),
        ("joingrup ", "joingrup"),
        ("joingrup kelas kunci lagi", "joingrup"),
        ("exitgrup a b", "exitgrup"),
    ],
)
def test_half_a_command_is_answered_with_how_to_write_it(line, verb):
    ask = member(b"\r\n").receive(line)
    assert ask.command == commands.Pass()
    assert ask.context.startswith(b"[Error] tulis: " + verb.encode())
    assert ask.context.count(b"\r\n") == 1
    assert member().reply(events.Done(), ask.context) == ask.context


def test_the_first_line_is_a_name():
    assert Pm().receive("budi").command == commands.Guest(name="budi")
    assert Pm().receive(" \tbudi ").command == commands.Guest(name="budi")
    assert Pm().receive("whoami").command == commands.Guest(name="whoami")


def test_a_name_that_is_accepted_is_the_user_from_then_on():
    pm = Pm()
    ask = pm.receive("Budi")
    assert pm.reply(events.Welcome(1, uid=7, name="Budi"), ask.context) == b"[Sukses] username: Budi\n"
    assert pm.user == "Budi"
    assert pm.receive("halo").command == commands.Send(to="lobby", text="halo")


def test_after_a_refused_name_the_next_line_is_a_name_again():
    pm = Pm()
    ask = pm.receive("budi")
    refusal = pm.reply(events.Refused(1, Reason.NAME_IS_USER, "budi"), ask.context)
    assert refusal.startswith(b"[Error] ")
    assert b"budi" in refusal
    assert not pm.closing
    assert pm.receive("citra").command == commands.Guest(name="citra")


def refuse(pm, line):
    return pm.reply(events.Refused(1, Reason.BAD_NAME, line), pm.receive(line).context)


@pytest.mark.parametrize("bare", [False, True])
def test_the_tenth_refused_name_closes(bare):
    pm = Pm(bare=bare)
    for number in range(1, 11):
        assert refuse(pm, "lobby").startswith(b"false" if bare else b"[Error] nama lobby")
        assert pm.closing is (number == 10)


def test_refused_names_are_counted_by_a_successor_too():
    pm = Pm()
    for _ in range(9):
        refuse(pm, "lobby")
    pm = Pm.recall(pm.remember())
    refuse(pm, "lobby")
    assert pm.closing


LOGINS = {
    "login tono rahasia1": "sendto",
    "/login tono rahasia1": "sendto",
    "\tREGIST tono rahasia1": "sendto",
    "auth tono rahasia1": "token",
    "register tono rahasia1 lagi": "token",
    '{"FLAG":"GUEST","CONTENT":"tono"}': "mamushi",
}


@pytest.mark.parametrize("line", LOGINS)
def test_as_long_as_nobody_has_a_name_a_login_may_follow(line):
    undetected = Undetected()
    undetected.receive("dua kata")
    pm = Pm.recall(undetected.successor.remember())
    ask = pm.receive(line)
    assert pm.successor.name == LOGINS[line]
    assert getattr(ask.command, "name", "tono") == "tono"


@pytest.mark.parametrize("line", [*LOGINS, "login", "auth"])
def test_but_not_where_this_dialect_is_pinned(line):
    pm = Pm()
    assert pm.receive(line).command == commands.Guest(name=line.strip())
    assert pm.successor is None


@pytest.mark.parametrize("line", ["login", "auth", "register tono", "whoami", "help", "nick"])
def test_a_lone_verb_is_a_name_that_will_be_refused(line):
    undetected = Undetected()
    undetected.receive("dua kata")
    pm = undetected.successor
    assert pm.receive(line).command == commands.Guest(name=line)


def test_an_unterminated_client_hears_true_or_false_about_its_name_and_lines_after_that():
    pm = Pm(bare=True)
    ask = pm.receive("budi")
    assert pm.reply(events.Refused(1, Reason.BAD_NAME, "budi"), ask.context) == b"false"
    assert pm.reply(events.Welcome(1, uid=7, name="budi"), ask.context) == b"true"
    assert pm.reply(events.Done(1, "budi"), pm.receive("whoami").context) == b"[Whoami] budi\n"
    refused = pm.reply(events.Refused(1, Reason.EMPTY), pm.receive("pm budi").context)
    assert refused == b"[Error] pesan kosong\n"


@pytest.mark.parametrize(
    ("line", "event", "answer"),
    [
        ("halo", events.Message(1, text="halo", room="lobby"), ""),
        ("pm budi halo", events.Message(1, to=2, receiver="Budi", text="halo"), "[OK] pesan untuk Budi terkirim\n"),
        ("whoami", events.Done(1, "ani"), "[Whoami] ani\n"),
        ("listuser", events.Names(1, "", ["ani", "budi", "citra"], 3), "[ListUser] 3 online: ani, budi, citra\n"),
        (
            "listuser",
            events.Names(1, "", ["ani", "budi"], 700, more=True),
            "[ListUser] 700 online: ani, budi … (lanjut: listuser sesudah budi)\n",
        ),
        (
            "listuser sesudah budi",
            events.Names(1, "", ["citra"], 700),
            "[ListUser] 700 online: citra\n",
        ),
        (
            "switchgrup kelas listuser",
            events.Names(1, "Kelas", ["ani", "budi"], 3, more=True),
            "[Groupchat] Kelas: ani, budi … (lanjut: switchgrup Kelas listuser sesudah budi)\n",
        ),
        ("listuser sesudah zaki", events.Names(1, "", [], 2), "[ListUser] 2 online: \n"),
        (
            "switchgrup kelas halo",
            events.Message(1, rid=3, room="kelas", uid=1, sender="ani", text="satu\ndua"),
            "[Grupchat] ani@kelas : satu\n[Grupchat] ani@kelas : dua\n",
        ),
        ("switchgrup kelas listuser", events.Names(1, "kelas", ["ani", "budi"]), "[Groupchat] kelas: ani, budi\n"),
        ("creategrup kelas", events.Invites(1, "kelas"), "[OK] grup kelas dibuat\n"),
        ("switchgrup kelas adduser budi", events.Invites(1, "kelas", ["budi"]), ""),
        (
            "switchgrup kelas halo",
            events.Message(1, rid=3, room="kelas", uid=1, sender="ani", text="halo"),
            "[Grupchat] ani@kelas : halo\n",
        ),
        ("acceptgrup kelas", events.Done(1, "kelas"), "[OK] bergabung dengan kelas\n"),
        ("rejectgrup kelas", events.Done(1, "kelas"), "[OK] undangan kelas ditolak\n"),
        ("joingrup kelas", events.Done(1, "kelas"), "[OK] bergabung dengan kelas\n"),
        ("exitgrup kelas", events.Done(1, "kelas"), "[OK] keluar dari kelas\n"),
    ],
)
def test_what_is_answered(line, event, answer):
    assert member().reply(event, context_of(line)) == answer.encode()
    assert member(b"\r\n").reply(event, context_of(line)) == answer.replace("\n", "\r\n").encode()


def test_a_group_exists_although_some_users_could_not_be_invited():
    refused = [(Reason.UNKNOWN_USER, "dodi"), (Reason.ALREADY_MEMBER, "ani")]
    made = member().reply(events.Invites(1, "kelas", ["budi"], refused), context_of("creategrup kelas adduser budi"))
    assert made == b"[OK] grup kelas dibuat\n[Error] user dodi tidak terdaftar\n[Error] ani sudah menjadi anggota\n"
    added = member().reply(events.Invites(1, "kelas", [], refused), context_of("switchgrup kelas adduser dodi ani"))
    assert added == b"[Error] user dodi tidak terdaftar\n[Error] ani sudah menjadi anggota\n"


def test_exit_ends_the_connection_without_a_word():
    pm = member()
    assert pm.reply(events.Parted(1, "ani", 1), context_of("exit")) == b""
    assert pm.closing
