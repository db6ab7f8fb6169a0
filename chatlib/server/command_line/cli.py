"""The command line of the server."""

import ipaddress
import os
import socket
import sys

import psutil

from chatlib.server.command_line import arguments, crash_log, demo, maintenance, roster
from chatlib.server.command_line.data_directory import PRIVATE, DataDirectory
from chatlib.server.console import Console
from chatlib.server.options import Options
from chatlib.server.specialists.realms import peers
from chatlib.server.specialists.tls import certificate
from chatlib.server.supervisor import descriptors
from chatlib.server.supervisor.listeners import Listeners
from chatlib.server.supervisor.loop import Loop
from chatlib.server.supervisor.signals import Signals
from chatlib.server.supervisor.state_process_manager import StateProcessManager
from chatlib.server.supervisor.supervisor import Supervisor
from chatlib.server.texts import ServerError
from chatlib.state.journal.maintenance import is_lost
from chatlib.state.processes import CRASHES, record_crash


def main(argv: list[str] | None = None) -> int:
    """Serves until it is told to end, or looks after the data. The exit status: 0, 1 if it could not, 2 for a bad
    command line."""
    descriptors.occupy_standard()
    argv = sys.argv[1:] if argv is None else argv
    if argv and argv[0] in maintenance.COMMANDS:
        return maintenance.main(argv)
    options = arguments.parse(argv)
    if options.demo:
        demo.stage([sys.argv[0], *argv])
    console = Console(options.lang, options.log_level)
    try:
        serve(options, console)
    except ServerError as error:
        failure = error
    except Exception as error:
        record_crash(options.data / CRASHES)
        failure = ServerError("crashed", error=f"{type(error).__name__}: {error}", log=options.data / CRASHES)
    else:
        return 0
    finally:
        console.close()
    print(f"ruang: {console.text(failure.key, **failure.values)}", file=sys.stderr)
    return 1


def serve(options: Options, console: Console) -> None:
    """Raises ServerError."""
    accounts = roster.read(options.roster) if options.roster else {}
    if options.peers:
        options = options._replace(keys=peers.keys(options.peer_key, options.peers))
    signals = Signals()
    descriptors.raise_limit()
    os.umask(PRIVATE)
    data = DataDirectory(options.data)
    try:
        if data.is_open:
            console.say("data_open", "warning", data=options.data)
        if is_lost(options.data):
            console.say("data_lost", "warning", data=options.data)
        with crash_log.collecting(options.data / CRASHES):
            run(options, console, signals, accounts)
    finally:
        data.release()


def run(options: Options, console: Console, signals: Signals, accounts: dict[str, str]) -> None:
    """Opens everything, and serves until a signal says otherwise. `accounts`: passwords by name. Raises ServerError."""
    fingerprint = certificate.prepare(options.tls) if options.tls else ""
    listeners = Listeners(
        options.host, options.listen, options.connections, options.per_address, options.allowance.loopback
    )
    loop = Loop()
    try:
        state = StateProcessManager(options, console, loop)
        try:
            peers.federate(options.realm, options.peers, state.living().service, options.data)
        except ServerError:
            state.stop(orderly=True)
            raise
    except ServerError:
        listeners.close()
        raise
    if accounts:
        console.say("roster", count=roster.enrol(accounts, state.living().service))
    announce(options, console)
    if fingerprint:
        console.say("tls", fingerprint=fingerprint)
    supervisor = Supervisor(options, console, loop, listeners, state, signals)
    if options.demo:
        demo.start(options.listen[0].port, options.lang, console)
    supervisor.run()


def announce(options: Options, console: Console) -> None:
    """Where it is open, and how other machines get there."""
    ports = ", ".join(f"{p.port} ({p.dialect})" if p.dialect else str(p.port) for p in options.listen)
    console.say("started", ports=ports, workers=options.workers, data=options.data)
    calls = [f"python client.py {address} {options.listen[0].port}" for address in addresses(options.host)]
    if calls:
        console.say("connect", commands="  |  ".join(calls))


def addresses(host: str) -> list[str]:
    """Under which addresses other machines reach a server that is bound to `host`."""
    try:
        bound = ipaddress.ip_address(host)
    except ValueError:
        bound = None  # a name
    if bound is None or not bound.is_unspecified:
        return [] if bound and bound.is_loopback else [host]
    found = [a.address for interface in psutil.net_if_addrs().values() for a in interface if a.family == socket.AF_INET]
    return [address for address in found if not ipaddress.ip_address(address).is_loopback]
