"""Faulty kernels and their mended twins, as Faulty/ describes them: a line `//! CLASS; item; item...` in front of each.

Items: `block 8x4`, `grid 2`, `shared 256`, `cooperative`, `also CLASS...`, and the arguments in their order:
`in TYPE COUNT = VALUE`, `out TYPE COUNT [= VALUE]`, `inout TYPE COUNT = VALUE [-> VALUE]`, `scratch TYPE COUNT [= VALUE]`,
`value TYPE NUMBER`, `null`. A VALUE is an expression of the place i. EITHER(a, b) is a in the faulty one, b in its twin.
"""
import json
import os
import re

from . import values
from .compilers import ROOT

FOLDER = os.path.join(ROOT, "Faulty")


def split_either(text):
    """The two arguments of an EITHER( and what follows it; commas within brackets do not part them."""
    depth, parts, start = 0, [], 0
    for place, letter in enumerate(text):
        if letter == "(":
            depth += 1
        elif letter == ")" and depth == 0:
            parts.append(text[start:place])
            return parts[0].strip(), ",".join(parts[1:]).strip(), text[place + 1:]
        elif letter == ")":
            depth -= 1
        elif letter == "," and depth == 0 and not parts:
            parts.append(text[start:place])
            start = place + 1
    raise ValueError(f"no end of EITHER({text}")


def choose(text, is_mended):
    before, found, rest = text.partition("EITHER(")
    if not found:
        return text
    faulty, mended, rest = split_either(rest)
    return before + (mended if is_mended else faulty) + choose(rest, is_mended)


def evaluate(expression, count):
    code = compile(expression, "value", "eval")
    return [eval(code, {"i": i}) for i in range(count)]  # pylint: disable=eval-used


class Launch:
    """What a `//!` line says, for the faulty kernel or its twin."""

    def __init__(self, line, is_mended):
        items = [item.strip() for item in choose(line, is_mended).split(";")]
        self.class_name, self.also, self.is_mended = items[0], [], is_mended or items[0] == "clean"
        self.grid, self.block, self.shared, self.is_cooperative = [1, 1, 1], [32, 1, 1], 0, False
        self.arguments = []
        for item in filter(None, items[1:]):
            self.read(item)

    def read(self, item):
        word, _, rest = item.partition(" ")
        if word in ("grid", "block"):
            sizes = [int(size) for size in rest.split("x")]
            setattr(self, word, sizes + [1] * (3 - len(sizes)))
        elif word == "shared":
            self.shared = int(rest)
        elif word == "cooperative":
            self.is_cooperative = True
        elif word == "also":
            self.also = rest.split()
        elif word in ("in", "out", "inout", "scratch", "value", "null"):
            self.arguments.append((word, rest))
        else:
            raise ValueError(f"unknown item '{item}'")

    def add_buffer(self, folder, launch, word, rest):
        head, _, data = rest.partition(" = ")
        dtype, count = head.split()
        count, name = int(count), f"b{len(launch['args'])}"
        data, _, expected = data.partition(" -> ")
        if word == "out":
            data, expected = "", data
        buffer = {"name": name, "dtype": dtype, "shape": [count], "direction": word}
        for key, expression in (("file", data), ("expected", expected)):
            if expression:
                buffer[key] = f"{name}.{key}.npy"
                path = os.path.join(folder, buffer[key])
                values.write_npy(path, dtype, [count], values.pack(dtype, evaluate(expression, count)))
        launch["buffers"].append(buffer)
        launch["args"].append({"kind": "pointer", "buffer": name})

    def write(self, folder, kernel, lines):
        """launch.json and its data; `lines` are those that the report may name."""
        os.makedirs(folder, exist_ok=True)
        expect = {"report": "none"} if self.is_mended else {"report": "error", "class": self.class_name}
        if self.also and not self.is_mended:
            expect["also_accept"] = self.also
        if lines and not self.is_mended:
            expect["ptx_lines"] = lines
        launch = {"name": kernel, "target": "sm_80", "kernel": kernel, "grid": self.grid, "block": self.block,
                  "dynamic_shared_bytes": self.shared, "cooperative": self.is_cooperative, "buffers": [], "args": [],
                  "expect": expect}
        for word, rest in self.arguments:
            if word == "null":
                launch["args"].append({"kind": "null_pointer"})
            elif word == "value":
                dtype, number = rest.split()
                value = float(number) if dtype[0] == "f" else int(number)
                launch["args"].append({"kind": "scalar", "type": dtype, "value": value})
            else:
                self.add_buffer(folder, launch, word, rest)
        path = os.path.join(folder, "launch.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(launch, file, indent=1)
        return path


class Case:
    """A kernel of Faulty/: its `//!` line, the lines of the source that a report may name."""

    def __init__(self, source, kernel, text, marks):
        self.source, self.kernel, self.text, self.marks = source, kernel, text, marks
        self.class_name = text.partition(";")[0].strip()


def read_source(name):
    """Cases of a .cu file. A mark in a function that is no kernel counts for every kernel."""
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        lines = file.read().splitlines()
    found, spec, owner, marks = [], None, None, []
    for number, line in enumerate(lines, 1):
        if line.startswith("//! "):
            spec = line[4:]
        match = re.match(r"KERNEL (\w+)\(", line)
        if match:
            owner = match.group(1)
            found.append((owner, spec))
        if re.search(r"// FAULT\b", line):
            marks.append((owner, number))
        if line.startswith("}") or (match and line.endswith(("}", "// FAULT"))):
            owner = None
    return [Case(name, kernel, text, [number for owner, number in marks if owner in (None, kernel)])
            for kernel, text in found]


def lines_of_marks(ptx, case):
    """PTX lines made of marked source lines, by the .loc directives in front of them."""
    files, found, is_marked = set(), [], False
    for line in re.finditer(r'^\s*\.file\s+(\d+)\s+"([^"]*)"', ptx, re.M):
        if line.group(2).endswith(case.source):
            files.add(line.group(1))
    marks = {(file, str(mark)) for file in files for mark in case.marks}
    for number, line in enumerate(ptx.splitlines(), 1):
        place = re.match(r"\s*\.loc\s+(\d+)\s+(\d+)\s+\d+(?:.*inlined_at\s+(\d+)\s+(\d+))?", line)
        if place:
            is_marked = (place.group(1), place.group(2)) in marks or (place.group(3), place.group(4)) in marks
        elif is_marked and re.match(r"\s*(@!?%\w+ )?[a-z{]", line):
            found.append(number)
    return found


class Text:
    """A module of a .ptx file: the file's head, then one kernel; other lines are blank, so that lines keep their numbers.

    A line that ends in `// FAULTY` or `// MENDED` is there in that one alone; `// FAULT` marks a line that may be named.
    """

    def __init__(self, lines, first, last, head):
        self.lines, self.first, self.last, self.head = lines, first, last, head

    def make(self, is_mended):
        other = "// FAULTY" if is_mended else "// MENDED"
        kept = []
        for number, line in enumerate(self.lines[:self.last], 1):
            is_here = (number <= self.head or number >= self.first) and not re.search(other + r"\b", line)
            kept.append(line if is_here else "")
        return "\n".join(kept) + "\n"


def read_text(name):
    """(case, text) of each module of a .ptx file."""
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        lines = file.read().splitlines()
    starts = [number for number, line in enumerate(lines, 1) if line.startswith("//! ")]
    for first, last in zip(starts, starts[1:] + [len(lines) + 1]):
        part = lines[first:last - 1]
        kernel = re.search(r"\.entry (\w+)", "\n".join(part)).group(1)
        marks = [first + 1 + i for i, line in enumerate(part) if re.search(r"// (FAULTY )?FAULT\b", line)]
        yield Case(name, kernel, lines[first - 1][4:], marks), Text(lines, first, last - 1, starts[0] - 1)
