#!/usr/bin/env bash
# One would expect: a counter of eight bytes in shared memory that only ever holds one of two
#   numbers, neither of them 0, is seen as one of these, or at worst as a mixture of them.
#   struct.pack_into() is how one writes it, and it is one call into C.
# What happens: pack_into() first fills the place with zeros, and then puts the number
#   there. Another process that reads the memory meets 0 again and again, a number that
#   nobody ever wrote. With the mmap of multiprocessing.shared_memory it is the same. A
#   slice assignment of struct.pack()'s bytes shows only numbers that were written, for
#   eight bytes that are aligned.
# Seen with: CPython 3.11, 3.12 and 3.13 on Linux x86-64. Date: 2026-12-01.
# Why it matters: the head of a ring, a sequence number or a clock in shared memory that
#   jumps to 0 for a moment makes its reader start anew, and read everything twice; a
#   writer that is killed just then leaves it so.
set -euo pipefail
[ -n "${BOUNDED-}" ] || BOUNDED=1 exec timeout -k 5 85 "$BASH" "$0" "$@"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' TERM INT
fail() { echo "FAIL: $*" >&2; exit 1; }

cat >"$dir/try.py" <<'PYTHON'
import struct
import sys
import time
from multiprocessing import Event, Process, shared_memory

ONE, OTHER = 0x1111111111111111, 0x2222222222222222
NUMBER = struct.Struct("=Q")
SECONDS = 6.0


def pack_into(memory):
    for number in (ONE, OTHER) * 500:
        NUMBER.pack_into(memory, 0, number)


def assign(memory):
    for number in (ONE, OTHER) * 500:
        memory[:8] = NUMBER.pack(number)


def write(name, how, over):
    shared = shared_memory.SharedMemory(name)
    while not over.is_set():
        how(shared.buf)
    shared.close()


def zeros(how):
    """How often 0 was seen, and how often one looked."""
    shared, over = shared_memory.SharedMemory(create=True, size=8), Event()
    NUMBER.pack_into(shared.buf, 0, ONE)
    writer = Process(target=write, args=(shared.name, how, over))
    writer.start()
    seen, looks, until = 0, 0, time.monotonic() + SECONDS
    while time.monotonic() < until:
        for _ in range(1000):
            seen += NUMBER.unpack_from(shared.buf)[0] == 0
        looks += 1000
    over.set()
    writer.join()
    shared.close()
    shared.unlink()
    return seen, looks


if __name__ == "__main__":
    print("python", sys.version.split()[0])
    for how in (pack_into, assign):
        seen, looks = zeros(how)
        print(how.__name__, "zero" if seen else "never", f"({seen} of {looks} looks)")
PYTHON

python3 "$dir/try.py" | tee "$dir/out"
grep -q '^pack_into zero ' "$dir/out" || fail "pack_into() shows no zeros any more"
grep -q '^assign never ' "$dir/out" || fail "a slice assignment shows zeros as well"
