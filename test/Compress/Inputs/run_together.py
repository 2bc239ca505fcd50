"""Runs two commands at once on one output, again and again; what is left is what one of them writes, whole.

run_together.py FOLDER COMMAND ... with @OUT@ for the output and @DTYPE@ for int4 or int8
"""

import pathlib
import subprocess
import sys

folder, *command = sys.argv[1:]
folder = pathlib.Path(folder)
folder.mkdir(parents=True, exist_ok=True)


def start(output, dtype):
    return subprocess.Popen([word.replace("@OUT@", str(output)).replace("@DTYPE@", dtype) for word in command])


whole = []
for dtype in ("int4", "int8"):
    assert start(folder / dtype, dtype).wait() == 0
    whole.append((folder / dtype).read_bytes())
assert whole[0] != whole[1]
for _ in range(8):
    runs = [start(folder / "out", dtype) for dtype in ("int4", "int8")]
    assert [run.wait() for run in runs] == [0, 0]
    assert (folder / "out").read_bytes() in whole, "a mixture of both"
names = sorted(path.name for path in folder.iterdir())
assert names == ["int4", "int8", "out"], names
print("8 pairs of runs: each left one output, whole")
