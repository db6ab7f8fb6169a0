"""Everybody can use the page: axe has nothing to say about any state of it, at any width, in any scheme."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.integration.server import Server

from .conftest import Visit
from .visitor import Visitor

axe = Axe()


def check(visitor: Visitor, state: str) -> None:
    found = axe.run(visitor.page)
    assert found.violations_count == 0, f"{state}\n{found.generate_report()}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(visit: Visit, server: Server, width: int, scheme: str) -> None:
    suffix = f"{width}{scheme}"
    budi = server.pm(f"axbudi{suffix}")
    ani = visit(width=width, scheme=scheme)
    ani.page.get_by_text("Join by terminal").click()
    ani.page.wait_for_selector(".terminals")
    ani.fill_in("login")
    ani.page.wait_for_selector(".problem:not(:empty)")
    check(ani, "who one is")
    ani.come_in(f"axani{suffix}")
    budi.send(f"halo axani{suffix}: https://a.example", f"pm axani{suffix} hai", "*melambai*")
    budi.ask(f"creategrup axgrup{suffix} adduser axani{suffix}", "undangan")
    ani.type("/help")
    ani.type("/topic tidakada")
    ani.type("/terbang")
    ani.page.wait_for_selector(".row.error")
    check(ani, "the lobby")
    ani.page.get_by_role("button", name="Search").click()
    ani.page.wait_for_selector("dialog")
    check(ani, "searching")
    ani.page.keyboard.press("Escape")
    if width == 360:
        ani.page.get_by_role("button", name="People", exact=True).click()
        check(ani, "people")
        ani.page.get_by_role("button", name="Back to the list").click()
        check(ani, "the list")
    ani.page.get_by_role("button", name="New conversation").click()
    ani.page.get_by_role("tab", name="Make a group").click()
    check(ani, "a new group")
