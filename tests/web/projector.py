"""The projector's page without a server: the package's files, and a feed that says what a test wants."""

import json
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Route, WebSocketRoute

from chatlib.server.specialists.web.application import FOR_DOCUMENTS
from chatlib.server.specialists.web.page import _TYPES

ORIGIN = "http://ruang.test"
FILES = resources.files("chatlib.web")
PROCESSES = {
    "supervisor": "supervisor",
    "worker 1": "worker",
    "worker 2": "worker",
    "spare": "spare",
    "state": "state",
    "standby": "standby",
    "web": "specialist",
    "view": "specialist",
    "forker": "forker",
}
US = {"woke": 0, "asked": 85.2, "read": 140, "ruled": 160, "stored": 420.5, "told": 440}
FAN_OUT = {"heard": 500, "rendered": 520, "recorded": 530, "written": 580, "consumed": 590}


class Projector:
    """`asked`: what the page sent; `addresses`: those of the sockets that it opened."""

    def __init__(self, context: BrowserContext) -> None:
        self.asked: list[dict[str, Any]] = []
        self.addresses: list[str] = []
        self.problems: list[str] = []
        self.feed: WebSocketRoute | None = None
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.problems.append(f"{error}\n{error.stack}"))
        self.page.on("console", lambda said: said.type == "error" and self.problems.append(said.text))
        self.page.route(f"{ORIGIN}/**", _serve)
        self.page.route_web_socket("**/lab/live*", self._open)
        self.page.goto(f"{ORIGIN}/lab?token=rahasia%26")
        self.page.wait_for_selector(".card.worker")

    def _open(self, feed: WebSocketRoute) -> None:
        self.feed = feed
        self.addresses.append(feed.url)
        feed.on_message(lambda line: self.asked.append(json.loads(line)))
        self.push("hello", version="1.2", port=9000, lang="en", workers=2)
        self.processes()

    def push(self, kind: str, **fields: object) -> None:
        self.feed.send(json.dumps({"type": kind, **fields}))

    def processes(self, **statuses: str) -> None:
        one = {"pid": 1234567, "cpu": 12.5, "memory": 123456789, "connections": 0}
        found = [{**one, "place": at, "kind": kind, "status": "serves"} for at, kind in PROCESSES.items()]
        for process in found:
            process["status"] = statuses.get(process["place"].replace(" ", "_"), "serves")
        self.push("processes", at=1e9, processes=found)

    def connections(self, name: str = "ani", worker: int = 1, count: int = 1) -> None:
        one = {"name": name, "dialect": "pm", "waiting": 0, "kernel": 0, "fault": ""}
        self.push("connections", worker=worker, total=count, shown=[{**one, "cid": 7 + n} for n in range(count)])

    def message(
        self, text: str, private: bool = False, seq: int = 1, sender: str = "ani", place: str = "lobby"
    ) -> None:
        steps = [{"step": step, "process": _where(step), "us": us} for step, us in (US | FAN_OUT).items()]
        steps += [{"step": step, "process": "worker 2", "us": us + 1} for step, us in FAN_OUT.items()][:-1]
        size = len(text.encode())
        line = {"dialect": "irc", "line": "" if private else f"{sender}: {text}\r\n", "bytes": size + 40, "count": 1}
        said = {"text": "", "came": "", "sender": "", "place": "private"}
        shown = {"text": text, "came": f"{text}\r\n", "sender": sender, "place": place}
        self.push(
            "message",
            seq=seq,
            at=1e9,
            private=private,
            length=size,
            dialect="pm",
            cid=7,
            **(said if private else shown),
            came_bytes=size + 2,
            steps=sorted(steps, key=lambda one: one["us"]),
            receivers=[{**line, "worker": worker, "cids": [] if private else [7]} for worker in (1, 2)],
        )

    def ledger(self, **counts: object) -> None:
        keys = ("accepted", "stored", "delivered", "waiting", "lost", "doubled", "disconnected", "left")
        ledger = dict.fromkeys(keys, 1_234_567) | {"balanced": True, "lost": 0, "doubled": 0, "disconnected": 0}
        told = [{"worker": worker, "told": 5, "heard": 5} for worker in (1, 2)]
        written = [{"worker": worker, "given": 12000, "kernel": 12000, "waiting": 0} for worker in (1, 2)]
        rates = {"accepted": 50.0, "delivered": 1000.0}
        self.push("ledger", since=1e9, told=told, bytes=written, per_second=rates, **ledger | counts)

    def action(self, phase: str, what: str = "kill", **fields: object) -> None:
        verdict = {"pause": 37.2, "connections": 65, "lost": 0, "doubled": 0, "disconnected": 0, "accepted": 120}
        one = {"number": 3, "what": what, "place": "worker 1", "at": 1e9, "phase": phase, "reason": ""}
        self.push("action", **verdict | one | {"balanced": True} | fields)


def _where(step: str) -> str:
    return "state" if step in ("read", "ruled", "stored", "told") else "worker 1"


def _serve(route: Route) -> None:
    path = urlsplit(route.request.url).path
    name = "lab/index.html" if path == "/lab" else path.removeprefix("/")
    file = FILES.joinpath(*name.split("/"))
    if not file.is_file():
        route.fulfill(status=404)
        return
    kind = _TYPES["." + name.rpartition(".")[2]]
    route.fulfill(body=file.read_bytes(), headers=FOR_DOCUMENTS | {"Content-Type": f"{kind}; charset=utf-8"})
