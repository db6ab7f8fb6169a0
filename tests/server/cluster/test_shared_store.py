"""Contents of files go from node to node, over real connections, to who has the key."""

import asyncio
import socket
import threading
from hashlib import sha256

import pytest
from aiohttp import web

from chatlib.core.limits import Limits
from chatlib.server.cluster.peers import NoPeer, Peers
from chatlib.server.cluster.shared_store import SharedStore
from chatlib.server.options import Cluster, Node
from chatlib.server.specialists.web.application import for_nodes
from chatlib.server.specialists.web.for_nodes import ForNodes
from chatlib.state.journal.content_store import Store

CONTENT = b"isi" * 100_000
DIGEST = sha256(CONTENT).hexdigest()
KEY = "kunci" * 8


class Options:
    """What ForNodes wants to know."""

    def __init__(self, data, largest):
        self.data, self.limits = data, Limits(file=largest)


@pytest.fixture
def other(tmp_path):
    """Node 2, as others reach it, and its store; node 3 is away."""
    loop, data = asyncio.new_event_loop(), tmp_path / "2"
    data.mkdir()
    cluster = Cluster(2, {}, [], "k", KEY)
    app = web.Application()
    app.add_routes(for_nodes(ForNodes(Options(data, 1 << 20), cluster)))
    runner = web.AppRunner(app)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    with socket.create_server(("127.0.0.1", 0)) as sock:

        async def serve():
            await runner.setup()
            await web.SockSite(runner, sock).start()

        asyncio.run_coroutine_threadsafe(serve(), loop).result()
        yield sock.getsockname()[1], Store(data)
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def cluster_of(port, key=KEY):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        away = nobody.getsockname()[1]
    nodes = {1: Node("127.0.0.1", 1), 2: Node("127.0.0.1", port), 3: Node("127.0.0.1", away)}
    return Cluster(1, nodes, [], "k", key)


@pytest.fixture
def own(tmp_path, other):
    (tmp_path / "1").mkdir()
    return SharedStore(tmp_path / "1", cluster_of(other[0]))


def kept(store, content):
    """Whether another node has it when it is in the store."""
    partial = store.partial("p")
    partial.write_bytes(content)
    return store.keep(partial, sha256(content).hexdigest())


def test_what_is_kept_is_at_the_other_node_as_well(own, other):
    assert kept(own, CONTENT)
    assert other[1].content(DIGEST).read_bytes() == CONTENT
    assert kept(own, CONTENT), "it is there already"
    small = own.put(b"kecil")
    assert other[1].content(small).read_bytes() == b"kecil"


def test_what_is_not_here_is_got(own, other):
    other[1].put(CONTENT)
    assert own.find(DIGEST, len(CONTENT)).read_bytes() == CONTENT
    assert own.content(DIGEST).exists()
    assert list((own.root / "partial").iterdir()) == []


def test_what_nobody_has_is_not_found(own):
    with pytest.raises(FileNotFoundError):
        own.find(DIGEST, len(CONTENT))


def test_another_size_or_content_is_not_taken(own, other):
    other[1].put(CONTENT)
    with pytest.raises(FileNotFoundError):
        own.find(DIGEST, len(CONTENT) - 1)
    other[1].content(DIGEST).write_bytes(CONTENT[:-1] + b"!")
    with pytest.raises(FileNotFoundError):
        own.find(DIGEST, len(CONTENT))
    assert not own.content(DIGEST).exists()


def test_what_is_too_large_or_wrong_is_not_kept(own, other, tmp_path):
    large = b"x" * ((1 << 20) + 1)
    assert not kept(own, large)
    wrong = own.partial("w")
    wrong.write_bytes(b"bukan")
    assert not own.keep(wrong, DIGEST)
    assert list((other[1].root / "partial").iterdir()) == []
    assert not other[1].content(DIGEST).exists()


def test_who_has_not_the_key_gets_nothing(tmp_path, other):
    (tmp_path / "1").mkdir()
    stranger = SharedStore(tmp_path / "1", cluster_of(other[0], "lain"))
    other[1].put(CONTENT)
    with pytest.raises(FileNotFoundError):
        stranger.find(DIGEST, len(CONTENT))
    assert not kept(stranger, b"lain")


def test_nobody_can_give_a_backup_who_has_no_journal(tmp_path, other):
    with pytest.raises(NoPeer):
        Peers(cluster_of(other[0])).fetch_backup(tmp_path / "backup.tar")
