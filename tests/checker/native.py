"""A client that uses the library: its session comes back by itself, whatever happens to the connection."""

import asyncio

from chatlib.client import Invitation, Message, RequestFailed, Session, connect

from .person import Done, Person, World
from .speech import LOBBY, Spoken


class NativePerson(Person):
    verbs = frozenset({"lobby", "user", "room", "create", "join", "accept", "reject", "leave", "invite"})
    queries = ("LIST_USER", "HISTORY")
    makes, joins = "invite", True

    def __init__(self, name: str, world: World, port: int, fingerprint: str = "", host: str = "127.0.0.1") -> None:
        super().__init__(name, world)
        self._fingerprint = fingerprint
        self._host = host
        self._server_port = port
        self._session: Session | None = None
        self._tasks: set[asyncio.Task] = set()

    async def enter(self) -> None:
        done = self._entering((LOBBY, self.name))
        account = (self.name, "rahasia")
        self._session = await connect(
            self._host, self._server_port, *account, register=True, fingerprint=self._fingerprint
        )
        done(True, "")
        self._keep(self._listen())

    @property
    def server(self) -> str:
        """HOST:PORT, where it is now."""
        return "{}:{}".format(*self._session.server) if self._session else ""

    def hang_up(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _keep(self, work: object) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _listen(self) -> None:
        async for event in self._session:
            self.received += 1
            if isinstance(event, Message) and not event.mine:
                self.heard(Spoken(event.sender, self.name if event.private else event.where, event.text))
            elif isinstance(event, Invitation):
                self.invitations.append(event.room)
        self.cut_off()

    def answers(self, verb: str) -> bool:
        return True

    def ask(self, verb: str, target: str = "", text: str = "", done: Done | None = None) -> None:
        self.waiting += 1
        self._keep(self._ask(verb, target, text, done))

    async def _ask(self, verb: str, target: str, text: str, done: Done | None) -> None:
        try:
            await self._request(verb, target, text)
        except RequestFailed as refusal:
            ok, line = False, str(refusal)
        except OSError:
            return
        else:
            ok, line = True, ""
        self.waiting -= 1
        if done:
            done(ok, line)

    async def _request(self, verb: str, target: str, text: str) -> None:
        session = self._session
        match verb:
            case "lobby" | "user" | "room":
                await session.send(target, text)
            case "create":
                await session.request("CREATE_GROUP", receiver=target, content=[])
            case "invite":
                await session.request("INVITE", receiver=target, content=[text])
            case "join":
                await session.join(target)
            case "leave":
                await session.leave(target)
            case "accept" | "reject":
                await session.request(verb.upper(), receiver=target)
            case "HISTORY":
                await session.history(LOBBY)
            case _:
                await session.users()
