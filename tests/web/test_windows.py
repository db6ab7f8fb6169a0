"""Conversations in windows of their own, reloads, and tabs that are copied."""

from playwright.sync_api import expect

from tests.integration.server import Server

from .conftest import Visit


def test_a_window_of_its_own_shows_and_says_the_same(visit: Visit, server: Server) -> None:
    budi, ani = server.pm("jendelabudi"), visit("jendelaani")
    budi.send("pm jendelaani hai")
    ani.go_to("jendelabudi")
    with ani.page.expect_popup() as opened:
        ani.page.get_by_role("button", name="Open in a window of its own").click()
    window = opened.value
    said = window.locator(".row.message .body")
    expect(said.last).to_have_text("hai")
    window.keyboard.type("dari jendela")
    window.keyboard.press("Enter")
    assert budi.until("dari") == "[PrivateMessage] from jendelaani : dari jendela"
    expect(said.last).to_have_text("dari jendela")
    # The page that it belongs to is loaded anew: it finds its window again.
    ani.page.reload()
    expect(ani.place("jendelabudi").locator("svg")).to_have_count(1)
    budi.send("pm jendelaani sesudah itu")
    expect(said.last).to_have_text("sesudah itu")
    assert said.all_text_contents() == ["hai", "dari jendela", "sesudah itu"]
    ani.page.close()
    expect(window.get_by_role("status")).to_have_text("The page that this window belongs to was closed.")


def test_a_reload_keeps_the_session(visit: Visit, server: Server) -> None:
    budi, ani = server.pm("ulangbudi"), visit("ulangani")
    budi.send("pm ulangani satu", "satu")
    expect(ani.place("ulangbudi").locator(".badge")).to_have_text("1")
    ani.page.reload()
    expect(ani.last).to_have_text("satu")
    expect(ani.place("ulangbudi").locator(".badge")).to_have_text("1")
    budi.send("pm ulangani dua", "dua")
    expect(ani.last).to_have_text("dua")
    assert ani.messages.all_text_contents().count("satu") == 1
    ani.go_to("ulangbudi")
    expect(ani.messages).to_have_text(["satu", "dua"])


def test_a_copied_tab_begins_anew(visit: Visit) -> None:
    ani = visit("salinani")
    with ani.page.expect_popup() as opened:
        ani.page.evaluate("void window.open('/')")  # the browser copies what the tab has stored, as for a duplicate
    copy = opened.value
    expect(copy.get_by_role("alert")).to_have_text("The other tab stays who it is; this one begins anew.")
    ani.page.reload()
    expect(ani.page.locator(".me")).to_contain_text("salinani")
