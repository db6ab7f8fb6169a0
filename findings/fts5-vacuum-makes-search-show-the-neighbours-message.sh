#!/usr/bin/env bash
# One would expect: VACUUM changes the size of a database, not the answers of its
#   queries; and if it broke a full-text index, the index's own integrity check
#   would say so.
# What happens: an FTS5 index with content='message' finds rows by rowid. VACUUM
#   numbers the rows of a table without INTEGER PRIMARY KEY anew, and the index is
#   not told: a search for one message returns the text of the next one, and
#   'integrity-check' says nothing (with rank=1 it does).
#   It is easily missed, since the same VACUUM keeps the rowids if the table has an
#   index, on whatever column, and the copy that VACUUM INTO makes has the old ones.
# Seen with: SQLite 3.40.1 (Debian 12). Date: 2026-11-28.
# Why it matters: a search over the history of a chat shows what somebody else said,
#   after a clean-up of the file that looked harmless.
set -euo pipefail
[ -n "${BOUNDED-}" ] || BOUNDED=1 exec timeout -k 5 85 "$BASH" "$0" "$@"

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' TERM INT
fail() { echo "FAIL: $*" >&2; exit 1; }
need() {
    command -v "$1" >/dev/null && return
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y -qq --no-install-recommends "$2" >"$dir/apt" 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$2"; } >"$dir/apt" 2>&1 ||
        { cat "$dir/apt"; fail "no package $2"; }
}

need sqlite3 sqlite3
version=$(sqlite3 --version | cut -d' ' -f1)
echo "version: SQLite $version"
[ "$version" = 3.40.1 ] || echo "note: described for 3.40.1"
sql() { timeout 20 sqlite3 -batch -init /dev/null "$@"; }

# Three messages; the oldest is deleted, from the index as the manual says.
fill() {
    sql "$1" "CREATE TABLE message(sender TEXT, body TEXT); $2
        CREATE VIRTUAL TABLE search USING fts5(body, content='message');
        INSERT INTO message VALUES ('ani', 'halo semua'), ('budi', 'rapat besok'), ('cici', 'kopi dulu');
        INSERT INTO search(rowid, body) SELECT rowid, body FROM message;
        INSERT INTO search(search, rowid, body) VALUES ('delete', 1, 'halo semua');
        DELETE FROM message WHERE rowid = 1;"
}
found() { sql "$1" "SELECT body FROM search WHERE search MATCH 'rapat'"; }
check() {  # what, expected, database
    local got
    got=$(found "$3")
    printf '%-34s the search for "rapat" returns "%s"\n' "$1" "$got"
    [ "$got" = "$2" ] || fail "expected \"$2\""
}

fill "$dir/plain" ''
check 'before:' 'rapat besok' "$dir/plain"
sql "$dir/plain" "VACUUM INTO '$dir/copy'"
sql "$dir/plain" VACUUM
check 'after VACUUM:' 'kopi dulu' "$dir/plain"
check 'in the copy of VACUUM INTO:' 'rapat besok' "$dir/copy"

fill "$dir/indexed" 'CREATE INDEX by_sender ON message(sender);'
sql "$dir/indexed" VACUUM
check 'table with an index, after VACUUM:' 'rapat besok' "$dir/indexed"

sql "$dir/plain" "INSERT INTO search(search) VALUES ('integrity-check')" ||
    fail "the plain integrity-check has noticed it"
echo "the index's integrity-check:       no complaint"
if sql "$dir/plain" "INSERT INTO search(search, rank) VALUES ('integrity-check', 1)" 2>"$dir/error"; then
    fail "integrity-check with rank=1 has not noticed it"
fi
echo "integrity-check with rank=1:       $(head -n 1 "$dir/error")"
echo "as described"
