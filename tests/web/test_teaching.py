"""A class in the page: hands, questions without a name, polls, groups, and who was here."""

import csv
import io

from playwright.sync_api import expect

from tests.integration.server import Server, run

from .conftest import Visit
from .test_moderation import choose, enter, notes
from .visitor import Visitor


def begin(visitor: Visitor, room: str) -> None:
    visitor.type(f"/creategroup {room}")
    expect(visitor.title).to_have_text(room)


def choose_for_class(visitor: Visitor, item: str) -> None:
    visitor.page.get_by_role("button", name="For the class").click()
    choose(visitor, item)


def test_who_raises_a_hand_is_called_wherever_he_looks(visit: Visit, server: Server) -> None:
    guru, budi, citra = visit("tanganguru"), visit("tanganbudi", width=360), server.pm("tangancitra")
    begin(guru, "tangankelas")
    enter(budi, "tangankelas")
    citra.ask("joingrup tangankelas", "bergabung")
    citra.ask("/hand tangankelas", "[OK]")
    hand = budi.page.get_by_role("button", name="Raise your hand")
    hand.click()
    expect(hand).to_have_attribute("aria-pressed", "true")
    expect(budi.page.locator(".hands")).to_contain_text("Hands raised: 2 · you are number 2")
    expect(guru.page.locator(".hands li")).to_have_text(["tangancitraCall", "tanganbudiCall"])
    expect(guru.page.get_by_role("button", name="Raise your hand")).to_have_count(0)
    guru.page.get_by_role("button", name="Call the next one").click()
    citra.until("[Giliran] tanganguru memanggil tangancitra")
    expect(notes(budi, "tanganguru calls tangancitra")).to_be_visible()
    budi.page.get_by_role("button", name="Back to the list").click()
    budi.go_to("Lobby")
    guru.page.get_by_role("button", name="Call tanganbudi").click()
    expect(guru.input).to_be_focused()
    alert = budi.page.get_by_role("alert")
    expect(alert).to_contain_text("tanganguru calls you in tangankelas: it is your turn")
    expect(budi.page).to_have_title("(1) Ruang")
    budi.page.get_by_role("button", name="Go there").click()
    expect(budi.title).to_have_text("tangankelas")
    expect(hand).to_have_attribute("aria-pressed", "false")
    expect(alert).to_contain_text("it is your turn")
    budi.type("karena antreannya penuh")
    expect(alert).to_be_empty()
    guru.type("/call")
    expect(notes(guru, "no hand is raised")).to_be_visible()


def test_a_poll_is_begun_voted_in_and_ended(visit: Visit) -> None:
    guru, budi = visit("jajakguru"), visit("jajakbudi", locale="id-ID")
    begin(guru, "jajakkelas")
    enter(budi, "jajakkelas")
    choose_for_class(guru, "Begin a poll …")
    guru.dialog.get_by_label("Question").fill("sudah paham?")
    guru.dialog.get_by_label("Option 1").fill("ya")
    guru.page.keyboard.press("Enter")
    expect(guru.dialog.get_by_role("alert")).to_have_text("There must be two options at least.")
    expect(guru.dialog.get_by_label("Option 2")).to_be_focused()
    guru.page.keyboard.type("belum")
    guru.page.keyboard.press("Enter")
    options = budi.page.locator(".option")
    options.nth(1).click()
    expect(options).to_have_text(["1. ya0", "2. belum1"])
    expect(options.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(guru.page.locator(".option")).to_have_text(["1. ya0", "2. belum1"])
    guru.type("/vote 1")
    expect(options).to_have_text(["1. ya1", "2. belum1"])
    budi.page.reload()
    expect(options.nth(1)).to_have_attribute("aria-pressed", "true")
    options.nth(1).click()
    expect(options.nth(1)).to_have_attribute("aria-pressed", "false")
    guru.page.get_by_role("button", name="End the poll").click()
    expect(notes(budi, "Hasil “sudah paham?”: ya: 1, belum: 0")).to_be_visible()
    expect(budi.page.locator(".poll")).to_contain_text("Hasil: sudah paham?")
    expect(budi.page.locator("button.option")).to_have_count(0)
    budi.page.get_by_role("button", name="Tutup").click()
    expect(options).to_have_count(0)


def test_a_question_has_no_name_and_groups_open_by_themselves(visit: Visit, server: Server) -> None:
    guru, budi, citra = visit("regubu"), visit("regubudi"), server.pm("regucitra")
    begin(guru, "regukelas")
    enter(budi, "regukelas")
    citra.ask("joingrup regukelas", "bergabung")
    guru.go_to("Lobby")
    choose_for_class(budi, "Ask without your name …")
    expect(budi.dialog).to_contain_text("Nobody gets to know who asked")
    budi.page.keyboard.type("apakah ini diujikan?")
    budi.dialog.get_by_role("button", name="Ask", exact=True).click()
    expect(notes(budi, "your question was passed on without your name")).to_be_visible()
    expect(guru.place("regukelas").locator(".badge.urgent")).to_have_text("1")
    guru.go_to("regukelas")
    expect(notes(guru, "Somebody asks, without a name: apakah ini diujikan?")).to_be_visible()
    choose_for_class(guru, "Make groups …")
    guru.dialog.get_by_text("From a table").click()
    table = {"name": "kelas.csv", "mimeType": "text/csv", "buffer": b"name,group\nregubudi,REGU-A\nregutono,REGU-B\n"}
    guru.dialog.get_by_label("Or a CSV file").set_input_files(table)
    expect(guru.dialog.get_by_label("A name and a group in each line")).to_have_value(table["buffer"].decode())
    guru.dialog.get_by_role("button", name="Make them").click()
    expect(budi.title).to_have_text("REGU-A")
    expect(notes(budi, "regubu put you into REGU-A, with: regubu, regubudi")).to_be_visible()
    expect(notes(guru, "Groups:\nREGU-A: regubudi")).to_be_visible()
    expect(notes(guru, "regutono is not in that room")).to_be_visible()
    guru.type("/groups 3 tim")
    expect(notes(guru, "there are not so many people here to be put into groups (at most 2 groups)")).to_be_visible()
    guru.type("/groups 2 tim")
    expect(budi.title).to_contain_text("tim-")
    citra.until("[Groupchat] regubu memasukkanmu ke tim-")
    expect(guru.place("tim-1")).to_be_visible()
    expect(guru.title).to_have_text("regukelas")


def test_who_was_here_is_saved_as_the_server_writes_it(visit: Visit, server: Server) -> None:
    server.pm("hadirbudi").close()
    server.pm("hadircitra")
    guru = visit()
    guru.come_in("kepala", "rahasia", "member")
    with guru.page.expect_download() as download:
        guru.type("/attendance")
    saved = download.value.path().read_text()
    written = run("attendance", "--data", server.data).stdout
    tables = [list(csv.reader(io.StringIO(text))) for text in (saved, written)]
    ours, theirs = ([row[:4] for row in table if row[0] in ("name", "hadirbudi", "hadircitra")] for table in tables)
    assert ours == theirs
    assert [row[0] for row in ours] == ["name", "hadirbudi", "hadircitra"]
    assert tables[0][0] == tables[1][0]
    budi = visit("hadirtamu")
    budi.type("/attendance")
    expect(notes(budi, "you are no operator of lobby")).to_be_visible()
