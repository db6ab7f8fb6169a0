"""Files: whole, resumed after anything, or refused with one clear answer and nothing of them left."""

import os
import random
import resource
import signal
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

import psutil
import pytest

from chatlib.server.specialists.files.transfers import MOST, MOST_FROM_ADDRESS, MOST_OF_USER

from .client import Mamushi, TokenClient, eventually
from .files import Carrier, Person
from .server import Server

Start = Callable[..., Server]
CONTENT = random.Random(7).randbytes(1_500_000)


def copies(server: Server, content: bytes) -> int:
    """How often this content is on the disk."""
    return sum(path.read_bytes() == content for path in (server.data / "files").glob("??/*"))


def partials(server: Server) -> list[str]:
    return [path.name for path in (server.data / "files" / "partial").iterdir()]


def carriers(server: Server) -> psutil.Process:
    """The process that carries contents: the one that steps back behind the others."""

    def find() -> psutil.Process | None:
        return next((process for process in server.processes() if process.nice() == 10), None)

    return eventually(find, "a process for files")


def test_a_file_goes_to_who_is_there_and_to_who_comes_later(server: Server) -> None:
    ani, budi = Person(server, "ani1"), Person(server, "budi1")
    done = ani.send("budi1", CONTENT)
    message = budi.chat.push("MESSAGE")
    assert (message["TYPE"], message["SENDER"], message["CONTENT"]) == ("FILE", "ani1", "foto.jpg")
    assert (message["FILE"], message["SEQ"]) == (done["FILE"], done["SEQ"])
    assert (message["SIZE"], message["SHA256"]) == (len(CONTENT), sha256(CONTENT).hexdigest())
    assert budi.get(message["FILE"]) == CONTENT
    budi.chat.close()
    assert ani.send("budi1", b"nanti")["CODE"] == "FILE_OK"
    later = Person(server, "budi1")
    assert later.get(later.chat.push("MESSAGE")["FILE"]) == b"nanti"


def test_the_others_dialects_hear_of_it(server: Server) -> None:
    ani, budi, citra = Person(server, "ani2"), server.pm("budi2"), server.sendto("citra2")
    ani.send("budi2", bytes(1234567))
    fid = ani.send("lobby", b"")["FILE"]
    assert budi.until("[File ").endswith("] foto.jpg (1,2 MiB)")
    budi.until(f"ani2: [File {fid}] foto.jpg (0 B)")
    citra.until(f"[ani2] [File {fid}] foto.jpg (0 B)")
    assert ani.chat.history("lobby")[-1]["FILE"] == fid


def test_members_of_a_room_can_have_it_and_nobody_else(server: Server) -> None:
    ani, budi, citra = (Person(server, name) for name in ("ani3", "budi3", "citra3"))
    ani.chat.call("MAKE_ROOM", CONTENT="tim3")
    for one in (ani, budi):
        one.chat.call("JOIN_ROOM", CONTENT="tim3")
    fid = ani.send("tim3", CONTENT)["FILE"]
    assert budi.get(budi.chat.push("MESSAGE")["FILE"]) == CONTENT
    assert citra.refused("DOWNLOAD", fid) == "DOWNLOAD_FAILED"
    budi.chat.call("QUIT_ROOM", RECEIVER="tim3")
    assert budi.refused("DOWNLOAD", fid) == "DOWNLOAD_FAILED"


def test_one_content_is_kept_once(server: Server) -> None:
    ani, budi = Person(server, "ani15"), Person(server, "budi15")
    for name in ("satu", "dua"):
        ani.send("budi15", CONTENT[5:], name=name)
    fid = budi.send("ani15", CONTENT[5:])["FILE"]
    assert copies(server, CONTENT[5:]) == 1
    assert str(fid) not in partials(server)


@pytest.mark.parametrize("seed", range(3))
def test_an_upload_that_is_cut_goes_on_at_the_byte_where_it_stopped(server: Server, seed: int) -> None:
    dice = random.Random(seed)
    ani, budi = Person(server, f"ani4{seed}"), Person(server, f"budi4{seed}")
    fid, sent = ani.offer(f"budi4{seed}", CONTENT)["FILE"], 0
    for _ in range(5):
        carrier = ani.carrier()
        begun = carrier.begin("UPLOAD", ani.token, fid)
        assert begun["OFFSET"] == sent
        some = CONTENT[sent : sent + dice.randrange(300_000)]
        carrier.raw(some)
        carrier.close()
        sent += len(some)
    assert ani.upload(fid, CONTENT)["CODE"] == "FILE_OK"
    assert budi.get(budi.chat.push("MESSAGE")["FILE"]) == CONTENT


def test_a_download_begins_wherever_it_is_asked_to(server: Server) -> None:
    ani, budi = Person(server, "ani5"), Person(server, "budi5")
    fid = ani.send("budi5", CONTENT)["FILE"]
    for offset in (0, 1, 777_777, len(CONTENT) - 1, len(CONTENT)):
        assert budi.get(fid, offset) == CONTENT[offset:]


def test_a_second_connection_for_an_upload_takes_it_over(server: Server) -> None:
    ani = Person(server, "ani6")
    Person(server, "budi6")
    fid = ani.offer("budi6", CONTENT)["FILE"]
    first = ani.carrier()
    first.begin("UPLOAD", ani.token, fid)
    first.raw(CONTENT[:1000])
    assert ani.upload(fid, CONTENT)["CODE"] == "FILE_OK"
    assert first.all_there_is() == b""


def test_whoever_has_not_heard_that_a_file_arrived_hears_it_again_and_it_is_there_once(server: Server) -> None:
    ani, budi = Person(server, "ani7"), Person(server, "budi7")
    done = ani.send("budi7", CONTENT)
    assert ani.upload(done["FILE"], CONTENT)["SEQ"] == done["SEQ"]
    assert budi.chat.texts() == ["foto.jpg"]


# ------------------------------------------------------------------------- deaths


def test_both_directions_survive_the_death_of_everything(start: Start) -> None:
    server = start()
    ani, budi = Person(server, "ani"), Person(server, "budi")
    there, coming = ani.send("budi", CONTENT)["FILE"], ani.offer("budi", CONTENT[::-1])["FILE"]
    carrier = ani.carrier()
    carrier.begin("UPLOAD", ani.token, coming)
    carrier.raw(CONTENT[::-1][:700_000])
    eventually(lambda: (server.data / "files" / "partial" / str(coming)).stat().st_size > 600_000, "half of it")
    server.kill_all()
    server = start(data=server.data)
    ani, budi = Person(server, "ani"), Person(server, "budi")
    carrier = ani.carrier()
    begun = carrier.begin("UPLOAD", ani.token, coming)
    assert begun["OFFSET"] > 600_000
    carrier.raw(CONTENT[::-1][begun["OFFSET"] :])
    assert carrier.read()["CODE"] == "FILE_OK"
    assert budi.get(there) == CONTENT
    assert budi.get(coming) == CONTENT[::-1]


def test_the_process_that_carries_files_is_replaced(server: Server) -> None:
    ani, _ = Person(server, "ani18"), Person(server, "budi18")
    fid = ani.offer("budi18", CONTENT)["FILE"]
    carrier = ani.carrier()
    carrier.begin("UPLOAD", ani.token, fid)
    carrier.raw(CONTENT[:1000])
    os.kill(carriers(server).pid, signal.SIGKILL)
    assert carrier.all_there_is() == b""

    def attempt() -> bool:
        try:
            return ani.upload(fid, CONTENT)["CODE"] == "FILE_OK"
        except (AssertionError, OSError):
            return False

    eventually(attempt, "the upload")


def test_a_new_state_process_is_waited_for(start: Start) -> None:
    server = start()
    ani, budi = Person(server, "ani"), Person(server, "budi")
    fid = ani.offer("budi", CONTENT)["FILE"]
    carrier = ani.carrier()
    carrier.begin("UPLOAD", ani.token, fid)
    os.kill(server.state().pid, signal.SIGKILL)
    carrier.raw(CONTENT)
    assert carrier.read()["CODE"] == "FILE_OK"
    server.says("takes its place")

    def again() -> Person | None:
        try:
            return Person(server, "budi")
        except (AssertionError, OSError):
            return None

    budi = eventually(again, "the way back in")
    assert budi.get(fid) == CONTENT


# ----------------------------------------------------------------------- refusals


def test_a_wrong_content_is_refused_and_nothing_of_it_is_kept(server: Server) -> None:
    ani, budi = Person(server, "ani16"), Person(server, "budi16")
    wrong = CONTENT[:-1] + b"?"
    fid = ani.offer("budi16", CONTENT)["FILE"]
    answer = ani.upload(fid, wrong)
    assert (answer["CODE"], answer["CONTENT"]) == ("FILE_FAILED", "isi berkas foto.jpg tidak cocok dengan SHA-256-nya")
    assert (str(fid) in partials(server), copies(server, wrong)) == (False, 0)
    assert ani.refused("UPLOAD", fid) == "UPLOAD_FAILED"
    assert ani.send("budi16", CONTENT)["CODE"] == "FILE_OK"
    assert budi.chat.texts() == ["foto.jpg"]


def test_quotas_are_those_of_the_options(start: Start) -> None:
    server = start("--max-file", "1KiB", "--max-files", "2500")
    ani, _ = Person(server, "ani"), Person(server, "budi")
    assert ani.offer("budi", bytes(1025))["CONTENT"] == "berkas foto.jpg terlalu besar"
    fids = [ani.send("budi", bytes(1024), name=name)["FILE"] for name in ("satu", "dua")]
    refused = ani.offer("budi", bytes(1000))
    assert (refused["CODE"], refused["CONTENT"]) == ("SEND_FAILED", "tidak ada jatah lagi untuk berkas foto.jpg")
    assert ani.chat.call("REJECT", FILE=fids[0])["CODE"] == "REJECT_OK"
    assert ani.send("budi", bytes(1000))["CODE"] == "FILE_OK"


def test_a_full_disk_is_said_in_one_line_and_nothing_half_is_kept(server: Server) -> None:
    ani, budi = Person(server, "ani17"), Person(server, "budi17")
    full = resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY)
    process, before = carriers(server).pid, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    fid = ani.offer("budi17", CONTENT[7:])["FILE"]
    resource.prlimit(process, *full)
    try:
        answer = ani.upload(fid, CONTENT[7:])
        assert answer["CONTENT"] == "server tidak punya tempat lagi untuk berkas foto.jpg"
        assert (answer["CODE"], str(fid) in partials(server), copies(server, CONTENT[7:])) == ("FILE_FAILED", False, 0)
        assert ani.send("budi17", CONTENT[:500_000])["CODE"] == "FILE_OK"
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)
    assert ani.send("budi17", CONTENT[7:])["CODE"] == "FILE_OK"
    assert budi.chat.texts() == ["foto.jpg", "foto.jpg"]


def test_a_receiver_who_left_meanwhile_gets_nothing(server: Server) -> None:
    ani, gita = Person(server, "ani8"), server.guest("gita8")
    fid = ani.offer("gita8", CONTENT)["FILE"]
    gita.call("LOGOUT")
    answer = ani.upload(fid, CONTENT)
    assert (answer["CODE"], answer["CONTENT"]) == ("FILE_FAILED", "user gita8 tidak terdaftar")
    assert ani.refused("UPLOAD", fid) == "UPLOAD_FAILED"


def test_a_file_that_is_declined_is_gone_and_its_sender_is_told(server: Server) -> None:
    ani, budi, citra = (Person(server, name) for name in ("ani9", "budi9", "citra9"))
    fid = ani.send("budi9", CONTENT)["FILE"]
    assert citra.chat.call("REJECT", FILE=fid)["CODE"] == "REJECT_FAILED"
    assert budi.chat.call("REJECT", FILE=fid)["CONTENT"] == "foto.jpg"
    note = ani.chat.push("MESSAGE")
    assert (note["SENDER"], note["CONTENT"]) == ("server", "budi9 menolak berkas foto.jpg")
    assert budi.refused("DOWNLOAD", fid) == "DOWNLOAD_FAILED"


def test_only_who_offered_it_can_upload_it_and_nobody_else_disturbs_him(server: Server) -> None:
    ani, budi = Person(server, "ani10"), Person(server, "budi10")
    fid = ani.offer("budi10", CONTENT)["FILE"]
    carrier = ani.carrier()
    carrier.begin("UPLOAD", ani.token, fid)
    carrier.raw(CONTENT[:1000])
    assert budi.refused("UPLOAD", fid) == "UPLOAD_FAILED"
    assert budi.refused("UPLOAD", 999_999) == "UPLOAD_FAILED"
    stranger = server.connect(type(carrier))
    assert stranger.begin("UPLOAD", "0" * 36, fid)["CODE"] == "NOT_LOGGED_IN"
    carrier.raw(CONTENT[1000:])
    assert carrier.read()["CODE"] == "FILE_OK"


@pytest.mark.parametrize(
    "line",
    [
        '{"FLAG":"UPLOAD"}',
        '{"FLAG":"UPLOAD","TOKEN":7,"FILE":1}',
        '{"FLAG":"DOWNLOAD","TOKEN":"x","FILE":"1"}',
        '{"FLAG":"DOWNLOAD","TOKEN":"x","FILE":1,"OFFSET":-1}',
        '{"FLAG":"DOWNLOAD","TOKEN":"x","FILE":true}',
    ],
)
def test_what_is_not_understood_gets_one_line(server: Server, line: str) -> None:
    client = server.connect()
    client.send(line)
    assert '"BAD_REQUEST"' in client.line()
    client.end_input()
    assert client.rest() == ""


# -------------------------------------------------------------- places and shares


def offers(person: Person, count: int, content: bytes = CONTENT) -> list[int]:
    return [person.offer("lobby", content, name=f"f{number}")["FILE"] for number in range(count)]


def begun(person: Person, fids: list[int]) -> list[Carrier]:
    """Uploads that have begun, and of which nothing comes."""
    carriers = []
    for fid in fids:
        carrier = person.carrier()
        assert carrier.begin("UPLOAD", person.token, fid)["CODE"] == "UPLOAD_OK"
        carriers.append(carrier)
    return carriers


def test_only_so_many_at_once_and_the_next_one_is_told(server: Server) -> None:
    people = [Person(server, f"ani11{number}") for number in range(MOST // MOST_OF_USER)]
    last = Person(server, "budi11")
    (fid,) = offers(last, 1)
    busy = [carrier for one in people for carrier in begun(one, offers(one, MOST_OF_USER))]
    assert last.refused("UPLOAD", fid) == "RATE_LIMITED"
    for carrier in busy:
        carrier.close()
    eventually(lambda: last.refused("UPLOAD", fid) == "UPLOAD_OK", "a free place")


def test_nobody_has_more_than_his_share_of_them(start: Start) -> None:
    server = start()
    ani, budi = Person(server, "ani"), Person(server, "budi")
    there = ani.send("budi", CONTENT)["FILE"]
    *fids, more = offers(ani, MOST_OF_USER + 1)
    busy = begun(ani, fids)
    assert ani.refused("UPLOAD", more) == "RATE_LIMITED"
    assert ani.refused("DOWNLOAD", there) == "RATE_LIMITED"
    assert budi.get(there) == CONTENT
    assert budi.send("ani", CONTENT)["CODE"] == "FILE_OK"
    # One of those that have begun can be taken over: the former connection leaves its place to it.
    assert ani.upload(fids[0], CONTENT)["CODE"] == "FILE_OK"
    assert busy[0].all_there_is() == b""
    begun(ani, [more])
    line = "1 transfers of files were told to come back later, the last one from ani, 127.0.0.1"
    eventually(lambda: line in server.output.text, "a line")


def test_nor_has_an_address(start: Start) -> None:
    server = start("--count-loopback")
    ani, budi, citra = (Person(server, name) for name in ("ani", "budi", "citra"))
    busy = begun(ani, offers(ani, MOST_OF_USER)) + begun(budi, offers(budi, MOST_FROM_ADDRESS - MOST_OF_USER))
    (fid,) = offers(citra, 1)
    assert citra.refused("UPLOAD", fid) == "RATE_LIMITED"
    busy[0].close()
    eventually(lambda: citra.refused("UPLOAD", fid) == "UPLOAD_OK", "a free place")


# ------------------------------------------------------------------ the token dialect


def test_token_gets_the_files_of_others_and_they_get_its_own(server: Server) -> None:
    ani, (tini, token) = Person(server, "ani12"), server.token("tini12")
    ani.send("tini12", b"kecil", name="kecil.txt")
    ani.send("tini12", CONTENT, name="besar.bin")
    files = tini.call(f"receivefile {token}")["files"]
    assert files == [
        {"from": "ani12", "name": "kecil.txt", "size": 5, "content": b64encode(b"kecil").decode()},
        {"from": "ani12", "name": "besar.bin", "size": len(CONTENT), "content": ""},
    ]
    assert tini.call("receivefile") == {"status": "OK", "files": []}
    assert tini.call("inbox")["messages"] == {}
    assert tini.call(f"sendfile ani12 isi.txt {b64encode(b'isi').decode()}")["status"] == "OK"
    message = ani.chat.push("MESSAGE")
    assert (message["TYPE"], message["CONTENT"]) == ("FILE", "isi.txt")
    assert ani.get(message["FILE"]) == b"isi"


def test_lines_behind_a_file_wait_for_it(server: Server) -> None:
    tini, _ = server.token("tini13")
    client = server.connect(TokenClient)
    client.call("auth tini13 rahasia")
    content = b64encode(bytes(30_000)).decode()
    client.send(*(f"sendfile tini13 f{number} {content}" for number in range(3)), "receivefile", "list")
    for _ in range(3):
        assert '"File Sent"' in client.line()
        client.line()
    assert client.line().count('"size":30000') == 3
    client.line()
    assert "List user" in client.line()
    del tini


def test_files_are_carried_beside_the_chat_not_through_it(server: Server) -> None:
    """A request of a carrier is none of a chat, and the other way round."""
    eko = server.connect(Mamushi)
    assert eko.call("GUEST", CONTENT="eko14")["CODE"] == "GUEST_OK"
    assert eko.call("DOWNLOAD", TOKEN="x", FILE=1)["CODE"] == "BAD_REQUEST"
