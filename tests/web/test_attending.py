"""Where one was: what is unread is known on every device, and the others see who types and who is away."""

from playwright.sync_api import expect

from tests.integration.server import Server

from .conftest import Visit


def test_what_was_read_on_one_device_is_read_on_the_other(visit: Visit, server: Server) -> None:
    budi = server.pm("bacabudi")
    server.mamushi("bacaani").close()
    first = visit()
    first.come_in("bacaani", "rahasia", "member")
    budi.send("pm bacaani satu", "pm bacaani dua")
    expect(first.place("bacabudi").locator(".badge")).to_have_text("2")
    second = visit()
    second.come_in("bacaani", "rahasia", "member")
    expect(second.place("bacabudi").locator(".badge")).to_have_text("2")
    second.go_to("bacabudi")
    expect(second.last).to_have_text("dua")
    expect(first.place("bacabudi").locator(".badge")).to_have_count(0)
    second.go_to("Lobby")
    budi.send("pm bacaani tiga @bacaani")
    expect(second.place("bacabudi").locator(".badge")).to_have_text("1")
    second.page.reload()
    expect(second.place("bacabudi").locator(".badge")).to_have_text("1")
    second.go_to("bacabudi")
    expect(second.page.locator(".across.new + .entry .body")).to_have_text("tiga @bacaani")
    expect(first.place("bacabudi").locator(".badge")).to_have_count(0)


def test_who_types_and_who_is_away_is_seen(visit: Visit) -> None:
    ani, budi = visit("ketikani"), visit("ketikbudi")
    budi.type("pm ketikani hai")
    ani.go_to("ketikbudi")
    budi.go_to("ketikani")
    budi.page.keyboard.type("se")
    expect(ani.page.locator(".typing")).to_have_text("ketikbudi is typing …")
    budi.page.keyboard.press("Enter")
    expect(ani.last).to_have_text("se")
    expect(ani.page.locator(".typing")).to_have_text("")
    budi.type("/away makan siang")
    expect(ani.page.locator(".titles")).to_contain_text("away: makan siang")
    expect(ani.page.locator(".people")).to_contain_text("away")
    budi.type("/away")
    expect(ani.notes.last).to_contain_text("ketikbudi is back")


def test_away_by_itself_when_nobody_looks_for_so_long(visit: Visit) -> None:
    ani, budi = visit("diamani"), visit("diambudi")
    budi.page.clock.install()
    budi.page.get_by_role("button", name="Menu").click()
    budi.dialog.get_by_role("button", name="Away by itself").click()
    budi.dialog.get_by_label("After").select_option("300")
    budi.page.keyboard.press("Escape")
    budi.page.evaluate("Object.defineProperty(document, 'hasFocus', { configurable: true, value: () => false })")
    budi.page.clock.run_for(6 * 60 * 1000)
    expect(ani.page.locator(".people li", has_text="diambudi")).to_contain_text("away")
    budi.page.evaluate("delete document.hasFocus; dispatchEvent(new Event('focus'))")
    expect(ani.page.locator(".people li", has_text="diambudi")).not_to_contain_text("away")
