"""Who hears what, by the workers that must be told of it."""

from chatlib.core import commands, entries, events


def arrive(house, realm: str, number: int, entry: entries.Entry) -> None:
    house.sequencer.submit(commands.Arrive(realm=realm, number=number, entry=entry))


def answer_to_joining(house) -> int:
    (number,) = house.call(lambda: list(house.chat.state.requests))
    return number


def test_what_came_before_somebody_was_in_is_told_to_his_worker_as_well(house):
    """A room of realm b: what was said there by somebody of realm c comes before b has told that he is a member."""
    house.register("Ana", "Budi")
    links = [commands.Linked(realm=peer) for peer in ("b", "c")]
    house.sequencer.submit(commands.Federate(realm="a", peers=["b", "c"]), *links)
    first, second = house.worker(1), house.worker(2)
    first.enter(1, "Ana")
    second.enter(2, "Budi")
    first.ask(commands.JoinRoom(1, room="kelas@b"))
    arrive(house, "b", 1, entries.Roster(answer_to_joining(house), "Ana", "kelas", True, ["Ana@a"]))
    second.ask(commands.JoinRoom(2, room="kelas@b"))
    arrive(house, "c", 1, entries.Talk("citra", 0.0, "halo", room="kelas", home="b"))
    first.ask(commands.Send(1, to="kelas@b", text="hanya Ana"))
    members = ["Ana@a", "Budi@a", "citra@c"]
    arrive(house, "b", 2, entries.Roster(answer_to_joining(house), "Budi", "kelas", True, members))
    assert first.hear_of(events.Message).text == "halo"
    assert second.hear_of(events.Message).text == "halo"
