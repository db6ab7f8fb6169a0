"""A page of a node that is gone for good goes on at another one, as if nothing had been."""

import re
import signal
from collections.abc import Iterator
from os import kill
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tests.integration.cluster import Cluster, begun
from tests.integration.server import Server

from .conftest import Visit

FETCHED = re.compile(r"""(?:later|arrived|#once|import)\(["'](?:\./)?([\w/]+)""")
"""A module of the page that is fetched once it is needed."""


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Cluster]:
    with begun(3, tmp_path / "kelas") as cluster:
        cluster.wait_open()
        yield cluster


def test_a_page_whose_node_is_killed_goes_on_at_another(three: Cluster, visit: Visit, tmp_path: Path) -> None:
    budi = visit("simpulbudi", at=SimpleNamespace(port=three.port))
    ani = visit("simpulani", at=SimpleNamespace(port=three.port + 1))
    ani.outage = True
    ani.type("sebelum")
    expect(budi.last).to_have_text("sebelum")
    ani.page.wait_for_load_state("networkidle")  # what is needed later has come
    kill(int(three.says(r"node 2: pid (\d+)")[1]), signal.SIGKILL)
    ani.type("sementara")
    expect(ani.page.locator(".row.info")).to_contain_text("connected again, now to 127.0.0.1:")
    now = int(ani.page.evaluate("ruang.session.host").removeprefix("127.0.0.1:"))
    assert now in (three.port, three.port + 2)
    budi.type("sesudah")
    for one in (ani, budi):
        expect(one.last).to_have_text("sesudah")
        assert one.messages.all_text_contents() == ["sebelum", "sementara", "sesudah"]
    # What it has not needed so far, and contents of files, from the node where they are and to it.
    ani.type("/help rooms")
    expect(ani.page.locator(".row.info").last).to_contain_text("/join")
    citra = visit("simpulcitra", at=SimpleNamespace(port=now))
    for name, one, other in (("dari-ani", ani, citra), ("dari-citra", citra, ani)):
        path = tmp_path / f"{name}.txt"
        path.write_bytes(f"isi {name}\n".encode() * 5000)
        one.page.locator("input[type=file]").set_input_files(path)
        expect(one.page.locator(".tray")).to_contain_text(path.name)
        one.input.press("Enter")
        file = other.page.locator("button.file", has_text=path.name)
        with other.page.expect_download() as download:
            file.click()
        assert Path(download.value.path()).read_bytes() == path.read_bytes()


def test_all_that_is_fetched_later_is_known(visit: Visit, server: Server) -> None:
    """Of a page whose node is gone, nothing can be fetched any more."""
    page: Page = visit().page
    rest = page.evaluate("import('/page/cluster.js').then(({ REST }) => REST)")
    root = Path(__file__).parents[2] / "chatlib" / "web" / "page"
    used = {path for file in root.rglob("*.js") for path in FETCHED.findall(file.read_text())}
    at_once = {"app", "views/shell", "words/server", "cluster"}
    assert used - at_once == set(rest)
