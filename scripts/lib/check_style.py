#!/usr/bin/env python3
"""Project rules that no packaged linter knows: file length, stage dependencies, headers of files, what a pass documents,
unfinished words, machine paths, links between documents."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAX_LINES = 800
# A stage may include its own headers and those it stands on.
MAY_INCLUDE = {
    "Numerics": set(),
    "Files": set(),
    "IR": {"Numerics"},
    "Reference": {"Numerics", "IR"},
    "Conversion": {"Numerics", "IR"},
    "Import": {"Numerics", "IR", "Conversion"},
    "Compress": {"Numerics", "IR", "Files", "Npy"},
    "Emit": {"Numerics", "IR"},
    "Fuse": {"Numerics", "IR", "Conversion"},
    "LowerLinalg": {"Numerics", "IR", "Conversion", "Emit"},
    "LowerCPU": {"Numerics", "IR", "Conversion", "LowerLinalg"},
    "LowerGPU": {"Numerics", "IR", "Conversion", "Emit", "LowerLinalg"},
    "Execution": {"Files", "Numerics", "IR", "Reference", "Fuse", "LowerLinalg", "LowerCPU", "LowerGPU", "Npy", "Target",
                  "Runtime"},
    "Target": {"Numerics", "IR"},
    "RandomModules": {"Numerics", "IR", "Reference"},
    "Npy": set(),
    "PTX": set(),
    "Emulator": {"PTX"},
    "Runtime": {"PTX", "Emulator"},
}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MACHINE_PATH = re.compile(r"(^|[\s\"'=(])/(home|root|work)/")


def tracked():
    output = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, text=True, check=True,
                            stdout=subprocess.PIPE).stdout
    return [path for path in output.splitlines() if (ROOT / path).is_file()]


def stage_of(path):
    match = re.match(r"(?:include/Qnt|lib)/(\w+)/", path)
    return match.group(1) if match else None


def read_units(path):
    """The sources of the stage whose Passes.td is at `path`, by their paths."""
    folder = ROOT / "lib" / stage_of(path)
    return {str(unit.relative_to(ROOT)): unit.read_text(encoding="utf-8") for unit in sorted(folder.glob("*.cpp"))}


def check_includes(path, text):
    stage = stage_of(path)
    if stage not in MAY_INCLUDE:
        return
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'#include "Qnt/(\w+)/', line)
        if match and match.group(1) != stage and match.group(1) not in MAY_INCLUDE[stage]:
            yield f"{path}:{number}: stage {stage} may not include a header of {match.group(1)}"


def check_head(path, text):
    """A C++ file says what it is in its first line; a header has the guard that its path gives."""
    if not text.startswith("//===- " + path.rsplit("/", 1)[-1]):
        yield f"{path}:1: expected the first line to start with '//===- {path.rsplit('/', 1)[-1]} - '"
    # A -inl.h file is included once for each instruction set.
    if path.endswith(".h") and not path.endswith("-inl.h"):
        guard = re.search(r"^#ifndef (\w+)\n#define (\w+)\n", text, re.M)
        # An example is a project of its own.
        own = re.sub(r"^examples/\w+/include/", "", path)
        own = own if own != path else "qnt_" + re.sub(r"^include/(Qnt/|qnt-)", "", path)
        name = re.sub(r"\W", "_", own).upper()
        if not guard or guard.group(1) != guard.group(2) or guard.group(1) != name:
            yield f"{path}: expected the include guard {name}"


def check_passes(path, text):
    """Each pass documents its numerics and shows an example."""
    for name, argument, body in re.findall(r'^def (\w+) : Pass<"([\w-]+)".*?\{(.*?)^\}', text, re.M | re.S):
        if not argument.startswith("qnt-"):
            yield f"{path}: expected the argument of pass {name} to start with 'qnt-', got '{argument}'"
        if not re.search(r"^    Numerics: (exact|rounding|lossy)\b", body, re.M):
            yield f"{path}: expected the description of {argument} to hold 'Numerics: exact', 'rounding' or 'lossy'"
        if "```mlir" not in body:
            yield f"{path}: expected the description of {argument} to hold an example in ```mlir"


def check_pass_includes(path, text, units):
    """A pass includes the dialects that it depends on: unity builds hide a missing header, other builds do not."""
    for name, body in re.findall(r"^def (\w+) : Pass<.*?\{(.*?)^\}", text, re.M | re.S):
        depends = re.search(r"dependentDialects = \[(.*?)\]", body, re.S)
        for unit, source in units.items():
            if not depends or not re.search(rf"^#define GEN_PASS_DEF_{name.upper()}$", source, re.M):
                continue
            for dialect in re.findall(r'"::mlir::\w+::(\w+)Dialect"', depends.group(1)):
                folder = "LLVMIR" if dialect in ("LLVM", "NVVM") else dialect
                if dialect != "Qnt" and f'#include "mlir/Dialect/{folder}/' not in source:
                    yield f"{unit}: expected a header of mlir/Dialect/{folder}, on which pass {name} depends"


def find_anchors(text):
    """What links to the headings of a document say after the #, as GitHub makes it: lower case, spaces to dashes, marks
    left out; -1, -2 ... where one comes again."""
    anchors, counts = set(re.findall(r'<a (?:id|name)="([^"]+)"', text)), {}
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M):
        heading = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        count = counts[anchor] = counts.get(anchor, -1) + 1
        anchors.add(f"{anchor}-{count}" if count else anchor)
    return anchors


def check_links(path, text):
    """Relative links of a document lead to files, and to headings that they have."""
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (ROOT / path).parent / name if name else ROOT / path
        if not file.exists():
            yield f"{path}: expected a file behind the link '{target}'"
        elif anchor and file.suffix == ".md" and anchor not in find_anchors(file.read_text(encoding="utf-8")):
            yield f"{path}: expected a heading of '{file.name}' behind the link '{target}'"


def check_file(path):
    text = (ROOT / path).read_text(encoding="utf-8", errors="replace")
    lines = text.count("\n")
    if path.endswith((".cpp", ".h", ".td", ".py", ".sh")) and lines > MAX_LINES:
        yield f"{path}: expected at most {MAX_LINES} lines, got {lines}"
    yield from check_includes(path, text)
    if path.endswith((".cpp", ".h")):
        yield from check_head(path, text)
    if path.startswith("include/Qnt/") and path.endswith("Passes.td"):
        yield from check_passes(path, text)
        yield from check_pass_includes(path, text, read_units(path))
    if path.endswith(".md"):
        yield from check_links(path, text)
    if path.endswith("check_style.py"):
        return
    for number, line in enumerate(text.splitlines(), 1):
        if UNFINISHED.search(line):
            yield f"{path}:{number}: expected finished work, got '{UNFINISHED.search(line).group(1)}'"
        if MACHINE_PATH.search(line):
            yield f"{path}:{number}: expected no path of one machine"


def main():
    suffixes = (".cpp", ".h", ".td", ".py", ".sh", ".md", ".mlir", ".txt", ".cmake", ".test")
    problems = [problem for path in tracked() if path.endswith(suffixes) for problem in check_file(path)]
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
