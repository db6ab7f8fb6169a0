"""Everybody can use the page: axe has nothing to say about any state of it, at any width, in any scheme."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.integration.server import Server

from .conftest import Visit
from .visitor import Visitor

axe = Axe()
CONTRAST = {"runOnly": ["color-contrast"]}
"""All that another scheme of colours changes."""


def check(visitor: Visitor, state: str, widths: tuple[int, ...] = (1280, 360)) -> None:
    """In light colours at each width, and once in dark ones."""
    before = visitor.page.viewport_size
    looks = [(width, "light", None) for width in widths] + [(widths[-1], "dark", CONTRAST)]
    for width, scheme, options in looks:
        visitor.page.set_viewport_size({"width": width, "height": 800})
        visitor.page.emulate_media(color_scheme=scheme)
        found = axe.run(visitor.page, options=options)
        assert found.violations_count == 0, f"{state}, {width}, {scheme}\n{found.generate_report()}"
    visitor.page.set_viewport_size(before)


def test_axe_finds_nothing_where_somebody_runs_a_room(visit: Visit, server: Server) -> None:
    budi, ani = server.pm("axdua"), visit("axsatu")
    ani.type("/creategroup axkelas")
    expect(ani.title).to_have_text("axkelas")
    budi.ask("joingrup axkelas", "bergabung")
    budi.send("switchgrup axkelas halo")
    expect(ani.last).to_have_text("halo")
    ani.type("/react 👍")
    ani.type("/pin")
    ani.type("/reply hai")
    ani.type("/edit hai juga")
    expect(ani.last).to_have_text("hai juga (edited)")
    ani.page.wait_for_selector(".reactions")
    ani.page.wait_for_selector(".pinned")
    ani.type("/mute axdua 10m iklan")
    expect(ani.notes.last).to_contain_text("axsatu muted axdua")
    ani.page.locator(".list").focus()
    ani.page.keyboard.press("ArrowUp")
    ani.page.keyboard.press("ArrowUp")
    check(ani, "a message that the arrows have reached")
    ani.page.keyboard.press("Enter")
    ani.page.wait_for_selector("dialog .signs")
    check(ani, "the menu of a message", widths=(360,))
    ani.dialog.get_by_role("button", name="What to do about axdua").click()
    ani.dialog.get_by_role("button", name="Ban …").click()
    check(ani, "a ban", widths=(360,))
    ani.page.keyboard.press("Escape")
    ani.page.get_by_role("button", name="Rules of this room").click()
    ani.page.wait_for_selector(".deeds li + li")
    check(ani, "the rules of a room", widths=(360,))


def test_axe_finds_nothing_in_a_class(visit: Visit, server: Server) -> None:
    budi, ani = server.pm("axtiga"), visit("axempat")
    ani.type("/creategroup axlab")
    expect(ani.title).to_have_text("axlab")
    budi.ask("joingrup axlab", "bergabung")
    budi.ask("/hand axlab", "[OK]")
    ani.type("/poll sudah paham? | ya | belum")
    ani.type("/vote 1")
    ani.type("/call axempat")
    ani.page.wait_for_selector(".option.own")
    ani.page.wait_for_selector(".hands button")
    ani.page.wait_for_selector(".turn button")
    check(ani, "a poll, hands, and one's turn")
    for item, field in (("Begin a poll …", "Question"), ("Make groups …", "How many groups")):
        ani.page.get_by_role("button", name="For the class").click()
        ani.dialog.get_by_role("button", name=item).click()
        expect(ani.dialog.get_by_label(field)).to_be_focused()
        check(ani, item, widths=(360,))
        ani.page.keyboard.press("Escape")


def test_axe_finds_nothing(visit: Visit, server: Server) -> None:
    budi, ani = server.pm("axbudi"), visit()
    ani.page.get_by_text("Join by terminal").click()
    ani.page.wait_for_selector(".terminals")
    ani.fill_in("login")
    expect(ani.page.get_by_role("alert")).not_to_be_empty()
    check(ani, "who one is")
    ani.come_in("axani")
    budi.send("halo axani: https://a.example", "pm axani hai", "*melambai*")
    budi.ask("creategrup axgrup adduser axani", "undangan")
    ani.type("/help")
    ani.type("/topic tidakada")
    ani.page.wait_for_selector(".row.error")
    ani.type("/terbang")
    ani.page.wait_for_selector(".invitation")
    check(ani, "the lobby")
    ani.page.get_by_role("button", name="Search").click()
    ani.page.wait_for_selector("dialog")
    check(ani, "searching", widths=(360,))
    ani.page.keyboard.press("Escape")
    ani.page.get_by_role("button", name="New conversation").click()
    ani.page.get_by_role("tab", name="Make a group").click()
    check(ani, "a new group", widths=(360,))
    ani.page.keyboard.press("Escape")
    ani.page.set_viewport_size({"width": 360, "height": 800})
    ani.page.get_by_role("button", name="People", exact=True).click()
    check(ani, "people", widths=(360,))
    ani.page.get_by_role("button", name="Back to the list").click()
    check(ani, "the list", widths=(360,))
