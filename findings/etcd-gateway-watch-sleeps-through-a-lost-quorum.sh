#!/usr/bin/env bash
# One would expect: who watches a key over etcd's JSON gateway is told, or cut off, when the
#   member that is watched has no leader any more: every other request gets a 503 then.
# What happens: the stream stays open and silent, for as long as one likes. It ends at once, with
#   "etcdserver: no leader", only for who has asked with the HTTP header
#   "Grpc-Metadata-hasleader: true". That is how the gateway carries the metadata by which the Go
#   client's WithRequireLeader works; the pages about the gateway do not name it.
# Seen with: etcd 3.4.23 (Debian 12), three members on one machine. Date: 2026-12-01.
# Why it matters: a server that takes its order of events from such a stream, and sits beside the
#   one member that was cut off, takes the silence for a quiet evening.
set -euo pipefail
[ -n "${BOUNDED-}" ] || BOUNDED=1 exec timeout -k 5 85 "$BASH" "$0" "$@"

dir=$(mktemp -d)
members=()
trap 'kill -9 "${members[@]}" 2>/dev/null || true; exec 4>&-; wait; rm -rf "$dir"' EXIT
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
program=$(command -v etcd || true)
[ -n "$program" ] || { unpack etcd-server; program=$dir/root/usr/bin/etcd; }
version=$("$program" --version | head -n 1)
echo "version: $version"
[[ $version == *" 3.4."* ]] || echo "note: described for 3.4.23"

mapfile -t ports < <(python3 -c '
import socket
free = [socket.create_server(("127.0.0.1", 0)) for _ in range(6)]
print(*(s.getsockname()[1] for s in free), sep="\n")')

cluster=
for n in 0 1 2; do cluster+=,m$n=http://127.0.0.1:${ports[n + 3]}; done
for n in 0 1 2; do
    "$program" --name m$n --data-dir "$dir/m$n" --initial-cluster "${cluster#,}" \
        --listen-client-urls "http://127.0.0.1:${ports[n]}" --advertise-client-urls "http://127.0.0.1:${ports[n]}" \
        --listen-peer-urls "http://127.0.0.1:${ports[n + 3]}" \
        --initial-advertise-peer-urls "http://127.0.0.1:${ports[n + 3]}" >>"$dir/log" 2>&1 &
    members+=($!)
    disown # or the shell would tell of its end
done

cat >"$dir/watch.py" <<'E2'
import json, select, socket, sys, time, urllib.error, urllib.request

port = int(sys.argv[1])
plain = urllib.request.build_opener(urllib.request.ProxyHandler({}))

def read():
    """The status of an ordinary request."""
    request = urllib.request.Request("http://127.0.0.1:%d/v3/kv/range" % port, b'{"key":"YQ=="}')
    try:
        with plain.open(request, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0

def watch(header):
    """A stream over HTTP/1.0, which has no chunks, once etcd has said that it was made."""
    body = json.dumps({"create_request": {"key": "YQ=="}})
    sock = socket.create_connection(("127.0.0.1", port), 5)
    sock.sendall(("POST /v3/watch HTTP/1.0\r\nContent-Length: %d\r\n%s\r\n%s" % (len(body), header, body)).encode())
    begun = b""
    while b'"created":true' not in begun:
        begun += sock.recv(65536)
    return sock

def said(sock, seconds):
    """What comes within so many seconds; None if nothing does."""
    if not select.select([sock], [], [], seconds)[0]:
        return None
    sock.settimeout(5)
    data = b""
    while part := sock.recv(65536):
        data += part
    return data.decode()

end = time.monotonic() + 30
while read() != 200:
    if time.monotonic() > end:
        sys.exit("etcd does not begin")
    time.sleep(0.2)
silent, told = watch(""), watch("Grpc-Metadata-hasleader: true\r\n")
print("ready", flush=True)
input()
begun = time.monotonic()
print("told:", said(told, 20), flush=True)
print("an ordinary request gets:", read(), flush=True)
print("silent:", said(silent, max(1.0, 15 - (time.monotonic() - begun))), flush=True)
E2

coproc watch { python3 "$dir/watch.py" "${ports[0]}" 2>&1; }
exec 3<&"${watch[0]}" 4>&"${watch[1]}"
read -r -t 40 line <&3 || fail "etcd does not begin"
[ "$line" = ready ] || fail "$line"
kill -9 "${members[1]}" "${members[2]}"
echo "two of three members are killed; the third one is watched twice, and asked"
echo >&4
read -r -t 30 told <&3
read -r -t 30 asked <&3
read -r -t 30 silent <&3
printf '%s\n' "with the header Grpc-Metadata-hasleader: true: $told" "$asked" "without it, after 15 s: $silent"
[[ $told == *"no leader"* ]] || fail "the header no longer ends the stream"
[[ $asked == *" 503" ]] || fail "an ordinary request is answered"
[ "$silent" = "silent: None" ] || fail "the plain stream is told something now"
