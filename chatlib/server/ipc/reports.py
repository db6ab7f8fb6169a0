"""What the processes tell the supervisor."""

import msgspec


class Report(msgspec.Struct, array_like=True, tag=str.lower):
    pass


class Ready(Report):
    """The process has begun, and knows what it needs for any work."""


class Alive(Report):
    """The loop goes round."""


class Adopted(Report):
    """Connections that were handed over and are looked after now."""

    count: int


class Closed(Report):
    """The connection has ended, the supervisor's descriptor of it is to be closed as well."""

    cid: int


class Passed(Report):
    """The connection is for the specialist `to`. The worker has let go of it without a word."""

    cid: int
    to: str


class Entered(Report):
    name: str
    dialect: str


class Departed(Report):
    name: str


class News(Report):
    """Something that whoever runs the server may like to know, in one line."""

    text: str


class Trouble(Report):
    """Something that whoever runs the server should know, in one line."""

    text: str


Any = Ready | Alive | Adopted | Closed | Passed | Entered | Departed | News | Trouble
encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Any).decode
