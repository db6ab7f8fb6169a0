"""What is shown, made from the frames that came."""

from collections import deque

from chatlib.server.command_line.viewing import frames

MOST_MESSAGES = 100
"""That one can go back to with the arrows; nobody goes further while a lesson goes on."""

MOST_EVENTS = 100
"""Some screens full."""

MORTAL = {"worker", "state", "spare", "standby"}
MORTAL_SPECIALISTS = {"web", "transfers", "view"}


class Model:
    """Knows no clock and no screen."""

    def __init__(self) -> None:
        self.hello = frames.Hello()
        self.connected = False
        self.processes: list[frames.Process] = []
        self.queues = frames.Queues()
        self.ledger = frames.Ledger()
        self.messages: deque[frames.Message] = deque(maxlen=MOST_MESSAGES)
        self.events: deque[frames.Event] = deque(maxlen=MOST_EVENTS)
        self.action: frames.Action | None = None
        """The last one, until somebody has seen enough of it."""
        self.faults: list[frames.Fault] = []
        self._place = ""
        self._message: frames.Message | None = None

    def take(self, frame: frames.Frame) -> None:
        match frame:
            case frames.Hello():
                self.hello, self.connected = frame, True
            case frames.Lost():
                self.connected = False
            case frames.Processes():
                # The supervisor is the parent of all, and stands above them; the forker is their birthplace only.
                self.processes = sorted(frame.processes, key=_depth)
            case frames.Queues():
                self.queues = frame
            case frames.Ledger():
                self.ledger = frame
            case frames.Message():
                self.messages.append(frame)
            case frames.Event():
                self.events.append(frame)
            case frames.Action():
                self.action = frame
            case frames.Faults():
                self.faults = frame.faults
            case frames.Error():
                self.events.append(frames.Event(level="error", text=frame.text))

    @property
    def process(self) -> frames.Process | None:
        """The selected one; the first that can be killed as long as none is."""
        by_place = {one.place: one for one in self.processes}
        return by_place.get(self._place) or next(filter(mortal, self.processes), None)

    def select_process(self, by: int) -> None:
        """So many further down; there are ends."""
        if self.processes:
            at = self.processes.index(self.process) if self.process else 0
            self._place = self.processes[min(max(at + by, 0), len(self.processes) - 1)].place

    @property
    def at(self) -> int:
        """Which message is selected, counted from the newest, which is 0; selected is what is shown for longer."""
        for back, message in enumerate(reversed(self.messages)):
            if message is self._message:
                return back
        return len(self.messages) - 1 if self._message and self.messages else 0

    @property
    def message(self) -> frames.Message | None:
        return self.messages[-1 - self.at] if self.messages else None

    def select_message(self, back: int) -> None:
        """So many older. At the newest one it is always the newest that is selected."""
        if self.messages:
            at = min(max(self.at + back, 0), len(self.messages) - 1)
            self._message = self.messages[-1 - at] if at else None


def mortal(process: frames.Process) -> bool:
    """Whether a viewer may kill or stop it."""
    return process.kind in MORTAL or process.place in MORTAL_SPECIALISTS


def _depth(process: frames.Process) -> int:
    return {"supervisor": 0, "forker": 2}.get(process.kind, 1)
