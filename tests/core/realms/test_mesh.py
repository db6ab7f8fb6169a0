"""Random commands in three realms, whose entries arrive late, link by link, and sometimes again."""

from collections import defaultdict

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chatlib.core import commands, events
from chatlib.core.model import User

from .mesh import Mesh

REALMS = "abc"
PEOPLE = {"a": ("ani", "anton"), "b": ("budi", "bono"), "c": ("citra", "cono")}
ROOMS = ("kelas@b", "tim@c", "klub@a")

realms = st.sampled_from(REALMS)
rooms = st.sampled_from(ROOMS)
someone = st.sampled_from([(realm, name) for realm, names in PEOPLE.items() for name in names])


class Realms(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.mesh = Mesh(REALMS)
        for realm, names in PEOPLE.items():
            self.mesh.realms[realm].account(*names)
        self.mesh.b.ask("budi", commands.CreateRoom, room="kelas")
        self.mesh.c.ask("cono", commands.CreateRoom, room="tim", open=False, invite=["ani@a", "budi@b", "citra"])
        self.mesh.settle()
        self.given_up: set[tuple[str, str]] = set()
        self.count = 0
        self.private: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.expected: dict[tuple[str, str], dict[str, tuple[str, int]]] = defaultdict(dict)

    def do(self, who, asked, **fields):
        realm = self.mesh.realms[who[0]]
        before = len(realm.told)
        answer = realm.ask(who[1], asked, **fields)
        self.hear(who[0], realm.told[before:])
        return answer

    def hear(self, realm: str, told: list) -> None:
        """Whoever leaves a room, or does not get into it, need not have heard what was said there."""
        for event in told:
            if isinstance(event, events.Left) and ("@" not in event.name or "@" not in event.room):
                self.forget(self.full(realm, event.name), self.full(realm, event.room))
            elif isinstance(event, events.Deleted):
                for name in event.members:
                    self.forget(name if "@" in name else f"{name}@{realm}", f"{event.room}@{realm}")

    def forget(self, member: str, room: str) -> None:
        self.expected.pop((member, room), None)

    def full(self, realm: str, name: str) -> str:
        return name if "@" in name else f"{name}@{realm}"

    # ------------------------------------------------------------------ what happens

    @rule(who=someone, room=rooms, opened=st.booleans(), others=st.lists(someone, max_size=2))
    def create(self, who, room, opened, others):
        name, _, home = room.partition("@")
        if who[0] == home:
            invite = [f"{name}@{realm}" for realm, name in others]
            self.do(who, commands.CreateRoom, room=name, open=opened, invite=invite)

    @rule(who=someone, room=rooms, others=st.lists(someone, min_size=1, max_size=2))
    def invite(self, who, room, others):
        self.do(who, commands.Invite, room=room, users=[f"{name}@{realm}" for realm, name in others])

    @rule(who=someone, room=st.just("kelas@b") | rooms)
    def join(self, who, room):
        self.do(who, commands.JoinRoom, room=room)

    @rule(who=someone, room=rooms, accept=st.booleans())
    def answer(self, who, room, accept):
        self.do(who, commands.Answer, room=room, accept=accept)

    @rule(who=someone, room=rooms)
    def leave(self, who, room):
        self.do(who, commands.LeaveRoom, room=room)

    @rule(who=someone, room=rooms)
    def delete(self, who, room):
        self.do(who, commands.DeleteRoom, room=room)

    @rule(who=someone, to=someone)
    def write(self, who, to):
        self.count += 1
        text = f"{self.count}"
        answer = self.do(who, commands.Send, to=f"{to[1]}@{to[0]}", text=text, kind="user")
        assert isinstance(answer, events.Message)
        self.private[f"{who[1]}@{who[0]}", f"{to[1]}@{to[0]}"].append(text)

    @rule(who=someone, room=rooms)
    def say(self, who, room):
        self.count += 1
        text = f"{self.count}"
        answer = self.do(who, commands.Send, to=room, text=text, kind="room")
        at_home = self.members(room.partition("@")[2], room)
        # Whom the room's home does not count as a member any more it does not pass on: it may be another room by now.
        if isinstance(answer, events.Message) and f"{who[1]}@{who[0]}" in at_home:
            for member in (self.members(who[0], room) & at_home) - self.outside(room):
                self.expected[member, room][text] = f"{who[1]}@{who[0]}", self.count

    def outside(self, room):
        """Who was told that he is not in, whatever the room's home believes."""
        given_up = {member for member, place in self.given_up if place == room}
        return {member for member in given_up if member not in self.members(member.partition("@")[2], room)}

    def members(self, realm, room):
        """As this realm knows it; who has left at the room's home need not hear who does not know that yet."""
        chat = self.mesh.realms[realm].chat
        place = chat.named(room)
        return {self.full(realm, name) for name in chat.shown(place.members)} if place else set()

    @rule(source=realms, to=realms, count=st.integers(1, 4), repeat=st.booleans())
    def deliver(self, source, to, count, repeat):
        if source != to:
            before = len(self.mesh.realms[to].told)
            self.mesh.deliver(source, to, count, repeat)
            self.hear(to, self.mesh.realms[to].told[before:])

    @rule(realm=realms)
    def patience_ends(self, realm):
        one = self.mesh.realms[realm]
        for request in one.state.requests.values():
            member = self.full(realm, one.state.users[request.uid].name)
            self.forget(member, request.room)
            self.given_up.add((member, request.room))
        one.tick(11)

    @rule()
    def all_arrives(self):
        for source in REALMS:
            for to in REALMS:
                self.deliver(source, to, 1000, False)

    # ------------------------------------------------------------- what holds at any time

    @invariant()
    def the_counts_are_right(self):
        for realm in self.mesh.realms.values():
            users = realm.state.users
            for room in realm.state.rooms.values():
                counted: dict[str, int] = defaultdict(int)
                for uid in room.members:
                    assert room.rid in users[uid].rooms
                    counted[users[uid].realm] += 1
                assert {r: n for r, n in room.abroad.items() if n} == {r: n for r, n in counted.items() if r}
                assert not room.realm or room.ours or room.invited
            for user in users.values():
                assert all(user.uid in realm.state.rooms[rid].members for rid in user.rooms)

    def what_was_kept_leads_to_the_same_state(self):
        for realm in self.mesh.realms.values():
            again, state = realm.replayed().state, realm.state
            assert (again.users, again.rooms, again.requests) == (state.users, state.rooms, state.requests)
            assert (again.received, again.early, again.seq) == (state.received, state.early, state.seq)

    # --------------------------------------------------------------------- in the end

    def teardown(self):
        self.what_was_kept_leads_to_the_same_state()
        while any(queue for realm in self.mesh.realms.values() for queue in realm.outbox.values()):
            self.all_arrives()
        self.every_private_message_arrived_once_and_in_order()
        self.all_agree_who_is_where()
        self.every_member_heard_everything_once_and_in_order()
        assert not any(realm.state.requests or realm.state.early for realm in self.mesh.realms.values())

    def every_private_message_arrived_once_and_in_order(self):
        got: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name, realm in self.mesh.realms.items():
            for event in realm.told:
                if isinstance(event, events.Message) and event.to and "@" not in event.receiver and event.uid:
                    got[self.full(name, event.sender), self.full(name, event.receiver)].append(event.text)
        assert got == self.private

    def all_agree_who_is_where(self):
        for address in ROOMS:
            _, _, home = address.partition("@")
            at_home = self.mesh.realms[home].chat.named(address)
            members = set()
            if at_home and not isinstance(at_home, User):
                shown = self.mesh.realms[home].chat.shown(at_home.members)
                members = {self.full(home, name) for name in shown}
            for name, realm in self.mesh.realms.items():
                mirror = realm.chat.mirrors.get(address)
                if mirror and mirror.ours:
                    assert {self.full(name, member) for member in realm.chat.shown(mirror.members)} == members
                elif name != home:
                    assert not any(member.endswith("@" + name) for member in members)

    def every_member_heard_everything_once_and_in_order(self):
        for (member, room), texts in self.expected.items():
            name, _, home = member.partition("@")
            realm = self.mesh.realms[home]
            place = realm.chat.named(room)
            if place is None:
                continue  # it was deleted while this was on its way: its members are nobody's any more
            heard = [m for m in realm.told if isinstance(m, events.Message) and m.rid == place.rid and not m.to]
            by_sender: dict[str, list[int]] = defaultdict(list)
            for message in heard:
                by_sender[message.sender].append(int(message.text))
            assert all(numbers == sorted(set(numbers)) for numbers in by_sender.values())
            joined = realm.chat.user(name).rooms[place.rid]
            got = {m.text: (self.full(home, m.sender), int(m.text)) for m in heard if m.seq > joined}
            assert texts.items() <= got.items(), (member, room, texts.keys() - got.keys())


TestRealms = Realms.TestCase
TestRealms.settings = settings(max_examples=3 * settings.default.max_examples // 2, stateful_step_count=60)
