"""Plays one conversation, and sees whether it goes as it is written."""

import time
from collections.abc import Callable

from chatlib.grader.judging.notation import Step
from chatlib.grader.judging.patterns import Values
from chatlib.grader.judging.results import Account, Why
from chatlib.grader.judging.rubric import Rubric
from chatlib.grader.stage.party import Party
from chatlib.grader.stage.stage import Stage

BETWEEN_LINES = 0.05
"""Seconds between two lines of one client in a turn: who reads by recv() alone takes two that come together for one."""


class Lost(Exception):
    """The case is lost, at this step, for this reason."""

    def __init__(self, why: Why, party: str) -> None:
        super().__init__(why)
        self.why = why
        self.party = party


class Player:
    """Plays one conversation. No step takes longer than the rubric's `deadline`, and all of them its `case_limit`."""

    def __init__(self, rubric: Rubric, values: Values, stage: Stage) -> None:
        self.account = Account()
        self._rubric = rubric
        self._values = values
        self._stage = stage
        self._end = time.monotonic() + rubric.case_limit
        self._spoke: set[str] = set()
        """Who has said something in this turn."""

    def play(self, steps: list[Step]) -> Account:
        before: Step | None = None
        for step in steps:
            if step.is_act and before and not before.is_act:
                self._begin_turn()
            try:
                self._take(step)
            except Lost as lost:
                self._hear(0)
                self.account.fail(lost.party, self._expected(step), lost.why)
                break
            before = step
        return self.account

    def _take(self, step: Step) -> None:
        if time.monotonic() >= self._end:
            raise Lost(Why.TOO_LONG, step.party)
        if step.is_act:
            self._act(step)
        elif step.kind == "<":
            self._must_come(step)
        elif step.kind == "?":
            self._wait(lambda: self._found(step) or self._party(step).closed, self._rubric.quiet)
        elif step.kind == "!":
            self._must_not_come(step)
        elif not self._wait(lambda: self._party(step).closed, self._rubric.deadline):
            raise Lost(Why.NOT_CLOSED, step.party)
        elif self._stage.parties.pop(step.party).flooded:
            raise Lost(Why.FLOODED, step.party)
        else:
            self.account.add("met", step.party, self._expected(step))

    # ---------------------------------------------------------------------- acts

    def _begin_turn(self) -> None:
        self._spoke = set()
        self._hear(0)
        for party in self._stage.parties.values():
            party.mark = len(party.lines)

    def _act(self, step: Step) -> None:
        if step.kind == "# eof":
            self._party(step).close()
            del self._stage.parties[step.party]
            self.account.add("eof", step.party)
            return
        if step.party not in self._stage.parties:
            if not self._stage.enter(step.party):
                raise Lost(Why.UNREACHABLE, step.party)
            self._hear(0)
            self._party(step).mark = len(self._party(step).lines)
        if step.kind == ">":
            self._say(step)

    def _say(self, step: Step) -> None:
        if step.party in self._spoke:
            self._wait(lambda: False, BETWEEN_LINES)
        self._spoke.add(step.party)
        text = self._values.fill(step.text)
        self.account.add("sent", step.party, text)
        if not self._stage.say(step.party, text):
            raise Lost(Why.FLOODED if self._party(step).flooded else Why.CLOSED, step.party)

    # -------------------------------------------------------------------- checks

    def _must_come(self, step: Step) -> None:
        party = self._party(step)
        self._wait(lambda: self._found(step) or party.closed, self._rubric.deadline)
        if not self._found(step):
            raise Lost(self._why_nothing(party), step.party)
        self.account.add("met", step.party, self._expected(step))

    def _must_not_come(self, step: Step) -> None:
        # Nothing tells that something will not come: a while without it has to do.
        if self._wait(lambda: self._found(step), self._rubric.quiet):
            raise Lost(Why.CAME, step.party)
        if self._party(step).flooded:
            raise Lost(Why.FLOODED, step.party)
        self.account.add("met", step.party, self._expected(step))

    def _why_nothing(self, party: Party) -> Why:
        if party.flooded:
            return Why.FLOODED
        if party.closed:
            return Why.CLOSED
        return Why.TOO_LONG if time.monotonic() >= self._end else Why.NOT_COME

    def _found(self, step: Step) -> bool:
        party = self._party(step)
        lines = [line for line in party.lines[party.mark :] if not self._values.names.concerns_others(line)]
        return any(self._values.fits(pattern, line) for pattern in step.patterns for line in lines)

    def _party(self, step: Step) -> Party:
        if step.party not in self._stage.parties:
            raise Lost(Why.UNREACHABLE, step.party)
        return self._stage.parties[step.party]

    def _expected(self, step: Step) -> str:
        text = " || ".join(map(self._values.show, step.patterns)) if step.text else ""
        return f"{step.kind} {text}".strip()

    # ------------------------------------------------------------------- hearing

    def _wait(self, done: Callable[[], bool], seconds: float) -> bool:
        """Whether it came to pass within so many seconds."""
        end = min(time.monotonic() + seconds, self._end)
        while not (is_done := done()) and (left := end - time.monotonic()) > 0:
            self._hear(left)
        return is_done

    def _hear(self, seconds: float) -> None:
        """Takes what has come into the account, and gives the replies that the rubric has for it."""
        self._stage.pump(seconds)
        for name, party in self._stage.parties.items():
            for line in party.lines[party.told :]:
                self.account.add("came", name, line)
                self._reply(name, line)
            party.told = len(party.lines)
            if party.closed and not party.end_told:
                party.end_told = True
                if not party.flooded:  # then it was we who closed it
                    self.account.add("closed", name)

    def _reply(self, name: str, line: str) -> None:
        for pattern, reply in self._rubric.replies:
            if self._values.fits(pattern, line):
                self._stage.say(name, self._values.fill(reply))
