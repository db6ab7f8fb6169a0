"""Small clients of `sendto`, as a student may write one: python clients.py KIND HOST PORT."""

import os
import socket
import sys
import threading


def listen(sock: socket.socket, shown: bool) -> None:
    while data := sock.recv(4096):
        if shown:
            print(f"\x1b[32m{data.decode()}\x1b[0m", end="", flush=True)
    os._exit(0)


def main(kind: str, host: str, port: str) -> None:
    """`deaf` shows nothing of what comes; `slurring` loses a letter, `ending` ends at the first line typed."""
    sock = socket.create_connection((host, int(port)))
    threading.Thread(target=listen, args=(sock, kind != "deaf"), daemon=True).start()
    print("perintah: regist, login, sendall, sendto, list, logout")
    for line in sys.stdin:
        if kind == "ending":
            break
        sock.sendall(line.replace("sendall ", "sendal ").encode() if kind == "slurring" else line.encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
