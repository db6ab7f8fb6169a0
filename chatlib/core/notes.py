"""What the server tells a user in its own name, in the words of the wire."""

from chatlib.core.errors import Reason

DECLINED = "{} menolak berkas {}"
"""A user, and the name of a file."""

ASKED = "pertanyaan tanpa nama di {}: {}"
"""A room, and what somebody wants to know there."""

NOT_DELIVERED = {
    Reason.UNKNOWN_USER: "{} tidak ada; pesan atau undanganmu tidak sampai",
    Reason.UNKNOWN_ROOM: "{} tidak ada lagi; pesanmu tidak sampai",
    Reason.NOT_MEMBER: "kamu bukan anggota {}; pesanmu tidak sampai",
    Reason.TOO_LONG: "pesanmu terlalu panjang untuk {}; tidak sampai",
    Reason.UNKNOWN_FILE: "isi berkasmu untuk {} tidak sampai",
    Reason.FILE_TOO_LARGE: "berkasmu terlalu besar untuk {}; tidak sampai",
    Reason.TOO_MANY_FILES: "di sana tidak ada jatah lagi untuk berkasmu; tidak sampai ke {}",
}
"""What a sender is told, of whom or which room."""
