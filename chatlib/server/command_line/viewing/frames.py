"""What the projector of a server says, as it comes, and what is asked of it."""

import msgspec


class Frame(msgspec.Struct, frozen=True, tag_field="type", tag=str.lower):
    """What is missing has its default: a server of another release may say less."""


class Hello(Frame):
    version: str = ""
    port: int = 0
    lang: str = "en"
    workers: int = 0


class Process(msgspec.Struct, frozen=True):
    """`cpu`: per cent of a core; `memory`: bytes; None where it is not known."""

    place: str
    kind: str = ""
    pid: int = 0
    cpu: float | None = None
    memory: int | None = None
    status: str = ""
    connections: int = 0


class Processes(Frame):
    processes: list[Process] = []


class Connections(Frame):
    """Those of one worker; who they are no command shows."""

    worker: int = 0


class Queue(msgspec.Struct, frozen=True):
    worker: int
    batches: int = 0
    lines: int = 0
    tells: int = 0
    bytes: int = 0
    lagging: int = 0


class Queues(Frame):
    workers: list[Queue] = []
    view: int = 0


class Told(msgspec.Struct, frozen=True):
    worker: int
    told: int = 0
    heard: int = 0


class Given(msgspec.Struct, frozen=True):
    """Bytes."""

    worker: int
    given: int = 0
    kernel: int = 0
    waiting: int = 0


class Ledger(Frame):
    accepted: int = 0
    stored: int = 0
    delivered: int = 0
    waiting: int = 0
    lost: int = 0
    doubled: int = 0
    disconnected: int = 0
    left: int = 0
    balanced: bool = True
    told: list[Told] = []
    bytes: list[Given] = []
    per_second: dict[str, float] = {}


class Step(msgspec.Struct, frozen=True):
    """`us`: microseconds since the first one."""

    step: str
    process: str
    us: float


class Receiver(msgspec.Struct, frozen=True):
    worker: int
    dialect: str = ""
    line: str = ""
    bytes: int = 0
    count: int = 0


class Message(Frame):
    """Of a private one there are lengths only."""

    seq: int = 0
    sender: str = ""
    place: str = ""
    private: bool = False
    text: str = ""
    length: int = 0
    dialect: str = ""
    came: str = ""
    came_bytes: int = 0
    steps: list[Step] = []
    receivers: list[Receiver] = []


class Event(Frame):
    at: float = 0.0
    level: str = "info"
    text: str = ""


class Action(Frame):
    """`pause`: milliseconds."""

    number: int = 0
    what: str = ""
    place: str = ""
    phase: str = ""
    reason: str = ""
    pause: float | None = None
    lost: int = 0
    doubled: int = 0
    disconnected: int = 0


class Fault(msgspec.Struct, frozen=True):
    """`seconds` until it ends by itself; None if it does not."""

    number: int
    target: str = ""
    kind: str = ""
    details: str = ""
    connections: int = 0
    seconds: float | None = None


class Faults(Frame):
    faults: list[Fault] = []


class Error(Frame):
    text: str = ""


class Lost(Frame):
    """The connection was cut; no server says that."""


class Order(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a viewer asks for. `place`: none for what concerns all of them; `number` of a fault that is to end, 0: all.

    The rest is of a fault: milliseconds, bytes a second, seconds.
    """

    do: str
    place: str = ""
    number: int = 0
    target: str = ""
    kind: str = ""
    delay: int = 0
    jitter: int = 0
    rate: int = 0
    seconds: int = 0


_decoder = msgspec.json.Decoder(
    Hello | Processes | Connections | Queues | Ledger | Message | Event | Action | Faults | Error
)
_encode = msgspec.json.Encoder().encode


def read(data: str | bytes) -> Frame | None:
    """None for what no viewer of this release knows or understands."""
    try:
        return _decoder.decode(data)
    except msgspec.DecodeError:
        return None


def written(order: Order) -> str:
    return _encode(order).decode()
