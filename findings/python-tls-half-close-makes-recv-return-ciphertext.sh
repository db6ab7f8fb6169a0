#!/usr/bin/env bash
# One would expect: sock.shutdown(socket.SHUT_WR) says "I have nothing more to send"
#   on a TLS socket as on a plain one, and the answers can still be read; or it is
#   refused.
# What happens: Python drops the TLS layer of the socket at once. recv() goes on
#   without any error, but returns the raw TLS records, beginning with 17 03 03.
# Seen with: Python 3.8.18, 3.11.2, 3.11.7 and 3.13.0 with OpenSSL 3.0.19.
#   Date: 2026-11-28.
# Why it matters: a client for scripts sends its lines, half-closes (as nc -N does)
#   and prints what comes back; with TLS it prints noise instead of the chat.
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
python3 -c 'import ssl, sys; print("version: Python", sys.version.split()[0], "with", ssl.OPENSSL_VERSION)'

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 \
    -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout "$dir/key" -out "$dir/cert" 2>/dev/null

cat >"$dir/try.py" <<'E'
import socket, ssl, sys, threading

directory = sys.argv[1]
theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
theirs.load_cert_chain(directory + "/cert", directory + "/key")
ours = ssl.create_default_context(cafile=directory + "/cert")

def talk(half_close):
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(20)
    ready = threading.Event()

    def serve():
        raw = listener.accept()[0]
        raw.settimeout(20)
        with theirs.wrap_socket(raw, server_side=True) as connection:
            connection.recv(100)
            ready.wait(20)
            connection.sendall(b"answer\r\n")

    server = threading.Thread(target=serve, daemon=True)
    server.start()
    client = ours.wrap_socket(socket.create_connection(listener.getsockname()), server_hostname="localhost")
    client.settimeout(20)
    client.sendall(b"question\r\n")
    if half_close:
        client.shutdown(socket.SHUT_WR)
    ready.set()
    got = b""
    while b"answer" not in got:
        data = client.recv(4096)
        if not data:
            break
        got += data
    client.close()
    server.join(20)
    listener.close()
    return got

plain, raw = talk(False), talk(True)
print("without shutdown recv() returned", plain)
print("after shutdown(SHUT_WR) recv() returned", len(raw), "bytes, the first are", raw[:5].hex(" "))
sys.exit(not (plain == b"answer\r\n" and raw.startswith(b"\x17\x03\x03") and b"answer" not in raw))
E
timeout 60 python3 "$dir/try.py" "$dir" || fail "recv() no longer returns TLS records after shutdown(SHUT_WR)"
echo "as described"
