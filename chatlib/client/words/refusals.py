"""Why the server said no, in the words of the user's language."""

from chatlib.client.session.protocol import ServerRefusal
from chatlib.client.words import durations
from chatlib.client.words.texts import Words
from chatlib.core.errors import Reason
from chatlib.core.formats.sizes import shown

REASONS: dict[str, dict[Reason, str]] = {
    "en": {
        Reason.BAD_NAME: "the name {subject} cannot be used: 1 to 32 letters or digits, _ - . and no word of a command",
        Reason.NAME_IS_USER: "the name {subject} is another user's",
        Reason.NAME_IS_ROOM: "the name {subject} is that of a room",
        Reason.LOOKS_ALIKE: "the name {subject} looks too much like another one",
        Reason.UNKNOWN_USER: "there is no user {subject}",
        Reason.UNKNOWN_ROOM: "there is no room {subject}",
        Reason.UNKNOWN_TARGET: "there is no user and no room {subject}",
        Reason.USER_OFFLINE: "{subject} is not here, or does not exist",
        Reason.WRONG_PASSWORD: "wrong password",
        Reason.ALREADY_LOGGED_IN: "somebody is logged in by that name already",
        Reason.NO_SESSION: "you are not logged in",
        Reason.EMPTY: "there is nothing in it",
        Reason.TOO_LONG: "the message is too long",
        Reason.TOO_FAST: "too fast; wait a moment",
        Reason.TOO_MANY_ACCOUNTS: "too many new accounts from this address; try again later",
        Reason.NOT_MEMBER: "you are not a member of {subject}",
        Reason.NOT_INVITED: "you are not invited to {subject}",
        Reason.ALREADY_MEMBER: "{subject} is a member already",
        Reason.ALREADY_INVITED: "{subject} is invited already",
        Reason.BAD_KEY: "the key of {subject} cannot be used: 64 characters at the most, without blanks",
        Reason.NOT_CREATOR: "only who made {subject} may delete it",
        Reason.ROOM_FULL: "{subject} is full",
        Reason.TOO_MANY_ROOMS: "there are too many rooms; {subject} was not made",
        Reason.TOO_MANY_INVITED: "too many invitations are not answered yet; {subject} was not invited",
        Reason.NO_SPACE: "the server has no room for the file {subject}",
        Reason.DISK_FULL: "the server's disk is full; try again later",
        Reason.FILE_TOO_LARGE: "the file {subject} is too large",
        Reason.TOO_MANY_FILES: "you have too many files there already; {subject} was not taken",
        Reason.UNKNOWN_FILE: "there is no file {subject}",
        Reason.WRONG_CONTENT: "the file {subject} did not arrive as it was sent",
        Reason.UNKNOWN_REALM: "no realm {subject} is known here",
        Reason.REALM_AWAY: "the realm {subject} cannot be reached; try again later",
        Reason.WRONG_KEY: "{subject} needs a key, and this is not the right one",
        Reason.BANNED: "you are banned from {subject}",
        Reason.MODERATED: "in {subject} only those speak who were given the word",
        Reason.NOT_OPERATOR: "you are no operator of {subject}",
        Reason.NOT_THERE: "{subject} is not in that room",
        Reason.TOO_MANY_MASKS: "there are too many bans already; {subject} was not added",
        Reason.NOT_HERE: "{subject} cannot be reached in this way",
        Reason.MUTED: "you are muted in {subject}",
        Reason.SLOW: "messages may come only now and then in {subject}",
        Reason.ACCOUNTS_ONLY: "only accounts may come into {subject}, no guests",
        Reason.PROTECTED: "{subject} runs the server",
        Reason.UNKNOWN_MESSAGE: "there is no such message",
        Reason.NOT_YOURS: "that message is somebody else's",
        Reason.TOO_LATE: "that message is more than 15 minutes old",
        Reason.NO_POLL: "no poll is open in {subject}",
        Reason.NO_OPTION: "the poll in {subject} has no such option",
        Reason.FAULT: "the server failed to do this",
    },
    "id": {
        Reason.BAD_NAME: "nama {subject} tidak boleh dipakai: 1-32 huruf atau angka, _ - . dan bukan kata perintah",
        Reason.NAME_IS_USER: "nama {subject} sudah dipakai pengguna lain",
        Reason.NAME_IS_ROOM: "nama {subject} sudah dipakai ruang",
        Reason.LOOKS_ALIKE: "nama {subject} terlalu mirip dengan nama lain",
        Reason.UNKNOWN_USER: "tidak ada pengguna {subject}",
        Reason.UNKNOWN_ROOM: "tidak ada ruang {subject}",
        Reason.UNKNOWN_TARGET: "tidak ada pengguna atau ruang {subject}",
        Reason.USER_OFFLINE: "{subject} sedang tidak di sini, atau tidak ada",
        Reason.WRONG_PASSWORD: "kata sandi salah",
        Reason.ALREADY_LOGGED_IN: "sudah ada yang masuk dengan nama itu",
        Reason.NO_SESSION: "kamu belum masuk",
        Reason.EMPTY: "tidak ada isinya",
        Reason.TOO_LONG: "pesan terlalu panjang",
        Reason.TOO_FAST: "terlalu cepat; tunggu sebentar",
        Reason.TOO_MANY_ACCOUNTS: "terlalu banyak akun baru dari alamat ini; coba lagi nanti",
        Reason.NOT_MEMBER: "kamu bukan anggota {subject}",
        Reason.NOT_INVITED: "kamu tidak diundang ke {subject}",
        Reason.ALREADY_MEMBER: "{subject} sudah menjadi anggota",
        Reason.ALREADY_INVITED: "{subject} sudah diundang",
        Reason.BAD_KEY: "kunci {subject} tidak boleh dipakai: paling panjang 64 huruf, tanpa spasi",
        Reason.NOT_CREATOR: "hanya pembuatnya yang boleh menghapus {subject}",
        Reason.ROOM_FULL: "{subject} sudah penuh",
        Reason.TOO_MANY_ROOMS: "terlalu banyak ruang; {subject} tidak dibuat",
        Reason.TOO_MANY_INVITED: "terlalu banyak undangan yang belum dijawab; {subject} tidak diundang",
        Reason.NO_SPACE: "server tidak punya tempat lagi untuk berkas {subject}",
        Reason.DISK_FULL: "disk server penuh; coba lagi nanti",
        Reason.FILE_TOO_LARGE: "berkas {subject} terlalu besar",
        Reason.TOO_MANY_FILES: "berkasmu di sana sudah terlalu banyak; {subject} tidak diterima",
        Reason.UNKNOWN_FILE: "tidak ada berkas {subject}",
        Reason.WRONG_CONTENT: "berkas {subject} tidak sampai seperti yang dikirim",
        Reason.UNKNOWN_REALM: "realm {subject} tidak dikenal di sini",
        Reason.REALM_AWAY: "realm {subject} sedang tidak terhubung; coba lagi nanti",
        Reason.WRONG_KEY: "{subject} berkunci: kuncinya salah atau tidak disebut",
        Reason.BANNED: "kamu dilarang di {subject}",
        Reason.MODERATED: "di {subject} hanya yang diberi giliran boleh bicara",
        Reason.NOT_OPERATOR: "kamu bukan pengurus {subject}",
        Reason.NOT_THERE: "{subject} tidak ada di ruang itu",
        Reason.TOO_MANY_MASKS: "larangannya sudah terlalu banyak; {subject} tidak ditambahkan",
        Reason.NOT_HERE: "{subject} tidak bisa dijangkau dengan cara ini",
        Reason.MUTED: "kamu dibisukan di {subject}",
        Reason.SLOW: "di {subject} pesan hanya boleh sesekali",
        Reason.ACCOUNTS_ONLY: "di {subject} hanya akun yang boleh masuk, bukan tamu",
        Reason.PROTECTED: "{subject} pengurus server",
        Reason.UNKNOWN_MESSAGE: "pesan itu tidak ada",
        Reason.NOT_YOURS: "itu pesan orang lain",
        Reason.TOO_LATE: "pesan itu sudah lebih dari 15 menit yang lalu",
        Reason.NO_POLL: "di {subject} tidak ada jajak pendapat yang terbuka",
        Reason.NO_OPTION: "pilihan itu tidak ada dalam jajak pendapat di {subject}",
        Reason.FAULT: "server gagal menjalankan perintah ini",
    },
}


def why(refusal: ServerRefusal, words: Words) -> str:
    """In the server's own words only what no reason was given for, or one that nobody knew when this was written."""
    return because(refusal.reason, refusal.subject, words, refusal.limit) or str(refusal)


def because(reason: str, subject: str, words: Words, limit: int = 0) -> str:
    """A reason in words; "" for one that is unknown."""
    try:
        known = Reason(reason)
    except ValueError:
        return ""
    said = REASONS[words.lang][known].format(subject=subject)
    if limit and known is Reason.ROOM_FULL:
        said += " " + words("at_most_people", most=limit)
    elif limit and known in (Reason.MUTED, Reason.SLOW):
        said += " " + words("time_left", time=durations.shown(limit, words))
    elif limit:
        said += " " + words("at_most", most=shown(limit, words("point")))
    return said
