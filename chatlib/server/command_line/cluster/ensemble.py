"""A cluster on one machine: members of etcd and nodes, started together, and what is typed about them."""

import asyncio
import http.client
import signal
from collections.abc import Iterable
from functools import partial

from chatlib.core.text import clean
from chatlib.server.command_line.cluster.child import Child
from chatlib.server.command_line.cluster.ports import HERE
from chatlib.server.command_line.cluster.programs import Plan
from chatlib.server.command_line.cluster.typed import Keyboard, Order, order
from chatlib.server.console import Console
from chatlib.server.supervisor.restarts.restart_policy import why

ETCD_WITHIN = 30.0
"""Seconds for the members of etcd to agree on a leader, which takes one or two."""

ASKED_EVERY = 0.1

NODES_END_WITHIN, ETCD_ENDS_WITHIN = 10.0, 1.0
"""Seconds; twice what a node promises. The last members of etcd try for seven to hand over what nobody takes any more,
and one that is killed loses nothing.
"""

SIGNALS = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP, "cont": signal.SIGCONT}


class Ensemble:
    """Owns the processes. To be made and run in an event loop."""

    def __init__(self, plan: Plan, console: Console) -> None:
        self._plan = plan
        self._console = console
        self._is_ending = False
        self._signalled = asyncio.Event()
        self._children: dict[tuple[str, int], Child] = {}
        for number in plan.numbers:
            about = f"{plan.url(number)}, data {plan.data / f'etcd-{number}'}"
            self._add("etcd", number, about, plan.etcd(number), log=plan.log(number))
        for number in plan.numbers:
            about = f"port {plan.node_port(number)}, data {plan.node_data(number)}"
            self._add("node", number, about, plan.node(number), show=partial(self._show, number))

    def _add(self, kind: str, number: int, about: str, command: list[str], **more: object) -> None:
        name = f"{kind} {number}"
        self._children[kind, number] = Child(name, about, command, partial(self._ended, name), **more)

    async def run(self) -> None:
        """Until a signal ends it in order; a second one does so at once."""
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self._on_signal)
        serving = asyncio.create_task(self._serve())
        signalled = asyncio.create_task(self._signalled.wait())
        try:
            await asyncio.wait((serving, signalled), return_when=asyncio.FIRST_COMPLETED)
        finally:
            serving.cancel()
            await asyncio.wait((serving,))
            await self._end()
        if not serving.cancelled():
            serving.result()  # it never ends by itself: this raises

    def _on_signal(self) -> None:
        if self._signalled.is_set():
            for child in self._children.values():
                child.send(signal.SIGKILL)
        self._signalled.set()

    async def _serve(self) -> None:
        for child in self._of("etcd"):
            await self._start(child)
        await self._until_etcd_answers()
        for child in self._of("node"):
            await self._start(child)
        keyboard, count = Keyboard(), len(self._plan.numbers)
        while True:
            line = await keyboard.line()
            if wanted := order(line, count):
                await self._obey(wanted)
            elif line.strip():
                self._console.say("orders", count=count)

    async def _until_etcd_answers(self) -> None:
        """A node that begins wants to be told something. Whoever died of its start keeps nobody waiting."""
        try:
            async with asyncio.timeout(ETCD_WITHIN):
                for member, child in zip(self._plan.members, self._of("etcd"), strict=True):
                    while child.pid and not await asyncio.to_thread(_has_leader, member.client):
                        await asyncio.sleep(ASKED_EVERY)
        except TimeoutError:
            self._console.say(
                "etcd_silent", "warning", logs=", ".join(map(str, map(self._plan.log, self._plan.numbers)))
            )

    async def _end(self) -> None:
        self._is_ending = True
        self._console.say("stopping")
        for kind, patience in (("node", NODES_END_WITHIN), ("etcd", ETCD_ENDS_WITHIN)):
            await asyncio.gather(*(child.end(patience) for child in self._of(kind)))
        self._console.say("stopped")

    # ---------------------------------------------------------------- one of them

    def _of(self, kind: str) -> Iterable[Child]:
        return [child for (its, _), child in self._children.items() if its == kind]

    async def _start(self, child: Child) -> None:
        try:
            await child.start()
        except OSError as error:
            self._console.say("no_start", "error", what=child.name, reason=error.strerror)
        else:
            self._console.say("runs", what=child.name, pid=child.pid, about=child.about)

    def _ended(self, name: str, pid: int, code: int) -> None:
        if not self._is_ending:
            self._console.say("ended", "warning", what=name, pid=pid, why=why(code, self._console))

    def _show(self, number: int, line: str) -> None:
        self._console.show(f"{number} | {clean(line)}")

    async def _obey(self, wanted: Order) -> None:
        if wanted.verb == "list":
            for child in self._children.values():
                self._list(child)
            return
        child = self._children[wanted.kind, wanted.number]
        if wanted.verb == "start":
            if child.pid:
                self._console.say("runs_already", what=child.name)
            else:
                await self._start(child)
        elif not child.pid:
            self._console.say("runs_not", what=child.name)
        else:
            child.send(SIGNALS[wanted.verb])
            if wanted.verb == "stop":
                self._list(child)
            elif wanted.verb == "cont":
                self._console.say("goes_on", what=child.name, pid=child.pid)

    def _list(self, child: Child) -> None:
        key = "is_gone" if not child.pid else "is_stopped" if child.is_stopped else "runs"
        self._console.say(key, what=child.name, pid=child.pid, about=child.about)


def _has_leader(port: int) -> bool:
    """Whether a member of etcd takes part in a cluster that has one."""
    connection = http.client.HTTPConnection(HERE, port, timeout=1.0)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
