#!/usr/bin/env bash
# One would expect: TCP_USER_TIMEOUT ends a connection whose peer no longer answers
#   (a pulled cable). A peer whose kernel acknowledges everything is alive, however
#   slowly its program reads.
# What happens: when the reader's window is full (its program is stopped, say), Linux
#   only sends window probes; each of them is acknowledged, nothing is
#   unacknowledged, and still the connection is ended with ETIMEDOUT once the window
#   was shut for that time. The reader then finds a reset, and nearly all that
#   send() had taken is lost. Without the option the same reader gets everything.
# Seen with: Linux 6.18 and Python 3.11.7. Date: 2026-11-28.
# Why it matters: a chat server that sets the option against dead peers also throws
#   out whoever stopped the client with Ctrl-Z for that long in a busy room.
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

need python3 python3
[ "$(uname -s)" = Linux ] || fail "this is about Linux"
echo "version: Linux $(uname -r | cut -d. -f1,2), $(python3 -V)"

cat >"$dir/try.py" <<'E'
import errno, socket, struct, sys, time

def drain(reader):
    """What the reader can still get: the bytes, and whether a reset came."""
    reader.settimeout(1)
    got = 0
    try:
        while data := reader.recv(1 << 20):
            got += len(data)
    except socket.timeout:
        return got, False
    except ConnectionResetError:
        return got, True
    return got, False

def stopped_reader(user_timeout, patience):
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    writer = socket.create_connection(listener.getsockname())
    reader = listener.accept()[0]
    writer.setblocking(False)
    if user_timeout:
        writer.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, user_timeout)
    sent = 0
    try:
        while True:
            sent += writer.send(b"x" * 4096)
    except BlockingIOError:
        pass
    begin, error, answers, last, unacknowledged = time.monotonic(), 0, 0, None, 0
    while not error and time.monotonic() - begin < patience:
        time.sleep(0.05)
        info = writer.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 60)
        age = struct.unpack_from("=I", info, 56)[0]      # ms since the last ACK came
        pending = struct.unpack_from("=I", info, 24)[0]  # segments not acknowledged
        error = writer.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if not error:
            answers += last is not None and age < last
            last = age
            if time.monotonic() - begin > 0.3:
                unacknowledged = max(unacknowledged, pending)
    took = time.monotonic() - begin
    got, reset = drain(reader)
    print("TCP_USER_TIMEOUT %5d ms: %s after %.1f s; probes answered: %d, unacknowledged segments: %d;"
          % (user_timeout, errno.errorcode.get(error, "no error"), took, answers, unacknowledged))
    print("    send() took %d bytes, the reader got %d%s" % (sent, got, ", then a reset" if reset else ""))
    for it in (listener, writer, reader):
        it.close()
    return error, took, answers, unacknowledged, sent, got

error, took, answers, unacknowledged, sent, got = stopped_reader(3000, 15)
ended = error == errno.ETIMEDOUT and 2.5 < took < 12 and answers >= 1 and unacknowledged == 0 and got < sent
error, took, answers, unacknowledged, sent, got = stopped_reader(0, 15)
sys.exit(not (ended and error == 0 and got == sent))
E
timeout 60 python3 "$dir/try.py" || fail "the option no longer ends a connection whose reader acknowledges every probe"
echo "as described"
