"""Fuzzes one target for as long as one likes; needs the extra `fuzz`.

    python -m tests.fuzz mamushi --minutes 24

Minutes are those of the processor: they mean the same however busy the machine is. An input that breaks the target's
promise is put into its corpus, where the tests find it.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["chatlib.core", "chatlib.dialects", "chatlib.server.worker.connection"]):
    from chatlib.core.names import VERBS
    from chatlib.dialects.irc.commands import COMMANDS
    from chatlib.dialects.mamushi.requests import READERS
    from tests.fuzz.harness import PASSWORD
    from tests.fuzz.targets import TARGETS

HERE = Path(__file__).parent
WORK = HERE.parents[1] / "build" / "fuzz"
"""What was found to be of interest on the way; it may be thrown away."""

WORDS = [
    *sorted(VERBS), *READERS, *COMMANDS, "adduser", "ani", "budi", "kelas", "lobby", PASSWORD, "FLAG", "CONTENT",
    "RECEIVER", "SENDER", "TYPE", "ID", "TOKEN", "SEQ", "BEFORE", "AFTER", "LIMIT", "DEVICE", "username", "password",
    "\n", "\r\n", "“", "”", "é", "\\u00e9", "\\ud83d", "null", "None", "true", "7a592c0e-2cb5-4de6-866b-000000000000",
]  # fmt: skip

SLOWEST = 10
"""Seconds for one input; the longest line needs a tenth of one."""


def main() -> None:
    parser = argparse.ArgumentParser("python -m tests.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--minutes", type=float, default=24.0, help="of CPU time")
    a = parser.parse_args()
    work, corpus = WORK / a.target, HERE / "corpus" / a.target
    work.mkdir(parents=True, exist_ok=True)
    words = WORK / "words"
    words.write_text("".join(f'"{_quoted(word)}"\n' for word in WORDS))
    atheris.Setup(
        [
            sys.argv[0], str(work), str(corpus), f"-timeout={SLOWEST}", "-max_len=66000",
            f"-dict={words}", f"-artifact_prefix={corpus}/", "-print_final_stats=1",
        ],
        _until(60 * a.minutes, TARGETS[a.target]),
    )  # fmt: skip
    atheris.Fuzz()


def _until(cpu_seconds: float, target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The target, and an orderly end once that much was used: libFuzzer itself only knows time on the wall."""

    def tried(data: bytes) -> None:
        target(data)
        if time.process_time() >= cpu_seconds:
            os.kill(os.getpid(), signal.SIGUSR1)

    return tried


def _quoted(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


if __name__ == "__main__":
    main()
