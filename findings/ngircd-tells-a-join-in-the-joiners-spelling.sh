#!/usr/bin/env bash
# One would expect: a server that takes #kelas and #Kelas for one channel calls it by
#   one name in all that it sends.
# What happens: ngIRCd repeats JOIN in the spelling of whoever joins, to everybody in
#   the channel, and uses the first member's spelling in all the rest. Who joins as
#   #kelas is told JOIN :#kelas, then the names of #Kelas, then messages to #Kelas;
#   and who sits in #Kelas is told that somebody joined #kelas.
# Seen with: ngIRCd 26.1 (Debian 12). Date: 2026-11-28.
# Why it matters: a client that keeps one window for each channel and looks it up by
#   the name as sent opens two, or misses the newcomer.
set -euo pipefail
[ -n "${BOUNDED-}" ] || BOUNDED=1 exec timeout -k 5 85 "$BASH" "$0" "$@"

dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; wait; rm -rf "$dir"' EXIT
trap 'exit 1' TERM INT
fail() { echo "FAIL: $*" >&2; exit 1; }
need() {
    command -v "$1" >/dev/null && return
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y -qq --no-install-recommends "$2" >"$dir/apt" 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$2"; } >"$dir/apt" 2>&1 ||
        { cat "$dir/apt"; fail "no package $2"; }
}
unpack() {  # packages, unpacked into $dir/root only: the service is not installed
    (cd "$dir" && apt-get -o APT::Sandbox::User=root download -qq "$@") >"$dir/apt" 2>&1 ||
        (apt-get update -qq && cd "$dir" && apt-get -o APT::Sandbox::User=root download -qq "$@") >"$dir/apt" 2>&1 ||
        { cat "$dir/apt"; fail "no package $*"; }
    local package
    for package in "$dir"/*.deb; do dpkg -x "$package" "$dir/root"; done
}

need python3 python3
program=$(command -v ngircd || true)
if [ -z "$program" ]; then
    unpack ngircd libident
    program=$dir/root/usr/sbin/ngircd
    LD_LIBRARY_PATH=$(dirname "$(find "$dir/root" -name 'libident.so.0' | head -n 1)")
    export LD_LIBRARY_PATH
fi
version=$("$program" --version | head -n 1)
echo "version: $version"
[[ $version == *26.1* ]] || echo "note: described for 26.1"

port=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$dir/conf" <<E
[Global]
Name = kampus.example
Info = finding
Listen = 127.0.0.1
Ports = $port
MotdPhrase = selamat datang
AdminInfo1 = nobody
AdminEMail = nobody@kampus.example
[Options]
DNS = no
Ident = no
PAM = no
E
"$program" -n -f "$dir/conf" >"$dir/log" 2>&1 &
server=$!

cat >"$dir/try.py" <<'E'
import socket, sys, time

port = int(sys.argv[1])

class Member:
    def __init__(self, nick):
        end = time.monotonic() + 15
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port))
                break
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
        self.socket.settimeout(15)
        self.lines = self.socket.makefile("r", newline="\r\n")
        self.nick = nick
        self.say("NICK " + nick)
        self.say("USER %s 0 * :%s" % (nick, nick))
        self.until(" 376 ", quiet=True)

    def say(self, line):
        self.socket.sendall(line.encode() + b"\r\n")

    def until(self, word, quiet=False):
        """The first line that comes and has the word in it."""
        for line in self.lines:
            if word in line:
                if not quiet:
                    print("%-5s <- %s" % (self.nick, line.rstrip()))
                return line.rstrip()
        raise SystemExit("closed")

ani, budi = Member("ani"), Member("budi")
ani.say("JOIN #Kelas")
seen = [ani.until(" JOIN ").split()[-1]]
ani.until(" 366 ", quiet=True)
budi.say("JOIN #kelas")
seen.append(budi.until(" JOIN ").split()[-1])
seen.append(budi.until(" 353 ").split()[4])
budi.until(" 366 ", quiet=True)
seen.append(ani.until(" JOIN ").split()[-1])
ani.say("PRIVMSG #KELAS :halo")
seen.append(budi.until(" PRIVMSG ").split()[2])
budi.say("PART #kelas")
seen.append(ani.until(" PART ").split()[2])
sys.exit(seen != [":#Kelas", ":#kelas", "#Kelas", ":#kelas", "#Kelas", "#Kelas"])
E
timeout 50 python3 "$dir/try.py" "$port" || fail "the spellings are no longer as described"
echo "as described"
