"""Small servers of `sendto`, as a student may write one: a right one, and some that are not."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Room:
    """Who is registered, and who is there."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.passwords: dict[str, str] = {}
        self.online: dict[str, socket.socket] = {}


class Student(socketserver.StreamRequestHandler):
    """The right one. It says hello first: the document does not forbid it."""

    room: Room
    name = ""

    def handle(self) -> None:
        self.say(self.connection, "selamat datang di chat")
        try:
            while data := self.connection.recv(4096):
                with self.room.lock:
                    if not self.take(*data.decode().strip().partition(" ")[::2]):
                        break
        except OSError:
            pass
        with self.room.lock:
            self.leave()

    def take(self, verb: str, rest: str) -> bool:
        """False if the connection is to end."""
        if not self.name:
            return self.enter(verb, *rest.partition(" ")[::2])
        if verb == "sendall":
            self.broadcast(f"{self.name}: {rest}")
        elif verb == "sendto":
            self.private(*rest.partition(" ")[::2])
        elif verb == "list":
            self.say(self.connection, ", ".join(self.room.online))
        elif verb == "logout":
            self.leave()
            self.say(self.connection, "sampai jumpa")
        else:
            self.say(self.connection, "perintah: sendall, sendto, list, logout")
        return True

    def enter(self, verb: str, name: str, password: str) -> bool:
        known = self.room.passwords
        if (verb == "regist" and name not in known) or (verb == "login" and self.admits(name, password)):
            known[name] = password
            self.name = name
            self.room.online[name] = self.connection
            self.say(self.connection, f"halo {name}")
            return True
        self.say(self.connection, f"ditolak: {name}")
        return False

    def admits(self, name: str, password: str) -> bool:
        return self.room.passwords.get(name) == password

    def broadcast(self, text: str) -> None:
        for name, connection in self.room.online.items():
            if name != self.name:
                self.say(connection, text)

    def private(self, to: str, text: str) -> None:
        if to in self.room.online:
            self.say(self.room.online[to], f"(pribadi) {self.name}: {text}")
        else:
            self.say(self.connection, f"{to} tidak ada")

    def leave(self) -> None:
        self.room.online.pop(self.name, None)
        self.name = ""

    @staticmethod
    def say(connection: socket.socket, text: str) -> None:
        connection.sendall(f"{text}\n".encode())


class Bare(Student):
    """It does without line ends, as the first programs of the course do."""

    @staticmethod
    def say(connection: socket.socket, text: str) -> None:
        connection.sendall(text.encode())


class Echoing(Student):
    """Whoever says something to all hears it as well: so do all who are active, as the document has it."""

    def broadcast(self, text: str) -> None:
        super().broadcast(text)
        self.say(self.connection, text)


class Leaking(Student):
    """What is private is read by all."""

    def private(self, to: str, text: str) -> None:
        if to in self.room.online:
            self.broadcast(f"(pribadi) {self.name}: {text}")
        else:
            super().private(to, text)


class Trusting(Student):
    """Any password will do."""

    def admits(self, name: str, password: str) -> bool:
        return name in self.room.passwords


class Silent(Student):
    """Never answers."""

    def handle(self) -> None:
        while self.connection.recv(4096):
            pass


class Flooding(Student):
    """Never stops, and never ends a line."""

    def handle(self) -> None:
        try:
            while True:
                self.connection.sendall(b"<b>&\x1b[2J\xff\x00" * 4096)
        except OSError:
            pass


class HangingUp(Student):
    """Ends every connection at the first word."""

    def handle(self) -> None:
        self.connection.recv(4096)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever is gone cannot be told anything."""


@contextmanager
def serving(kind: type[Student]) -> Iterator[int]:
    """The port at which such a server listens."""
    handler = type(kind.__name__, (kind,), {"room": Room()})
    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
