"""Prints the launches of a manifest, a line for each behind the name of its function: print-launches.py MANIFEST"""
import json
import sys


def describe(argument):
    words = [argument["direction"], argument["role"]]
    words += [str(argument[name]) for name in ("index", "part", "constant", "value") if name in argument]
    if argument["role"] == "workspace":
        words.append(str(argument["buffer"]))
    return " ".join(words)


def main():
    manifest = json.load(open(sys.argv[1]))
    accumulators = {kernel["name"]: kernel["accumulator"] for kernel in manifest["kernels"]}
    function = None
    for launch in manifest["launches"]:
        if launch["function"] != function:
            function = launch["function"]
            print(function)
        loop = " in a loop" if launch["in_loop"] else ""
        grid = " ".join(str(size) for size in launch["grid_expressions"])
        arguments = ", ".join(describe(argument) for argument in launch["arguments"])
        print(f"{accumulators[launch['kernel']]} when {launch['when']}{loop} grid {grid}: {arguments}")


if __name__ == "__main__":
    main()
