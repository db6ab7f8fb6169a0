"""Two browsers and a client of `pm` talk: in the lobby, in private, by commands."""

import pytest
from playwright.sync_api import expect

from tests.integration.server import Server

from .conftest import Visit
from .visitor import Visitor


def test_all_see_all_in_one_order(visit: Visit, server: Server) -> None:
    budi, ani, citra = server.pm("satubudi"), visit("satuani"), visit("satucitra")
    ani.type("dari ani")
    expect(citra.last).to_have_text("dari ani")
    budi.until("dari ani")
    budi.send("dari budi")
    expect(ani.last).to_have_text("dari budi")
    expect(citra.last).to_have_text("dari budi")
    citra.type("satu\ndua")
    for one in (ani, citra):
        expect(one.last).to_have_text("satu\ndua")
        assert one.messages.all_text_contents()[-3:] == ["dari ani", "dari budi", "satu\ndua"]


def test_a_private_message_opens_a_conversation_and_counts_as_unread(warga: Visitor, server: Server) -> None:
    budi, ani = server.pm("duabudi"), warga
    budi.send("pm warga satu", "pm warga dua")
    expect(ani.place("duabudi").locator(".badge")).to_have_text("2")
    expect(ani.page).to_have_title("(2) Ruang")
    ani.go_to("duabudi")
    expect(ani.last).to_have_text("dua")
    expect(ani.place("duabudi").locator(".badge")).to_have_count(0)
    expect(ani.page).to_have_title("duabudi — Ruang")
    ani.type("tiga")
    assert budi.until("tiga") == "[PrivateMessage] from warga : tiga"


def test_mentions_are_marked_and_counted_where_nobody_looks(warga: Visitor, server: Server) -> None:
    budi, ani = server.pm("tigabudi"), warga
    budi.send("pm warga hai")
    ani.place("tigabudi").click()
    budi.send("bukan warga2", "hai @Warga, apa kabar?")
    expect(ani.place("Lobby").locator(".badge.urgent")).to_have_text("2")
    ani.go_to("Lobby")
    expect(ani.page.locator(".row.named mark")).to_have_text("@Warga")
    expect(ani.page.locator(".across.new")).to_have_count(1)


def test_links_can_be_clicked_and_end_where_the_sentence_goes_on(warga: Visitor, server: Server) -> None:
    budi, ani = server.pm("empatbudi"), warga
    budi.send("lihat (https://a.example/b_(c)), atau http://d.example.")
    links = ani.last.locator("a")
    expect(links).to_have_text(["https://a.example/b_(c)", "http://d.example"])
    assert links.first.get_attribute("rel") == "noopener noreferrer"


def test_what_looks_like_a_login_or_a_command_is_not_said(warga: Visitor, server: Server) -> None:
    budi, ani = server.pm("limabudi"), warga
    ani.type("login warga rahasia")
    expect(ani.page.locator(".composer .hint")).to_contain_text("looks like a login")
    expect(ani.input).to_have_value("login warga rahasia")
    ani.type("/terbang")
    expect(ani.page.locator(".composer .hint")).to_contain_text("there is no command /terbang")
    ani.type("//terbang")
    assert budi.until(": ") == "warga: /terbang"
    budi.send("pm warga hai")
    ani.go_to("limabudi")
    ani.type("pm limabudi ini apa")
    expect(ani.dialog).to_contain_text("“pm” is a command")
    ani.dialog.get_by_role("button", name="Say it").click()
    assert budi.until("ini apa") == "[PrivateMessage] from warga : pm limabudi ini apa"


def test_a_text_that_is_too_long_goes_as_a_file(warga: Visitor, server: Server) -> None:
    budi, ani = server.pm("enambudi"), warga
    ani.type("panjang " * 600)
    expect(ani.dialog).to_contain_text("too long for a message (at most 4.0 KiB)")
    ani.dialog.get_by_role("button", name="Send it as a file").click()
    assert "text.txt (4,7 KiB)" in budi.until("[File ")


def test_commands_have_the_words_of_the_terminal(visit: Visit, server: Server) -> None:
    budi, ani = server.pm("tujuhbudi"), visit("tujuhani")
    ani.type("/whoami")
    expect(ani.notes.last).to_contain_text("You are tujuhani")
    ani.type("/me melambai")
    assert budi.until("melambai") == "tujuhani: *melambai*"
    expect(ani.last).to_have_text("tujuhani melambai")
    ani.type("/nick tujuhanita")
    expect(ani.page.locator(".me")).to_contain_text("tujuhanita")
    ani.type("/ignore tujuhbudi")
    expect(ani.notes.last).to_contain_text("tujuhbudi is ignored from now on")
    budi.send("ini tidak terlihat", "pm tujuhanita ini juga tidak")
    budi.until("[OK] pesan")
    ani.type("/unignore tujuhbudi")
    expect(ani.notes.last).to_contain_text("not ignored any more")
    budi.send("ini terlihat")
    expect(ani.last).to_have_text("ini terlihat")
    assert not ani.has("ini tidak terlihat")
    ani.type("pm tujuhtono hai")
    expect(ani.notes.last).to_contain_text("there is no user and no room tujuhtono")
    ani.type("/query tujuhbudi")
    expect(ani.title).to_have_text("tujuhbudi")
    ani.type("/help pm")
    expect(ani.notes.last).to_contain_text("/pm USER TEXT")


def test_who_comes_and_goes_is_seen(warga: Visitor, server: Server) -> None:
    ani = warga
    budi = server.pm("delapanbudi")
    expect(ani.page.locator(".people")).to_contain_text("delapanbudi")
    budi.send("pm warga hai")
    expect(ani.place("delapanbudi").locator(".dot.here")).to_have_count(1)
    budi.close()
    expect(ani.place("delapanbudi").locator(".dot:not(.here)")).to_have_count(1)
    expect(ani.page.locator(".people")).not_to_contain_text("delapanbudi")


def test_somebody_who_takes_another_name_keeps_the_conversation(visit: Visit) -> None:
    ani, budi = visit("sembilanani"), visit("sembilanbudi")
    budi.type("pm sembilanani hai")
    ani.go_to("sembilanbudi")
    budi.type("/nick sembilanbeni")
    expect(ani.title).to_have_text("sembilanbeni")
    ani.type("ke siapa?")
    budi.go_to("sembilanani")
    expect(budi.last).to_have_text("ke siapa?")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_keyboard_alone_is_enough(visit: Visit, server: Server, width: int) -> None:
    budi = server.pm(f"papanbudi{width}")
    ani = visit(width=width)
    keys = ani.page.keyboard
    expect(ani.page.get_by_label("Name")).to_be_focused()
    keys.type(f"papanani{width}")
    keys.press("Enter")
    expect(ani.input).to_be_focused()
    keys.type("papanb")
    keys.press("Tab")
    keys.type("apa kabar?")
    keys.press("Shift+Enter")
    keys.type("baris dua")
    keys.press("Enter")
    budi.until("baris dua")
    expect(ani.last).to_have_text(f"papanbudi{width} apa kabar?\nbaris dua")
    keys.press("ArrowUp")
    expect(ani.input).to_have_value(f"papanbudi{width} apa kabar?\nbaris dua")
    keys.press("ArrowDown")
    expect(ani.input).to_have_value("")
    keys.type(f"/query papanbudi{width}")
    keys.press("Enter")
    expect(ani.title).to_have_text(f"papanbudi{width}")
    keys.press("Shift+Tab")
    keys.press("Shift+Tab")
    expect(ani.page.locator(".list")).to_be_focused()
    keys.press("Escape")
    expect(ani.input).to_be_focused()
