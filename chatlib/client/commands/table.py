"""The table of commands."""

from typing import NamedTuple

from chatlib.client.commands import forms
from chatlib.client.commands.forms import Form


class Command(NamedTuple):
    """`words` of the course protocols, with a slash or without; `slashed` are words of everyday language, or of the
    users of IRC, and so only commands with a slash in front. The first of all is the one that help shows.

    `usage`: what follows the word, in the lobby; `usage_here` in another conversation, if that differs. `topic`: of the
    help, in which `en` and `id` say what it does.
    """

    topic: str
    words: tuple[str, ...]
    slashed: tuple[str, ...]
    usage: str
    form: Form
    en: str
    id: str
    usage_here: str | None = None

    @property
    def word(self) -> str:
        return f"/{(*self.slashed, *self.words)[0]}"

    def usage_in(self, lobby: bool) -> str:
        return self.usage if lobby or self.usage_here is None else self.usage_here


TOPICS = ("talk", "people", "rooms", "moderation", "class", "files", "you")

COMMANDS: tuple[Command, ...] = (
    Command(
        "talk", ("pm", "send", "sendto", "sendprivate", "msg"), (), "USER TEXT", forms.message("pm"),
        "a private message; its window opens by itself", "pesan pribadi; jendelanya terbuka sendiri",
    ),
    Command(
        "talk", (), ("query",), "USER [TEXT]", forms.name_perhaps_text("query"),
        "opens the conversation with somebody", "membuka percakapan dengan seseorang",
    ),
    Command(
        "talk", (), ("open",), "USER | ROOM", forms.name("open"),
        "opens a conversation", "membuka percakapan",
    ),
    Command(
        "talk", (), ("me",), "TEXT", forms.text_here("me"),
        "says what you do: * ani waves", "mengatakan apa yang kamu lakukan: * ani melambai",
    ),
    Command(
        "talk", ("sendall",), (), "TEXT", forms.text("sendall"),
        "says it to everybody", "menyampaikannya kepada semua orang",
    ),
    Command(
        "talk", ("sendgroup",), (), "GROUP TEXT", forms.message("say"),
        "says it in a group", "menyampaikannya di sebuah grup",
    ),
    Command(
        "talk", ("switchgrup",), (), "GROUP TEXT | GROUP listuser | GROUP adduser USER …", forms.switchgrup,
        "says it in a group, lists its members, invites", "bicara di grup, melihat anggotanya, mengundang",
    ),
    Command(
        "talk", ("sendprivaterealm",), (), "REALM USER TEXT", forms.across("pm"),
        "a private message to another server", "pesan pribadi ke server lain",
    ),
    Command(
        "talk", ("sendgrouprealm",), (), "REALM GROUP TEXT", forms.across("say"),
        "says it in a group of another server", "bicara di grup server lain",
    ),
    Command(
        "talk", (), ("history",), "[NUMBER]", forms.number_here("history"),
        "what was said here before", "apa yang dikatakan di sini sebelumnya",
    ),
    Command(
        "talk", (), ("search",), "WORDS", forms.text_here("search"),
        "finds what was said here", "mencari yang pernah dikatakan di sini",
    ),
    Command(
        "talk", (), ("reply",), "TEXT", forms.text_here("reply"),
        "answers the selected message (Alt-Up), else the last one of others",
        "menjawab pesan yang dipilih (Alt-Up), atau pesan terakhir dari yang lain",
    ),
    Command(
        "talk", (), ("react",), "EMOJI", forms.text_here("react"),
        "reacts to it: 👍, :heart:, a word; the same again takes it back",
        "menanggapinya: 👍, :heart:, sebuah kata; sekali lagi membatalkannya",
    ),
    Command(
        "talk", (), ("edit",), "TEXT", forms.text_here("edit"),
        "writes the selected message (Alt-Up), else your last one, anew",
        "menulis ulang pesan yang dipilih (Alt-Up), atau pesanmu yang terakhir",
    ),
    Command(
        "talk", (), ("delete",), "[REASON]", forms.perhaps_here("delete"),
        "deletes the selected message (Alt-Up), else your last one",
        "menghapus pesan yang dipilih (Alt-Up), atau pesanmu yang terakhir",
    ),
    Command(
        "talk", (), ("pin",), "", forms.here("pin"),
        "pins the selected message (Alt-Up), else the last one, in this room",
        "menyematkan pesan yang dipilih (Alt-Up), atau yang terakhir, di ruang ini",
    ),
    Command(
        "talk", (), ("unpin",), "", forms.here("unpin"),
        "takes it down", "melepaskannya",
    ),
    Command(
        "talk", (), ("pins",), "", forms.here("pins"),
        "what is pinned in this room", "apa yang disematkan di ruang ini",
    ),
    Command(
        "talk", ("inbox",), (), "", forms.alone("inbox"),
        "where private messages are", "di mana pesan pribadi berada",
    ),
    Command(
        "talk", ("inboxgroup",), (), "GROUP", forms.name("open"),
        "opens a group", "membuka sebuah grup",
    ),
    Command(
        "talk", (), ("clear",), "", forms.here("clear"),
        "empties what is shown; the history stays", "mengosongkan layar; riwayat tetap ada",
    ),
    Command(
        "talk", (), ("close",), "", forms.here("close"),
        "closes this conversation", "menutup percakapan ini",
    ),
    Command(
        "people", ("listuser", "list"), (), "", forms.alone("who"),
        "who is here", "siapa saja di sini",
    ),
    Command(
        "people", (), ("who",), "", forms.here("who_here"),
        "who is in this conversation", "siapa saja di percakapan ini",
    ),
    Command(
        "people", (), ("ignore",), "[USER]", forms.perhaps("ignore"),
        "shows nothing more of somebody; alone: who is ignored",
        "tidak lagi menampilkan seseorang; sendirian: siapa saja yang diabaikan",
    ),
    Command(
        "people", (), ("unignore",), "USER", forms.name("unignore"),
        "shows what somebody says again", "menampilkan lagi seseorang",
    ),
    Command(
        "rooms", (), ("rooms",), "", forms.alone("rooms"),
        "which rooms there are", "ruang apa saja yang ada",
    ),
    Command(
        "rooms", ("creategrup",), (), "GROUP adduser USER …", forms.creategrup,
        "makes a group by invitation", "membuat grup dengan undangan",
    ),
    Command(
        "rooms", ("creategroup",), (), "GROUP [KEY]", forms.keyed("make_room"),
        "makes an open group", "membuat grup terbuka",
    ),
    Command(
        "rooms", ("joingroup", "joingrup"), ("join",), "ROOM [KEY]", forms.keyed("join"),
        "joins an open group", "masuk ke grup terbuka",
    ),
    Command(
        "rooms", ("acceptgrup",), (), "GROUP", forms.name("accept"),
        "accepts an invitation (F2)", "menerima undangan (F2)",
    ),
    Command(
        "rooms", ("rejectgrup",), (), "GROUP", forms.name("reject"),
        "declines an invitation (F3)", "menolak undangan (F3)",
    ),
    Command(
        "rooms", ("exitgrup", "leavegroup"), (), "GROUP", forms.name("leave"),
        "leaves a group", "meninggalkan grup",
    ),
    Command(
        "rooms", (), ("leave", "part"), "GROUP", forms.name_or_here("leave"),
        "leaves this group, or the one that is named", "meninggalkan grup ini, atau yang disebut", "[GROUP]",
    ),
    Command(
        "rooms", (), ("invite",), "GROUP USER …", forms.invite,
        "invites to a group", "mengundang ke grup", "USER …",
    ),
    Command(
        "rooms", (), ("topic",), "ROOM [TEXT]", forms.topic,
        "says or sets what it is about", "menyebut atau mengganti topiknya", "[TEXT]",
    ),
    Command(
        "rooms", (), ("deleteroom",), "ROOM", forms.name("delete_room"),
        "deletes a room that you made", "menghapus ruang buatanmu",
    ),
    Command(
        "moderation", (), ("rules",), "[RULE on|off | slow SECONDS]", forms.rules,
        "what holds here, and who runs it; or changes it: announce (only moderators speak), locked (nobody comes in"
        " uninvited), accounts (no guests), slow (one message in so many seconds)",
        "yang berlaku di sini dan pengurusnya; atau mengubahnya: announce (hanya moderator bicara), locked (tidak ada"
        " yang masuk tanpa undangan), accounts (tanpa tamu), slow (satu pesan tiap sekian detik)",
    ),
    Command(
        "moderation", (), ("kick",), "USER [REASON]", forms.user_reason_here("kick"),
        "puts somebody out of this room; in the lobby: off the server",
        "mengeluarkan seseorang dari ruang ini; di lobby: dari server",
    ),
    Command(
        "moderation", (), ("ban",), "USER [address] [TIME] [REASON]", forms.ban,
        "the same, and keeps out: for 10m, 2h, 1d, or for good; with the address, whoever comes from there",
        "sama, dan tidak boleh kembali: selama 10m, 2h, 1d, atau seterusnya; dengan address, siapa pun dari sana",
        "USER [TIME] [REASON]",
    ),
    Command(
        "moderation", (), ("unban",), "USER", forms.user_here("unban"),
        "lets somebody come back", "membolehkan seseorang kembali",
    ),
    Command(
        "moderation", (), ("mute",), "USER [TIME] [REASON]", forms.user_time_reason_here("mute"),
        "somebody may only read here, for a time or for good",
        "seseorang hanya boleh membaca di sini, sementara atau seterusnya",
    ),
    Command(
        "moderation", (), ("unmute",), "USER", forms.user_here("unmute"),
        "lets somebody speak again", "membolehkan seseorang bicara lagi",
    ),
    Command(
        "moderation", (), ("moderator",), "USER", forms.user_here("moderator"),
        "somebody may do all this, too", "seseorang boleh melakukan semua ini juga",
    ),
    Command(
        "moderation", (), ("unmoderator",), "USER", forms.user_here("unmoderator"),
        "somebody is no moderator any more", "seseorang bukan moderator lagi",
    ),
    Command(
        "moderation", (), ("voice",), "USER", forms.user_here("voice"),
        "somebody may speak where only moderators may", "seseorang boleh bicara di tempat yang hanya untuk moderator",
    ),
    Command(
        "moderation", (), ("unvoice",), "USER", forms.user_here("unvoice"),
        "takes that back", "membatalkannya",
    ),
    Command(
        "moderation", (), ("modlog",), "", forms.here("modlog"),
        "what those who run this room have done", "apa yang dilakukan pengurus ruang ini",
    ),
    Command(
        "moderation", (), ("report",), "[REASON]", forms.perhaps_here("report"),
        "shows the selected message (Alt-Up), else the last one, to those who run this room",
        "menunjukkan pesan yang dipilih (Alt-Up), atau yang terakhir, kepada pengurus ruang ini",
    ),
    Command(
        "class", (), ("hand",), "[off]", forms.hand,
        "you want to speak here; off: not any more", "kamu ingin bicara di sini; off: tidak lagi",
    ),
    Command(
        "class", (), ("hands",), "", forms.here("hands"),
        "who wants to speak", "siapa yang ingin bicara",
    ),
    Command(
        "class", (), ("call",), "[USER]", forms.perhaps_user_here("call"),
        "calls who is next, or this one", "memanggil yang berikutnya, atau yang disebut",
    ),
    Command(
        "class", (), ("ask",), "QUESTION", forms.text_here("ask"),
        "asks those who run this room, without your name", "bertanya kepada pengurus ruang ini, tanpa namamu",
    ),
    Command(
        "class", (), ("poll",), "QUESTION | OPTION | OPTION …", forms.poll,
        "asks all in this room; /poll end: no more votes", "bertanya kepada semua di ruang ini; /poll end: selesai",
    ),
    Command(
        "class", (), ("vote",), "NUMBER", forms.vote,
        "chooses an answer; 0 takes it back", "memilih jawaban; 0 membatalkannya",
    ),
    Command(
        "class", (), ("groups",), "NUMBER [NAME] | FILE.csv", forms.groups,
        "puts all here into so many groups, or as the file says (name,group)",
        "membagi semua di sini ke sekian grup, atau menurut berkas (name,group)",
    ),
    Command(
        "class", (), ("attendance",), "FILE.csv", forms.sheet("attendance"),
        "writes down who was here when (admins)", "mencatat siapa yang hadir dan kapan (admin)",
    ),
    Command(
        "files", (), ("file",), "USER PATH", forms.file("send_file"),
        "sends a file", "mengirim berkas", "PATH",
    ),
    Command(
        "files", ("sendfile",), (), "USER PATH", forms.message("send_file"),
        "sends somebody a file", "mengirim berkas kepada seseorang",
    ),
    Command(
        "files", ("receivefile",), (), "", forms.alone("get_all"),
        "takes all files that are offered", "menerima semua berkas yang ditawarkan",
    ),
    Command(
        "files", (), ("get",), "[NUMBER]", forms.number_here("get"),
        "takes a file (F4: the last one)", "menerima berkas (F4: yang terakhir)",
    ),
    Command(
        "files", (), ("decline",), "[NUMBER]", forms.number_here("decline"),
        "does not want a file", "menolak berkas",
    ),
    Command(
        "you", ("whoami",), (), "", forms.alone("whoami"),
        "who you are", "siapa kamu",
    ),
    Command(
        "you", (), ("nick",), "NAME", forms.name("nick"),
        "changes a guest's name", "mengganti nama tamu",
    ),
    Command(
        "you", (), ("away",), "[TEXT] | auto TIME | auto off", forms.away,
        "tells others that you are away; alone: that you are back; auto: by itself, when nobody looks here for so long",
        "memberi tahu bahwa kamu pergi; sendirian: bahwa kamu kembali; auto: dengan sendirinya, kalau selama itu tidak"
        " ada yang melihat ke sini",
    ),
    Command(
        "you", (), ("set",), "[NAME [VALUE]]", forms.perhaps("set"),
        "what is remembered on this computer", "apa yang diingat di komputer ini",
    ),
    Command(
        "you", ("login", "auth", "authlogin"), (), "NAME PASSWORD", forms.account("login"),
        "logs in, after a logout", "masuk, setelah logout",
    ),
    Command(
        "you", ("register", "regist"), (), "NAME PASSWORD", forms.account("register"),
        "makes an account, after a logout", "membuat akun, setelah logout",
    ),
    Command(
        "you", ("logout",), (), "", forms.alone("logout"),
        "leaves the server; the program goes on", "keluar dari server; program tetap berjalan",
    ),
    Command(
        "you", ("exit",), ("quit",), "", forms.alone("exit"),
        "ends the program", "mengakhiri program",
    ),
    Command(
        "you", (), ("help",), "[COMMAND]", forms.perhaps("help"),
        "how a command, or a topic, is written", "cara menulis sebuah perintah, atau topik",
    ),
)  # fmt: skip

BARE = {word: command for command in COMMANDS for word in command.words}
SLASHED = {word: command for command in COMMANDS for word in command.slashed}
