"""What becomes of a message: it is answered, edited, deleted, reported, pinned, and people react to it."""

from playwright.sync_api import Locator, expect

from tests.integration.server import Server

from .conftest import Visit
from .visitor import Visitor


def menu_of(visitor: Visitor, text: str) -> Locator:
    """Opens the menu of a message."""
    message = visitor.message(text).first
    message.hover()
    message.get_by_role("button", name="What to do with this message").click()
    return visitor.dialog


def choose(visitor: Visitor, text: str, item: str) -> None:
    menu_of(visitor, text).locator(".menu").get_by_role("button", name=item, exact=True).click()


def test_an_answer_quotes_what_it_answers_and_an_edit_is_seen(visit: Visit) -> None:
    ani, budi = visit("balasani"), visit("balasbudi")
    ani.type("pm balasbudi kapan ujian?")
    budi.go_to("balasani")
    budi.message("kapan ujian?").hover()
    budi.page.locator(".tools").get_by_role("button", name="Reply").click()
    expect(budi.page.locator(".subject")).to_have_text("replying to balasani: kapan ujian?")
    budi.page.keyboard.type("lusa")
    budi.page.keyboard.press("Enter")
    expect(budi.page.locator(".subject")).to_be_hidden()
    ani.go_to("balasbudi")
    expect(ani.message("lusa").locator(".quote")).to_have_text("balasani kapan ujian?")
    choose(ani, "kapan ujian?", "Edit")
    expect(ani.input).to_have_value("kapan ujian?")
    ani.type("kapan ujian fisika?")
    for one in (ani, budi):
        expect(one.messages.first).to_have_text("kapan ujian fisika? (edited)")
        expect(one.message("lusa").locator(".quote")).to_have_text("balasani kapan ujian fisika?")
    budi.message("lusa").locator(".quote").click()
    expect(budi.page.locator(".found .body")).to_contain_text("kapan ujian fisika?")
    budi.page.reload()
    expect(budi.message("lusa").locator(".quote")).to_have_text("balasani kapan ujian fisika?")


def test_people_react_and_take_it_back(visit: Visit) -> None:
    ani, budi = visit("reaksiani"), visit("reaksibudi")
    ani.type("ada kue")
    menu_of(budi, "ada kue").get_by_role("button", name="React with 👍").click()
    signs = ani.message("ada kue").locator(".reactions button")
    expect(signs).to_have_text(["👍 1"])
    signs.click()
    expect(budi.message("ada kue").locator(".reactions button")).to_have_text(["👍 2"])
    menu_of(ani, "ada kue").get_by_label("emoji or word").fill("enak")
    ani.page.keyboard.press("Enter")
    budi.message("ada kue").locator(".reactions button").first.click()
    for one in (ani, budi):
        expect(one.message("ada kue").locator(".reactions button")).to_have_text(["👍 1", "enak 1"])
    expect(signs.first).to_have_attribute("aria-pressed", "true")


def test_a_message_is_deleted_where_it_stands(visit: Visit) -> None:
    ani, budi = visit("hapusani"), visit("hapusbudi")
    ani.type("salah kirim")
    budi.message("salah kirim").hover()
    budi.page.locator(".tools").get_by_role("button", name="Reply").click()
    budi.page.keyboard.type("apa ini?")
    budi.page.keyboard.press("Enter")
    expect(ani.last).to_have_text("apa ini?")
    choose(ani, "salah kirim", "Delete …")
    ani.dialog.get_by_role("button", name="Delete").click()
    for one in (ani, budi):
        expect(one.page.locator(".gone").last).to_have_text("hapusani deleted this message")
        expect(one.message("apa ini?").locator(".quote")).to_have_text("hapusani hapusani deleted this message")
        assert not one.has("salah kirim")


def test_who_runs_a_room_pins_deletes_and_sees_reports(visit: Visit, server: Server) -> None:
    ani, budi, citra = visit("sematani"), visit("sematbudi"), server.pm("sematcitra")
    ani.type("/creategroup sematsatu")
    expect(ani.title).to_have_text("sematsatu")
    budi.type("/join sematsatu")
    expect(budi.title).to_have_text("sematsatu")
    citra.ask("joingrup sematsatu", "bergabung")
    citra.send("switchgrup sematsatu ujian hari Senin", "switchgrup sematsatu beli di sini")
    choose(ani, "ujian hari Senin", "Pin")
    expect(budi.page.locator(".pinned")).to_have_text("1 pinned: ujian hari Senin")
    budi.page.locator(".pinned").click()
    budi.dialog.get_by_role("button", name="ujian hari Senin").click()
    expect(budi.page.locator(".found .body")).to_have_text("ujian hari Senin")
    choose(budi, "beli di sini", "Report …")
    budi.dialog.get_by_label("Reason").fill("iklan")
    budi.page.keyboard.press("Enter")
    report = ani.notes.filter(has_text="sematbudi reports what sematcitra said in sematsatu: “beli di sini” (iklan)")
    report.get_by_role("button", name="Look").click()
    expect(ani.page.locator(".found .body")).to_have_text("beli di sini")
    choose(ani, "beli di sini", "Delete …")
    ani.page.keyboard.press("Enter")
    expect(budi.page.locator(".gone")).to_have_text("sematani deleted this message")
    ani.type("/unpin")
    expect(budi.page.locator(".pinned")).to_be_hidden()
