#!/usr/bin/env bash
# One would expect: `tmux new-window -n NAME` names the window NAME; a channel
#   called #Physics is a harmless name, as #lobby is.
# What happens: NAME is a tmux format. `#` and one of the letters D F H I P S T W h
#   are replaced: #Physics becomes "0hysics" (#P, the pane's number), #Semester
#   begins with the session's name (#S), #Ibu with the window's number (#I).
#   #lobby stays, so it looks right until the first such channel. rename-window
#   does the same. Doubling every `#` gives the name back.
# Seen with: tmux 3.3a (Debian 12). Date: 2026-11-28.
# Why it matters: a client that opens a window for each conversation names windows
#   after channels, and all IRC channels begin with `#`.
set -euo pipefail
[ -n "${BOUNDED-}" ] || BOUNDED=1 exec timeout -k 5 85 "$BASH" "$0" "$@"

dir=$(mktemp -d)
export TMUX_TMPDIR=$dir LC_ALL=C.UTF-8
unset TMUX
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

expect() {  # asked name, name that is expected
    local got
    got=$(mux new-window -d -P -F '#{window_name}' -n "$1" 'sleep 80')
    printf 'new-window -n %-12s names it %s\n' "'$1'" "'$got'"
    [ "$got" = "$2" ] || fail "'$1' was expected to become '$2'"
}
expect '#lobby' '#lobby'
expect '#Physics' '0hysics'
expect '#Semester' 'kelasemester'
expect '##Physics' '#Physics'

mux rename-window -t kelas:0 '#Physics'
got=$(mux display-message -p -t kelas:0 '#{window_name}')
echo "rename-window '#Physics' names it '$got'"
[ "$got" = '0hysics' ] || fail "rename-window keeps the name"
echo "as described"
