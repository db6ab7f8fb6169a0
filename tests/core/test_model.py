"""Thousands of random commands against a simple model of the room, and against its own journal."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.rules import Fetch

from .machine import IMPOSSIBLE, Machine, Paper, Pass, Person, Place, Seat, fold, shown

people = st.sampled_from(["Ana", "Budi", "R\u00e9mi", "ANA", "re\u0301mi", "Gita", "gita"])
rooms = st.sampled_from(["Kelas", "Tim", "kelas", "TIM", "Klub"])
names = people | rooms | st.sampled_from(IMPOSSIBLE)
texts = st.sampled_from(["hi", "hi", "hi", "caf\u00e9 \U0001f600", "", "\t \x1b", "x" * 4097])
connections = st.integers(0, 5)
askers = st.tuples(st.integers(0, 9), st.sampled_from([None, None, None, 0, 1, 2, 3, 4, 5]))
"""Which of the sessions, 9 for a connection that has none; and by which token if by one."""


class Rooms(Machine):
    @initialize()
    def people_and_rooms(self):
        for name in ("Ana", "Budi", "R\u00e9mi"):
            self.register(name)
        self.enter(0, "Ana", True, False)
        self.enter(1, "Budi", False, False)
        self.guest(2, "Gita")
        self.create_room((0, None), "Kelas", True, [])
        self.create_room((1, None), "Tim", False, ["Ana", "R\u00e9mi"])

    # ------------------------------------------------------------ coming, going

    @rule(name=names)
    def register(self, name):
        if self.answer(commands.Register(99, name=name, secret="hash"), self.taken(name, by_person=True)):
            self.make_way(name)
            seq = self.chat.state.seq
            self.people[fold(name)] = Person(shown(name), True, self.chat.user(name).uid, pushed=seq)

    def seat(self, cid: int, person: Person, push: bool, lingers: bool, digest: str) -> None:
        self.passes.append(Pass(digest, person, lingers, self.chat.state.seq, self.now))
        self.seats[cid] = Seat(person, push, digest)
        self.appear(person)

    def digest(self) -> str:
        self.made += 1
        return f"t{self.made}"

    @rule(i=connections, name=people, push=st.booleans(), single=st.booleans())
    def enter(self, i, name, push, single):
        cid, person, digest = self.cids[i], self.people.get(fold(name)), self.digest()
        if person is None or not person.account:
            return
        busy = single and (self.seats_of(person) or cid in self.seats)
        how = {"session": digest, "pushes": push, "lingers": not push, "single": single}
        answer = self.answer(commands.Enter(cid, name=name, **how), {Reason.ALREADY_LOGGED_IN} if busy else set())
        if answer is None:
            return
        if cid in self.seats:
            self.end(cid, self.chat.state.seq)
        after = self.chat.state.seq if any(s.push for s in self.seats_of(person)) else person.pushed
        self.seat(cid, person, push, not push, digest)
        if push:
            self.check_missed(answer, person, max(after, person.fetched), lambda mark: max(after, mark), [])

    @rule(i=connections, name=names)
    def guest(self, i, name):
        cid, digest = self.cids[i], self.digest()
        reasons = self.taken(name, by_person=True) | ({Reason.ALREADY_LOGGED_IN} if cid in self.seats else set())
        if self.answer(commands.Guest(cid, name=name, session=digest), reasons):
            self.make_way(name)
            self.people[fold(name)] = Person(shown(name), False, self.chat.user(name).uid)
            self.seat(cid, self.people[fold(name)], True, False, digest)

    @rule(i=connections, n=st.integers(0, 5), back=st.integers(0, 9))
    def resume(self, i, n, back):
        if n >= len(self.passes):
            return
        cid, one, seen = self.cids[i], self.passes[n], max(0, self.chat.state.seq - back)
        reasons = set() if not one.lingers and self.fresh(one) else {Reason.NO_SESSION}
        reasons |= {Reason.ALREADY_LOGGED_IN} if cid in self.seats else set()
        alive = self.people.get(fold(one.who.name)) is one.who
        reasons |= set() if alive else self.taken(one.who.name)
        answer = self.answer(commands.Resume(cid, session=one.digest, seq=seen), reasons)
        if answer:
            self.people[fold(one.who.name)] = one.who
            one.who.awaited = False
            self.seats[cid] = Seat(one.who, True, one.digest)
            self.appear(one.who)
            lobby = self.to_place(one.who, None, max(seen, one.born))
            self.check_missed(answer, one.who, seen, lambda mark: seen, lobby)

    def check_missed(self, fetch: Fetch, person: Person, after: int, room_after, lobby: list[int]) -> None:
        expected = self.to_letters(person, after) + lobby
        for place in self.places.values():
            if person in place.members:
                expected += self.to_place(person, place, room_after(place.members[person]))
        messages, more = self.journal.history.missed(fetch.wanted)
        assert ([message.seq for message in messages], more) == (sorted(expected), False)

    @precondition(lambda self: len(self.seats) > 1)
    @rule(i=connections, back=st.integers(0, 9))
    def drop(self, i, back):
        cid, written = self.cids[i], max(0, self.chat.state.seq - back)
        outcome = self.do(commands.Drop(cid, written=written))
        assert not [event for event in outcome if event.cid]
        self.cids[i] = max(self.cids) + 100
        if cid in self.seats:
            self.end(cid, written)

    @precondition(lambda self: len(self.seats) > 1)
    @rule(asker=askers)
    def exit(self, asker):
        answer = self.ask(asker, commands.Exit, lambda person: set())
        if answer:
            person, parted = answer
            cid = self.connection(asker)
            digest = self.passes[asker[1]].digest if asker[1] is not None and asker[1] < len(self.passes) else ""
            digest = digest or self.seats[cid].digest
            ended = [c for c, seat in self.seats.items() if seat.digest == digest]
            ended = [cid] if cid in ended else ended[:1]
            assert (parted.ended, parted.name) == (ended[0] if ended else 0, person.name)
            self.passes = [one for one in self.passes if one.digest != digest]
            if ended:
                self.end(ended[0], self.chat.state.seq if ended[0] == cid else 0)
            self.leave_if_gone(person)

    @rule(seconds=st.sampled_from([70, 400, 50_000]))
    def time_passes(self, seconds):
        self.now += seconds
        lapsed = [person for person in self.online if not self.is_present(person)]
        awaited = [person for person in self.people.values() if person.awaited]
        # Offers and files grow old in the order of their numbers.
        old = [fid for fid, paper in self.files.items() if self.now - paper.at > self.life(paper)]
        outcome = self.do(commands.Tick())
        assert [event.uid for event in outcome if isinstance(event, events.Went)] == [one.uid for one in lapsed]
        self.online = [person for person in self.online if person not in lapsed]
        for person in awaited:
            self.vanish(person)
        self.passes = [one for one in self.passes if self.fresh(one)]
        for fid in old:
            del self.files[fid]

    @precondition(lambda self: len(self.people) > 3)
    @rule(name=names)
    def delete_user(self, name):
        person = self.people.get(fold(name))
        reasons = set() if person and person.account else {Reason.UNKNOWN_USER}
        if not reasons and self.seats_of(person):
            reasons = {Reason.ALREADY_LOGGED_IN}
        if self.answer(commands.DeleteUser(99, name=name), reasons):
            self.passes = [one for one in self.passes if one.who is not person]
            if person in self.online:
                self.online.remove(person)
            for place in list(self.places.values()):
                place.invited = {p: by for p, by in place.invited.items() if p is not person and by != person.name}
                self.leave(person, place)
            del self.people[fold(name)]
            self.desert()
            self.files = {fid: p for fid, p in self.files.items() if person not in (p.by, p.to)}

    @precondition(lambda self: len(self.seats) > 4)
    @rule()
    def restart(self):
        self.do(commands.Restart())
        for cid, seat in list(self.seats.items()):
            # Without a token, which another connection may have given back, nobody can come again.
            returns = any(one.digest == seat.digest for one in self.passes)
            seat.who.awaited = seat.who.awaited or (returns and not seat.who.account)
            self.end(cid, 0)

    # --------------------------------------------------------------- messages

    @rule(asker=askers, to=names, text=texts, online=st.booleans(), id=st.sampled_from(["", "", "m1", "m2"]))
    def send(self, asker, to, text, online, id):  # noqa: A002
        def why_not(person: Person) -> set[Reason]:
            if id and id in person.sent:
                return set()
            reasons = {Reason.EMPTY: not text.strip("\t \x1b"), Reason.TOO_LONG: len(text) > 4096}
            if to != "lobby":
                user, place = self.people.get(fold(to)), self.places.get(fold(to))
                reasons[Reason.UNKNOWN_TARGET] = not user and not place
                reasons[Reason.NOT_MEMBER] = place is not None and person not in place.members
                reasons[Reason.USER_OFFLINE] = online and user is not None and user not in self.online
            return {reason for reason, holds in reasons.items() if holds}

        answer = self.ask(asker, commands.Send, why_not, to=to, text=text, id=id, online=online)
        if answer and id in answer[0].sent:
            assert (type(answer[1]), answer[1].seq) == (events.Sent, answer[0].sent[id])
        elif answer:
            person, message = answer
            assert (message.uid, message.text) == (person.uid, text)
            target = None if to == "lobby" else self.people.get(fold(to)) or self.places[fold(to)]
            self.messages.append((message.seq, person, target))
            if id:
                person.sent[id] = message.seq

    @rule(asker=askers)
    def inbox(self, asker):
        answer = self.ask(asker, commands.Inbox, lambda person: set())
        if answer:
            person, fetch = answer
            seqs = [message.seq for message in self.journal.history.letters(fetch.wanted)[0]]
            assert seqs == [seq for seq in self.to_letters(person, person.fetched) if seq not in self.papers]
            if seqs:
                self.do(commands.Fetched(uid=person.uid, what="inbox", upto=seqs[-1]))
                person.fetched = seqs[-1]

    @rule(asker=askers, room=rooms)
    def room_inbox(self, asker, room):
        answer = self.ask(asker, commands.RoomInbox, lambda p: self.no_member(p, room), room=room)
        if answer:
            (person, fetch), place = answer, self.places[fold(room)]
            seqs = [message.seq for message in self.journal.history.room_letters(fetch.wanted)[0]]
            assert seqs == [s for s in self.to_place(person, place, place.members[person]) if s not in self.papers]
            if seqs:
                self.do(commands.Fetched(uid=person.uid, what="room", rid=fetch.wanted.rid, upto=seqs[-1]))
                place.members[person] = seqs[-1]

    # ------------------------------------------------------------------ files

    @rule(asker=askers, to=names, name=st.sampled_from(["f", "g", "", "\x1b"]), size=st.sampled_from([0, 60, 100, 101]))
    def offer(self, asker, to, name, size):
        def pending(person: Person) -> int | None:
            place = None if to == "lobby" else self.people.get(fold(to)) or self.places.get(fold(to))
            same = [
                f
                for f, p in self.files.items()
                if (p.by, p.to, p.name, p.size, p.arrived) == (person, place, name, size, 0)
            ]
            return same[0] if same else None

        def why_not(person: Person) -> set[Reason]:
            reasons = {Reason.EMPTY: not name.strip("\x1b")}
            if to != "lobby":
                user, place = self.people.get(fold(to)), self.places.get(fold(to))
                reasons[Reason.UNKNOWN_TARGET] = not user and not place
                reasons[Reason.NOT_MEMBER] = place is not None and person not in place.members
            if not any(reasons.values()) and pending(person) is None:
                used = sum(paper.size for paper in self.files.values() if paper.by is person)
                reasons[Reason.FILE_TOO_LARGE] = size > 100
                reasons[Reason.TOO_MANY_FILES] = used + size > 250
            return {reason for reason, holds in reasons.items() if holds}

        answer = self.ask(asker, commands.Offer, why_not, to=to, name=name, size=size, sha256="0f")
        if answer:
            person, offered = answer
            assert pending(person) in (None, offered.fid)
            target = None if to == "lobby" else self.people.get(fold(to)) or self.places[fold(to)]
            self.files.setdefault(offered.fid, Paper(person, target, name, size, self.now))

    @rule(n=st.integers(0, 3))
    def arrive(self, n):
        if n >= len(self.files):
            return
        fid = list(self.files)[n]
        paper = self.files[fid]
        (outcome,) = self.do(commands.Arrived(fid=fid))
        if paper.arrived:
            assert outcome.seq == paper.arrived
        elif self.can_arrive(paper):
            paper.arrived, paper.at = outcome.seq, self.now
            self.messages.append((outcome.seq, paper.by, paper.to))
            self.papers.append(outcome.seq)
        else:
            assert outcome.reason in (Reason.UNKNOWN_USER, Reason.UNKNOWN_ROOM, Reason.NOT_MEMBER)
            del self.files[fid]

    def can_arrive(self, paper: Paper) -> bool:
        if isinstance(paper.to, Place):
            return self.places.get(fold(paper.to.name)) is paper.to and paper.by in paper.to.members
        return paper.to is None or self.people.get(fold(paper.to.name)) is paper.to

    @rule(asker=askers, n=st.integers(0, 3))
    def decline(self, asker, n):
        fid = list(self.files)[n] if n < len(self.files) else 10**6
        paper = self.files.get(fid)

        def why_not(person: Person) -> set[Reason]:
            allowed = paper and (paper.by is person or (paper.to is person and paper.arrived))
            return set() if allowed else {Reason.UNKNOWN_FILE}

        answer = self.ask(asker, commands.Decline, why_not, fid=fid)
        if answer:
            del self.files[fid]
            if paper.by is not answer[0] and self.people.get(fold(paper.by.name)) is paper.by:
                self.messages.append((self.chat.state.seq, None, paper.by))

    @rule(asker=askers)
    def receive_files(self, asker):
        answer = self.ask(asker, commands.ReceiveFiles, lambda person: set())
        if answer:
            person, found = answer
            expected = sorted(
                paper.arrived
                for paper in self.files.values()
                if paper.arrived > person.received
                and (
                    paper.to is person
                    or (isinstance(paper.to, Place) and paper.by is not person and person in paper.to.members)
                )
            )
            assert [message.seq for message in found.files] == expected
            person.received = max([person.received, *expected])

    # ------------------------------------------------------------------ rooms

    def no_member(self, person: Person, room: str) -> set[Reason]:
        place = self.places.get(fold(room))
        return {Reason.UNKNOWN_ROOM} if place is None else set() if person in place.members else {Reason.NOT_MEMBER}

    def invite_all(self, place: Place, by: Person, users: list[str], invites: events.Invites) -> None:
        for user in users:
            person = self.people.get(fold(user))
            if person is None:
                assert invites.refused.pop(0)[0] is Reason.UNKNOWN_USER
            elif person in place.members:
                assert invites.refused.pop(0) == (Reason.ALREADY_MEMBER, person.name)
            elif person in place.invited:
                assert invites.refused.pop(0) == (Reason.ALREADY_INVITED, person.name)
            else:
                assert invites.invited.pop(0) == person.name
                place.invited[person] = by.name
        assert not invites.refused
        assert not invites.invited

    @rule(asker=askers, room=rooms | names, opened=st.booleans(), users=st.lists(people | names, max_size=3))
    def create_room(self, asker, room, opened, users):
        fields = {"room": room, "open": opened, "invite": users}
        answer = self.ask(asker, commands.CreateRoom, lambda person: self.taken(room), **fields)
        if answer:
            place = self.places[fold(room)] = Place(fold(room), opened, answer[0])
            place.members[answer[0]] = self.chat.state.seq
            self.invite_all(place, answer[0], users, answer[1])

    @rule(asker=askers, room=rooms, users=st.lists(people | names, max_size=3))
    def invite(self, asker, room, users):
        answer = self.ask(asker, commands.Invite, lambda p: self.no_member(p, room), room=room, users=users)
        if answer:
            self.invite_all(self.places[fold(room)], answer[0], users, answer[1])

    @rule(asker=askers, room=rooms, way=st.sampled_from(["join", "accept", "decline"]))
    def join(self, asker, room, way):
        def why_not(person: Person) -> set[Reason]:
            place = self.places.get(fold(room))
            if place is None:
                return {Reason.UNKNOWN_ROOM}
            if person in place.members:
                return {Reason.ALREADY_MEMBER}
            allowed = person in place.invited or (place.open and way == "join")
            return set() if allowed else {Reason.NOT_INVITED}

        kind, fields = (commands.JoinRoom, {}) if way == "join" else (commands.Answer, {"accept": way == "accept"})
        answer = self.ask(asker, kind, why_not, room=room, **fields)
        if answer:
            place = self.places[fold(room)]
            place.invited.pop(answer[0], None)
            if way != "decline":
                place.members[answer[0]] = self.chat.state.seq

    @rule(asker=askers, room=rooms)
    def leave_room(self, asker, room):
        answer = self.ask(asker, commands.LeaveRoom, lambda p: self.no_member(p, room), room=room)
        if answer:
            self.leave(answer[0], self.places[fold(room)])

    @rule(asker=askers, room=rooms)
    def delete_room(self, asker, room):
        def why_not(person: Person) -> set[Reason]:
            place = self.places.get(fold(room))
            if place is None:
                return {Reason.UNKNOWN_ROOM}
            return set() if place.open and place.maker is person else {Reason.NOT_CREATOR}

        if self.ask(asker, commands.DeleteRoom, why_not, room=room):
            del self.places[fold(room)]


TestRooms = Rooms.TestCase
TestRooms.settings = settings(max_examples=3 * settings.default.max_examples // 2, stateful_step_count=50)
