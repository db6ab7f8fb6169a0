"""/metrics, as a scraper reads it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from .client import DEADLINE, eventually
from .realms import KEY
from .server import PROJECT, Server, free_port
from .web import Browser

Start = Callable[..., Server]
Samples = dict[tuple[str, str], float]


@pytest.fixture
def scrape(start: Start, tmp_path: Path) -> Iterator[tuple[Server, Callable[[], Samples]]]:
    """A server that knows another realm, which is away, and what it tells: by name and label."""
    keys = tmp_path / "keys"
    keys.write_text(KEY)
    peer = ("--peer", f"jauh=127.0.0.1:{free_port()}", "--peer-key", keys)
    server = start("--metrics", "--workers", 2, "--realm", "sini", *peer)
    browser = Browser(server.port)

    def scrape() -> Samples:
        answer = browser.ask("GET", "/metrics")
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        found = {}
        for family in text_string_to_metric_families(answer.body.decode()):
            assert family.name.startswith("ruang_")
            assert family.documentation
            for sample in family.samples:
                labels = sample.labels
                found[sample.name, labels.get("process") or next(iter(labels.values()), "")] = sample.value
        return found

    yield server, scrape
    browser.close()


def test_what_is_told_of_a_server(scrape: tuple[Server, Callable[[], Samples]]) -> None:
    server, scrape = scrape
    ani, token = server.token("ani")
    ani.call(f"sendprivate {token} budi@jauh halo")
    server.pm("budi")
    told = eventually(lambda: (now := scrape())["ruang_users_online", ""] == 2 and now, "both of them")
    assert told["ruang_accounts", ""] == 1
    assert told["ruang_changes_total", ""] >= 2
    assert told["ruang_rooms", ""] == told["ruang_disk_full", ""] == 0
    assert told["ruang_outbox_waiting", "jauh"] == 1
    assert told["ruang_connections", "worker 1"] + told["ruang_connections", "worker 2"] == 2
    assert told["ruang_connections", "web"] == 1
    assert told["ruang_workers", "serving"] == 2
    assert told["ruang_log_bytes", ""] > 0
    assert told["ruang_data_free_bytes", ""] > 0
    assert 0 < told["ruang_start_time_seconds", ""] <= (server.data / "lock").stat().st_mtime
    for name in ("supervisor", "state", "worker 1", "worker 2", "web", "transfers", "view", "links"):
        assert told["ruang_process_cpu_seconds_total", name] >= 0
        assert told["ruang_process_resident_memory_bytes", name] > 1 << 20


def test_who_was_killed_is_counted(scrape: tuple[Server, Callable[[], Samples]]) -> None:
    server, scrape = scrape
    server.pm("ani")
    server.says("stands by")
    before = scrape()
    assert before["ruang_process_restarts_total", "worker"] == before["ruang_process_restarts_total", "state"] == 0
    server.kill("both")
    eventually(
        lambda: (
            (now := scrape())["ruang_process_restarts_total", "worker"] == 1
            and now["ruang_process_restarts_total", "state"] == 1
            and now.get(("ruang_users_online", "")) == 1
        ),
        "one of each",
    )


def test_nobody_waits_for_a_state_that_hangs(scrape: tuple[Server, Callable[[], Samples]]) -> None:
    server, scrape = scrape
    scrape()
    state = server.state().pid
    os.kill(state, signal.SIGSTOP)
    told = eventually(lambda: ("ruang_changes_total", "") not in (now := scrape()) and now, "an answer without it")
    assert told["ruang_workers", "serving"] == 2
    os.kill(state, signal.SIGCONT)
    eventually(lambda: ("ruang_changes_total", "") in scrape(), "an answer with it")


def test_a_server_tells_nothing_unless_it_is_to(start: Start) -> None:
    browser = Browser(start().port)
    assert browser.ask("GET", "/metrics").status == browser.ask("GET", "/nothing").status == 404
    browser.close()


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    missing = "import sys; sys.modules['prometheus_client'] = None; from chatlib.server.command_line import cli; "
    run = f"sys.exit(cli.main(['{free_port()}', '--metrics', '--lang', 'en', '--data', {str(tmp_path)!r}]))"
    ended = subprocess.run(
        [sys.executable, "-c", missing + run], cwd=PROJECT, capture_output=True, text=True, timeout=DEADLINE
    )
    assert ended.returncode == 1
    assert ended.stderr == (
        "ruang: to serve figures, the package prometheus-client is needed: pip install 'ruang[metrics]'\n"
    )
