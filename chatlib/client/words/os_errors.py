"""What the system says when something fails, in the user's language."""

import errno
import os
import socket

from chatlib.client.words.texts import Words

KNOWN = {
    "en": {
        errno.ECONNREFUSED: "nobody answers at that port",
        errno.ECONNRESET: "it broke off",
        errno.ETIMEDOUT: "no answer came",
        errno.EHOSTUNREACH: "there is no way to it",
        errno.ENETUNREACH: "there is no way to it",
        errno.ENETDOWN: "there is no network",
        errno.EADDRINUSE: "another program has that port",
        errno.ENOENT: "there is no such file",
        errno.EACCES: "that is not permitted",
        errno.EPERM: "that is not permitted",
        errno.EISDIR: "it is a folder",
        errno.ENOTDIR: "a part of the path is no folder",
        errno.EROFS: "nothing can be written there",
        errno.ENOSPC: "the disk is full",
    },
    "id": {
        errno.ECONNREFUSED: "tidak ada yang menjawab di port itu",
        errno.ECONNRESET: "sambungannya diputus",
        errno.ETIMEDOUT: "tidak ada jawaban",
        errno.EHOSTUNREACH: "tidak ada jalan ke sana",
        errno.ENETUNREACH: "tidak ada jalan ke sana",
        errno.ENETDOWN: "tidak ada jaringan",
        errno.EADDRINUSE: "port itu dipakai program lain",
        errno.ENOENT: "berkas itu tidak ada",
        errno.EACCES: "tidak diizinkan",
        errno.EPERM: "tidak diizinkan",
        errno.EISDIR: "itu sebuah folder",
        errno.ENOTDIR: "sebagian dari path itu bukan folder",
        errno.EROFS: "tidak ada yang dapat ditulis di sana",
        errno.ENOSPC: "disknya penuh",
    },
}

NO_NAME = {"en": "no machine of that name is known", "id": "tidak ada komputer bernama begitu"}


def why(error: OSError, words: Words) -> str:
    """In the system's own words what is so rare that it stands in no list."""
    if isinstance(error, socket.gaierror):
        return NO_NAME[words.lang]
    if isinstance(error, TimeoutError):
        return KNOWN[words.lang][errno.ETIMEDOUT]
    number = error.errno or 0
    return KNOWN[words.lang].get(number) or (os.strerror(number) if number > 0 else str(error))
