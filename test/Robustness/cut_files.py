"""Runs a tool on a file cut off at every length (at 60 of them when it is long) and expects it to be refused.

cut_files.py WHOLE CUT -- COMMAND ...    The command reads CUT. A refusal is a status above 0 and a message with "error".
"""
import pathlib
import subprocess
import sys

MAX_CUTS = 60


def main():
    whole, cut, command = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[4:]
    content = whole.read_bytes()
    # A file of no bytes is an empty module.
    lengths = range(1, len(content), -(-len(content) // MAX_CUTS))
    for length in lengths:
        cut.write_bytes(content[:length])
        result = subprocess.run(command, text=True, errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if result.returncode <= 0 or "error" not in result.stdout:
            sys.exit(f"cut to {length} of {len(content)} bytes: status {result.returncode}\n{result.stdout[-2000:]}")
    print(f"{len(lengths)} lengths refused")


if __name__ == "__main__":
    main()
