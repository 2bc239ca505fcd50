"""on_terminal.py COMMAND...: runs it with stderr on a pseudo terminal, and prints what it wrote there, escapes as text. Its standard
output goes where ours goes; the exit status is its own."""

import os
import pty
import subprocess
import sys


def read_all(master):
    data = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:  # the other end is closed
            return data
        if not part:
            return data
        data += part


def main():
    master, slave = pty.openpty()
    with subprocess.Popen(sys.argv[1:], stderr=slave) as process:
        os.close(slave)
        data = read_all(master)
    os.close(master)
    print(data.decode().replace("\r\n", "\n").replace("\r", "<CR>").replace("\033[K", "<CLEAR>"), end="", file=sys.stderr)
    return process.returncode


sys.exit(main())
