#!/usr/bin/env bash
# One would expect: a dissector in Lua that reads a field of the layer below, say
#   Field.new("tcp.stream"), gets its value in every packet; keyed by it, a dissector
#   keeps what it knows of a conversation.
# What happens: on the first of two passes (tshark -2), if there is no display filter, the
#   field is not there: the extractor gives nothing. With -V in one pass, or with -Y, it has
#   its value, so what was tried with tshark -V fails afterwards. The second pass has the
#   field, but by then `pinfo.visited` is true, and state was to be made on the first.
# Seen with: TShark 4.0.17 (Debian 12). Date: 2026-12-01.
# Why it matters: a dissector of a chat has to know who has logged in on which connection.
#   Addresses and ports, in pinfo, are always there.
set -euo pipefail
[ -n "${BOUNDED-}" ] || BOUNDED=1 exec timeout -k 5 85 "$BASH" "$0" "$@"

dir=$(mktemp -d)
export HOME=$dir XDG_CONFIG_HOME=$dir LC_ALL=C.UTF-8
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

need tshark tshark
need text2pcap wireshark-common
version=$(tshark --version 2>/dev/null | sed -n '1s/^TShark (Wireshark) \([0-9.]*[0-9]\).*/\1/p')
echo "version: tshark $version"
[ "$version" = 4.0.17 ] || echo "note: described for tshark 4.0.17"

cat >"$dir/chat.lua" <<'LUA'
local chat = Proto("chat", "Chat")
local stream = Field.new("tcp.stream")
function chat.dissector(tvb, pinfo, tree)
    local found = stream()
    print(("tcp.stream in packet %d, %s: %s"):format(
        pinfo.number, pinfo.visited and "seen before" or "met first", found and tostring(found.value) or "nothing"))
    return tvb:len()
end
DissectorTable.get("tcp.port"):add(29000, chat)
LUA
printf '0000 68 61 6c 6f 0a\n' | text2pcap -q -T 40000,29000 - "$dir/chat.pcap" 2>/dev/null

look() {  # options of tshark, the words that are expected when the packet is met first
    local said expected=${!#}
    said=$(tshark -X lua_script:"$dir/chat.lua" -r "$dir/chat.pcap" "${@:1:$#-1}" 2>/dev/null | grep 'met first' || true)
    printf 'tshark %-10s %s\n' "${*:1:$#-1}" "$said"
    [ "$said" = "tcp.stream in packet 1, met first: $expected" ] || fail "expected '$expected' with ${*:1:$#-1}"
}
look -V 0
look -2 nothing
look -2 -Y chat 0
echo "as described"
