"""What is deleted is gone, from every file of a running server; and nobody is told of it twice, whoever dies."""

from collections.abc import Callable
from pathlib import Path

from .client import eventually
from .server import Server

Start = Callable[..., Server]

SECRET = "kata-yang-ditarik"


def files_with(data: Path, text: str) -> list[str]:
    found = []
    for path in data.rglob("*"):
        try:
            if path.is_file() and text.encode() in path.read_bytes():
                found.append(path.name)
        except FileNotFoundError:
            pass  # it was not needed any more
    return found


def test_nothing_is_left_of_what_was_deleted(start: Start) -> None:
    server = start()
    ani, budi = server.mamushi("ani"), server.pm("budi")
    seq = ani.call("SEND", RECEIVER="lobby", CONTENT=f"{SECRET} satu")["SEQ"]
    budi.until(SECRET)
    eventually(lambda: "ruang.sqlite" in " ".join(files_with(server.data, SECRET)), "the view has it")
    assert ani.call("EDIT", SEQ=seq, CONTENT="dua")["CODE"] == "EDIT_OK"
    budi.until("[Ubah] ani di lobby: dua")
    eventually(lambda: not files_with(server.data, SECRET), "what was edited is in no file", within=30)

    seq = ani.call("SEND", RECEIVER="lobby", CONTENT=f"{SECRET} tiga")["SEQ"]
    assert ani.call("DELETE", SEQ=seq)["CODE"] == "DELETE_OK"
    budi.until("[Hapus] ani menghapus pesan ani di lobby")
    eventually(lambda: not files_with(server.data, SECRET), "what was deleted is in no file", within=30)
    assert [one.get("DELETED") for one in ani.history("lobby")] == [None, "ani"]


def test_whoever_dies_what_was_done_with_messages_is_done_once(start: Start) -> None:
    server = start()
    ani, budi = server.mamushi("ani"), server.mamushi("budi")
    seq = ani.call("SEND", RECEIVER="budi", CONTENT="satu")["SEQ"]
    for number in range(6):
        assert ani.call("EDIT", SEQ=seq, CONTENT=f"teks {number}")["CODE"] == "EDIT_OK"
        assert budi.call("REACT", SEQ=seq, CONTENT="ya", ON=number % 2 == 0)["CODE"] == "REACT_OK"
        server.kill(("worker", "state", "both")[number % 3])
    assert [ani.push("REACTED")["ON"] for _ in range(6)] == [True, False] * 3
    assert [budi.push("EDITED")["CONTENT"] for _ in range(6)] == [f"teks {number}" for number in range(6)]
    (message,) = budi.history("ani")
    assert (message["CONTENT"], "REACTIONS" in message) == ("teks 5", False)
