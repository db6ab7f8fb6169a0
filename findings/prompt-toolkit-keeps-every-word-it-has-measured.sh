#!/usr/bin/env bash
# One would expect: get_cwidth(text), which tells how many columns a text takes, keeps
#   what it has measured within bounds; its source has a cache with room for 16 texts.
# What happens: those 16 are texts of more than 64 characters. Every shorter one stays in
#   a dictionary for as long as the program runs, and nothing is ever taken out: 200,000
#   different words leave 200,000 entries and some twenty megabytes. Asked for each
#   character alone, the same text leaves as many entries as it has different characters.
# Seen with: prompt_toolkit 3.0.53 (Python 3.11). Date: 2026-11-30.
# Why it matters: a chat client wraps between words, measures each of them, and is left open
#   all day; a room in which a program posts numbers or hashes makes it grow without end.
set -euo pipefail
[ -n "${BOUNDED-}" ] || BOUNDED=1 exec timeout -k 5 85 "$BASH" "$0" "$@"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' TERM INT
fail() { echo "FAIL: $*" >&2; exit 1; }

python3 -m venv "$dir/venv" || fail "no python3-venv"
"$dir/venv/bin/pip" install -q prompt_toolkit==3.0.53 >"$dir/pip" 2>&1 || { cat "$dir/pip"; fail "no prompt_toolkit"; }

cat >"$dir/measure.py" <<'PYTHON'
import resource
import sys
from importlib.metadata import version

from prompt_toolkit import utils

print("version: prompt_toolkit", version("prompt_toolkit"), "Python", sys.version.split()[0])
cache = utils._CHAR_SIZES_CACHE


def words(count):
    return (f"{number:x}-{number * number:x}" for number in range(count))


def kilobytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


for word in words(200_000):
    sum(utils.get_cwidth(char) for char in word)
characters, before = len(cache), kilobytes()
for word in words(200_000):
    utils.get_cwidth(word)
kept, grown = len(cache) - characters, kilobytes() - before
for number in range(1000):
    utils.get_cwidth(f"{number:070}")
long = sum(len(text) > 64 for text in cache)
print(f"200,000 words, character by character: {characters} entries")
print(f"200,000 words as they are: {kept} more entries, {grown // 1024} MB more")
print(f"1,000 texts of 70 characters: {long} of them are kept")
sys.exit(not (characters < 100 and kept == 200_000 and grown > 10_000 and long <= 16))
PYTHON
"$dir/venv/bin/python" "$dir/measure.py" || fail "short texts are not kept for ever any more"
echo "as described"
