"""What was said before: loaded upwards, searched, and no more of it kept than can be read."""

from playwright.sync_api import expect

from tests.integration.client import eventually
from tests.integration.server import Server

from .visitor import Visitor


def said(server: Server, room: str, count: int) -> None:
    """A room in which so many numbered messages were said."""
    maker = server.pm(f"{room}tua")
    maker.ask(f"creategrup {room}", "[OK]")
    maker.send(*(f"switchgrup {room} pesan {n:04}" for n in range(count)))
    maker.until(f"pesan {count - 1:04}")
    maker.send(f"switchgrup {room} adduser warga")


def test_history_loads_upwards_and_what_is_read_keeps_its_place(warga: Visitor, server: Server) -> None:
    ani = warga
    said(server, "lama", 160)
    ani.page.locator(".invitation").get_by_role("button", name="Accept").click()
    expect(ani.last).to_have_text("pesan 0159")
    keys = ani.page.keyboard

    def begins() -> bool:
        ani.page.locator(".list").evaluate("list => list.scrollTop = 0")
        return ani.has("pesan 0000")

    eventually(begins, "the first page", every=0.05)
    expect(ani.page.locator(".top")).to_have_text("This is where it begins.")
    assert ani.messages.all_text_contents() == [f"pesan {n:04}" for n in range(160)]
    keys.press("Escape")
    expect(ani.last).to_be_in_viewport()


def test_a_search_looks_through_older_pages_and_shows_what_is_found(warga: Visitor, server: Server) -> None:
    ani = warga
    said(server, "cari", 600)
    ani.page.locator(".invitation").get_by_role("button", name="Accept").click()
    expect(ani.last).to_have_text("pesan 0599")
    ani.type("/search PESAN 0042")
    expect(ani.dialog.get_by_role("status")).to_have_text("1 found")
    ani.dialog.locator(".results button").click()
    expect(ani.message("pesan 0042")).to_be_in_viewport()
    assert not ani.has("pesan 0599")
    ani.page.locator(".below").click()
    expect(ani.last).to_have_text("pesan 0599")
    expect(ani.last).to_be_in_viewport()


def test_no_more_is_kept_than_the_bound(warga: Visitor, server: Server) -> None:
    ani, budi = warga, server.pm("batasbudi")
    expect(ani.page.locator(".people")).to_contain_text("batasbudi")
    budi.send(*(f"banyak {n:04}" for n in range(1200)))
    expect(ani.last).to_have_text("banyak 1199")
    kept = ani.page.evaluate("ruang.conversations.lobby.entries.length")
    assert kept == ani.page.evaluate("import('/page/model/conversation.js').then(({ KEPT }) => KEPT)")
    assert ani.page.locator(".entry").count() < kept
    ani.page.locator(".list").evaluate("list => list.scrollTop -= 300")
    expect(ani.page.locator(".entry")).to_have_count(kept)
    ani.page.keyboard.press("Escape")
    budi.send(*(f"pm warga pribadi {n:04}" for n in range(300)))
    expect(ani.place("batasbudi").locator(".badge")).to_have_text("99+")
    unread = "ruang.conversations.of('batasbudi').unread"
    eventually(lambda: ani.page.evaluate(unread) == 300, "all that was said in private")
    assert ani.page.evaluate("ruang.conversations.of('batasbudi').entries.length") == 100
    ani.go_to("batasbudi")
    expect(ani.last).to_have_text("pribadi 0299")
