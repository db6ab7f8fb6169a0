#!/usr/bin/env bash
# One would expect: `openssl s_client` is the netcat of TLS: what is typed is sent.
#   (That a line with Q at its beginning ends it and R renegotiates is well known.)
# What happens: a line that begins with k or K is a command, too: it starts a key
#   update of TLS 1.3, and the whole line is thrown away. No message says so to
#   whoever reads only the answers; the connection goes on. With -nocommands (or
#   -quiet) the line is sent.
# Seen with: OpenSSL 3.0.19 (Debian 12). Date: 2026-11-28.
# Why it matters: someone tries the TLS port of a chat by hand; "kapan mulai?"
#   (Indonesian, "when does it start?") never arrives and the server is blamed.
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

need openssl openssl
need python3 python3
version=$(openssl version)
echo "version: $version"
[[ $version == "OpenSSL 3.0."* ]] || echo "note: described for 3.0"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 \
    -subj /CN=localhost -keyout "$dir/key" -out "$dir/cert" 2>/dev/null

cat >"$dir/try.py" <<'E'
import queue, socket, ssl, subprocess, sys, threading

directory, *options = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(directory + "/cert", directory + "/key")
listener = socket.create_server(("127.0.0.1", 0))
listener.settimeout(20)
arrived = queue.Queue()
seen = []

def serve():
    connection = context.wrap_socket(listener.accept()[0], server_side=True)
    connection.settimeout(30)
    arrived.put(connection.version())
    while data := connection.recv(4096):
        arrived.put(data.decode())

threading.Thread(target=serve, daemon=True).start()
client = subprocess.Popen(
    ["openssl", "s_client", *options, "-connect", "127.0.0.1:%d" % listener.getsockname()[1]],
    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    print("s_client", *options, arrived.get(timeout=20))
    for line in ("halo", "kapan mulai?", "besok", "Kamu ikut?", "ya"):
        client.stdin.write(line.encode() + b"\n")
        client.stdin.flush()
        try:
            data = arrived.get(timeout=3)
        except queue.Empty:
            data = None
        print("sent %r, arrived %r" % (line, data))
        seen.append("yes" if data == line + "\n" else "no")
finally:
    client.kill()
    client.wait()
with open(directory + "/seen", "w") as file:
    file.write(" ".join(seen))
E
timeout 40 python3 "$dir/try.py" "$dir"
got=$(cat "$dir/seen")
[ "$got" = "yes no yes no yes" ] || fail "of five lines 2 and 4 were expected to be lost, seen: $got"
timeout 40 python3 "$dir/try.py" "$dir" -nocommands
got=$(cat "$dir/seen")
[ "$got" = "yes yes yes yes yes" ] || fail "with -nocommands all were expected to arrive, seen: $got"
echo "as described"
