"""What those who run a room do there, in the user's language."""

from chatlib.client.entries import one_line
from chatlib.client.session.events import Expelled
from chatlib.client.session.rules import Deed, Ruling
from chatlib.client.words import durations
from chatlib.client.words.texts import Words

SAID: dict[str, dict[tuple[str, bool], str]] = {
    "en": {
        ("ANNOUNCE", True): "{by} lets only moderators speak",
        ("ANNOUNCE", False): "{by} lets everybody speak",
        ("LOCKED", True): "{by} locked the room: nobody comes in uninvited",
        ("LOCKED", False): "{by} unlocked the room",
        ("ACCOUNTS", True): "{by} lets no guests in, only accounts",
        ("ACCOUNTS", False): "{by} lets guests in, too",
        ("SLOW", True): "{by} lets everybody speak once in {about} s",
        ("SLOW", False): "{by} lets everybody speak as often as they like",
        ("BAN", True): "{by} banned {about}",
        ("BAN", False): "{by} lets {about} come back",
        ("MUTE", True): "{by} muted {about}",
        ("MUTE", False): "{by} lets {about} speak again",
        ("MODERATOR", True): "{by} made {about} a moderator",
        ("MODERATOR", False): "{by} made {about} a member like others",
        ("VOICE", True): "{by} gave {about} the word",
        ("VOICE", False): "{by} took the word from {about}",
        ("KEY", True): "{by} gave the room a key",
        ("KEY", False): "{by} took the room's key away",
        ("LIMIT", True): "{by} lets at most {about} people in",
        ("LIMIT", False): "{by} lets any number of people in",
        ("HIDDEN", True): "{by} hid the room from others",
        ("HIDDEN", False): "{by} lets others see the room",
        ("TOPIC_LOCKED", True): "{by} lets only moderators change the topic",
        ("TOPIC_LOCKED", False): "{by} lets everybody change the topic",
        ("INSIDE", True): "{by} lets only members speak",
        ("INSIDE", False): "{by} lets others than members speak",
        ("EXCEPTION", True): "{by} lets {about} in in spite of bans",
        ("EXCEPTION", False): "{by} makes no exception for {about} any more",
        ("INVITED_MASK", True): "{by} lets {about} in uninvited",
        ("INVITED_MASK", False): "{by} does not let {about} in uninvited any more",
        ("KICK", True): "{by} put {about} out",
        ("DELETE", True): "{by} deleted a message of {about}",
        ("REPORT", True): "{by} reported a message of {about}",
    },
    "id": {
        ("ANNOUNCE", True): "{by} hanya membolehkan moderator bicara",
        ("ANNOUNCE", False): "{by} membolehkan semua orang bicara",
        ("LOCKED", True): "{by} mengunci ruang: tidak ada yang masuk tanpa undangan",
        ("LOCKED", False): "{by} membuka kunci ruang",
        ("ACCOUNTS", True): "{by} tidak membolehkan tamu masuk, hanya akun",
        ("ACCOUNTS", False): "{by} membolehkan tamu masuk juga",
        ("SLOW", True): "{by} membolehkan tiap orang bicara sekali dalam {about} detik",
        ("SLOW", False): "{by} membolehkan semua orang bicara sesering apa pun",
        ("BAN", True): "{by} melarang {about} masuk",
        ("BAN", False): "{by} membolehkan {about} kembali",
        ("MUTE", True): "{by} membisukan {about}",
        ("MUTE", False): "{by} membolehkan {about} bicara lagi",
        ("MODERATOR", True): "{by} menjadikan {about} moderator",
        ("MODERATOR", False): "{by} menjadikan {about} anggota biasa",
        ("VOICE", True): "{by} memberi {about} giliran bicara",
        ("VOICE", False): "{by} mengambil giliran bicara {about}",
        ("KEY", True): "{by} memberi ruang ini kunci",
        ("KEY", False): "{by} menghapus kunci ruang ini",
        ("LIMIT", True): "{by} membolehkan paling banyak {about} orang masuk",
        ("LIMIT", False): "{by} tidak membatasi jumlah orang lagi",
        ("HIDDEN", True): "{by} menyembunyikan ruang dari orang luar",
        ("HIDDEN", False): "{by} memperlihatkan ruang kepada orang luar",
        ("TOPIC_LOCKED", True): "{by} hanya membolehkan moderator mengganti topik",
        ("TOPIC_LOCKED", False): "{by} membolehkan semua orang mengganti topik",
        ("INSIDE", True): "{by} hanya membolehkan anggota bicara",
        ("INSIDE", False): "{by} membolehkan bukan anggota bicara",
        ("EXCEPTION", True): "{by} mengecualikan {about} dari larangan",
        ("EXCEPTION", False): "{by} tidak mengecualikan {about} lagi",
        ("INVITED_MASK", True): "{by} membolehkan {about} masuk tanpa undangan",
        ("INVITED_MASK", False): "{by} tidak membolehkan {about} masuk tanpa undangan lagi",
        ("KICK", True): "{by} mengeluarkan {about}",
        ("DELETE", True): "{by} menghapus pesan {about}",
        ("REPORT", True): "{by} melaporkan pesan {about}",
    },
}
"""By what docs/protocols.md (RULES, MODLOG) calls it, and whether it is so from now on."""


def changed(by: str, change: Ruling, words: Words) -> str:
    """What somebody did; in the protocol's words what nobody knew when this was written."""
    said = SAID[words.lang].get((change.what, change.on), "{by}: {what} {about}")
    said = said.format(by=one_line(by), about=one_line(change.about), what=one_line(change.what)).strip()
    if change.seconds:
        said += " " + words("for_time", time=durations.shown(change.seconds, words))
    return said + because(change.reason)


def done(deed: Deed, words: Words) -> str:
    return changed(deed.by, Ruling(deed.what, deed.on, deed.whom, deed.seconds, deed.reason), words)


def expelled(event: Expelled, words: Words) -> str:
    """Why the user is not on the server any more."""
    said = words("banned_off" if event.banned else "put_off", name=event.who)
    if event.seconds:
        said += " " + words("for_time", time=durations.shown(event.seconds, words))
    return said + because(event.reason)


def because(reason: str) -> str:
    """What is said behind it; nothing without a reason."""
    return f" ({one_line(reason)})" if reason else ""
