"""Which specialists there are, and when they are needed."""

from collections.abc import Callable
from typing import NamedTuple

from chatlib.server import links, tls, transfers
from chatlib.server.options import Options
from chatlib.server.specialist import Target


class Post(NamedTuple):
    """`target` is what the process does, `wanted` whether these options ask for it; `plain_side`: see Visitor.inner."""

    target: Target
    wanted: Callable[[Options], bool] = lambda _: True
    plain_side: bool = False


POSTS: dict[str, Post] = {
    "tls": Post(tls.relay, lambda options: options.tls is not None, plain_side=True),
    "transfers": Post(transfers.main),
    "links": Post(links.main, lambda options: bool(options.realm)),
}
"""By name, as detection.specialist gives it."""


def wanted(options: Options) -> dict[str, Post]:
    return {name: post for name, post in POSTS.items() if post.wanted(options)}
