"""A machine that reaches the server and nothing else becomes a client: two namespaces, with a cable between them.

`python -m tests.web.offline`, as root, with the index of packages that pip uses here: it is needed for `pack`, and for
nothing after it. Loopback would prove nothing: pip trusts it without being told.
"""

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEACHER, STUDENT = "192.0.2.1", "192.0.2.2"
"""Addresses of documents, which are nobody's."""
PORT = 24817


def run(*words: object, **options: object) -> str:
    """What it prints; a program that fails ends all of this."""
    done = subprocess.run([*map(str, words)], text=True, stdout=subprocess.PIPE, check=False, **options)
    if done.returncode:
        sys.exit(f"status {done.returncode}: {' '.join(map(str, words))}\n{done.stdout}")
    return done.stdout


@contextmanager
def cable() -> Iterator[tuple[str, str]]:
    """The namespaces of the two machines."""
    teacher, student = f"ruang-teacher-{os.getpid()}", f"ruang-student-{os.getpid()}"
    try:
        for name in (teacher, student):
            run("ip", "netns", "add", name)
        run("ip", "link", "add", "eth0", "netns", teacher, "type", "veth", "peer", "eth0", "netns", student)
        for name, address in ((teacher, TEACHER), (student, STUDENT)):
            run("ip", "-n", name, "address", "add", f"{address}/24", "dev", "eth0")
            for device in ("lo", "eth0"):
                run("ip", "-n", name, "link", "set", device, "up")
        yield teacher, student
    finally:
        for name in (teacher, student):
            subprocess.run(["ip", "netns", "delete", name], check=False)


@contextmanager
def serving(namespace: str, data: Path) -> Iterator[None]:
    """The server in the teacher's namespace."""
    command = [
        "ip",
        "netns",
        "exec",
        namespace,
        sys.executable,
        ROOT / "server.py",
        PORT,
        "--data",
        data,
        "--lang",
        "en",
    ]
    with subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def listener(namespace: str) -> subprocess.Popen:
    """A client of the dialect `pm` beside the server; what it hears can be read from it."""
    line = f"exec 3<>/dev/tcp/{TEACHER}/{PORT}; echo guru >&3; exec cat <&3"
    command = ["ip", "netns", "exec", namespace, "bash", "-c", f"until ({line}) 2>/dev/null; do sleep 0.2; done"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def heard(guru: subprocess.Popen, part: str) -> str:
    for line in guru.stdout:
        if part in line:
            return line.rstrip()
    sys.exit(f"nobody heard {part!r}")


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary, cable() as (teacher, student):
        data, home = Path(temporary, "data"), Path(temporary, "student")
        home.mkdir()
        began = time.monotonic()
        kind = "--platform", f"linux-{platform.machine()}", "--python", "{}.{}".format(*sys.version_info)
        print(run(sys.executable, ROOT / "server.py", "pack", "--data", data, "--lang", "en", *kind), end="")
        print(f"packed in {time.monotonic() - began:.0f} s", flush=True)

        def there(*words: object, **options: object) -> str:
            """On the student's machine, which knows nothing of how this one was set up."""
            clean = {"PATH": os.defpath, "HOME": str(home), "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}
            return run("ip", "netns", "exec", student, *words, env=clean, cwd=home, **options)

        with serving(teacher, data), listener(teacher) as guru:
            heard(guru, "[Sukses]")
            began = time.monotonic()
            there(sys.executable, "-m", "venv", "venv")
            pip = ["venv/bin/pip", "install", "--disable-pip-version-check"]
            index = ["--trusted-host", TEACHER, "--index-url", f"http://{TEACHER}:{PORT}/client/simple/"]
            print(there(*pip, "--quiet", *index, "ruang") or "installed without a word", end="")
            print(f" in {time.monotonic() - began:.0f} s:", *there("venv/bin/pip", "freeze").split())
            there("venv/bin/ruang-client", TEACHER, PORT, "--plain", "--user", "siswa", input="halo dari luar\n")
            print("heard beside the server:", heard(guru, "siswa: "))
            there("curl", "-s", f"http://{TEACHER}:{PORT}/plain.py", "-o", "plain.py")
            there(sys.executable, "plain.py", input="siswa2\nhalo dari satu berkas\n")
            print("heard beside the server:", heard(guru, "siswa2: "))
            guru.terminate()


if __name__ == "__main__":
    main()
