"""Passwords and private texts, written as in another dialect or another program: `pm` shows them to nobody."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.dialects.aside import HOW_TO_GROUP, HOW_TO_LOG_IN, HOW_TO_WHISPER, NOT_SHOWN
from chatlib.dialects.pm import Pm

TOKEN = "7a592c0e-2cb5-4de6-866b-4e216b0caf15"
LOGINS = [
    f"{before}{verb}{blank}tono{blank}rahasia1"
    for verb in ("login", "regist", "auth", "register", "LOGIN", "Auth")
    for before in ("", "/", " ", "\t", "  /", "\x00", "\x1b", "\u3000")
    for blank in (" ", "\t", "  ")
]
SECRETS = [
    "nickserv identify rahasia1", "NickServ IDENTIFY tono rahasia1", "/nickserv register rahasia1 a@b.example",
    "/ns id rahasia1", f"inbox {TOKEN}", f"send {TOKEN} budi hai", f"logout\t{TOKEN}",
]  # fmt: skip
OF_GROUPS = [
    "joingroup tim sandi", "creategroup tim sandi", "/joingroup tim sandi", "Join_Group tim", " addgroup tim sandi",
    "sendgroup tim rahasia", "send-group a,b rahasia", "sendrealm b budi rahasia", "sendfile budi f aGFp",
]  # fmt: skip
WHISPERS = [
    "sendto budi hai budi", "sendprivate budi hai budi", "send_private budi hai budi", "/pm budi hai budi",
    "/msg budi hai budi", "/send budi hai budi", "/sendto budi hai budi", " SENDTO budi hai budi",
    "\tsendto\tbudi\thai budi", "\t/pm budi hai budi", "\x00/pm budi hai budi",
]  # fmt: skip
OTHERWISE_WRITTEN = [
    "auth_login tono rahasia1", "/auth-login tono rahasia1", "log_in tono rahasia1", "register_user tono rahasia1",
    "login\x00tono rahasia1", "login\x0btono rahasia1", "login\x85tono\x85rahasia1", "lo\x01gin tono rahasia1",
    "halo\rlogin tono rahasia1\r", "\u200blogin tono rahasia1", "lo\u200bgin tono rahasia1",
    "\ufefflogin tono rahasia1",
    "ｌｏｇｉｎ tono rahasia1", "login\u200b tono rahasia1", "\ufffd\ufffd\x01login tono rahasia1",
    "//login tono rahasia1",
    '{"FLAG":"LOGIN","CONTENT":{"username":"tono","password":"rahasia1"}}', '{ "flag" : "SEND", "CONTENT": "rahasia1"}',
    "/switchgrup tim rahasia1", "/joingrup tim rahasia1", "/creategrup rahasia1", "ｊｏｉｎｇｒｕｐ tim rahasia1",
    TOKEN, f"token {TOKEN}", f"send:{TOKEN} budi hai", f'send "{TOKEN}" budi hai', f"ini tokenku: {TOKEN.upper()}",
    "nickserv: identify rahasia1", "identify rahasia1", "/identify rahasia1", "/pass rahasia1", "/oper tono rahasia1",
    "privmsg wtd :rahasia1", "/privmsg wtd :rahasia1", "/query wtd rahasia1", "/w wtd rahasia1", "/tell wtd rahasia1",
    "/whisper wtd rahasia1", "/notice wtd rahasia1", "pm: wtd rahasia1", "/ pm wtd rahasia1", "//pm wtd rahasia1",
    "\r".join(["rahasia1", *map(str, range(64))]),
    "\u200b" * 1000 + "login tono rahasia1", "l" + "\u200b" * 1000 + "ogin tono rahasia1",
    "ＰＭ wtd rahasia1", "\u200bpm wtd rahasia1", "\ufffd\ufffdpm wtd rahasia1",
]  # fmt: skip
SENTENCES = [
    "tell me more", "notice itu apa", "w ada yang tahu", "pass ball ke saya", "operator siapa", "{ini} flag", "{flag",
    "halo\u200b semua", "ｈａｌｏ semua", "¿login?", "(send saja)", "2-3 orang", "é login tono tadi",

    "login dulu", "login", "/login", "auth", "register yuk", "loginnya tono rahasia", "belum login tono tadi",
    "msg budi halo", "nickserv itu apa", "nickserv", "message budi", "send", "send ", "sends budi halo", "sendall halo",
    "sending budi halo", "inbox penuh", "/pmbudi", "list semua orang", "halo", "//",
    "joingroup", "group kita",
]  # fmt: skip


def member(eol=b"\n", bare=False):
    pm = Pm(eol, bare)
    pm.user = "ani"
    return pm


@pytest.mark.parametrize("bare", [False, True])
def test_a_login_is_answered_with_how_to_log_in(bare):
    for line in LOGINS:
        ask = member(bare=bare).receive(line)
        assert ask.command == commands.Pass()
        assert ask.context == f"[Error] {NOT_SHOWN}; {HOW_TO_LOG_IN}\n".encode()


@pytest.mark.parametrize("line", SECRETS)
def test_other_secrets_are_shown_to_nobody_either(line):
    ask = member(b"\r\n").receive(line)
    assert ask.command == commands.Pass()
    assert ask.context == f"[Error] {NOT_SHOWN}\r\n".encode()


@pytest.mark.parametrize("line", OF_GROUPS)
def test_what_is_for_a_group_is_not_for_everybody(line):
    ask = member().receive(line)
    assert ask.command == commands.Pass()
    assert ask.context == f"[Error] {NOT_SHOWN}; {HOW_TO_GROUP}\n".encode()


@pytest.mark.parametrize("bare", [False, True])
def test_however_it_is_written_nobody_sees_it(bare):
    for line in OTHERWISE_WRITTEN:
        ask = member(bare=bare).receive(line)
        assert ask.command == commands.Pass()
        assert ask.context.startswith(f"[Error] {NOT_SHOWN}".encode())
        assert b"rahasia" not in ask.context


@pytest.mark.parametrize("line", WHISPERS)
def test_a_private_text_is_one_in_whatever_words(line):
    ask = member().receive(line)
    assert ask.command == commands.Send(to="budi", text="hai budi", kind="user")
    told = member().reply(events.Message(1, to=2, receiver="budi", text="hai budi"), ask.context)
    assert told == b"[OK] pesan untuk budi terkirim\n"


@pytest.mark.parametrize("reason", [Reason.UNKNOWN_USER, Reason.EMPTY])
@pytest.mark.parametrize("line", WHISPERS)
def test_whoever_cannot_get_it_the_sender_hears_how_it_is_written(line, reason):
    pm = member()
    answer = pm.reply(events.Refused(1, reason, "budi"), pm.receive(line).context).decode()
    assert answer.startswith("[Error] ")
    assert answer.endswith(f"; {HOW_TO_WHISPER}\n")


@pytest.mark.parametrize("line", ["sendto", "sendprivate  ", "/pm", "\t/msg"])
def test_without_a_name_it_is_no_sentence_for_all(line):
    assert member().receive(line).context == f"[Error] {HOW_TO_WHISPER}\n".encode()


@pytest.mark.parametrize("line", ["sendto budi", "/pm budi "])
def test_without_a_text_it_is_an_empty_message(line):
    assert member().receive(line).command == commands.Send(to="budi", text="", kind="user")


@pytest.mark.parametrize("line", ["send budi hai budi", "SEND budi hai budi", "\tsend\tbudi hai budi"])
def test_send_is_private_if_somebody_has_the_name_and_a_sentence_if_not(line):
    pm = member()
    ask = pm.receive(line)
    assert ask.command == commands.Send(to="budi", text="hai budi", kind="user", aloud=line)
    private = events.Message(1, to=2, receiver="Budi", text="hai budi")
    assert pm.reply(private, ask.context) == b"[OK] pesan untuk Budi terkirim\n"
    assert pm.reply(events.Message(1, room="lobby", text=line), ask.context) == b""


@pytest.mark.parametrize("line", SENTENCES)
def test_whatever_is_no_secret_is_said_to_all(line):
    assert member().receive(line).command == commands.Send(to="lobby", text=line)
