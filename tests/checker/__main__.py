"""Checks by hand that nobody notices who dies.

python -m tests.checker --seconds 3600 --seed 7 --kill workers,state --every 0.5
"""

import argparse
import asyncio
import signal
import statistics
import sys
import tempfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path

from .cluster import check_cluster
from .killer import KINDS
from .run import SERVER, Plan, Report, check
from .verdict import KINDS as FINDINGS
from .verdict import Finding

SHOWN = 10
"""Findings of each kind that are shown in full."""


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.checker", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="how long (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="the same one makes the same choices")
    parser.add_argument("--clients", type=int, default=24, help="of all dialects (default: %(default)s)")
    parser.add_argument("--pace", type=float, default=6.0, help="what each does in a second (default: %(default)s)")
    parser.add_argument("--kill", default="", metavar="KINDS", help=f"any of {','.join(KINDS)}")
    parser.add_argument("--every", type=float, default=0.5, help="seconds between kills (default: %(default)s)")
    parser.add_argument("--tls", action="store_true", help="all clients are of the library, and come encrypted")
    parser.add_argument("--elsewhere", action="store_true", help="the same, plain, as on a system that is not Linux")
    parser.add_argument("--sync", choices=("normal", "full"), default="normal", help="of the server")
    parser.add_argument("--kills", type=int, default=1_000_000, help="end after so many")
    parser.add_argument(
        "--cluster",
        action="store_true",
        help="three nodes and etcd in network namespaces (needs root), faults of all kinds",
    )
    a = parser.parse_args()
    kinds = [kind for kind in a.kill.split(",") if kind]
    if unknown := set(kinds) - set(KINDS):
        parser.error(f"--kill: {', '.join(unknown)} is none of {', '.join(KINDS)}")
    with tempfile.TemporaryDirectory() as data:
        plan = Plan(Path(data) / "data", a.seconds, a.seed, a.clients, a.pace, kinds, a.every, a.kills)
        plan.tls, plan.elsewhere, plan.sync = a.tls, a.elsewhere, a.sync
        try:
            report = asyncio.run(until_told(check_cluster(plan) if a.cluster else check(plan)))
        except (KeyboardInterrupt, asyncio.CancelledError):
            return 130
    print(f"seed {a.seed}, ", end="")
    print_report(report)
    return 1 if report.findings else 0


async def until_told(checking: Coroutine[None, None, Report]) -> Report:
    """SIGTERM ends it as Ctrl-C does: nothing of the server is left behind."""
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.current_task().cancel)
    return await checking


def print_report(report: Report) -> None:
    kills = Counter(kill.what for kill in report.kills)
    print(f"{report.seconds:.0f} s, {_listed(report.crowd)}; killed: {_listed(kills) or 'nobody'}")
    print(f"{report.said} messages, {report.heard} deliveries\n")
    found = Counter(finding.kind for finding in report.findings)
    for kind in (*FINDINGS, SERVER):
        print(f"{kind:14}{found[kind]:9}")
    print()
    for kind, pauses in report.pauses.items():
        for title, waits in (
            ("until the first one heard again", [pause.first for pause in pauses]),
            ("until the last one heard again", [pause.last for pause in pauses]),
        ):
            again = [wait * 1000 for wait in waits if wait is not None]
            figures = f"median {statistics.median(again):.0f} ms, worst {max(again):.0f} ms" if again else ""
            print(f"{kind}: pause {title}: {figures}; never: {len(waits) - len(again)} of {len(waits)}")
    for kind in (*FINDINGS, SERVER):
        for finding in [finding for finding in report.findings if finding.kind == kind][:SHOWN]:
            print(f"{kind}: {finding.what} ({_when(finding, report)})")


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counts.most_common())


def _when(finding: Finding, report: Report) -> str:
    """In seconds of the run, with the last kill before it: that is where to look."""
    when = f"at {finding.at - report.began:.3f} s"
    before = bisect_right([kill.at for kill in report.kills], finding.at)
    if before:
        kill = report.kills[before - 1]
        when += f", {finding.at - kill.at:.3f} s after {kill.what} {kill.pid}"
    return when


if __name__ == "__main__":
    sys.exit(main())
