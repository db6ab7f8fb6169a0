"""The server is killed and started again: nothing is lost, and nothing comes twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.integration.server import Server

from .conftest import Visit


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
