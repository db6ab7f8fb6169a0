"""The command line of the server."""

import os
import sys

from chatlib.server import worker
from chatlib.server.cluster.ending import Anew
from chatlib.server.command_line import CLUSTER, FAULTS, MAINTENANCE, QR, TOP, arguments, crash_log
from chatlib.server.command_line.data_directory import PRIVATE, DataDirectory
from chatlib.server.options import Options
from chatlib.server.specialists.realms import peers
from chatlib.server.specialists.registry import wanted
from chatlib.server.supervisor import descriptors
from chatlib.server.supervisor.signals import Signals, held
from chatlib.server.texts import TEXTS, ServerError
from chatlib.state import fork_server
from chatlib.state.layout import CRASHES
from chatlib.state.processes import record_crash

PRELOAD = ("chatlib.state.preload", "chatlib.state.service", worker.MODULE)


def main(argv: list[str] | None = None) -> int:
    """Serves until it is told to end, or does one of the commands. The exit status: 0, 1 if it could not, 2 for a bad
    command line."""
    descriptors.occupy_standard()
    argv = sys.argv[1:] if argv is None else argv
    if argv and argv[0] in MAINTENANCE:
        from chatlib.server.command_line import maintenance  # with all the rules, which a supervisor does not need

        return maintenance.main(argv)
    if argv and argv[0] == QR:
        from chatlib.server.command_line import joining

        return joining.main(argv[1:])
    if argv and argv[0] == TOP:
        from chatlib.server.command_line.top import command

        return command.main(argv[1:])
    if argv and argv[0] == FAULTS:
        from chatlib.server.command_line.faults import command

        return command.main(argv[1:])
    if argv and argv[0] == CLUSTER:
        from chatlib.server.command_line.cluster import command

        return command.main(argv[1:])
    options = arguments.parse(argv)
    if options.demo:
        from chatlib.server.command_line import demo

        demo.stage([sys.argv[0], *argv], options.lang)
    try:
        serve(options)
    except Anew:
        os.execv(sys.executable, sys.orig_argv)
    except ServerError as error:
        failure = error
    except Exception as error:
        record_crash(options.data / CRASHES)
        failure = ServerError("crashed", error=f"{type(error).__name__}: {error}", log=options.data / CRASHES)
    else:
        return 0
    print(f"ruang: {TEXTS[options.lang][failure.key].format(**failure.values)}", file=sys.stderr)
    return 1


def serve(options: Options) -> None:
    """Raises ServerError, and Anew."""
    if options.peers:
        options = options._replace(keys=peers.keys(options.peer_key, options.peers))
    signals = Signals()
    descriptors.raise_limit()
    os.umask(PRIVATE)
    data = DataDirectory(options.data)
    try:
        with crash_log.collecting(options.data / CRASHES):
            from chatlib.server.command_line import serving

            with held():
                fork_server.start([*PRELOAD, *(kind.module for kind in wanted(options).values())])
            serving.run(options, data, signals)
    finally:
        data.release()
