#!/usr/bin/env bash
# One would expect: a lease of 12 seconds that nobody keeps alive is gone after 12
#   seconds: the server wrote down when it was granted, or at least counts on.
# What happens: the time that is left is not written down. A member that restarts
#   begins every lease with its full time: with 3 seconds left it has 12 again, and
#   its keys are still there when they should be gone.
# Seen with: etcd 3.4.23 (Debian 12), a single member. Date: 2026-11-28.
# Why it matters: a cluster that shows who is there by keys with leases shows the
#   dead as present for longer just when its servers are restarted.
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
program=$(command -v etcd || true)
[ -n "$program" ] || { unpack etcd-server; program=$dir/root/usr/bin/etcd; }
version=$("$program" --version | head -n 1)
echo "version: $version"
[[ $version == *" 3.4."* ]] || echo "note: described for 3.4.23"

read -r client peer < <(python3 -c '
import socket
both = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(s.getsockname()[1] for s in both))')

ask() { python3 "$dir/ask.py" "$client" "$@"; }
cat >"$dir/ask.py" <<'E'
import base64, json, sys, time, urllib.request

port, what = sys.argv[1:]
plain = urllib.request.build_opener(urllib.request.ProxyHandler({}))

def call(path, **body):
    request = urllib.request.Request("http://127.0.0.1:%s/v3/%s" % (port, path), json.dumps(body).encode())
    with plain.open(request, timeout=5) as answer:
        return json.load(answer)

key = base64.b64encode(b"present/ani").decode()
if what == "ready":
    end = time.monotonic() + 20
    while True:
        try:
            call("kv/range", key=key)
            break
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
elif what == "grant":
    call("lease/grant", ID="77", TTL="12")
    call("kv/put", key=key, value=key, lease="77")
elif what == "left":
    print(call("lease/timetolive", ID="77").get("TTL", "0"))
elif what == "count":
    print(call("kv/range", key=key).get("count", "0"))
E
start() {
    "$program" --data-dir "$dir/data" --name finding \
        --listen-client-urls "http://127.0.0.1:$client" --advertise-client-urls "http://127.0.0.1:$client" \
        --listen-peer-urls "http://127.0.0.1:$peer" --initial-advertise-peer-urls "http://127.0.0.1:$peer" \
        --initial-cluster "finding=http://127.0.0.1:$peer" >>"$dir/log" 2>&1 &
    server=$!
    ask ready
}

start
ask grant
begin=$SECONDS
echo "a lease of 12 s with the key of ani; nobody keeps it alive"
sleep 8
before=$(ask left)
echo "after $((SECONDS - begin)) s: $before s left"
[ "$before" -le 5 ] || fail "the lease does not run down at all"

kill "$server"
wait "$server" || true
server=
start
after=$(ask left)
echo "restarted, after $((SECONDS - begin)) s: $after s left"
[ "$after" -ge 9 ] || fail "a restart no longer renews the lease"

while [ $((SECONDS - begin)) -lt 16 ]; do sleep 0.5; done
count=$(ask count)
echo "after $((SECONDS - begin)) s: keys of ani: $count"
[ "$count" = 1 ] || fail "the key is gone"
for _ in $(seq 40); do
    [ "$(ask count)" = 0 ] && break
    sleep 0.5
done
echo "gone after $((SECONDS - begin)) s"
[ "$(ask count)" = 0 ] || fail "the key never went away"
echo "as described"
