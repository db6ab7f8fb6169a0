"""Makes docs/room.svg from the running server: four nc clients, one of each dialect, in tmux.

pip install rich && python docs/make_room_picture.py        (needs tmux and nc)
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.ansi import AnsiDecoder
from rich.console import Console

ROOT = Path(__file__).resolve().parents[1]
PORT = 9477
PANE, ROWS = 96, 13
CLIENTS = ["budi  (pm)", "ani  (sendto)", "citra  (mamushi)", "dewi  (token)"]
SCENE = [
    (0, "budi"),
    (1, "regist ani s4ndi-ani"),
    (2, '{"FLAG":"REG","CONTENT":{"username":"citra","password":"s4ndi"}}'),
    (2, '{"FLAG":"LOGIN","CONTENT":{"username":"citra","password":"s4ndi"}}'),
    (3, "register dewi s4ndi-dewi"),
    (3, "auth dewi s4ndi-dewi"),
    (0, "halo semua"),
    (1, "sendto budi sudah makan?"),
    (2, '{"FLAG":"SEND","RECEIVER":"lobby","CONTENT":"selamat pagi"}'),
    (3, "send citra besok ujian jam 8"),
    (0, "pm dewi catatannya aku kirim nanti"),
    (3, "inbox"),
]


def tmux(*words: str) -> str:
    return subprocess.run(["tmux", "-L", "ruang-picture", *words], check=True, capture_output=True, text=True).stdout


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen([sys.executable, "server.py", str(PORT), "--data", data], cwd=ROOT)
        time.sleep(2)
        tmux("-f", "/dev/null", "new-session", "-d", "-x", str(PANE), "-y", str(ROWS), f"nc 127.0.0.1 {PORT}")
        for _ in CLIENTS[1:]:
            tmux("new-window", f"nc 127.0.0.1 {PORT}")
        tmux("set", "-g", "status", "off")
        for client, line in SCENE:
            tmux("send-keys", "-t", f":{client}", "-l", line)
            tmux("send-keys", "-t", f":{client}", "Enter")
            time.sleep(0.6)
        console = Console(record=True, width=PANE, file=tempfile.TemporaryFile("w"))  # noqa: SIM115
        for number, title in enumerate(CLIENTS):
            console.rule(f"[bold cyan]{title}", align="left", style="dim")
            screen = tmux("capture-pane", "-e", "-p", "-t", f":{number}").rstrip("\n")
            for line in AnsiDecoder().decode(screen):
                console.print(line)
        svg = console.export_svg(title="Four clients of four protocols, one port")
        svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # a picture loads nothing from anywhere
        svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL).replace("Fira Code", "DejaVu Sans Mono")
        (ROOT / "docs" / "room.svg").write_text(svg, "utf-8")
        tmux("kill-server")
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
