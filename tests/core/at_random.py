"""Commands at random, of every kind and at growing times: python -m tests.core.at_random SEED COUNT

prints a digest of all that came of them.
"""

import random
import sys
from collections.abc import Iterator
from hashlib import sha256

import msgspec

from chatlib.core import commands, entries
from chatlib.core.chat import Chat
from chatlib.core.limits import Limits
from chatlib.core.rules import Fetch

NAMES = ["ani", "\u0430ni", "Budi", "citra", "Änne", "бob", "eko", "ani@b", "fia@b", "gun@c", "nobody", "pm", "\u202e"]
ROOMS = ["kelas", "Tim", "lab", "kelas@b", "lobby", "ani"]
LIMITS = Limits(
    accounts_an_hour=1, file=100, files_of_user=250, keep_files=5000.0,
    rooms=3, rooms_of_user=2, members=3, invitations=1, invitations_by=2, tokens=12, token_life=4000.0,
)  # fmt: skip


def at_random(seed: int, count: int) -> Iterator[tuple[commands.Command, float]]:
    """The same for the same seed."""
    r, now = random.Random(seed), 1_000_000.0
    yield commands.Federate(realm="a", peers=["b", "c"]), now
    for number in range(count):
        now += r.choice([0.0, 0.01, 0.5, 1.0, 15.0, r.random() * 400])
        yield _command(r, number), now


def _command(r: random.Random, number: int) -> commands.Command:  # fmt: skip
    cid, name, room = r.randrange(1, 10), r.choice(NAMES), r.choice(ROOMS)
    token = f"t{r.randrange(number + 1)}" if r.random() < 0.2 else ""
    some = r.sample(NAMES, r.randrange(4))
    begin = {"dialect": "pm", "worker": 1 + cid % 2, "session": r.choice(["", f"t{number}"])}
    polls = r.random() < 0.3
    how = {**begin, "pushes": not polls, "lingers": polls}
    enter = commands.Enter(cid, name=name, single=r.random() < 0.2, **how)
    arrived = _entry(r, name, room, some)
    builds = [
        commands.Guest(cid, name=name, **begin),
        enter,
        commands.Register(cid, name=name, secret="x", address=r.choice(["", "10.0.0.1"])),
        commands.Register(cid, name=name, secret="x", enter=enter),
        commands.Send(cid, to=r.choice([name, room]), text="halo"),
        commands.CreateRoom(cid, room=room, open=r.random() < 0.5, invite=some, key=r.choice(["", "k"])),
        commands.JoinRoom(cid, room=room, key="k"),
        commands.Invite(cid, room=room, users=some),
        commands.Answer(cid, room=room, accept=r.random() < 0.5),
        commands.Register(cid, name=f"{name}{number}", secret="x", address="10.0.0.1"),
    ]
    kinds = [
        commands.Lookup(cid, name=name, address="10.0.0.1", register=r.random() < 0.5),
        commands.Resume(cid, session=f"t{r.randrange(number + 1)}", seq=r.randrange(number + 1), dialect="mamushi"),
        commands.Exit(cid, token),
        commands.Drop(cid, written=r.randrange(number + 1)),
        commands.More(cid, after=r.randrange(number + 1)),
        commands.Send(cid, token, to=r.choice([name, room]), text="halo", id=r.choice(["", f"i{number % 7}"])),
        commands.Send(cid, token, to=name, text="halo", kind="user", aloud="send halo"),
        commands.Circulate(cid, token, to=some, text="halo"),
        commands.Inbox(cid, token, realm=r.choice(["", "b"])),
        commands.RoomInbox(cid, token, room=room),
        commands.History(cid, token, peer=r.choice([name, room])),
        commands.Offer(cid, token, to=r.choice([name, room]), name="f", size=r.choice([0, 60, 200]), sha256="0" * 64),
        commands.Decline(cid, token, fid=r.randrange(number + 1)),
        commands.ReceiveFiles(cid, token),
        commands.Arrived(fid=r.randrange(number + 1)),
        commands.Discard(fid=r.randrange(number + 1)),
        commands.CreateRoom(cid, token, room=room, open=r.random() < 0.5, invite=some, key=r.choice(["", "k"])),
        commands.DeleteRoom(cid, token, room=room),
        commands.RemoveRoom(room=room),
        commands.JoinRoom(cid, token, room=room, key=r.choice(["", "k"])),
        commands.LeaveRoom(cid, token, room=room),
        commands.Invite(cid, token, room=room, users=some),
        commands.Answer(cid, token, room=room, accept=r.random() < 0.5),
        commands.Pass(cid),
        commands.ListUsers(cid, token, by_login=True),
        commands.Members(cid, token, room=room),
        commands.Tick(),
        commands.DeleteUser(name=name),
        commands.Restart() if r.random() < 0.1 else commands.Tick(),
        commands.Linked(realm=r.choice("bc"), up=r.random() < 0.7),
        commands.Delivered(realm="b", count=1) if r.random() < 0.3 else commands.Tick(),
        commands.Appoint(name=name, admin=r.random() < 0.7),
        commands.Kick(cid, token, room=room, user=name),
        commands.SetModes(
            cid,
            token,
            room=room,
            changes=[(r.random() < 0.6, r.choice("bqmiRWov"), r.choice([name, "9"]))],
            seconds=r.choice([0.0, 500.0]),
            expel=True,
            address=True,
        ),
        commands.Regulations(cid, token, room=room),
        commands.Deeds(cid, token, room=room),
        commands.Arrive(realm=r.choice("bc"), number=number, entry=arrived, content=r.random() < 0.5),
    ]
    return r.choice(builds if r.random() < 0.7 else kinds)


def _entry(r: random.Random, name: str, room: str, some: list[str]) -> entries.Entry | None:
    name, room, number = name.partition("@")[0], room.partition("@")[0], r.randrange(200)
    file = entries.File(50, "1" * 64) if r.random() < 0.3 else None
    return r.choice([
        None,
        entries.Talk(name, 1_000_000.0, "halo", to=r.choice(["ani", "Budi"]), file=file),
        entries.Talk(name, 1_000_000.0, "halo", room=room, home=r.choice("abc"), file=file),
        entries.Presence(name, r.random() < 0.5),
        entries.Bounced("ani", r.choice(list(entries.Reason)), name),
        entries.Join(number, name, room),
        entries.Ask(number, name, room),
        entries.Invite(number, name, room, some),
        entries.Leave(name, room),
        entries.Decline(name, room),
        entries.Roster(number, "ani", room, True, some),
        entries.Listed(number, some),
        entries.Invites(number, some, []),
        entries.Invitation(name, room, False, some, "ani"),
        entries.Joined(name, room),
        entries.Left(name, room),
        entries.Deleted(name, room),
    ])  # fmt: skip


def outcome(chat: Chat, command: commands.Command, now: float) -> list:
    """As the sequencer applies it."""
    return [event for one in (*chat.preceding(command, now), command) for event in chat.apply(one, now)]


def packed(thing: object) -> bytes:
    return msgspec.msgpack.encode([tuple(one) if isinstance(one, Fetch) else one for one in thing])


def main(seed: int, count: int) -> str:
    chat, found = Chat(limits=LIMITS), sha256()
    for command, now in at_random(seed, count):
        found.update(packed(outcome(chat, command, now)))
        found.update(msgspec.msgpack.encode([chat.take_changes(), chat.take_outgoing()]))
    found.update(msgspec.msgpack.encode(chat.state))
    return found.hexdigest()


if __name__ == "__main__":
    print(main(int(sys.argv[1]), int(sys.argv[2])))
