#!/usr/bin/env python3
"""Writes the table of the emulator's instructions: every form, the file that executes it, the tests that do.

Usage: write_ptx_instructions.py LISTING      (what the program ptx-instructions printed; the table goes to the output)

A form of the arithmetic group is executed in every spelling by a test that takes the forms from the same table. For the
others, tests and the corpus are searched for text that the form matches.
"""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTS = ("unittests/Emulator/*.cpp", "unittests/EmulatorArithmetic/*.cpp", "unittests/EmulatorMemory/*.cpp",
         "unittests/Runtime/*.cpp", "unittests/PtxRun/*.cpp", "test/PtxRun/**/*.ptx")
CORPUS = "test/PtxCorpus/**/*.ptx"
ALL_SPELLINGS = "EmulatorArithmetic/FormsTest (every spelling)"
MATRIX = {"mma": "EmulatorArithmetic/MatrixFormsTest", "wmma": "EmulatorArithmetic/WmmaTest",
          "movmatrix": "EmulatorArithmetic/MatrixFormsTest"}
# Words of forms that stand for several.
PLACEHOLDERS = {
    ".type": r"\.(?:pred|[busf]\d+|b?f16(?:x2)?|f32x2)",
    ".space": r"\.(?:global|local|const|param(?:::\w+)?|shared(?:::\w+)?)",
    "*": r"\w+(?:::\w+)*",
}


def to_pattern(form):
    """A regular expression of the texts that the form stands for."""
    pattern = ""
    for piece in re.findall(r"\.type\b|\.space\b|[*(){}|]|[^*(){}|.]+|\.", form):
        pattern += PLACEHOLDERS.get(piece) or {"(": "(?:", ")": ")", "{": "(?:", "}": ")?", "|": "|"}.get(
            piece, re.escape(piece))
    return re.compile(r"(?<![\w.:])" + pattern + r"(?=[\s;\"\\]|$)")


def read_texts(patterns):
    texts = {}
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            text = path.read_text(encoding="utf-8", errors="replace")
            texts[path] = re.sub(r"//[^\n]*", "", text)
    return texts


def find_sources():
    """opcode, or family -> file that registers it"""
    sources = {}
    for path in sorted((ROOT / "lib/Emulator/Instructions").glob("*.cpp")):
        text = path.read_text(encoding="utf-8")
        for opcode in re.findall(r'\badd\(\s*"(\w+)"', text) + re.findall(r'\{"(\w+)", decode', text):
            sources.setdefault(opcode, path.stem)
        for family in re.findall(r'beginFamily\("([^"]*)"', text):
            sources.setdefault(family, path.stem)
    return sources


def name_test(path):
    relative = path.relative_to(ROOT).with_suffix("")
    return "/".join(relative.parts[1:])


class Table:
    def __init__(self, lines):
        self.lines = lines
        self.texts = read_texts(TESTS)
        self.corpus = read_texts([CORPUS])
        self.sources = find_sources()

    def find(self, opcode, form, texts):
        """The files whose text holds the form."""
        pattern = to_pattern(form)
        return [path for path, text in texts.items() if opcode in text and pattern.search(text)]

    def describe_tests(self, group, opcode, form):
        if group == "arithmetic":
            return MATRIX.get(opcode, ALL_SPELLINGS)
        return ", ".join(name_test(path) for path in self.find(opcode, form, self.texts)[:2]) or "-"

    def write_family(self, name, rows):
        print(f"\n## {name}\n\n| form | executed by | tested by | corpus |\n|---|---|---|---|")
        for group, opcode, form in rows:
            shown = form.replace("|", "\\|")
            source = self.sources.get(opcode) or self.sources.get(name, "")
            corpus = "yes" if self.find(opcode, form, self.corpus) else ""
            print(f"| `{shown}` | {source} | {self.describe_tests(group, opcode, form)} | {corpus} |")

    def write(self):
        opcodes = {opcode for _, _, opcode, _ in self.lines}
        print("<!-- Written by scripts/update-docs.sh from the emulator's table of opcodes: do not edit. -->")
        print(f"\n# PTX instructions of the emulator\n\n{len(self.lines)} forms of {len(opcodes)} opcodes. In a form, "
              "`{.x}` may be left out, `(a|b)` is one of these, `*` stands for any word; `.type` and `.space`\nare those "
              "of the opcode's first form. Anything else is an error before execution, `unknown_instruction`. Tests "
              "that spell a form out\nare named, two at most; the last column says whether a stored module of a compiler "
              "(`test/PtxCorpus`) holds it.")
        families = collections.OrderedDict()
        for group, family, opcode, form in self.lines:
            families.setdefault(family, []).append((group, opcode, form))
        for name, rows in families.items():
            self.write_family(name, rows)


def main():
    text = pathlib.Path(sys.argv[1]).read_text()
    Table([line.split("\t") for line in text.splitlines()]).write()


if __name__ == "__main__":
    main()
