"""Plays all the cases of a rubric, one after the other."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from itertools import count

from chatlib.grader.judging.names import RUN_LENGTH, RUN_LETTERS, Names
from chatlib.grader.judging.notation import Step
from chatlib.grader.judging.patterns import Values
from chatlib.grader.judging.results import Account, Result, Why
from chatlib.grader.judging.rubric import Case, Rubric
from chatlib.grader.playing import Player
from chatlib.grader.stage.stage import Stage


class Grader:
    """`stage` makes an empty one, for each conversation."""

    def __init__(self, rubric: Rubric, stage: Callable[[], Stage]) -> None:
        self._rubric = rubric
        self._stage = stage
        self._run = "".join(secrets.choice(RUN_LETTERS) for _ in range(RUN_LENGTH))
        self._numbers = count()
        self._variants = list(rubric.variants)
        """The one that did last is tried first."""

    def results(self) -> Iterator[Result]:
        """Each as soon as it is known. Ends within `Rubric.longest` seconds, and the time that connecting takes."""
        for case in self._rubric.cases:
            yield Result(case, self._play(case))

    def recognizes(self) -> bool:
        """Does the other side lead the conversation that only this dialect can lead?"""
        return any(self._once(self._rubric.detect, variant).why is None for variant in self._variants)

    def _play(self, case: Case) -> Account:
        first: Account | None = None
        for variant in list(self._variants):
            for way in case.ways:
                account = self._once(way, variant)
                if account.why is None:
                    self._variants.remove(variant)
                    self._variants.insert(0, variant)
                    return account
                first = first or account
        assert first
        return first

    def _once(self, way: list[Step], variant: Mapping[str, str]) -> Account:
        values = Values(Names(self._run, self._numbers, self._rubric.names), {**self._rubric.phrases, **variant})
        with self._stage() as stage:
            try:
                stage.begin(self._rubric, values)
            except OSError as error:
                account = Account()
                account.fail("", str(error), Why.UNREACHABLE)
                return account
            return Player(self._rubric, values, stage).play(way)
