"""What keys do, besides those that edit a line."""

from collections.abc import Callable
from typing import Protocol

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Always, Condition
from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys

from chatlib.client.caution import Question
from chatlib.client.entries import Entry
from chatlib.client.screen.attention import Attention
from chatlib.client.screen.guard import Guard
from chatlib.client.screen.pane import Pane

FOCUS_IN, FOCUS_OUT = Keys.F23, Keys.F24
"""Keys that no keyboard has, for what a terminal says when it is looked at and when it is not."""

ANSI_SEQUENCES.update({"\x1b[I": FOCUS_IN, "\x1b[O": FOCUS_OUT})


class Keyed(Protocol):
    """What keys are for."""

    attention: Attention
    guard: Guard

    @property
    def pane(self) -> Pane: ...
    @property
    def buffer(self) -> Buffer: ...
    @property
    def question(self) -> Question | None: ...
    @property
    def selected(self) -> Entry | None: ...
    def unselect(self) -> None: ...
    def answer(self, key: str) -> None: ...
    def interrupt(self) -> None: ...
    def pasted(self, text: str) -> None: ...
    def end(self) -> None: ...


def bindings(screen: Keyed, more: dict[str, Callable[[], None]]) -> KeyBindings:
    """`more` are things to do at a key."""
    keys = KeyBindings()
    _focus(keys, screen)
    _guarded(keys, screen)
    _questions(keys, screen)
    _scrolling(keys, screen)
    _typing(keys, screen)
    for key, call in more.items():
        keys.add(key)(lambda _, call=call: call())
    return keys


def _focus(keys: KeyBindings, screen: Keyed) -> None:
    @keys.add(FOCUS_IN, eager=True)
    def _(_: KeyPressEvent) -> None:
        screen.attention.focus(True)
        screen.guard.focus()

    @keys.add(FOCUS_OUT, eager=True)
    def _(_: KeyPressEvent) -> None:
        screen.attention.focus(False)


def _guarded(keys: KeyBindings, screen: Keyed) -> None:
    """What was begun in another window goes back to it."""
    guarded = Condition(lambda: screen.guard.stands)

    @keys.add(Keys.Any, filter=guarded, eager=True)
    @keys.add(Keys.BracketedPaste, filter=guarded, eager=True)
    def _(event: KeyPressEvent) -> None:
        screen.guard.catch(event.data)


def _questions(keys: KeyBindings, screen: Keyed) -> None:
    asked = Condition(lambda: screen.question is not None)

    @keys.add(Keys.Any, filter=asked, eager=True)
    def _(event: KeyPressEvent) -> None:
        screen.answer(event.data.lower())

    @keys.add("enter", filter=asked, eager=True)
    def _(_: KeyPressEvent) -> None:
        screen.answer("enter")

    @keys.add("escape", filter=asked, eager=True)
    def _(_: KeyPressEvent) -> None:
        screen.answer("escape")


def _scrolling(keys: KeyBindings, screen: Keyed) -> None:
    def moved(by: Callable[[], None]) -> Callable[[KeyPressEvent], None]:
        def move(_: KeyPressEvent) -> None:
            screen.attention.touched()
            by()

        return move

    empty = Condition(lambda: not screen.buffer.text)

    keys.add("pageup")(moved(lambda: screen.pane.page(-1)))
    keys.add("pagedown")(moved(lambda: screen.pane.page(1)))
    keys.add("s-up")(moved(lambda: screen.pane.scroll(-1)))
    keys.add("s-down")(moved(lambda: screen.pane.scroll(1)))
    keys.add("escape", "up")(moved(lambda: screen.pane.select(-1)))
    keys.add("escape", "down")(moved(lambda: screen.pane.select(1)))
    keys.add("escape", filter=Condition(lambda: screen.selected is not None))(moved(screen.unselect))
    for key, filtered in (("home", empty), ("c-home", Always())):
        keys.add(key, filter=filtered)(moved(lambda: screen.pane.begin()))
    for key, filtered in (("end", empty), ("c-end", Always())):
        keys.add(key, filter=filtered)(moved(lambda: screen.pane.end()))


def _typing(keys: KeyBindings, screen: Keyed) -> None:
    @keys.add("enter")
    def _(_: KeyPressEvent) -> None:
        screen.attention.touched()
        screen.buffer.validate_and_handle()

    @keys.add("enter", filter=Condition(lambda: screen.selected is not None and not screen.buffer.text))
    def _(_: KeyPressEvent) -> None:
        screen.buffer.insert_text(f"/edit {screen.selected.text}" if screen.selected.mine else "/reply ")

    @keys.add("escape", "enter")
    def _(_: KeyPressEvent) -> None:
        screen.buffer.insert_text("\n")

    @keys.add("c-c", eager=True)
    def _(_: KeyPressEvent) -> None:
        screen.interrupt()

    @keys.add("c-d", filter=Condition(lambda: not screen.buffer.text))
    def _(_: KeyPressEvent) -> None:
        screen.end()

    @keys.add(Keys.BracketedPaste)
    def _(event: KeyPressEvent) -> None:
        screen.attention.touched()
        screen.pasted(event.data)
