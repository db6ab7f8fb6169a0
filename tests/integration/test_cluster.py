"""Three nodes with one chat: clients of several protocols at each, machines that die, and one that begins anew."""

import base64
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from .client import Client, eventually
from .cluster import Cluster, begun


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with begun(3, tmp_path_factory.mktemp("cluster") / "kelas", "--metrics") as cluster:
        cluster.wait_open()
        yield cluster


def pm(cluster: Cluster, number: int, name: str) -> Client:
    client = Client(cluster.port_of(number))
    client.ask(name, "[Sukses]")
    return client


def irc(cluster: Cluster, number: int, name: str) -> Client:
    client = Client(cluster.port_of(number))
    client.send(f"NICK {name}", f"USER {name} 0 * :{name}")
    client.until(" 422 ")
    client.ask("JOIN #lobby", " 366 ")
    return client


def account(cluster: Cluster, number: int, name: str) -> Client:
    """A client of IRC that has logged in to an account."""
    client = Client(cluster.port_of(number))
    secret = base64.b64encode(f"\0{name}\0rahasia".encode()).decode()
    client.send("CAP REQ :sasl", "AUTHENTICATE PLAIN", f"AUTHENTICATE {secret}")
    client.send(f"NICK {name}", f"USER {name} 0 * :{name}", "CAP END")
    client.until(" 422 ")
    return client


def of_node(cluster: Cluster, number: int, name: str) -> psutil.Process:
    supervisor = psutil.Process(int(cluster.says(rf"node {number}: pid (\d+)", cluster.starts(number))[1]))
    return next(one for one in supervisor.children(recursive=True) if one.name() == name)


def told(cluster: Cluster, number: int, name: str) -> list[str]:
    """What the lobby's history says of somebody, at this node."""
    reader = irc(cluster, number, f"pembaca{number}")
    reader.send("CAP REQ :batch draft/chathistory server-time", "CHATHISTORY LATEST #lobby * 100", "PING akhir")
    found = []
    while "PONG" not in (line := reader.line()):
        if match := re.search(rf":{name}\S* PRIVMSG #lobby :(.*)", line):
            found.append(match[1])
    reader.close()
    return found


def test_who_is_at_different_nodes_talks_to_each_other(three: Cluster) -> None:
    ani, budi, citra = pm(three, 1, "aniklaster"), irc(three, 2, "budiklaster"), pm(three, 3, "citraklaster")
    ani.send("halo dari satu")
    budi.until("PRIVMSG #lobby :halo dari satu")
    citra.until("aniklaster: halo dari satu")
    budi.send("PRIVMSG citraklaster :hanya untukmu")
    citra.until("hanya untukmu")
    citra.ask("pm aniklaster balas", "[OK]")
    ani.until("balas")
    budi.send("PING masih")
    assert "hanya" not in budi.until("masih")
    assert budi.ask("NAMES #lobby", " 366 ")
    for one in (ani, budi, citra):
        one.close()


def test_a_worker_and_a_state_that_are_killed_nobody_notices(three: Cluster) -> None:
    ani, budi = pm(three, 1, "ani2"), pm(three, 2, "budi2")
    for name in ("ruang-worker-1", "ruang-state"):
        victim = of_node(three, 1, name)
        victim.send_signal(signal.SIGKILL)
        ani.send(f"sesudah {name}")
        budi.until(f"ani2: sesudah {name}")
        budi.send(f"juga {name}")
        ani.until(f"budi2: juga {name}")
        eventually(lambda victim=victim: not victim.is_running() or victim.status() == psutil.STATUS_ZOMBIE, "its end")
    ani.close()
    budi.close()


def test_a_node_that_dies_holds_nobody_up_and_has_everything_when_it_is_back(three: Cluster) -> None:
    ani, budi = pm(three, 1, "ani3"), pm(three, 2, "budi3")
    three.kill(3)
    ani.send("tanpa tiga")
    budi.until("ani3: tanpa tiga")
    three.start(3)
    assert told(three, 3, "ani3") == ["tanpa tiga"]
    citra = pm(three, 3, "citra3")
    citra.send("kembali")
    ani.until("citra3: kembali")
    for one in (ani, budi, citra):
        one.close()


def test_an_account_whose_node_died_finds_at_another_what_came_since(three: Cluster) -> None:
    client = Client(three.port_of(1))
    client.ask("register dewi rahasia", '"status"')
    client.close()
    dewi, ani = account(three, 3, "dewi"), irc(three, 1, "ani5")
    ani.send("PRIVMSG dewi :sebelum")
    dewi.until("PRIVMSG dewi :sebelum")
    entries = three.figure(1, "ruang_cluster_entries_total")
    eventually(lambda: three.figure(1, "ruang_cluster_entries_total") > entries + 12, "some ticks of each")
    three.kill(3)
    ani.send("PRIVMSG dewi :sesudah", "PING sampai")
    ani.until("sampai")
    eventually(lambda: three.figure(1, 'ruang_cluster_missed_ticks{node="3"}') > 4, "silence of node 3")
    dewi.close()
    dewi = account(three, 2, "dewi")
    assert dewi.until("PRIVMSG dewi").endswith(":sesudah")
    three.start(3)
    ani.close()
    dewi.close()


def test_a_node_without_anything_begins_with_what_another_one_has(three: Cluster) -> None:
    ani, budi = pm(three, 1, "ani4"), pm(three, 3, "budi4")
    ani.send("satu")
    budi.until("ani4: satu")
    three.kill(2)
    shutil.rmtree(three.data / "node-2")
    three.start(2)
    three.says(r"2 \| \S+ everything up to now came from node [13]")
    assert told(three, 2, "ani4") == ["satu"]
    ani.close()
    budi.close()


def test_a_directory_of_another_cluster_is_refused(three: Cluster, tmp_path: Path) -> None:
    three.kill(3)
    (three.data / "node-3" / "cluster").write_text("other")
    three.types("start 3")
    three.says(r"3 \| ruang: \S+node-3 belongs to another cluster, or to none")
    three.says(r"node 3 \d+ ended \(exit status 1\)")
    (three.data / "node-3" / "cluster").write_text((three.data / "node-1" / "cluster").read_text())
    three.start(3)


def test_nothing_went_wrong_behind_the_scenes(three: Cluster) -> None:
    """After all of the others."""
    assert "Traceback" not in three.output.text
    for number in three.numbers:
        crashes = three.data / f"node-{number}" / "crash.log"
        assert not crashes.exists() or crashes.read_text() == ""
