"""Who is banned or muted never speaks, on any device, under any name, however it is raced: against a model."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chatlib.core import commands, events
from chatlib.core.chat import Chat
from chatlib.core.errors import Reason

FOR_GOOD = float("inf")
NAMES = ("budi", "citra", "dodi", "b", "b_")
PLACES = ("kelas", "lobby")

cids = st.integers(1, 6)
names = st.sampled_from(NAMES)
places = st.sampled_from(PLACES)


class Sanctions(RuleBasedStateMachine):
    """`held`: until when somebody is banned ("b") or muted ("q") somewhere, by place, letter and name."""

    def __init__(self):
        super().__init__()
        self.chat, self.now = Chat(), 1e6
        self.follower = Chat()
        self.held: dict[tuple[str, str, str], float] = {}
        self.tokens: dict[int, str] = {}
        self.made = 0

    def do(self, command: commands.Command) -> list:
        outcome = self.chat.apply(command, self.now)
        for change in self.chat.take_changes():
            self.follower.replay(change)
        return outcome

    def answer(self, command: commands.Command):
        (answer, *_) = [event for event in self.do(command) if event.cid == command.cid]
        return answer

    @initialize()
    def begin(self):
        for name in ("guru", "budi", "citra"):
            self.do(commands.Register(name=name, secret="x"))
        self.do(commands.Appoint(name="guru"))
        self.do(commands.Enter(90, name="guru"))
        self.do(commands.CreateRoom(90, room="kelas"))

    # ------------------------------------------------------------ what they do

    @rule(cid=cids, name=names, enters=st.booleans(), account=st.sampled_from(["", "budi"]))
    def come(self, cid, name, enters, account):
        """As an account, which has several devices, or as a guest, who has proved perhaps to be one."""
        details = commands.Details(enters=enters)
        self.made += 1
        self.tokens[cid] = f"t{self.made}"
        if name in ("budi", "citra"):
            command = commands.Enter(cid, name=name, details=details, session=self.tokens[cid])
            called = {name}
        else:
            command = commands.Guest(cid, name=name, account=account, details=details, session=self.tokens[cid])
            called = {name, account}
        answer = self.answer(command)
        banned = any(self.holds("lobby", "b", one) for one in called)
        if banned and not (isinstance(answer, events.Refused) and answer.reason is not Reason.BANNED):
            assert isinstance(answer, events.Refused)
        elif isinstance(answer, events.Refused):
            assert answer.reason is not Reason.BANNED

    @rule(cid=cids)
    def come_back(self, cid):
        self.do(commands.Resume(cid, session=self.tokens.get(cid, "")))

    @rule(cid=cids, enter=st.booleans())
    def join(self, cid, enter):
        self.do(commands.Attend(cid, room="kelas") if enter else commands.JoinRoom(cid, room="kelas"))

    @rule(cid=cids)
    def hear_the_lobby(self, cid):
        self.do(commands.Attend(cid, room="lobby"))

    @rule(cid=cids, name=names)
    def rename(self, cid, name):
        self.do(commands.Rename(cid, name=name))

    @rule(cid=cids)
    def identify(self, cid):
        self.do(commands.Identify(cid, name="budi"))

    @rule(cid=cids)
    def drop(self, cid):
        self.do(commands.Drop(cid))

    @rule(cid=cids, name=names)
    def invite(self, cid, name):
        """One member another one: it does not lift a ban."""
        self.do(commands.Invite(cid, room="kelas", users=[name]))

    @rule(cid=cids, place=places, how=st.sampled_from([commands.Send, commands.Offer, commands.Tag]))
    def speak(self, cid, place, how):
        said = {"text": "halo"} if how is commands.Send else {"tags": {"+typing": "active"}}
        if how is commands.Offer:
            said = {"name": "f", "size": 1, "sha256": "0" * 64}
        session = self.chat.state.sessions.get(cid)
        answer = self.answer(how(cid, to=place, **said))
        if session is None:
            assert answer.reason is Reason.NO_SESSION
            return
        user = self.chat.state.users[session.uid]
        called = {user.name, user.known_as}
        held = {letter for letter in "bq" if any(self.holds(place, letter, one) for one in called)}
        if isinstance(answer, events.Refused) and answer.reason in (Reason.BANNED, Reason.MUTED):
            assert held
        elif not isinstance(answer, events.Refused):
            assert not held

    # ---------------------------------------------------- what is done to them

    @rule(place=places, letter=st.sampled_from("bq"), name=names, seconds=st.sampled_from([0, 60, 600]))
    def sanction(self, place, letter, name, seconds):
        change = [(True, letter, name)]
        answer = self.answer(commands.SetModes(90, room=place, changes=change, seconds=seconds, expel=True))
        assert isinstance(answer, events.ModesChanged)
        self.held[place, letter, name] = self.now + seconds if seconds else FOR_GOOD

    @rule(place=places, letter=st.sampled_from("bq"), name=names)
    def lift(self, place, letter, name):
        self.do(commands.SetModes(90, room=place, changes=[(False, letter, name)]))
        self.held.pop((place, letter, name), None)

    @rule(place=places, name=names)
    def kick(self, place, name):
        self.do(commands.Kick(90, room=place, user=name))

    @rule(seconds=st.sampled_from([1.0, 61.0, 700.0]))
    def time_goes_on(self, seconds):
        self.now += seconds
        self.do(commands.Tick())

    def holds(self, place: str, letter: str, name: str) -> bool:
        return self.now < self.held.get((place, letter, name), 0.0)

    # -------------------------------------------------------------- at any time

    @invariant()
    def nobody_who_is_banned_is_there(self):
        state = self.chat.state
        for user in state.users.values():
            for name in {user.name, user.known_as}:
                assert not (user.cids and self.holds("lobby", "b", name))
        for room in state.rooms.values():
            assert not [uid for uid in room.members if self.holds("kelas", "b", state.users[uid].name)]

    @invariant()
    def what_was_kept_leads_to_the_same_state(self):
        assert self.follower.state == self.chat.state


TestSanctions = Sanctions.TestCase
