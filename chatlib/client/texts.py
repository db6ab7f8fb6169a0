"""What users of the client read, in both languages."""

from chatlib.client.entries import one_line

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "welcome": "You are {name}. What you type is for everybody; /help shows what else there is.",
        "plain_welcome": "You are {name}.",
        "help": "Plain text is for everybody. A few commands, with or without a slash:\n"
        "  pm USER TEXT           a private message; its window opens by itself\n"
        "  listuser   /rooms      who is here, which rooms there are\n"
        "  creategrup G adduser USER …    a group by invitation\n"
        "  creategroup G [KEY]    an open group, joined with: joingroup G [KEY]\n"
        "  acceptgrup G   rejectgrup G   exitgrup G\n"
        "  /open USER | ROOM      opens a window\n"
        "  sendfile USER PATH     a file; receivefile takes all that are offered, /get [N] one\n"
        "  /history [N]   /search WORD   whoami   logout   exit\n"
        "All commands of the five course protocols are understood. A line that begins with // is said aloud,"
        " without the first slash, whatever it looks like.",
        "window_help": "What you type is said here. /send PATH, /get [N], /decline [N], /who, /invite USER …,"
        " /history [N], /search WORD, /leave, /close. The lobby's commands are understood here, too; a line that begins"
        " with // is said, without the first slash.",
        "inline_help": "Ctrl-N and Ctrl-P switch between conversations.",
        "came": "{name} came in",
        "went": "{name} has left",
        "is_here": "{name} is here",
        "joined": "{name} joined {room}",
        "left": "{name} left {room}",
        "deleted": "{name} deleted {room}",
        "declined": "{name} declined the invitation to {room}",
        "invited": "{name} invited {whom} to {room}",
        "invitation": "{name} invites you to {room} (there: {members}). Press F2 to accept, F3 to decline,"
        " or type: acceptgrup {room}",
        "window_failed": "no window could be opened for {where} ({why}); it goes on here",
        "window_busy": "there are too many windows already; {where} goes on here",
        "whoami": "You are {name}",
        "who": "{count} here: {names}",
        "members": "In {room}: {names}",
        "rooms": "Rooms: {names}",
        "none": "(none)",
        "done_join": "you joined {room}",
        "done_leave": "you left {room}",
        "done_make": "{room} is made",
        "done_delete": "{room} is deleted",
        "done_accept": "you joined {room}",
        "done_reject": "you declined {room}",
        "unknown": "there is no command {verb}; /help shows them. To say the line aloud, begin it with //",
        "usage": "write: {verb} {usage}. To say the line aloud, begin it with //",
        "history_end": "— {count} messages —",
        "search_end": "— {count} found for {word} —",
        "inbox": "private messages open in their own windows by themselves; /open USER shows an earlier one",
        "logged_in": "you are logged in as {name} already; type logout in the lobby first."
        " To say such a line aloud, begin it with //",
        "logged_out": "you have left; exit ends the program",
        "file_offer": "F4 or /get {number} accepts the file, /decline {number} does not",
        "file_sending": "sending {file} to {name} …",
        "file_sent": "{file} is sent ({rate})",
        "file_getting": "receiving {file} …",
        "file_got": "{file} is now {path} ({rate})",
        "file_failed": "the file: {why}",
        "file_declined": "declined: {file}",
        "file_unknown": "there is no such file here",
        "file_busy": "on its way already: {file}",
        "file_none": "no files are waiting",
        "lost": "the server does not answer; trying again …",
        "restored": "connected again",
        "refused_back": "you are not let in again, and it is tried no more; exit ends the program",
        "paced": "sending at the server's pace; left: {count}",
        "too_many_waiting": "{count} are waiting already",
        "not_sent": "not sent: “{text}” ({why})",
        "not_sent_pm": "not sent: “{text}” ({why}); to say such a line aloud, begin it with //",
        "unanswered": "{count} of the lines that were typed were not answered, and perhaps not sent",
        "ask_name": "Your name: ",
        "ask_password": "Password (empty: as a guest): ",
        "ask_register": "There is no account {name}. Make it, with this password? [Y/n] ",
        "at_most": "(at most {most})",
        "at_most_people": "(at most {most} people)",
        "point": ".",
        "no_server": "there is no Ruang server at {host}:{port} ({why})",
        "no_tls": "the server at {host}:{port} does not speak TLS",
        "new_server": "{host}:{port} is met for the first time; its fingerprint {fingerprint} is remembered in {path}",
        "wrong_server": "{host}:{port} is not the server it was: its fingerprint is {found}, not {expected}",
        "forget_server": "; if it was given a new certificate, delete its line in {path}",
        "no_pins": "{path} cannot be used: {why}",
        "hub_gone": "the client has ended; this window closes",
        "bad_terminal": "that terminal is unknown, or not usable here; {names}",
        "closed": "--user NAME is needed where nobody can be asked",
    },
    "id": {
        "welcome": "Kamu adalah {name}. Apa yang kamu ketik dibaca semua orang; /help menunjukkan yang lain.",
        "plain_welcome": "Kamu adalah {name}.",
        "help": "Teks biasa dibaca semua orang. Beberapa perintah, dengan atau tanpa garis miring:\n"
        "  pm USER PESAN          pesan pribadi; jendelanya terbuka sendiri\n"
        "  listuser   /rooms      siapa saja di sini, ruang apa saja yang ada\n"
        "  creategrup G adduser USER …    grup dengan undangan\n"
        "  creategroup G [KUNCI]  grup terbuka, dimasuki dengan: joingroup G [KUNCI]\n"
        "  acceptgrup G   rejectgrup G   exitgrup G\n"
        "  /open USER | RUANG     membuka jendela\n"
        "  sendfile USER PATH     berkas; receivefile menerima semua yang ditawarkan, /get [N] satu\n"
        "  /history [N]   /search KATA   whoami   logout   exit\n"
        "Semua perintah dari lima protokol kuliah dipahami. Baris yang diawali // dibaca semua orang, tanpa garis"
        " miring pertamanya, apa pun isinya.",
        "window_help": "Yang kamu ketik disampaikan di sini. /send PATH, /get [N], /decline [N], /who, /invite USER …,"
        " /history [N], /search KATA, /leave, /close. Perintah lobby juga dipahami di sini; baris yang diawali //"
        " disampaikan tanpa garis miring pertamanya.",
        "inline_help": "Ctrl-N dan Ctrl-P berpindah percakapan.",
        "came": "{name} masuk",
        "went": "{name} keluar",
        "is_here": "{name} ada di sini",
        "joined": "{name} bergabung dengan {room}",
        "left": "{name} meninggalkan {room}",
        "deleted": "{name} menghapus {room}",
        "declined": "{name} menolak undangan ke {room}",
        "invited": "{name} mengundang {whom} ke {room}",
        "invitation": "{name} mengundangmu ke {room} (di sana: {members}). Tekan F2 untuk menerima, F3 untuk menolak,"
        " atau ketik: acceptgrup {room}",
        "window_failed": "jendela untuk {where} tidak dapat dibuka ({why}); dilanjutkan di sini",
        "window_busy": "sudah terlalu banyak jendela; {where} dilanjutkan di sini",
        "whoami": "Kamu adalah {name}",
        "who": "{count} di sini: {names}",
        "members": "Di {room}: {names}",
        "rooms": "Ruang: {names}",
        "none": "(tidak ada)",
        "done_join": "kamu bergabung dengan {room}",
        "done_leave": "kamu meninggalkan {room}",
        "done_make": "{room} dibuat",
        "done_delete": "{room} dihapus",
        "done_accept": "kamu bergabung dengan {room}",
        "done_reject": "kamu menolak {room}",
        "unknown": "tidak ada perintah {verb}; /help menunjukkan yang ada. Agar baris itu dibaca, awali dengan //",
        "usage": "tulis: {verb} {usage}. Agar baris itu dibaca, awali dengan //",
        "history_end": "— {count} pesan —",
        "search_end": "— {count} ditemukan untuk {word} —",
        "inbox": "pesan pribadi terbuka sendiri di jendelanya; /open USER menunjukkan yang lama",
        "logged_in": "kamu sudah masuk sebagai {name}; ketik logout dulu di lobby."
        " Agar baris seperti itu dibaca, awali dengan //",
        "logged_out": "kamu sudah keluar; exit mengakhiri program",
        "file_offer": "F4 atau /get {number} menerima berkas ini, /decline {number} menolaknya",
        "file_sending": "mengirim {file} ke {name} …",
        "file_sent": "{file} terkirim ({rate})",
        "file_getting": "menerima {file} …",
        "file_got": "{file} disimpan di {path} ({rate})",
        "file_failed": "berkas: {why}",
        "file_declined": "ditolak: {file}",
        "file_unknown": "tidak ada berkas seperti itu di sini",
        "file_busy": "sudah dalam perjalanan: {file}",
        "file_none": "tidak ada berkas yang menunggu",
        "lost": "server tidak menjawab; dicoba lagi …",
        "restored": "tersambung lagi",
        "refused_back": "kamu tidak diterima kembali, dan tidak dicoba lagi; exit mengakhiri program",
        "paced": "dikirim menurut laju server; tersisa: {count}",
        "too_many_waiting": "sudah {count} yang menunggu",
        "not_sent": "tidak terkirim: “{text}” ({why})",
        "not_sent_pm": "tidak terkirim: “{text}” ({why}); agar baris seperti itu dibaca, awali dengan //",
        "unanswered": "{count} dari baris yang diketik tidak dijawab, dan mungkin tidak terkirim",
        "ask_name": "Namamu: ",
        "ask_password": "Kata sandi (kosong: sebagai tamu): ",
        "ask_register": "Akun {name} tidak ada. Buat dengan kata sandi ini? [Y/n] ",
        "at_most": "(paling banyak {most})",
        "at_most_people": "(paling banyak {most} orang)",
        "point": ",",
        "no_server": "tidak ada server Ruang di {host}:{port} ({why})",
        "no_tls": "server di {host}:{port} tidak melayani TLS",
        "new_server": "{host}:{port} baru pertama kali ditemui; sidik jarinya {fingerprint} diingat di {path}",
        "wrong_server": "{host}:{port} bukan server yang dulu: sidik jarinya {found}, bukan {expected}",
        "forget_server": "; kalau sertifikatnya memang diganti, hapus barisnya di {path}",
        "no_pins": "{path} tidak dapat dipakai: {why}",
        "hub_gone": "client sudah berakhir; jendela ini ditutup",
        "bad_terminal": "terminal tidak dikenal, atau tidak dapat dipakai di sini; {names}",
        "closed": "--user NAMA diperlukan kalau tidak ada yang bisa ditanya",
    },
}


class Words:
    """The texts of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._texts = TEXTS[lang]

    def __call__(self, key: str, **values: object) -> str:
        """The text of that key. What is filled in comes from others: none of it makes a line of its own."""
        return self._texts[key].format(**{name: one_line(str(value)) for name, value in values.items()})
