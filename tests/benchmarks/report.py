"""All of it: the tables and two plots of docs/performance.md. Half an hour, in which nothing else should run.

.venv/bin/pip install -q -e '.[test,benchmarks]'
.venv/bin/python -m tests.benchmarks.report [--quick]
"""

import argparse
import platform
import subprocess
import sys
from pathlib import Path

from matplotlib import pyplot

DOCS = Path(__file__).resolve().parents[2] / "docs"
BEGIN, END = "<!-- made by tests/benchmarks/report.py -->", "<!-- end -->"
MESSAGES, QUICK = "10000,100000,1000000,10000000", "10000,100000,1000000"


def run(module: str, *options: str) -> str:
    """What a benchmark prints."""
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *options]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=DOCS.parent).stdout


def curve(name: str) -> str:
    """A table, and its curve in a plot that has one for each."""
    table = run("growth", name)
    rows = [line.split("|")[1:-1] for line in table.splitlines()[2:]]
    counts = [int(row[0].replace(",", "")) for row in rows]
    pyplot.plot(counts, [float(row[1]) for row in rows], marker="o", label=name)
    return table


def plotted(name: str, label: str, tables: list[str]) -> list[str]:
    """Saves the plot that these tables made."""
    pyplot.xscale("log")
    pyplot.yscale("log")
    pyplot.xlabel(label)
    pyplot.ylabel("CPU seconds per million deliveries")
    pyplot.legend()
    pyplot.grid(visible=True, which="both", alpha=0.3)
    pyplot.savefig(DOCS / name, metadata={"Date": None})
    pyplot.close()
    return [f"![{label}]({name})", *tables]


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--quick", action="store_true", help="without the largest journal")
    a = p.parse_args()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    parts = [f"Measured with {python} on {platform.system()} {platform.machine()}."]
    parts += [
        "### Growth",
        *plotted("growth.svg", "members, rooms, connections", [*map(curve, ("members", "rooms", "connections"))]),
    ]
    parts += plotted("workers.svg", "workers", [curve("workers")])
    for name in ("state", "worker"):
        parts += [f"### The {name} alone", "```", run(name).strip(), "```"]
    journal = run("journal", "--messages", QUICK if a.quick else MESSAGES)
    parts += ["### The journal", "\n".join(line for line in journal.splitlines() if line.startswith("|"))]
    page = DOCS / "performance.md"
    head, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    page.write_text("\n\n".join([f"{head}{BEGIN}", *parts, f"{END}{tail}"]), "utf-8")


if __name__ == "__main__":
    main()
