"""The server that runs: everything opened, announced, and served until a signal says otherwise."""

import select
import time
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from chatlib.server.cluster.ending import Anew
from chatlib.server.command_line import admins, joining, roster
from chatlib.server.command_line.data_directory import DataDirectory
from chatlib.server.console import Console
from chatlib.server.options import Options, Peer
from chatlib.server.supervisor.listeners import Listeners
from chatlib.server.supervisor.loop import Loop
from chatlib.server.supervisor.signals import Signals
from chatlib.server.supervisor.state_process_manager import StateProcessManager
from chatlib.server.supervisor.supervisor import Supervisor
from chatlib.server.texts import ServerError
from chatlib.state.layout import is_lost
from chatlib.state.manager import StateProxy

JOINED_EVERY = 0.02
"""Seconds between two looks at whether the state has joined its cluster."""

SILENT = 5.0
"""Seconds after which it is said that it has not."""


def run(options: Options, data: DataDirectory, signals: Signals) -> None:
    """Opens everything, and serves until a signal says otherwise. Raises ServerError, and Anew."""
    with closing(Console(options.lang, options.log_level)) as console:
        if data.is_open:
            console.say("data_open", "warning", data=options.data)
        if is_lost(options.data):
            console.say("data_lost", "warning", data=options.data)
        if options.cluster:
            from chatlib.server.cluster import entering  # only nodes speak HTTP here

            options = entering.enter(options, console, signals)
        try:
            serve(options, console, signals)
        except Anew:
            console.say("cluster_evicted", "warning")
            raise


def serve(options: Options, console: Console, signals: Signals) -> None:
    """As `run`, with a console; afterwards nobody serves any more."""
    accounts = roster.read(options.roster) if options.roster else {}
    wanted = admins.check(options.admins)
    if options.metrics and find_spec("prometheus_client") is None:
        raise ServerError("metrics_needs")
    fingerprint = ""
    if options.tls:
        from chatlib.server.specialists.tls import certificate  # and OpenSSL

        fingerprint = certificate.prepare(options.tls)
    listeners = Listeners(
        options.host, options.listen, options.connections, options.per_address, options.allowance.loopback
    )
    loop = Loop()
    try:
        state = StateProcessManager(options, console, loop)
        try:
            _wait_for_others(state, console, signals)
            federate(options.realm, options.peers, state.living().service, options.data)
            if accounts:
                console.say("roster", count=roster.enrol(accounts, state.living().service))
            admins.appoint(wanted, state.living().service, console)
            if options.quiet:
                state.living().service.hush()
        except ServerError:
            state.stop(orderly=True)
            raise
    except ServerError:
        listeners.close()
        raise
    joining.announce(options, console)
    if fingerprint:
        console.say("tls", fingerprint=fingerprint)
    if options.tls and options.tls.keylog:
        console.say("keylog", "warning", path=options.tls.keylog)
    supervisor = Supervisor(options, console, loop, listeners, state, signals)
    if options.demo:
        from chatlib.server.command_line import demo

        demo.start(options.listen[0].port, options.lang, console)
    supervisor.run()


def _wait_for_others(state: StateProcessManager, console: Console, signals: Signals) -> None:
    """Until a node of a cluster has its place in the order. ServerError if it is to end before."""
    since = time.monotonic()
    while not state.has_joined():
        if select.select([signals], [], [], JOINED_EVERY)[0] and signals.read()[0]:
            raise ServerError("cluster_ended")
        if time.monotonic() - since > SILENT:
            console.say("cluster_silent", "warning")
            since = float("inf")


def federate(realm: str, peers: list[Peer], service: StateProxy, data: Path) -> None:
    """The state knows from now on which realm it is. ServerError if it is another one already."""
    if other := service.federate(realm, [peer.name for peer in peers]):
        raise ServerError("realm_other", data=data, realm=other)
