"""Runs a program by its manifest, its PTX and its file of weights alone: each launch is a run of ptx-run.

Usage: launch-from-manifest.py FOLDER INPUT OUTPUT
FOLDER holds k.ptx and k.json, whose manifest names the file of weights beside it; INPUT (.npy) is the only input of
the only entry, OUTPUT (.npy) becomes its result. Prints the kernels that ran.
"""
import ast
import json
import os
import re
import struct
import subprocess
import sys

FUNCTIONS = {"div": lambda a, b: a // b, "rem": lambda a, b: a % b, "ceildiv": lambda a, b: -(-a // b), "min": min,
             "max": max, "select": lambda condition, a, b: a if condition else b}
NUMPY = {"f16": "<f2", "f32": "<f4", "i8": "|i1", "i32": "<i4"}


def read_shape(path):
    with open(path, "rb") as file:
        header = file.read(1 << 10)
    size = struct.unpack("<H", header[8:10])[0]
    return ast.literal_eval(header[10:10 + size].decode())["shape"]


def write_npy(path, dtype, shape, data):
    header = f"{{'descr': '{NUMPY[dtype]}', 'fortran_order': False, 'shape': {tuple(shape)}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data)


class Program:
    def __init__(self, folder, input_path):
        self.folder = folder
        self.manifest = json.load(open(os.path.join(folder, "k.json")))
        self.input_path = input_path
        self.input_shape = read_shape(input_path)
        self.names = {f"input0_dim{dim}": size for dim, size in enumerate(self.input_shape)}
        self.written = {}
        self.weights = open(os.path.join(folder, self.manifest["weights"]["file"]), "rb").read()
        assert len(self.weights) == self.manifest["weights"]["bytes"]
        assert self.weights[:8] == b"QNTWGHTS" and self.weights[32:64].hex() == self.manifest["weights"]["blake3"]

    def evaluate(self, expression):
        return int(eval(expression, {"__builtins__": {}}, {**FUNCTIONS, **self.names}))

    def describe(self, argument):
        """A buffer of launch.json."""
        name, dtype = argument["role"], re.search(r"x?([if][0-9]+)[,>]", argument["type"]).group(1)
        buffer = {"direction": "inout" if argument["direction"] == "out" else "in"}
        if argument["role"] == "constant":
            constant = next(c for c in self.manifest["constants"] if c["name"] == argument["constant"])
            name, shape, dtype = constant["name"], constant["shape"], constant["type"]
            data = self.weights[constant["offset"]:constant["offset"] + constant["bytes"]]
            buffer["file"] = name + ".npy"
            write_npy(os.path.join(self.folder, buffer["file"]), dtype, shape, data)
        elif argument["role"] == "input":
            shape = self.input_shape
            buffer["file"] = os.path.abspath(self.input_path)
        else:
            assert argument["role"] in ("workspace", "result"), argument
            described = next(b for b in self.manifest["buffers"] if b["buffer"] == argument["buffer"])
            shape = [self.evaluate(size) for size in described["sizes"]]
            dtype = re.search(r"x([if][0-9]+)[,>]", described["type"]).group(1)
            name = f"buffer{argument['buffer']}"
            if name in self.written:
                buffer["file"] = self.written[name]
            elif argument["direction"] == "out":
                buffer["direction"] = "out"
            if argument["direction"] == "out":
                self.written[name] = os.path.join("out", name + ".npy")
        return {**buffer, "name": name, "dtype": dtype, "shape": list(shape)}

    def launch(self, launch):
        arguments, buffers = [], []
        for argument in launch["arguments"]:
            if argument["kind"] == "buffer":
                buffers.append(self.describe(argument))
                arguments.append({"kind": "pointer", "buffer": buffers[-1]["name"]})
            else:
                arguments.append({"kind": "scalar", "type": "i64", "value": self.evaluate(argument["value"])})
        description = {"kernel": launch["kernel"], "grid": [self.evaluate(size) for size in launch["grid_expressions"]],
                       "block": launch["block"], "dynamic_shared_bytes": self.evaluate(launch["dynamic_shared_expression"]),
                       "buffers": buffers, "args": arguments}
        path = os.path.join(self.folder, "launch.json")
        json.dump(description, open(path, "w"))
        subprocess.run(["ptx-run", os.path.join(self.folder, "k.ptx"), f"--launch={path}", "--device=emulated",
                        f"--out={os.path.join(self.folder, 'out')}"], check=True)

    def run(self):
        os.makedirs(os.path.join(self.folder, "out"), exist_ok=True)
        for launch in self.manifest["launches"]:
            if all(self.evaluate(condition) for condition in launch["when"]):
                print(launch["kernel"])
                self.launch(launch)
                result = next((a for a in launch["arguments"] if a["role"] == "result"), None)
        return os.path.join(self.folder, self.written[f"buffer{result['buffer']}"])


def main():
    folder, source, target = sys.argv[1:4]
    os.replace(Program(folder, source).run(), target)


if __name__ == "__main__":
    main()
