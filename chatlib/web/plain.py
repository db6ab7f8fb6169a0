#!/usr/bin/env python3
"""Ruang's plain client, one file that needs Python 3.8 or newer and nothing else: python3 plain.py [HOST PORT]

It speaks the dialect `pm`: a name as the first line, then lines of text, there and back. Two threads share a `Chat`:
one reads what is typed, the other one what the server says, and that one comes back when the connection is lost.
"""

import contextlib
import locale
import os
import shutil
import socket
import sys
import threading
import time
from unicodedata import category, east_asian_width

try:
    import readline  # which knows what is being typed
except ImportError:
    readline = None

SERVERS = [("127.0.0.1", 9000)]
# What others there are is the same chat, which goes on there when the first one is gone.
PROMPT = "> "
LONGEST = 1 << 20  # bytes of a line of the server; a list of names is the longest
SILENCE = 20  # seconds: then the server is asked for a sign of life, and after as many more taken for gone
MOST_WAITING = 100  # lines typed while there is no connection
TURNS = "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # lines end there, or read otherwise
COMMANDS = """  pm USER TEXT | whoami | listuser | exit
  creategrup GRUP [adduser USER USER] | switchgrup GRUP TEXT | switchgrup GRUP adduser USER | switchgrup GRUP listuser
  joingrup GRUP | acceptgrup GRUP | rejectgrup GRUP | exitgrup GRUP"""
TEXTS = {  # in English and in Indonesian
    "name": ("Your name: ", "Nama Anda: "),
    "welcome": ("Type something: all will read it. `help` shows what else there is, Ctrl-D ends.",
                "Ketik sesuatu: semua orang membacanya. `help` menunjukkan yang lain, Ctrl-D mengakhiri."),
    "help": ("What you type is for everybody, but for these:", "Yang diketik untuk semua orang, kecuali ini:"),
    "no_server": ("{} {} does not answer: {}", "{} {} tidak menjawab: {}"),
    "lost": ("The connection is lost; trying again. What you type is sent then.",
             "Hubungan terputus; dicoba lagi. Yang diketik dikirim nanti."),
    "back": ("Connected again.", "Terhubung lagi."),
    "unsent": ("Not sent: {}", "Tidak terkirim: {}"),
    "usage": ("write: python3 plain.py HOST PORT", "tulis: python3 plain.py HOST PORT"),
}  # fmt: skip


def text(key, *values):
    names = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    name = next(filter(None, names), None) or locale.getlocale()[0] or ""
    return TEXTS[key][name.lower().startswith(("id", "indonesia"))].format(*values)


def clean(line):
    """Nothing that a terminal takes for a command, or an eye for something else."""
    shown = line.expandtabs(4)
    return "".join(c for c in shown if category(c) not in ("Cc", "Cs") and c not in TURNS)


class Screen:
    """What others say goes above what is being typed, where that is known."""

    def __init__(self):
        self.lock = threading.Lock()
        self.prompt = ""  # while something is being typed

    def ask(self, prompt):
        self.prompt = prompt if sys.stdin.isatty() else ""
        try:
            return clean(input(self.prompt))
        except (EOFError, KeyboardInterrupt):
            print(end="\n" if self.prompt else "")
            raise
        finally:
            self.prompt = ""

    def say(self, line):
        with self.lock:
            line += "\n"
            if self.prompt and readline and sys.stdout.isatty():
                typed = self.prompt + readline.get_line_buffer()
                rows = sum(2 if east_asian_width(c) in "WF" else 1 for c in typed) // shutil.get_terminal_size().columns
                line = "\r" + "\x1b[A" * rows + "\x1b[J" + line + typed
            try:
                print(line, end="", flush=True)
            except OSError:  # nobody reads any more
                os._exit(1)


class Chat:
    """A name at a server; it comes back when the connection is lost."""

    def __init__(self, servers, screen):
        self.servers, self.screen = servers, screen  # the one to be asked first in front
        self.name, self.here, self.ended = "", False, False
        self.waiting = []  # lines that were typed while it was not `here`
        self.lock = threading.Lock()  # for the two of them, and for what is written

    def enter(self, name):
        """What the server says to this name. OSError if it says nothing."""
        self.sock = reach(self.servers)
        self.sock.settimeout(SILENCE)
        self.lines = self.listen()
        self.write(name)
        answer = next(self.lines, None)
        if answer is None:
            self.servers.append(self.servers.pop(0))  # another one may say more
            raise ConnectionError("no answer")
        if not answer.startswith("[Sukses]"):
            self.sock.close()
            return answer
        with self.lock:
            self.name, self.here = name, True
            self.write(*self.waiting)
            self.waiting = []
        return answer

    def listen(self):
        """The lines of the server, until it says no more."""
        rest, silent, asked = b"", False, 0
        while len(rest) < LONGEST:
            try:
                data = self.sock.recv(65536)
            except socket.timeout:  # noqa: UP041  which is a TimeoutError from Python 3.10 on
                if silent or not self.here:
                    return
                self.type("whoami")
                silent, asked = True, asked + 1
                continue
            except OSError:
                return
            if not data:
                return
            *lines, rest = (rest + data).split(b"\n")
            silent = False
            for line in lines:
                line = clean(line.decode("utf-8", "replace"))
                if asked and line.startswith("[Whoami]"):
                    asked -= 1
                else:
                    yield line

    def type(self, line):
        while not self.here and len(self.waiting) >= MOST_WAITING:
            time.sleep(0.1)
        with self.lock:
            if self.here:
                self.write(line)
            else:
                self.waiting.append(line)

    def write(self, *lines):
        try:
            self.sock.sendall("".join(line + "\n" for line in lines).encode())
        except OSError:  # whoever listens finds out; nothing must follow what was cut
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)

    def run(self):
        """Shows what the server says, and comes back when it says no more."""
        while not self.ended:
            for line in self.lines:
                self.screen.say(line)
            with self.lock:
                self.here = False
            self.sock.close()
            news, told = text("lost"), ""
            while not (self.here or self.ended):
                if news != told:
                    self.screen.say(news)
                told = news
                time.sleep(1)
                with contextlib.suppress(OSError):
                    news = self.enter(self.name)
            if self.here:
                self.screen.say(text("back"))


def reach(servers):
    """A connection to the first that is there; it is in front from now on. OSError of the last one if none is."""
    for server in list(servers):
        try:
            sock = socket.create_connection(server, 4 if servers[1:] else 10)
        except OSError as error:
            failure = error
        else:
            servers.sort(key=lambda one: one != server)
            return sock
    raise failure


def talk(chat, screen):
    while not chat.here:
        screen.say(chat.enter(screen.ask(text("name")).strip()))
    screen.say(text("welcome"))
    listener = threading.Thread(target=chat.run, daemon=True)
    listener.start()
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while (line := screen.ask(PROMPT)).strip().lower() != "exit":
            if line.strip().lower() == "help":
                screen.say(text("help") + "\n" + COMMANDS)
            else:
                chat.type(line)
    chat.ended = True
    if chat.here:
        chat.type("exit")  # whereupon the server ends the connection, all that was said before being done
    listener.join(10)
    return text("unsent", len(chat.waiting)) if chat.waiting else 0


def main():
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    servers, given = SERVERS, sys.argv[1:]
    try:
        if given:
            servers = [(given[0], int(given[1]))]
        reach(servers).close()
        screen = Screen()
        return talk(Chat(servers, screen), screen)
    except (EOFError, KeyboardInterrupt):
        return 1
    except (ValueError, IndexError, OverflowError):
        return text("usage")
    except Exception as error:  # nobody sees a traceback
        return text("no_server", *servers[0], error)


if __name__ == "__main__":
    sys.exit(main())
