"""Who runs a room does so from the page: by menus, by a dialog, by commands; and the others see it."""

from playwright.sync_api import Locator, expect

from .conftest import Visit
from .visitor import Visitor


def choose(visitor: Visitor, item: str) -> None:
    visitor.dialog.locator(".menu").get_by_role("button", name=item, exact=True).click()


def about(visitor: Visitor, name: str) -> None:
    """The menu about somebody in the list of people."""
    visitor.page.get_by_role("button", name=f"What to do about {name}").click()


def about_message(visitor: Visitor, text: str) -> None:
    message = visitor.message(text)
    message.hover()
    message.get_by_role("button", name="What to do with this message").click()


def notes(visitor: Visitor, text: str) -> Locator:
    return visitor.notes.filter(has_text=text)


def enter(visitor: Visitor, room: str) -> None:
    visitor.type(f"/join {room}")
    expect(visitor.title).to_have_text(room)


def test_the_owner_of_a_room_mutes_puts_out_and_bans(visit: Visit) -> None:
    ani, budi = visit("pengani"), visit("pengbudi")
    ani.type("/creategroup pengsatu")
    expect(ani.title).to_have_text("pengsatu")
    enter(budi, "pengsatu")
    expect(budi.page.get_by_role("button", name="What to do about")).to_have_count(0)
    about(ani, "pengbudi")
    choose(ani, "Mute for 10 minutes")
    expect(notes(ani, "pengani muted pengbudi for 10 minutes")).to_be_visible()
    expect(notes(budi, "pengani muted pengbudi for 10 minutes")).to_be_visible()
    budi.type("tapi saya")
    expect(budi.message("tapi saya")).to_contain_text("Not sent: you are muted in pengsatu (10 minutes)")
    ani.page.get_by_role("button", name="Rules of this room").click()
    ani.dialog.get_by_role("button", name="Undo: pengbudi").click()
    expect(ani.dialog.locator(".deeds li")).to_contain_text(
        ["What was done", "pengani lets pengbudi speak again", "pengani muted pengbudi for 10 minutes"]
    )
    ani.page.keyboard.press("Escape")
    expect(notes(budi, "pengani lets pengbudi speak again")).to_be_visible()
    budi.message("tapi saya").get_by_role("button", name="Try again").click()
    expect(ani.last).to_have_text("tapi saya")
    about_message(ani, "tapi saya")
    choose(ani, "What to do about pengbudi")
    choose(ani, "Make a moderator")
    expect(budi.page.locator(".people")).to_contain_text("you, moderator")
    ani.type("/kick pengbudi cukup sekian")
    expect(notes(budi, "pengani put pengbudi out (cukup sekian)")).to_be_visible()
    expect(budi.page.locator(".people")).not_to_contain_text("you")
    about_menu_is_gone = ani.page.get_by_role("button", name="What to do about pengbudi")
    expect(about_menu_is_gone).to_have_count(0)
    ani.type("/ban pengbudi 2 hours")
    expect(notes(ani, "pengani banned pengbudi for 2 hours")).to_be_visible()
    budi.type("/join pengsatu")
    expect(budi.page.locator(".row.error")).to_contain_text("you are banned from pengsatu")


def test_the_rules_of_a_room_are_seen_and_changed(visit: Visit) -> None:
    ani, budi = visit("aturani"), visit("aturbudi", locale="id-ID")
    ani.type("/creategroup atursatu")
    expect(ani.title).to_have_text("atursatu")
    enter(budi, "atursatu")
    ani.page.get_by_role("button", name="Rules of this room").click()
    ani.dialog.get_by_label("Only moderators speak").check()
    expect(notes(budi, "aturani: mulai sekarang hanya moderator bicara di sini")).to_be_visible()
    ani.dialog.get_by_label("Between two messages of one person").select_option("30")
    expect(notes(budi, "aturani: mulai sekarang satu pesan tiap 30 detik")).to_be_visible()
    ani.page.keyboard.press("Escape")
    budi.type("halo")
    expect(budi.message("halo")).to_contain_text("di atursatu hanya yang diberi giliran boleh bicara")
    budi.type("/rules")
    expect(budi.dialog.get_by_label("Hanya moderator yang bicara")).to_be_checked()
    expect(budi.dialog.get_by_label("Hanya moderator yang bicara")).to_be_disabled()
    expect(budi.dialog).to_contain_text("Pengurus: aturani")
    budi.page.keyboard.press("Escape")
    ani.type("/rules announce off")
    expect(notes(budi, "aturani: semua boleh bicara lagi di sini")).to_be_visible()
    budi.type("halo lagi")
    expect(ani.last).to_have_text("halo lagi")


def test_who_is_put_off_the_server_is_told_why_and_stays_away(visit: Visit) -> None:
    ani, budi = visit(), visit("usirbudi")
    ani.come_in("kepala", "rahasia", "member")
    about(ani, "usirbudi")
    choose(ani, "Ban …")
    ani.dialog.get_by_label("Reason").fill("iklan")
    ani.dialog.get_by_label("For how long").select_option("3600")
    ani.page.keyboard.press("Enter")
    alert = budi.page.get_by_role("alert")
    expect(alert).to_have_text("kepala put you off the server (iklan). You are banned for 1 hour.")
    budi.page.keyboard.press("Enter")
    expect(alert).to_contain_text("you are banned from lobby")
    ani.type("/unban usirbudi")
    expect(notes(ani, "kepala lifted the ban of usirbudi")).to_be_visible()
