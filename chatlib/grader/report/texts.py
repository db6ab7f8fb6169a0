"""What whoever grades reads, in each of lang.LANGUAGES."""

from chatlib.grader.judging.results import Line, Report, Why

TEXTS = {
    "en": {
        "about": "{subject}, by {title} ({document})",
        "longest": "It ends within {minutes} min {seconds} s, whatever is at the other end.",
        "found": "It speaks {dialect}.",
        "forgiven": "Forgiven: {text}",
        "points": "{points} of {of} points",
        "section": "section: {section}",
        "sent": "{party} sends",
        "came": "{party} gets",
        "eof": "{party} hangs up",
        "closed": "the connection of {party} is closed by the other side",
        "expected": "expected: {party} gets",
        "optional": "possible: {party} gets",
        "forbidden": "not allowed: {party} gets",
        "closing": "expected: the connection of {party} is closed",
        "entering": "expected: {party} can connect",
        "sending": "expected: {party} can send",
        "user_sent": "is typed",
        "user_came": "on the screen",
        "user_closed": "the client has ended",
        "user_expected": "expected on the screen",
        "user_closing": "expected: the client ends",
        "user_sending": "expected: the client takes what is typed",
        "wire_sent": "to the client",
        "wire_came": "from the client",
        "wire_eof": "the server hangs up",
        "wire_closed": "the client hangs up",
        "wire_expected": "expected from the client",
        "wire_closing": "expected: the client hangs up",
        "wire_sending": "expected: the client can be answered",
        "or": "or",
        "blanks": "… stands for any text",
        "met": "as expected",
        Why.NOT_COME: "no such line came in time",
        Why.CAME: "such a line came",
        Why.NOT_CLOSED: "the connection stayed open",
        Why.CLOSED: "the connection was closed",
        Why.UNREACHABLE: "there was no connection",
        Why.FLOODED: "more came than anybody reads, and no more was listened to",
        Why.TOO_LONG: "the case took too long",
        "nobody": "nobody answers at {address}",
        "no_dialect": "it speaks none of the dialects; --dialect says which one is meant",
        "unreadable": "{file} cannot be read",
        "no_rubric": "{file} is no rubric: {reason}",
        "no_report": "{file} cannot be written",
        "no_client": "there is no program {command}",
    },
    "id": {
        "about": "{subject}, menurut {title} ({document})",
        "longest": "Selesai paling lama {minutes} menit {seconds} detik, apa pun yang ada di seberang.",
        "found": "Dialeknya {dialect}.",
        "forgiven": "Dimaklumi: {text}",
        "points": "{points} dari {of} poin",
        "section": "bagian: {section}",
        "sent": "{party} mengirim",
        "came": "{party} menerima",
        "eof": "{party} memutus koneksi",
        "closed": "koneksi {party} ditutup oleh pihak seberang",
        "expected": "diharapkan: {party} menerima",
        "optional": "boleh: {party} menerima",
        "forbidden": "tidak boleh: {party} menerima",
        "closing": "diharapkan: koneksi {party} ditutup",
        "entering": "diharapkan: {party} bisa terhubung",
        "sending": "diharapkan: {party} bisa mengirim",
        "user_sent": "diketik",
        "user_came": "di layar",
        "user_closed": "client sudah berakhir",
        "user_expected": "diharapkan di layar",
        "user_closing": "diharapkan: client berakhir",
        "user_sending": "diharapkan: client menerima ketikan",
        "wire_sent": "kepada client",
        "wire_came": "dari client",
        "wire_eof": "server memutus koneksi",
        "wire_closed": "client memutus koneksi",
        "wire_expected": "diharapkan dari client",
        "wire_closing": "diharapkan: client memutus koneksi",
        "wire_sending": "diharapkan: client bisa dijawab",
        "or": "atau",
        "blanks": "… berarti teks apa pun",
        "met": "sesuai",
        Why.NOT_COME: "baris seperti itu tidak datang pada waktunya",
        Why.CAME: "baris seperti itu datang",
        Why.NOT_CLOSED: "koneksi tetap terbuka",
        Why.CLOSED: "koneksi sudah ditutup",
        Why.UNREACHABLE: "tidak ada koneksi",
        Why.FLOODED: "yang datang lebih banyak daripada yang bisa dibaca, dan tidak didengar lagi",
        Why.TOO_LONG: "kasus ini terlalu lama",
        "nobody": "tidak ada yang menjawab di {address}",
        "no_dialect": "dialeknya tidak dikenal; sebutkan dengan --dialect",
        "unreadable": "{file} tidak bisa dibaca",
        "no_rubric": "{file} bukan rubrik: {reason}",
        "no_report": "{file} tidak bisa ditulis",
        "no_client": "tidak ada program {command}",
    },
}

_OF_CHECKS = {"<": "expected", "?": "optional", "!": "forbidden", "# closed": "closing", "# open": "entering"}
_OF_CHECKS |= {">": "sending", "# eof": "sending"}


class Words:
    """The texts of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._texts = TEXTS[lang]

    def __call__(self, key: str, **values: object) -> str:
        return self._texts[key].format(**values)

    def about(self, report: Report) -> str:
        rubric = report.rubric
        return self("about", subject=report.subject, title=rubric.title[self.lang], document=rubric.document)

    def points(self, report: Report) -> str:
        return self("points", points=report.points, of=report.rubric.points)

    def line(self, line: Line) -> tuple[str, str]:
        """What happened, and the text that was sent, came or was looked for."""
        if line.what not in ("met", "failed"):
            return self._of(line.party, line.what), line.text
        kind = next(kind for kind in _OF_CHECKS if line.text.startswith(kind))
        text = line.text.removeprefix(kind).strip().replace(" || ", f" {self('or')} ")
        return self._of(line.party, _OF_CHECKS[kind]), text

    def _of(self, party: str, key: str) -> str:
        """Where a client is graded, who types and what is on the wire have words of their own."""
        return self._texts.get(f"{party}_{key}", self._texts[key]).format(party=party)
