"""Who comes, and who goes."""

import msgspec

from chatlib.core.commands.base import Command


class Lookup(Command):
    """The secret of an account, before its password is checked or a name is registered."""

    name: str = ""
    address: str = ""
    register: bool = False


class Details(msgspec.Struct, array_like=True):
    """What a client says of its user. `enters`: it hears the rooms, the lobby too, that it has entered by Attend."""

    ident: str = ""
    realname: str = ""
    enters: bool = False


class Begin(Command):
    """Begins a session of `name`, in a `dialect`, on a connection that `worker` looks after.

    `session` is the digest of the session's token ("": it gets none). With `lingers` the token alone keeps
    its user online for a while. Each kind has the `address` from which it comes, as Session has it.
    """

    name: str = ""
    dialect: str = ""
    worker: int = 0
    session: str = ""
    pushes: bool = True
    lingers: bool = False


class Enter(Begin):
    """Login of an account whose password was right. `single`: refused if the account has a live connection."""

    single: bool = False
    details: Details | None = None
    address: str = ""


class Register(Command):
    """A new account with the hash `secret` of its password; `enter` logs it in as well."""

    name: str = ""
    secret: str = ""
    address: str = ""
    enter: Enter | None = None


class Guest(Begin):
    """A name without a password, for as long as somebody holds it. `account`: the one that it has proved to be."""

    account: str = ""
    details: Details | None = None
    address: str = ""


class Identify(Command):
    """Its password was right: this connection's guest, if there is one by now, is known as the account from now on."""

    name: str = ""


class Rename(Command):
    """A guest takes another name, that of its own account perhaps; or the user of an account leaves its name.

    The account's part in it is for connections that enter rooms.
    """

    name: str = ""


class Resume(Command):
    """Go on with the session of `session` on this connection; `seq` is the last one seen."""

    session: str = ""
    seq: int = 0
    dialect: str = ""
    worker: int = 0
    address: str = ""


class Exit(Command):
    """The user logs out: the connection's session ends and its token is dead. `reason`: what others are told."""

    reason: str = ""


class Drop(Command):
    """The connection is gone. `written`: up to which SEQ its kernel took what was pushed."""

    written: int = 0


class Unread(Command):
    """What this connection missed could not be read."""


class More(Command):
    """The next page of what was missed, after `after`."""

    after: int = 0
