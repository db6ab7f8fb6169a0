"""What the dialects say where the protocols leave the words to the server. The wire is Indonesian."""

from chatlib.core import events, names
from chatlib.core.errors import Reason
from chatlib.core.formats import durations
from chatlib.core.formats.sizes import shown
from chatlib.core.text import clean

REASONS: dict[Reason, str] = {
    Reason.BAD_NAME: "nama {} tidak boleh dipakai: 1-32 huruf atau angka, _ - . dan bukan kata perintah",
    Reason.NAME_IS_USER: "nama {} sudah dipakai user lain",
    Reason.NAME_IS_ROOM: "nama {} sudah dipakai grup",
    Reason.LOOKS_ALIKE: "nama {} terlalu mirip dengan nama lain",
    Reason.UNKNOWN_USER: "user {} tidak terdaftar",
    Reason.UNKNOWN_ROOM: "grup {} tidak ada",
    Reason.UNKNOWN_TARGET: "{} bukan user atau grup yang ada",
    Reason.USER_OFFLINE: "{} tidak online atau tidak ada",
    Reason.WRONG_PASSWORD: "kata sandi salah",
    Reason.ALREADY_LOGGED_IN: "user telah ter-login",
    Reason.NO_SESSION: "belum login",
    Reason.EMPTY: "pesan kosong",
    Reason.TOO_LONG: "pesan terlalu panjang",
    Reason.TOO_FAST: "terlalu cepat, tunggu sebentar",
    Reason.TOO_MANY_ACCOUNTS: "terlalu banyak akun baru dari alamat ini, coba lagi nanti",
    Reason.NOT_MEMBER: "kamu bukan anggota {}",
    Reason.NOT_INVITED: "kamu tidak diundang ke {}",
    Reason.ALREADY_MEMBER: "{} sudah menjadi anggota",
    Reason.ALREADY_INVITED: "{} sudah diundang",
    Reason.BAD_KEY: "kunci {} tidak boleh dipakai: paling panjang 64 huruf, tanpa spasi",
    Reason.NOT_CREATOR: "hanya pembuatnya yang boleh menghapus {}",
    Reason.ROOM_FULL: "{} sudah penuh",
    Reason.TOO_MANY_ROOMS: "terlalu banyak grup; {} tidak dibuat",
    Reason.TOO_MANY_INVITED: "terlalu banyak undangan yang belum dijawab; {} tidak diundang",
    Reason.NO_SPACE: "server tidak punya tempat lagi untuk berkas {}",
    Reason.DISK_FULL: "disk server penuh, coba lagi nanti",
    Reason.FILE_TOO_LARGE: "berkas {} terlalu besar",
    Reason.TOO_MANY_FILES: "tidak ada jatah lagi untuk berkas {}",
    Reason.UNKNOWN_FILE: "berkas {} tidak ada",
    Reason.WRONG_CONTENT: "isi berkas {} tidak cocok dengan SHA-256-nya",
    Reason.UNKNOWN_REALM: "realm {} tidak dikenal di sini",
    Reason.REALM_AWAY: "realm {} sedang tidak terhubung, coba lagi nanti",
    Reason.WRONG_KEY: "{} berkunci: kuncinya salah atau tidak disebut",
    Reason.BANNED: "kamu dilarang di {}",
    Reason.MODERATED: "di {} hanya yang diberi giliran boleh bicara",
    Reason.NOT_OPERATOR: "kamu bukan pengurus {}",
    Reason.NOT_THERE: "{} tidak ada di grup itu",
    Reason.TOO_MANY_MASKS: "terlalu banyak larangan; {} tidak ditambahkan",
    Reason.NOT_HERE: "{} tidak bisa dijangkau dengan cara ini",
    Reason.MUTED: "kamu dibisukan di {}",
    Reason.SLOW: "di {} pesan hanya boleh sesekali, tunggu sebentar",
    Reason.ACCOUNTS_ONLY: "di {} hanya akun yang boleh masuk, bukan tamu",
    Reason.PROTECTED: "{} pengurus server",
    Reason.UNKNOWN_MESSAGE: "pesan itu tidak ada",
    Reason.NOT_YOURS: "itu bukan pesanmu",
    Reason.TOO_LATE: "pesan itu sudah lebih dari 15 menit yang lalu",
    Reason.NO_POLL: "di {} tidak ada jajak pendapat yang terbuka",
    Reason.NO_OPTION: "pilihan itu tidak ada dalam jajak pendapat di {}",
    Reason.FAULT: "server gagal menjalankan perintah ini",
}

LINE_TOO_LONG = "baris terlalu panjang"


def because(reason: Reason, subject: str) -> str:
    """The reason in words."""
    return REASONS[reason].format(clean(subject))


def why(reason: Reason, subject: str = "", limit: int = 0) -> dict[str, str | int]:
    """A refusal for a client that has words of its own: fields beside those of `mamushi`, see errors.Refusal."""
    fields: dict[str, str | int] = {"REASON": reason}
    if subject:
        fields["SUBJECT"] = clean(subject)
    if limit:
        fields["LIMIT"] = limit
    return fields


def said(message: events.Message) -> str:
    """The text of a message, behind what it answers; of a file its number, name and size."""
    if message.file is None:
        reply = message.reply
        return f"> {reply.sender}: {reply.text or '…'}\n{message.text}" if reply else message.text
    return f"[File {message.file.fid}] {message.text} ({shown(message.file.size, ',')})"


def each_line(head: str, message: events.Message) -> bytes:
    """What a message says, for a push: each of its lines behind the whole of `head`."""
    text = said(message)
    return f"{head}{text}".encode() if "\n" not in text else f"{head}{text}".replace("\n", f"\n{head}").encode()


def goes_on(event: events.Names, command: str) -> str:
    """What stands behind a page of names: by which command the next one is had, if there is one."""
    return f" … (lanjut: {command} sesudah {event.names[-1]})" if event.more else ""


def amended(event: events.Amendment) -> str:
    """What was done with a message, where nobody can point at it."""
    where = f" di {event.room}" if event.room else ""
    whose = f"pesan {event.author}{where}"
    match event.what:
        case "edit":
            return "\n".join(f"[Ubah] {event.name}{where}: {line}" for line in event.text.split("\n"))
        case "delete":
            return f"[Hapus] {event.name} menghapus {whose}{event.reason and f': {event.reason}'}"
        case "react":
            return f"[Reaksi] {event.name}: {event.text} untuk {whose}"
        case "pin":
            return f"[Sematan] {event.name} menyematkan {whose}"
    return ""


def expelled(event: events.Expelled) -> str:
    """Why somebody's connection ends."""
    length = f" selama {durations.shown(event.seconds)}" if event.seconds else ""
    what = f"dilarang masuk{length}" if event.banned else "dikeluarkan dari server"
    return f"{what} oleh {event.by}{event.reason and f': {event.reason}'}"


def notice(event: events.Event) -> str:
    """Comings and goings, as the dialects `pm` and `sendto` tell them; empty for other events."""
    match event:
        case events.Came():
            return f"[Masuk] {event.name}"
        case events.Went():
            return f"[Keluar] {event.name}"
        case events.Renamed():
            return f"[Ganti] {event.name} menjadi {event.new}"
        case events.Joined():
            return "" if event.again else f"[Groupchat] {event.name} bergabung dengan {event.room}"
        case events.Kicked():
            return f"[Groupchat] {event.name} mengeluarkan {event.whom} dari groupchat {event.room}"
        case events.ModesChanged() if event.changes:
            changes = " ".join(
                f"{'+' if on else '-'}{letter}{about and ' '}{about}" for on, letter, about in event.changes
            )
            for_ = ", ".join(filter(None, (event.seconds and durations.shown(event.seconds), event.reason)))
            return f"[Groupchat] {event.name} mengubah aturan {event.room}: {changes}{for_ and f' ({for_})'}"
        case events.Amendment():
            return amended(event)
        case events.Reported():
            where = f" di {event.room}" if event.room else ""
            text = f"{' '.join(event.text.split())}{event.reason and f' ({event.reason})'}"
            return f"[Laporan] {event.name} melaporkan pesan {event.author}{where}: {text}"
        case events.Expelled():
            return f"[Error] kamu {expelled(event)}"
        case events.TopicChanged():
            return f"[Groupchat] {event.name} mengganti topik {event.room}: {event.text}"
        case events.Left() if event.room == names.LOBBY:
            return ""  # who does not listen any more is online all the same
        case events.Left():
            return f"[Groupchat] {event.name} meninggalkan groupchat {event.room}"
        case events.Declined():
            return f"[Groupchat] {event.name} menolak undangan {event.room}"
        case events.Invited():
            return f"[Groupchat] undangan untuk {event.whom} dikirim ke {event.room} oleh {event.name}"
        case events.Deleted():
            return f"[Groupchat] {event.name} menghapus groupchat {event.room}"
        case events.Invitation():
            members = ", ".join(event.members)
            return f"[Invitation] {event.sender} mengundang ke {event.room}, anggota: {members}"
    return ""
