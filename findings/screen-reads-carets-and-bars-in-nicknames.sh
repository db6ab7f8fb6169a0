#!/usr/bin/env bash
# One would expect: `screen -X screen -t TITLE PROGRAM ARG...` hands every ARG to
#   the program as it is, since no shell is between, and shows TITLE.
# What happens: the arguments go through the parser of .screenrc. The nickname
#   [^_^] reaches the program as `[`, control characters 31 and 29 (^_ and ^]).
#   And a title is "search|title": the window of ani|away is called "away".
#   Backslashes before the carets keep the argument; a bar in -t cannot be kept,
#   but the later command `title` keeps it.
# Seen with: GNU screen 4.09.00 (Debian 12). Date: 2026-11-28.
# Why it matters: `^`, `|`, `[` and `]` are ordinary letters of IRC nicknames, and
#   a client started inside screen opens its windows just so.
set -euo pipefail
[ -n "${BOUNDED-}" ] || BOUNDED=1 exec timeout -k 5 85 "$BASH" "$0" "$@"

dir=$(mktemp -d)
mkdir -m 700 "$dir/s"
export SCREENDIR=$dir/s LC_ALL=C.UTF-8 TERM=xterm
unset STY
trap 'timeout 5 screen -S finding -X quit >/dev/null 2>&1 || true; rm -rf "$dir"' EXIT
trap 'exit 1' TERM INT
fail() { echo "FAIL: $*" >&2; exit 1; }
need() {
    command -v "$1" >/dev/null && return
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y -qq --no-install-recommends "$2" >"$dir/apt" 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$2"; } >"$dir/apt" 2>&1 ||
        { cat "$dir/apt"; fail "no package $2"; }
}

need screen screen
version=$(screen -v || true)
echo "version: $version"
[[ $version == *4.09.* ]] || echo "note: described for 4.09.00"

# Writes its second argument to the file named by the first.
cat >"$dir/show" <<'E'
#!/bin/sh
printf %s "$2" >"$1.part"
mv "$1.part" "$1"
E
chmod +x "$dir/show"

timeout 10 screen -c /dev/null -d -m -S finding -t lobby sleep 80
for _ in $(seq 50); do
    timeout 5 screen -S finding -Q windows >/dev/null 2>&1 && break
    sleep 0.1
done

arrived() {  # number, argument -> what the program got, made visible
    timeout 10 screen -S finding -X screen "$dir/show" "$dir/out$1" "$2"
    for _ in $(seq 100); do [ -e "$dir/out$1" ] && break; sleep 0.1; done
    [ -e "$dir/out$1" ] || fail "the program of window $1 did not run"
    od -An -c "$dir/out$1" | tr -s ' '
}
check() {  # number, argument, what is expected (as od shows it)
    local got
    got=$(arrived "$1" "$2")
    printf 'argument %-10s arrives as%s\n' "$2" "$got"
    [ "$got" = "$3" ] || fail "expected$3"
}
check 1 'ani' ' a n i'
check 2 '[^_^]' ' [ 037 035'
check 3 '[\^_\^]' ' [ ^ _ ^ ]'

title() {
    for _ in $(seq 50); do
        titles=$(timeout 5 screen -S finding -Q windows) && [[ $titles == *"7 "* ]] && break
        sleep 0.1
    done
    titles=${titles##*7 }
}
timeout 10 screen -S finding -X screen -t 'ani|away' 7 sleep 80
title
echo "title -t ani|away is shown as: $titles"
[ "$titles" = away ] || fail "the title was expected to be 'away'"
timeout 10 screen -S finding -p 7 -X title 'ani|away'
sleep 0.5
title
echo "command title ani|away is shown as: $titles"
[ "$titles" = 'ani|away' ] || fail "the title was expected to be 'ani|away'"
echo "as described"
