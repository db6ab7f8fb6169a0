"""Does what was typed to run a room: each kind of Action is a method, as of Actions."""

from collections.abc import Callable

from chatlib.client.commands import Action
from chatlib.client.entries import Entry, clock
from chatlib.client.session.rules import Listed, Rules, Ruling
from chatlib.client.session.session import Session
from chatlib.client.words import rulings
from chatlib.client.words.texts import Words


class Moderating:
    """What somebody does is shown to him as the others are told it. `_session` and `_words` are those of Actions."""

    _session: Callable[[], Session]
    _words: Words

    async def do_rules(self, action: Action) -> list[Entry]:
        return [Entry("info", self._held(action.name, await self._session().rules(action.name)))]

    async def do_change_rules(self, action: Action) -> list[Entry]:
        rule, *state = action.names
        value = state == ["on"] if state else action.seconds
        await self._session().rules(action.name, **{rule: value})
        return self._did(Ruling(rule.upper(), bool(value), str(action.seconds)))

    async def do_kick(self, action: Action) -> list[Entry]:
        return await self._on_user("KICK", action)

    async def do_ban(self, action: Action) -> list[Entry]:
        return await self._on_user("BAN", action)

    async def do_unban(self, action: Action) -> list[Entry]:
        return await self._on_user("BAN", action, on=False)

    async def do_mute(self, action: Action) -> list[Entry]:
        return await self._on_user("MUTE", action)

    async def do_unmute(self, action: Action) -> list[Entry]:
        return await self._on_user("MUTE", action, on=False)

    async def do_moderator(self, action: Action) -> list[Entry]:
        return await self._on_user("MODERATOR", action)

    async def do_unmoderator(self, action: Action) -> list[Entry]:
        return await self._on_user("MODERATOR", action, on=False)

    async def do_voice(self, action: Action) -> list[Entry]:
        return await self._on_user("VOICE", action)

    async def do_unvoice(self, action: Action) -> list[Entry]:
        return await self._on_user("VOICE", action, on=False)

    async def do_modlog(self, action: Action) -> list[Entry]:
        deeds = await self._session().modlog(action.name)
        lines = [f"  {clock(deed.time)}  {rulings.done(deed, self._words)}" for deed in deeds]
        return [Entry("info", "\n".join(lines) or self._words("no_deeds", room=action.name))]

    async def _on_user(self, what: str, action: Action, on: bool = True) -> list[Entry]:
        """A request that is about one user. Some are undone by ON, others by a request of another name."""
        undone = not on and what in ("BAN", "MUTE")
        fields = {"on": on} if what in ("MODERATOR", "VOICE") else {}
        if action.seconds:
            fields["seconds"] = action.seconds
        if action.text:
            fields["reason"] = action.text
        if "address" in action.names[1:]:
            fields["address"] = True
        done = await self._session().request(
            f"UN{what}" if undone else what, receiver=action.name, content=action.names[0], **fields
        )
        return self._did(Ruling(what, on, str(done.content), action.seconds, action.text))

    def _did(self, change: Ruling) -> list[Entry]:
        return [Entry("notice", rulings.changed(self._session().user, change, self._words))]

    def _held(self, room: str, rules: Rules) -> str:
        """What holds in a room, in lines."""
        words = self._words
        held = [words(f"rule_{name}") for name in ("announce", "locked", "accounts") if getattr(rules, name)]
        if rules.slow:
            held.append(words("rule_slow", seconds=rules.slow))
        lines = [words("rules", room=room, held="; ".join(held) or words("rule_none"))]
        if rules.role:
            lines.append("  " + words("your_role", role=words(f"role_{rules.role}")))
        for key, names in {
            "role_owner": [rules.owner] if rules.owner else [],
            "moderators": rules.moderators,
            "voiced": rules.voiced,
            "banned": [self._listed(one) for one in rules.bans],
            "muted": [self._listed(one) for one in rules.mutes],
        }.items():
            if names:
                lines.append(f"  {words(key)}: {', '.join(names)}")
        return "\n".join(lines)

    def _listed(self, one: Listed) -> str:
        until = " " + self._words("until", time=clock(one.until)) if one.until else ""
        return f"{one.who}{until}{rulings.because(one.reason)}"
