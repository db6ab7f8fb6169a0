"""Who one is: guests, accounts, and what is said when it does not work."""

from playwright.sync_api import Browser, expect

from tests.integration.server import Server

from .conftest import Visit
from .visitor import Visitor


def test_a_guest_needs_a_name_alone_and_hears_the_lobby(visit: Visit, server: Server) -> None:
    budi = server.pm("masukbudi")
    ani = visit("masukani")
    budi.until("[Masuk] masukani")
    budi.send("halo ani")
    expect(ani.last).to_have_text("halo ani")
    ani.type("halo budi")
    assert budi.until("halo") == "masukani: halo budi"


def test_an_account_is_made_kept_and_protected(visit: Visit) -> None:
    first = visit()
    first.come_in("akunani", "rahasia", "new")
    first.type("/logout")
    first.dialog.get_by_role("button", name="Log out").click()
    again = first
    again.fill_in("akunani", "salah", "member")
    expect(again.page.get_by_role("alert")).to_have_text("wrong password")
    again.come_in("akunani", "rahasia", "member")
    expect(again.page.locator(".me")).to_contain_text("akunani")


def test_who_has_no_account_may_make_one_at_once(visit: Visit) -> None:
    ani = visit()
    ani.fill_in("akunbaru", "rahasia", "member")
    expect(ani.page.get_by_role("alert")).to_have_text("there is no user akunbaru")
    ani.page.get_by_role("button", name="Make the account").click()
    expect(ani.page.locator(".me")).to_contain_text("akunbaru")


def test_names_that_cannot_be_are_refused_in_the_users_language(visit: Visit) -> None:
    ani = visit(locale="id-ID")
    expect(ani.page.locator("html")).to_have_attribute("lang", "id")
    ani.fill_in("")
    expect(ani.page.get_by_role("alert")).to_have_text("Ketik sebuah nama.")
    ani.fill_in("login")
    expect(ani.page.get_by_role("alert")).to_contain_text("nama login tidak boleh dipakai")
    ani.come_in("bahasaani")
    ani.type("/help bicara")
    expect(ani.notes.last).to_contain_text("membuka percakapan dengan seseorang")


def test_the_join_box_has_commands_for_this_server(visit: Visit, server: Server) -> None:
    ani = visit()
    ani.page.get_by_text("Join by terminal").click()
    box = ani.page.locator(".terminals")
    expect(box).to_contain_text(f"python client.py 127.0.0.1 {server.port}")
    expect(box).to_contain_text(f"curl -s http://127.0.0.1:{server.port}/plain.py -o plain.py && python3 plain.py")
    expect(box).to_contain_text(f"port {server.port}, TLS no, channel #lobby")


def test_where_nothing_may_be_stored_one_comes_in_all_the_same(browser: Browser, server: Server) -> None:
    with browser.new_context(locale="en-US", reduced_motion="reduce") as context:
        for name in ("sessionStorage", "localStorage"):
            context.add_init_script(f"Object.defineProperty(window, '{name}', {{ get() {{ throw Error('no') }} }})")
        tanpa = Visitor(context, f"http://127.0.0.1:{server.port}/")
        tanpa.come_in("tanpasimpan")
        tanpa.type("halo")
        expect(tanpa.last).to_have_text("halo")
        assert tanpa.problems == []


def test_whom_one_user_ignores_the_next_one_hears(visit: Visit, server: Server) -> None:
    budi, ani = server.pm("abaibudi"), visit("abaiani")
    ani.type("/ignore abaibudi")
    expect(ani.notes.last).to_contain_text("abaibudi")
    ani.type("/logout")
    ani.dialog.get_by_role("button", name="Log out").click()
    ani.come_in("abaicitra")
    budi.send("siapa di sini?")
    expect(ani.last).to_have_text("siapa di sini?")
