"""What the processes tell the supervisor."""

from typing import Literal

import msgspec


class Report(msgspec.Struct, array_like=True, tag=str.lower):
    pass


class Ready(Report):
    """The process has begun, and knows what it needs for any work. `release`: see chatlib.state.release."""

    release: int = 0


class Alive(Report):
    """The loop goes round."""


class Adopted(Report):
    """Connections that were handed over and are looked after now."""

    count: int


class Closed(Report):
    """The connection has ended, the supervisor's descriptor of it is to be closed as well. `by_client`: it was the
    client's wish, or its connection is broken.
    """

    cid: int
    by_client: bool = True


class Passed(Report):
    """The connection is for the specialist `to`. The worker has let go of it without a word."""

    cid: int
    to: str


class Inner(Report):
    """A specialist wants a connection of its own to a worker, in the name of the client whose connection is `cid`.

    It is one of the `dialect`, or of whatever is spoken where the client came in. orders.Inner with the `ticket`
    answers.
    """

    ticket: int
    cid: int
    dialect: str


class Count(Report):
    """A specialist wants to know how many of what there are; orders.Counted answers."""


class OfLesson(Report):
    """What only a lesson needs."""


class Watches(OfLesson):
    """A worker writes down from now on what happens; or somebody looks on at the web specialist, or nobody any more."""

    on: bool = True


class Act(OfLesson):
    """Somebody who looks on wants it so: "kill", "stop" or "continue" the process at a place, or "reload".

    `asked` (unix seconds) and how things stood `before` come back with orders.Acted.
    """

    what: str
    place: str
    asked: float
    before: list[int]


class Disturb(OfLesson):
    """Somebody who looks on wants a fault, see orders.Fault; for so many `seconds` (0: until it is healed)."""

    target: str
    kind: str
    delay: float
    jitter: float
    rate: int
    seconds: float


class Heal(OfLesson):
    """The fault of this number is to be over; 0: all are."""

    number: int


class Settled(OfLesson):
    """What came of the act of this number is known, and was shown."""

    number: int


class Entered(Report):
    name: str
    dialect: str


class Departed(Report):
    name: str


class News(Report):
    """Something that whoever runs the server may like to know, in one line."""

    text: str


class Trouble(Report):
    """Something that whoever runs the server should know, in one line."""

    text: str


IncidentKind = Literal["passwords", "sessions", "queue", "rooms", "strangers", "transfers", "alone"]


class Incidents(Report):
    """Something that happened so many times since the last report; the last time it was about this one."""

    kind: IncidentKind
    count: int
    about: str


Any = (
    Ready | Alive | Adopted | Closed | Passed | Inner | Count | Watches | Act | Settled | Disturb | Heal
    | Entered | Departed | News | Trouble | Incidents
)  # fmt: skip
encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Any).decode
