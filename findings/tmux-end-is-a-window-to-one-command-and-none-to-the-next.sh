#!/usr/bin/env bash
# One would expect: a target that one command of tmux takes for a window means the same to
#   the next one: `-t '{end}'`, the last window of the session.
# What happens: `new-window -a -t '{end}'` puts the new window behind the last one; in the
#   same line `set-option -w -t '{end}'` finds no such window and fails, so the whole command
#   ends with status 1, although the window was made. `:{end}`, with the colon that stands
#   between a session and its window, is understood by both.
# Seen with: tmux 3.3a (Debian 12). Date: 2026-11-30.
# Why it matters: a program that opens a window, sets an option of it and looks at the exit
#   status believes that there is no window, and opens another one.
set -euo pipefail
[ -n "${BOUNDED-}" ] || BOUNDED=1 exec timeout -k 5 85 "$BASH" "$0" "$@"

dir=$(mktemp -d)
export TMUX_TMPDIR=$dir LC_ALL=C.UTF-8
unset TMUX TMUX_PANE
mux() { timeout 10 tmux -L finding -f /dev/null "$@"; }
trap 'mux kill-server 2>/dev/null || true; rm -rf "$dir"' EXIT
trap 'exit 1' TERM INT
fail() { echo "FAIL: $*" >&2; exit 1; }
need() {
    command -v "$1" >/dev/null && return
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y -qq --no-install-recommends "$2" >"$dir/apt" 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$2"; } >"$dir/apt" 2>&1 ||
        { cat "$dir/apt"; fail "no package $2"; }
}

need tmux tmux
version=$(tmux -V)
echo "version: $version"
[ "$version" = "tmux 3.3a" ] || echo "note: described for tmux 3.3a"

mux new-session -d -s kelas -n first 'sleep 80'

expect() {  # target, status that is expected, option that is expected
    local status=0 before after option
    before=$(mux list-windows -t kelas | wc -l)
    mux new-window -d -a -t "$1" -n new 'sleep 80' \; set-option -w -t "$1" remain-on-exit on 2>"$dir/said" || status=$?
    after=$(mux list-windows -t kelas | wc -l)
    option=$(mux show-options -w -v -t "kelas:\$" remain-on-exit)
    echo "-t '$1': status $status, windows $before -> $after, option of the last one '$option' $(cat "$dir/said")"
    [ "$after" = $((before + 1)) ] || fail "no window was made"
    [ "$status" = "$2" ] && [ "$option" = "$3" ] || fail "expected was status $2 and '$3'"
}
expect '{end}' 1 ''
expect ':{end}' 0 on
echo "as described"
