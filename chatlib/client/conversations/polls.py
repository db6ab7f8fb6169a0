"""The poll of a room, as it stands in its conversation. Pure."""

from dataclasses import dataclass

from chatlib.client.entries import Bar, Entry
from chatlib.client.session.events import Poll
from chatlib.client.words.texts import Words


@dataclass(eq=False)
class ShownPoll:
    """`number`: by which the conversation knows it, whatever becomes of it."""

    number: int
    poll: Poll

    def goes_on_as(self, poll: Poll) -> bool:
        """Whether that is this one. One that begins has no votes, as one whose only vote was taken back."""
        before = self.poll
        return before.open and (before.question, before.options) == (poll.question, poll.options)

    def entry(self, me: str, words: Words) -> Entry:
        poll = self.poll
        key = ("poll" if poll.who else "poll_here") if poll.open else "poll_over"
        text = words(key, name=poll.who, question=poll.question, count=sum(poll.counts))
        counted = zip(poll.options, poll.counts, strict=True)
        bars = [Bar(answer, count, number == poll.vote) for number, (answer, count) in enumerate(counted, 1)]
        mine = poll.who == me
        return Entry("poll", text, 0.0, poll.who, mine, self.number, gone=not poll.open, bars=bars)

    def result(self, words: Words) -> str:
        counted = zip(self.poll.options, self.poll.counts, strict=True)
        counts = ", ".join(f"{answer} {count}" for answer, count in counted)
        return words("poll_result", question=self.poll.question, result=counts)
