"""Rooms and groups: made, joined, left; invitations accepted and declined."""

from playwright.sync_api import expect

from tests.integration.server import Server

from .conftest import Visit


def test_an_invitation_is_accepted_and_the_group_talks(visit: Visit, server: Server) -> None:
    budi, ani = server.pm("grupbudi"), visit("grupani")
    budi.ask("creategrup grupsatu adduser grupani", "undangan untuk grupani")
    card = ani.page.locator(".invitation")
    expect(card).to_contain_text("grupbudi invites you to grupsatu")
    card.get_by_role("button", name="Accept").click()
    budi.until("grupani bergabung")
    expect(ani.title).to_have_text("grupsatu")
    expect(card).to_have_count(0)
    budi.send("switchgrup grupsatu halo")
    expect(ani.last).to_have_text("halo")
    ani.type("/topic bab dua")
    expect(ani.page.locator(".titles")).to_contain_text("bab dua")
    ani.type("siap")
    assert budi.until("siap") == "[Grupchat] grupani@grupsatu : siap"
    expect(ani.page.locator(".people")).to_contain_text("grupbudi")
    ani.page.get_by_role("button", name="Leave the room").click()
    ani.dialog.get_by_role("button", name="Leave").click()
    budi.until("grupani meninggalkan")
    expect(ani.title).to_have_text("Lobby")
    expect(ani.place("grupsatu")).to_have_count(0)


def test_an_invitation_is_declined(visit: Visit, server: Server) -> None:
    budi, ani = server.pm("tolakbudi"), visit("tolakani")
    budi.ask("creategrup grupdua adduser tolakani", "undangan untuk tolakani")
    ani.page.locator(".invitation").get_by_role("button", name="Decline").click()
    budi.until("tolakani menolak")
    expect(ani.page.locator(".invitation")).to_have_count(0)


def test_groups_and_rooms_are_made_and_found_by_the_dialog(visit: Visit) -> None:
    ani, budi = visit("dialogani"), visit("dialogbudi")
    ani.page.get_by_role("button", name="New conversation").click()
    ani.dialog.get_by_role("tab", name="Make a group").click()
    ani.dialog.get_by_label("Name of the group").fill("gruptiga")
    ani.dialog.get_by_label("Whom to invite").fill("dialogbudi dialogtono")
    ani.dialog.get_by_role("button", name="Make it").click()
    expect(ani.title).to_have_text("gruptiga")
    expect(ani.page.locator(".row.error")).to_contain_text("there is no user dialogtono")
    expect(budi.page.locator(".invitation")).to_contain_text("gruptiga")
    ani.type("/creategroup grupempat")
    expect(ani.title).to_have_text("grupempat")
    budi.page.get_by_role("button", name="New conversation").click()
    budi.dialog.get_by_role("tab", name="Join a room").click()
    budi.dialog.get_by_role("button", name="grupempat").click()
    expect(budi.title).to_have_text("grupempat")
    budi.type("aku di sini")
    expect(ani.last).to_have_text("aku di sini")
    ani.type("/deleteroom grupempat")
    expect(budi.notes.last).to_contain_text("dialogani deleted grupempat")
    expect(ani.place("grupempat")).to_have_count(0)
