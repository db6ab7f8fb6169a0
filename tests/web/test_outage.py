"""The server is killed and started again: nothing is lost, and nothing comes twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.integration.server import Server

from .conftest import Visit

OUTDATE = """() => {
    const { conversations } = ruang;
    const { lobby } = conversations;
    lobby.alter(lobby.entries.find((one) => one.seq).seq, (entry) => (entry.text = "usang"));
    conversations.changed.tell(lobby);
}"""
"""The first message is shown as if it had been edited since, and nobody had been there to hear of it."""


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[list[Server]]:
    """A server of the test's own; the last of the list is the one that runs."""
    servers = [Server(tmp_path / "data")]
    yield servers
    servers[-1].stop()


def test_the_page_comes_back_after_a_kill_with_all_that_was_said(visit: Visit, killed: list[Server]) -> None:
    [server] = killed
    ani, budi = visit("putusani", at=server), visit("putusbudi", at=server)
    ani.outage = budi.outage = True
    ani.type("sebelum")
    expect(budi.last).to_have_text("sebelum")
    server.kill_all()
    expect(ani.page.locator(".banner")).to_contain_text("The server does not answer")
    ani.page.evaluate(OUTDATE)
    expect(ani.messages.first).to_have_text("usang")
    ani.type("sementara satu")
    ani.type("sementara dua")
    expect(ani.page.locator(".row.waiting")).to_have_count(2)
    expect(ani.page.locator(".banner")).to_contain_text("2 not sent yet")
    killed.append(Server(server.data, port=server.port))
    expect(budi.last).to_have_text("sementara dua")
    budi.type("sesudah")
    for one in (ani, budi):
        expect(one.last).to_have_text("sesudah")
        expect(one.page.locator(".banner")).to_be_hidden()
        assert one.messages.all_text_contents() == ["sebelum", "sementara satu", "sementara dua", "sesudah"]


def test_what_was_not_acknowledged_outlives_a_reload(visit: Visit, server: Server) -> None:
    budi, ani = server.pm("kirimbudi"), visit("kirimani")
    ani.page.evaluate("void (ruang.session.send = () => new Promise(() => {}))")  # never on its way
    ani.type("belum sampai")
    expect(ani.page.locator(".row.waiting")).to_have_count(1)
    ani.page.reload()
    assert budi.until("belum") == "kirimani: belum sampai"
    expect(ani.last).to_have_text("belum sampai")
    expect(ani.page.locator(".row.waiting")).to_have_count(0)
    assert ani.message("belum sampai").count() == 1


def test_with_another_server_in_its_place_all_begins_anew_but_what_is_not_sent(
    visit: Visit, killed: list[Server], tmp_path: Path
) -> None:
    [server] = killed
    ani, budi = visit("lainani", at=server), visit("lainbudi", at=server)
    ani.outage = budi.outage = True
    for n in range(3):
        ani.type(f"lama {n}")
    expect(budi.last).to_have_text("lama 2")
    server.kill_all()
    expect(ani.page.locator(".banner")).to_contain_text("The server does not answer")
    ani.type("/me menunggu")  # of a kind that the page has not needed so far
    killed.append(Server(tmp_path / "lain", port=server.port))
    expect(budi.message("menunggu")).to_have_count(1)
    budi.type("baru")
    for one in (ani, budi):
        expect(one.last).to_have_text("baru")
        expect(one.page.locator(".row.waiting")).to_have_count(0)
        assert not one.has("lama")


def test_a_guest_is_in_open_rooms_again_after_a_reload_and_hears_what_became_of_others(
    visit: Visit, server: Server
) -> None:
    budi, tini = server.pm("ulangbudi"), server.guest("ulangtini")
    for flag in ("MAKE_ROOM", "JOIN_ROOM"):
        tini.call(flag, CONTENT="ulangbuka")
    ani = visit("ulangani")
    ani.type("/join ulangbuka")
    expect(ani.title).to_have_text("ulangbuka")
    budi.ask("creategrup ulangtutup adduser ulangani", "undangan")
    ani.page.locator(".invitation").get_by_role("button", name="Accept").click()
    expect(ani.place("ulangtutup")).to_have_count(1)
    ani.page.reload()
    expect(ani.place("ulangtutup")).to_have_count(0)
    ani.go_to("Lobby")
    expect(ani.page.locator(".row.error")).to_contain_text("you are not in ulangtutup any more")
    tini.call("SEND", RECEIVER="ulangbuka", CONTENT="masih di sini?")
    ani.go_to("ulangbuka")
    expect(ani.last).to_have_text("masih di sini?")
