"""What the tests of ptx-run share: a good launch of saxpy.ptx, and checks of what the program answers."""
import copy
import json
import os
import shutil
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../PtxCorpus"))
from corpus.values import write_npy_as # pylint: disable=wrong-import-position
GOOD = {
    "name": "saxpy", "target": "sm_80", "kernel": "saxpy", "grid": [4, 1, 1], "block": [128, 1, 1],
    "cluster": [1, 1, 1], "dynamic_shared_bytes": 0,
    "buffers": [{"name": "x", "dtype": "f32", "shape": [500], "align": 256, "direction": "in", "file": "x.npy"},
                {"name": "y", "dtype": "f32", "shape": [500], "align": 256, "direction": "inout", "file": "y.npy",
                 "expected": "y.expected.npy",
                 "tolerance": {"kind": "bound", "absolute": 1e-6, "derivation": "one fma"}}],
    "args": [{"kind": "pointer", "buffer": "x", "offset_bytes": 0}, {"kind": "pointer", "buffer": "y"},
             {"kind": "scalar", "type": "f32", "value": 2.0}, {"kind": "scalar", "type": "i32", "value": 500}],
    "expect": {"report": "none"}}


class Tester:
    def __init__(self):
        self.program, self.folder = sys.argv[1], sys.argv[2]
        self.failures = self.count = 0
        shutil.rmtree(self.folder, ignore_errors=True) # of an earlier run
        os.makedirs(self.folder)
        x, y = [i * 0.5 for i in range(500)], [float(1000 - i) for i in range(500)]
        self.write("x.npy", "<f4", [500], struct.pack("<500f", *x))
        self.write("y.npy", "<f4", [500], struct.pack("<500f", *y))
        self.write("y.expected.npy", "<f8", [500], struct.pack("<500d", *(2 * a + b for a, b in zip(x, y))))

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, descr, shape, data):
        write_npy_as(self.path(name), descr, shape, data)

    def run(self, launch, *options, ptx=None):
        """`launch`: a value, or the file's own bytes."""
        with open(self.path("launch.json"), "wb") as file:
            file.write(launch if isinstance(launch, bytes) else json.dumps(launch).encode())
        ptx = ptx or os.path.join(HERE, "saxpy.ptx")
        return self.call(ptx, "--launch=" + self.path("launch.json"), *options)

    def call(self, *arguments):
        done = subprocess.run([self.program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
                              check=False)
        return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")

    def expect(self, what, answer, status, first_line=None, output=None):
        """The exit status; a text that the first line on standard error must hold; one that standard output must hold."""
        self.count += 1
        code, out, err = answer
        first = err.split("\n")[0]
        good = code == status and (first_line is None or first_line in first) and (output is None or output in out)
        good = good and (status == 0 or first.startswith("ptx-run: error: "))
        if not good:
            self.failures += 1
            print(f"FAIL {what}: expected status {status} and '{first_line or output or ''}', got {code}\n"
                  f"{out[-500:]}{err[-1000:]}")

    def check(self, what, condition):
        self.count += 1
        if not condition:
            self.failures += 1
            print(f"FAIL {what}")

    def finish(self):
        print(f"{self.count} checks, {self.failures} failed")
        sys.exit(1 if self.failures else 0)


def change(path, value, base=None):
    """A copy of the good launch with the field at `path` set, or taken away for None."""
    launch = copy.deepcopy(base or GOOD)
    at = launch
    for key in path[:-1]:
        at = at[key]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return launch
