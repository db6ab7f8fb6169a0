"""How one comes, and goes."""

from base64 import b64encode
from itertools import permutations

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.dialects.irc import Irc
from chatlib.dialects.irc.refusals import TRIES
from tests.dialects.irc.talk import answer

DETAILS = commands.Details("ani", "Ani Lestari", enters=True)


def plain(account, password, authzid=""):
    return b64encode(f"{authzid}\0{account}\0{password}".encode()).decode()


def numerics(lines):
    return [line.split(" ")[1] for line in lines]


def registered(lines):
    return "001" in numerics(lines) and "422" in numerics(lines)


@pytest.fixture
def account(town):
    town.account("Ani")
    return town


# ------------------------------------------------------------------ NICK, USER, PASS, CAP


@pytest.mark.parametrize("order", [*permutations(["CAP LS 302", "NICK ani", "USER ani 0 * :Ani", "PASS rahasia"])])
def test_requirement_3_in_any_order_it_begins_when_all_is_there(town, order):
    client = town.connect()
    told = client.send(*order)
    came_early = order.index("CAP LS 302") > max(order.index("NICK ani"), order.index("USER ani 0 * :Ani"))
    assert registered(told) is came_early
    assert registered(told + client.send("CAP END"))


@pytest.mark.parametrize("order", [*permutations(["NICK ani", "USER ani 0 * :Ani", "PASS rahasia"])])
def test_requirement_3_in_any_order_it_begins_at_the_end_of_the_talk(town, order):
    client = town.connect()
    assert not registered(client.send("CAP LS 302", *order))
    assert registered(client.send("CAP END"))


@pytest.mark.parametrize("order", [*permutations(["NICK ani", "USER ani 0 * :Ani"])])
def test_requirement_3_nothing_more_is_waited_for_if_capabilities_were_not_spoken_of(town, order):
    client = town.connect()
    first, second = order
    assert client.send(first) == []
    assert registered(client.send(second))


@pytest.mark.parametrize("opening", ["CAP LS", "CAP LS 302", "CAP REQ :batch", "CAP REQ nonsense"])
def test_requirement_3_whoever_asked_for_capabilities_is_waited_for(town, opening):
    client = town.connect()
    assert not registered(client.send(opening, "NICK ani", "USER ani 0 * :Ani"))
    assert registered(client.send("CAP END"))


def test_cap_list_does_not_hold_it_up(town):
    assert registered(town.connect().send("CAP LIST", "NICK ani", "USER ani 0 * :Ani"))


def test_requirement_3_pass_may_come_after_the_end_of_capabilities(account):
    client = account.connect()
    assert registered(client.send("CAP LS 302", "CAP END", "PASS ani:rahasia123", "NICK ani", "USER ani 0 * :Ani"))
    assert client.dialect.user == "Ani"


def test_requirement_8_the_end_may_come_before_the_answer_was_sent(town):
    told = town.connect().send("CAP LS 302", "NICK ani", "USER ani 0 * :Ani", "CAP REQ :batch", "CAP END")
    assert [line.split(" ")[3] for line in told[:2]] == ["LS", "ACK"]
    assert numerics(told)[2] == "001"


def test_requirement_11_the_welcome_names_the_nick_that_was_asked_for(town):
    told = town.connect().send("NICK Ani-Lestari", "USER ani 0 * :Ani")
    assert told[0] == ":ruang 001 Ani-Lestari :Welcome to Ruang, Ani-Lestari!Ani-Lestari@ruang"
    assert {line.split(" ")[2] for line in told} == {"Ani-Lestari"}


def test_requirement_13_what_is_supported_is_said_and_an_end_of_the_welcome(town):
    told = town.connect().send("NICK ani", "USER ani 0 * :Ani")
    assert numerics(told) == ["001", "002", "003", "004", "005", "005", "005", "422"]
    tokens = {word.partition("=")[0] for line in told if " 005 " in line for word in line.split(" :")[0].split()[3:]}
    assert tokens >= {"CASEMAPPING", "CHANMODES", "CHANTYPES", "EXCEPTS", "INVEX", "MONITOR", "PREFIX", "WHOX"}
    assert tokens.isdisjoint({"NAMESX", "UHNAMES", "KNOCK", "STATUSMSG", "DEAF"})


def test_what_user_says_is_what_others_may_know():
    irc = Irc()
    answer(irc, "NICK ani")
    assert irc.receive("USER ani 0 * :Ani Lestari").command == commands.Guest(name="ani", details=DETAILS)


@pytest.mark.parametrize(
    ("line", "ident", "realname"),
    [
        ("USER ani 0 * Ani", "ani", "Ani"),
        ('USER ani "ani" "ani" :Ani', "ani", "Ani"),
        ("USER a@n!i . . :Ani", "ani", "Ani"),
        ("USER @ 0 * :Ani", "user", "Ani"),
        (f"USER {'x' * 50} 0 * :Ani", "x" * 20, "Ani"),
        ("USER ani 8 *   :Ani ", "ani", "Ani "),
    ],
)
def test_requirement_16_a_real_name_needs_no_colon_and_an_ident_has_letters_only(line, ident, realname):
    irc = Irc()
    answer(irc, "NICK ani")
    assert irc.receive(line).command.details == commands.Details(ident, realname, enters=True)


@pytest.mark.parametrize("line", ["USER", "USER ani 0 *", "USER ani 0 * :", "USER ani 0 * : ", "PASS", "PASS :"])
def test_half_a_line_is_said_to_be_half(line):
    assert answer(Irc(), line) == [f":ruang 461 * {line.split(' ')[0]} :Not enough parameters"]


@pytest.mark.parametrize("line", ["USER ani 0 * :Ani", "PASS ani:rahasia123"])
def test_nobody_registers_twice(town, line):
    assert town.irc("ani").send(line) == [":ruang 462 ani :You may not reregister"]


@pytest.mark.parametrize(
    "line",
    ["JOIN :", "JOIN #lobby", "PRIVMSG ani :halo", "NOTICE x :y", "WHO", "NONSENSE", "MODE x", "LIST", "OPER a b"],
)
def test_requirement_5_anything_else_before_it_is_refused_and_nothing_more(town, line):
    client = town.connect()
    client.send("CAP LS 302")
    assert client.send(*[line] * 50) == [":ruang 451 * :You have not registered"] * 50
    assert not client.ended
    assert registered(client.send("NICK ani", "USER ani 0 * :Ani", "CAP END"))


def test_requirement_4_a_ping_before_it_is_answered(town):
    client = town.connect()
    assert client.send("CAP LS")
    assert client.send("PING LAG1", "PING a :b c", "PONG x") == [":ruang PONG ruang :LAG1", ":ruang PONG ruang :b c"]
    assert client.send("PING") == [":ruang 409 * :No origin specified"]


# ---------------------------------------------------------------------------- nicks


@pytest.mark.parametrize("taken", ["budi", "BUDI", "kelas"])
def test_requirement_12_a_nick_in_use_is_told_to_a_star_and_another_one_may_come(town, taken):
    town.irc("budi", "#kelas")
    client = town.connect()
    assert client.send(f"NICK {taken}", "USER ani 0 * :Ani") == [f":ruang 433 * {taken} :Nickname is already in use"]
    assert registered(client.send("NICK ani"))


def test_requirement_12_an_account_is_not_given_to_who_only_has_its_name(account):
    client = account.connect()
    assert client.send("NICK ani", "USER ani 0 * :Ani") == [":ruang 433 * ani :Nickname is already in use"]


@pytest.mark.parametrize(
    "nick", ["/join", "#lobby", "a!b", "a@b", "a|b", "[ani]", "x" * 33, "123", "lobby", "NickServ"]
)
def test_requirement_12_what_is_no_nick_is_said_to_be_none(town, nick):
    client = town.connect()
    assert client.send(f"NICK {nick}") == [f":ruang 432 * {nick} :Erroneous nickname"]
    assert registered(client.send("NICK ani", "USER ani 0 * :Ani"))
    assert client.send(f"NICK {nick}") == [f":ruang 432 ani {nick} :Erroneous nickname"]


def test_a_verb_of_irc_may_be_a_nick(town):
    assert registered(town.connect().send("NICK join", "USER a 0 * :b"))


def test_no_nick_is_said_to_be_none(town):
    assert answer(Irc(), "NICK") == answer(Irc(), "NICK :") == [":ruang 431 * :No nickname given"]


def test_requirement_12_whoever_tries_one_nick_after_the_other_is_closed_at_last(town):
    town.irc("budi")
    client = town.connect()
    client.send("USER ani 0 * :Ani")
    told = client.send(*["NICK budi"] * (TRIES + 5))
    assert told[:-1] == [":ruang 433 * budi :Nickname is already in use"] * (TRIES - 1)
    assert told[-1] == "ERROR :Too many tries"
    assert client.ended


def test_requirement_19_whoever_may_not_come_is_told_so_and_closed():
    irc = Irc()
    answer(irc, "NICK ani")
    ask = irc.receive("USER ani 0 * :Ani")
    told = irc.reply(events.Refused(1, Reason.TOO_FAST), ask.context)
    assert told == b"ERROR :Too many connections, please wait\r\n"
    assert irc.closing


def test_a_nick_changes_and_all_who_see_it_are_told(town):
    budi = town.irc("budi", "#lobby")
    ani = town.irc("ani", "#lobby")
    budi.lines()
    assert ani.send("NICK Citra") == [":ani!ani@ruang NICK Citra"]
    assert budi.lines() == [":ani!ani@ruang NICK Citra"]
    assert ani.send("NICK budi") == [":ruang 433 Citra budi :Nickname is already in use"]
    assert ani.send("NICK Citra") == []
    assert ani.send("NICK CITRA") == [":Citra!Citra@ruang NICK CITRA"]


def device(town, *join, caps="echo-message"):
    """Of the account Ani."""
    client = town.connect()
    client.send(f"CAP REQ :{caps}", "PASS ani:rahasia123", "NICK ani", "USER a 0 * :Ani", "CAP END")
    client.send(*(f"JOIN {channel}" for channel in join))
    client.lines()
    return client


def own(lines):
    """Of the lines those that say what became of one's own nick."""
    return [line for line in lines if " NICK " in line]


def test_the_only_device_of_an_account_is_called_something_else(account):
    ani, budi = device(account, "#kelas", "#lobby"), account.irc("budi", "#kelas", "#lobby")
    citra = account.irc("citra", "#kelas")
    ani.lines(), budi.lines()
    for before, new in (("Ani", "dewi"), ("dewi", "Ani")):
        told = [f":{before}!{before}@ruang NICK {new}"]
        assert ani.send(f"NICK {new}") == told
        assert budi.lines() == told
        assert citra.lines() == told


def test_of_an_account_with_other_devices_a_guest_comes_and_goes(account):
    ani, other = device(account, "#kelas", "#lobby"), device(account, "#kelas")
    budi, citra = account.irc("budi", "#kelas", "#lobby"), account.irc("citra", "#kelas")
    citra.lines(), other.lines()
    assert own(ani.send("NICK dewi")) == [":Ani!Ani@ruang NICK dewi"]
    came = [":dewi!dewi@ruang JOIN #lobby", ":dewi!dewi@ruang JOIN #kelas"]
    assert (budi.lines()[-2:], citra.lines(), other.lines()) == (came, came[1:], came[1:])
    ani.send("PRIVMSG #kelas :halo")
    assert other.lines() == [":dewi!dewi@ruang PRIVMSG #kelas :halo"]
    assert own(ani.send("NICK ani")) == [":dewi!dewi@ruang NICK Ani"]
    gone = [":dewi!dewi@ruang QUIT :Connection closed"]
    assert (budi.lines()[-1:], citra.lines()[-1:], other.lines()) == (gone, gone, gone)
    assert ani.dialect.user == "Ani"


def test_a_guest_becomes_the_account_that_it_is_known_to_be(account):
    budi = account.irc("budi", "#kelas")
    client = account.connect()
    client.send("PASS ani:rahasia123", "NICK citra", "USER a 0 * :Ani", "JOIN #kelas")
    budi.lines()
    assert client.send("NICK ani", "PRIVMSG #kelas :halo") == [":citra!citra@ruang NICK Ani"]
    assert budi.lines() == [":citra!citra@ruang NICK Ani", ":Ani!Ani@ruang PRIVMSG #kelas :halo"]


@pytest.mark.parametrize("devices", [0, 1, 2])
def test_one_nick_and_one_echo_of_each_line_though_all_came_in_one_packet(account, devices):
    ani, *_ = [device(account, "#kelas", "#lobby") for _ in range(devices)] or [
        account.irc("citra", "#kelas", "#lobby", caps="echo-message")
    ]
    me = ani.dialect.user
    said = ("PRIVMSG #kelas :satu", "PRIVMSG #lobby :dua", "NICK dewi", "PRIVMSG #kelas :tiga", "NICK eko")
    told = [line for line in ani.send(*said) if " JOIN " not in line]
    assert told == [
        f":{me}!{me}@ruang PRIVMSG #kelas :satu",
        f":{me}!{me}@ruang PRIVMSG #lobby :dua",
        f":{me}!{me}@ruang NICK dewi",
        ":dewi!dewi@ruang PRIVMSG #kelas :tiga",
        ":dewi!dewi@ruang NICK eko",
    ]
    assert ani.send("PING x") == [":ruang PONG ruang :x"]


# ------------------------------------------------------------------------ passwords


def test_pass_logs_in_to_the_account_of_the_nick(account):
    client = account.connect()
    assert registered(client.send("PASS ani:rahasia123", "NICK ani", "USER ani 0 * :Ani"))
    assert client.dialect.user == "Ani"


def test_pass_tells_whose_another_nick_is(account):
    told = account.connect().send("PASS aNI:rahasia123", "NICK citra", "USER ani 0 * :Ani")
    assert registered(told)
    assert ":ruang 330 budi citra Ani :is logged in as" in account.irc("budi").send("WHOIS citra")


@pytest.mark.parametrize("word", ["rahasia", "::b", ":b c"])
def test_a_password_that_names_no_account_is_that_of_some_other_server(town, word):
    assert registered(town.connect().send(f"PASS {word}", "NICK ani", "USER a 0 * :b"))


@pytest.mark.parametrize("nick", ["ani", "citra"])
@pytest.mark.parametrize("word", ["ani:salah", "nobody:rahasia123"])
def test_a_wrong_password_is_the_end(account, nick, word):
    if (nick, word) == ("ani", "nobody:rahasia123"):
        nick = "dewi"
    client = account.connect()
    told = client.send(f"PASS {word}", f"NICK {nick}", "USER ani 0 * :Ani")
    assert told == [":ruang 464 * :Password incorrect", "ERROR :Password incorrect"]
    assert client.ended


def test_the_password_of_the_server_is_needed_if_it_has_one(town, monkeypatch):
    monkeypatch.setattr(Irc, "password", "buka")
    assert registered(town.connect().send("PASS buka", "NICK ani", "USER a 0 * :b"))
    for lines in (["PASS salah"], []):
        told = town.connect().send(*lines, "NICK budi", "USER a 0 * :b")
        assert told == [":ruang 464 * :Password incorrect", "ERROR :Password incorrect"]


# ----------------------------------------------------------------------------- SASL


def negotiating(town, nick="ani"):
    client = town.connect()
    client.send("CAP REQ :sasl", f"NICK {nick}", f"USER {nick} 0 * :Ani")
    return client


@pytest.mark.parametrize("authzid", ["", "ani", "somebody"])
@pytest.mark.parametrize(("account_name", "nick"), [("ani", "ani"), ("ANI", "ani"), ("ani", "citra")])
def test_requirement_9_sasl_logs_in_whatever_the_nick_is(account, authzid, account_name, nick):
    client = negotiating(account, nick)
    assert client.send("AUTHENTICATE PLAIN") == ["AUTHENTICATE +"]
    assert client.send(f"AUTHENTICATE {plain(account_name, 'rahasia123', authzid)}") == [
        f":ruang 900 * {nick}!{nick}@ruang Ani :You are now logged in as Ani",
        ":ruang 903 * :SASL authentication successful",
    ]
    assert registered(client.send("CAP END"))
    assert client.dialect.user == ("Ani" if nick == "ani" else nick)


def test_sasl_before_anything_is_known(account):
    client = account.connect()
    client.send("CAP REQ :sasl", "AUTHENTICATE PLAIN")
    assert client.send(f"AUTHENTICATE {plain('ani', 'rahasia123')}")[0].startswith(":ruang 900 * *!*@ruang Ani :")
    assert registered(client.send("CAP END", "NICK ani", "USER ani 0 * :Ani"))


def test_who_logs_in_before_registration_is_called_as_far_as_it_is_known(account):
    client = account.connect()
    client.send("CAP REQ :sasl", "NICK citra", "USER c.i 0 * :Citra", "AUTHENTICATE PLAIN")
    told = client.send(f"AUTHENTICATE {plain('aNI', 'rahasia123')}")
    assert told[0] == ":ruang 900 * citra!c.i@ruang Ani :You are now logged in as Ani"


MECHANISMS = ["SCRAM-SHA-512", "SCRAM-SHA-384", "SCRAM-SHA-256", "SCRAM-SHA-1", "EXTERNAL", "DIGEST-MD5", "LOGIN", "+"]


def test_requirement_10_eight_unknown_mechanisms_in_a_row_are_nothing_bad(account):
    client = negotiating(account)
    for mechanism in MECHANISMS:
        assert client.send(f"AUTHENTICATE {mechanism}") == [
            ":ruang 908 * PLAIN :are available SASL mechanisms",
            ":ruang 904 * :SASL authentication failed",
        ]
    assert not client.ended
    assert client.dialect.refused == 0
    client.send("AUTHENTICATE PLAIN")
    assert numerics(client.send(f"AUTHENTICATE {plain('ani', 'rahasia123')}")) == ["900", "903"]


RUBBISH = ["%%%", "YW5p", "AAAA", plain("", "x"), plain("ani", ""), b64encode(b"\xff\0ani\0x").decode(), "+", "a" * 399]


@pytest.mark.parametrize("response", [*RUBBISH, plain("ani", "salah"), plain("nobody", "x")])
def test_what_proves_nothing_fails_and_may_be_tried_again(account, response):
    client = negotiating(account)
    client.send("AUTHENTICATE PLAIN")
    assert client.send(f"AUTHENTICATE {response}") == [":ruang 904 * :SASL authentication failed"]
    assert client.send("AUTHENTICATE plain") == ["AUTHENTICATE +"]
    assert numerics(client.send(f"AUTHENTICATE {plain('ani', 'rahasia123')}")) == ["900", "903"]


def test_whoever_failed_may_come_as_a_guest(account):
    client = negotiating(account, "citra")
    client.send("AUTHENTICATE PLAIN", f"AUTHENTICATE {plain('ani', 'salah')}")
    assert registered(client.send("CAP END"))


def test_it_can_be_given_up(account):
    client = negotiating(account)
    client.send("AUTHENTICATE PLAIN")
    assert client.send("AUTHENTICATE *") == [":ruang 906 * :SASL authentication aborted"]
    assert client.send("AUTHENTICATE PLAIN") == ["AUTHENTICATE +"]


@pytest.mark.parametrize("size", [300, 301, 600])
def test_a_long_response_comes_in_chunks_of_400(town, size):
    password = "x" * (size - len("\0ani\0"))
    town.account("ani", password)
    client = negotiating(town)
    client.send("AUTHENTICATE PLAIN")
    response = plain("ani", password)
    chunks = [response[at : at + 400] for at in range(0, len(response), 400)]
    if len(chunks[-1]) == 400:
        chunks.append("+")
    for chunk in chunks[:-1]:
        assert client.send(f"AUTHENTICATE {chunk}") == []
    assert numerics(client.send(f"AUTHENTICATE {chunks[-1]}")) == ["900", "903"]


def test_a_chunk_has_no_more_than_400_and_all_of_them_an_end(town):
    client = negotiating(town)
    client.send("AUTHENTICATE PLAIN")
    assert client.send(f"AUTHENTICATE {'a' * 401}") == [":ruang 905 * :SASL message too long"]
    client.send("AUTHENTICATE PLAIN")
    assert client.send(*[f"AUTHENTICATE {'a' * 400}"] * 4)[0] == ":ruang 904 * :SASL authentication failed"


def test_after_registration_it_tells_whose_the_nick_is(account):
    client, budi = account.irc("citra", "#lobby"), account.irc("budi", "#lobby", caps="account-notify")
    client.lines()
    client.send("AUTHENTICATE PLAIN")
    assert client.send(f"AUTHENTICATE {plain('ani', 'rahasia123')}") == [
        ":ruang 900 citra citra!citra@ruang Ani :You are now logged in as Ani",
        ":ruang 903 citra :SASL authentication successful",
    ]
    assert budi.lines() == [":citra!citra@ruang ACCOUNT Ani"]


# ------------------------------------------------------------------------- NickServ


@pytest.mark.parametrize("line", ["PRIVMSG NickServ :{}", "PRIVMSG nickserv :{}", "NS {}", "NICKSERV {}", "NS :{}"])
def test_requirement_17_nickserv_answers_identify_with_one_notice(account, line):
    client = account.irc("citra")
    notice = ":NickServ!NickServ@ruang NOTICE citra :You are now identified for Ani. NICK Ani makes you that account."
    assert client.send(line.format("IDENTIFY ani rahasia123"))[0] == notice
    assert client.send("NICK ani") == [":citra!citra@ruang NICK Ani"]
    assert client.dialect.user == "Ani"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("IDENTIFY ani salah", "Password incorrect."),
        ("IDENTIFY rahasia123", "There is no account citra."),
        ("identify nobody x", "There is no account nobody."),
        ("REGISTER x", "Account citra is registered. You are now identified for citra."),
    ],
)
def test_requirement_17_how_it_went_is_said_in_a_notice(account, words, told):
    first, *_ = account.irc("citra").send(f"PRIVMSG NickServ :{words}")
    assert first == f":NickServ!NickServ@ruang NOTICE citra :{told}"


@pytest.mark.parametrize("words", ["", "HELP", "IDENTIFY", "REGISTER", "GHOST ani", "INFO"])
def test_nickserv_says_what_it_can(town, words):
    told = town.irc("citra").send(f"NS {words}")
    assert [line.split(" :")[1].split(" ")[0] for line in told] == ["REGISTER", "IDENTIFY"]


def test_a_nick_becomes_an_account(town):
    client = town.irc("citra")
    assert client.send("REGISTER * * rahasia") == [
        ":ruang REGISTER SUCCESS citra :Account citra is made",
        ":ruang 900 citra citra!citra@ruang citra :You are now logged in as citra",
    ]
    again = town.connect()
    assert registered(again.send("PASS citra:rahasia", "NICK citra", "USER c 0 * :C"))


def test_no_account_is_made_before_registration(town):
    client = town.connect()
    client.send("CAP LS 302", "NICK ani")
    told = client.send("REGISTER * * rahasia")
    assert told == [":ruang FAIL REGISTER COMPLETE_CONNECTION_REQUIRED * :Register the connection first"]
    assert registered(client.send("USER ani 0 * :Ani", "CAP END"))
    assert client.dialect.account == ""


def test_an_account_that_there_is_or_that_is_not_the_nick_is_not_made(town):
    client = town.irc("citra")
    client.send("REGISTER citra * rahasia")
    assert client.send("REGISTER * * lain") == [":ruang FAIL REGISTER ACCOUNT_EXISTS citra :That account exists"]
    told = client.send("REGISTER dewi * lain")
    assert told == [":ruang FAIL REGISTER ACCOUNT_NAME_MUST_BE_NICK dewi :An account has the name of its nick"]
    assert client.send("REGISTER *") == [":ruang 461 citra REGISTER :Not enough parameters"]


# ----------------------------------------------------------------------------- QUIT


@pytest.mark.parametrize(
    ("line", "reason"), [("QUIT :sampai nanti", "Quit: sampai nanti"), ("QUIT ya", "Quit: ya"), ("QUIT", "Quit")]
)
def test_requirement_18_quit_is_answered_by_error_and_an_end(town, line, reason):
    budi, ani = town.irc("budi", "#lobby"), town.irc("ani", "#lobby")
    budi.lines()
    assert ani.send(line) == ["ERROR :Closing link"]
    assert ani.ended
    assert budi.lines() == [f":ani!ani@ruang QUIT :{reason}"]


def test_requirement_18_an_end_without_quit_is_as_good(town):
    budi, ani = town.irc("budi", "#lobby"), town.irc("ani", "#lobby")
    budi.lines()
    ani.drop()
    assert budi.lines() == [":ani!ani@ruang QUIT :Connection closed"]


def test_requirement_18_whoever_only_looked_may_quit_too(town):
    client = town.connect()
    assert client.send("CAP LS", "QUIT :x")[-1] == "ERROR :Closing link"
    assert client.ended


# ---------------------------------------------------------------------------- lines


@pytest.mark.parametrize(
    "opener", ["CAP LS", "NICK ani", "USER a 0 * :b", "PASS x", "nick ani", "@a=b NICK x", ":x NICK x"]
)
def test_requirement_1_the_first_line_decides_and_nothing_undoes_it(town, opener):
    client = town.connect()
    client.send(opener)
    assert isinstance(client.dialect, Irc)
    client.send("login ani rahasia123", "{}", "halo", "GET / HTTP/1.1")
    assert isinstance(client.dialect, Irc)
    assert not client.ended


def test_requirement_21_negotiation_of_telnet_in_front_is_no_part_of_it(town):
    client = town.connect()
    client.feed(b"\xff\xfd\x01\xff\xfb\x1fNICK ani\r\nUSER ani 0 * :Ani\r\n")
    assert client.dialect.user == "ani"


def test_requirement_2_lines_may_end_as_they_like_and_answers_end_in_cr_and_lf(town):
    client = town.connect()
    client.feed(b"NICK ani\nUSER ani 0 * :Ani\r\n\n\r\nPING 1\nPING 2\r\n\r\n")
    assert client.out.endswith(b":ruang PONG ruang :1\r\n:ruang PONG ruang :2\r\n")
    assert client.out.count(b"\n") == client.out.count(b"\r\n")
    town.irc("budi", "#lobby")
    client.feed(b"JOIN #lobby\n")
    town.irc("citra", "#lobby")
    assert client.out.endswith(b":citra!citra@ruang JOIN #lobby\r\n")


def test_requirement_2_half_a_line_is_waited_for():
    irc = Irc()
    assert irc.waits_for_end(b"NICK an")
    assert irc.waits_for_end(b"x")


def test_what_is_no_utf_8_is_refused(town):
    client = town.irc("ani")
    refused = b":ruang FAIL %b INVALID_UTF8 :Message rejected: it is not UTF-8\r\n"
    assert client.feed(b"PRIVMSG ani :h\xe9\r\n") == refused % b"PRIVMSG"
    assert client.feed(b"\xff\xfe\r\n") == refused % b"*"
    assert client.feed(b"PING \xc3\xa9\r\n") == ":ruang PONG ruang :é\r\n".encode()


def test_a_line_longer_than_any_dialect_has_is_the_end():
    assert Irc().too_long() == b"ERROR :Input line was too long\r\n"


# --------------------------------------------------------------- what the server says


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("MOTD", [":ruang 422 ani :There is no message of the day"]),
        ("MOTD ruang", [":ruang 422 ani :There is no message of the day"]),
        ("MOTD lain", [":ruang 402 ani lain :No such server"]),
        ("LINKS", [":ruang 364 ani ruang ruang :0 Ruang", ":ruang 365 ani * :End of LINKS list"]),
        ("TIME", [":ruang 391 ani ruang :2027-01-15T08:00:00.000Z"]),
        ("OPER a b", [":ruang 491 ani :There are no IRC operators here"]),
        ("KILL budi :x", [":ruang 481 ani :Permission denied: there are no IRC operators here"]),
        ("REHASH", [":ruang 481 ani :Permission denied: there are no IRC operators here"]),
        ("PROTOCTL NAMESX", [":ruang 421 ani PROTOCTL :Unknown command"]),
        ("HELP PONG", [":ruang 704 ani PONG :What can be asked for", ":ruang 705 ani PONG :PONG: not needed",
                       ":ruang 706 ani PONG :End of HELP"]),
        ("HELP nonsense", [":ruang 524 ani NONSENSE :No help about that"]),
        ("PING", [":ruang 461 ani PING :Not enough parameters"]),
    ],
)  # fmt: skip
def test_what_the_server_is_asked(town, line, told):
    assert town.irc("ani").send(line) == told


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("LUSERS", ["251", "252", "254", "255", "265", "266"]),
        ("VERSION", ["351", "005", "005", "005"]),
        ("ADMIN", ["256", "257", "258", "259"]),
        ("INFO", ["371", "371", "371", "374"]),
    ],
)
def test_of_longer_answers_the_numerics(town, line, expected):
    assert numerics(town.irc("ani").send(line)) == expected


def test_every_line_of_the_help_fits_into_a_line(town):
    told = town.irc("x" * 32).send("HELP")
    assert len(told) > 40
    assert all(len(line.encode()) <= 510 for line in told)
