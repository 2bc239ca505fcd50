#!/usr/bin/env python3
"""Lists the project's diagnostics that no test mentions; fails when there are any.

A diagnostic is the text that a call of one of REPORTING carries (assertions of compiled programs are such calls, too), or a
reason that a function returns or assigns. Its literals are cut into fragments where values come in between; it counts as
tested when one line of a file under test/ or unittests/ holds its fragments, in order, from the first to the longest one
(and another the longer ones of both sides of a ?:). A test that quotes less of a message does not show which message it
got.

scripts/lib/diagnostics-untestable.txt excuses what no input can trigger: a line "path | text as listed | reason" each.

Usage: scripts/check-diagnostics.py [--all] [PATH_PREFIX...]    (--all lists the tested ones as well)
"""
import argparse
import pathlib
import re
import sys
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[1]
SOURCES = ("lib", "tools", "include")
TESTS = ("test", "unittests")
EXCUSES = ROOT / "scripts/lib/diagnostics-untestable.txt"
SHORTEST = 12  # a shorter fragment says too little to be recognised

# Functions whose arguments (or what is streamed into them) a user reads.
REPORTING = re.compile(
    r"\b(emitOpError|emitError|emitWarning|createStringError|make\w*Error|fail|failExpected|failure\w*|refuse|skip\w*|remarkSkipped|"
    r"errs|die|usageError|report\w*Error|errors|parseCommaSeparatedList|"
    r"AssertOp::create|createAssert|assertInRange|emitExpectation|emitCheck|emitSameSize)\s*\(|"
    r"\breason\s*\+?=(?!=)|\bproblem\s*=(?!=)")
SILENT = re.compile(r"\b(notifyMatchFailure|assert|llvm_unreachable|cl::\w+|static_assert)\s*\(|#\s*include|^\s*case\b")
TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/'                          # comments
    r"|'(?:\\.|[^'\\\n])'"                         # characters
    r'|R"(?P<mark>[^(\s]*)\((?P<raw>.*?)\)(?P=mark)"'
    r'|"(?P<text>(?:\\.|[^"\\\n])*)"'
    r'|[;{}]', re.S)
FORMAT = re.compile(r"%(?:\.?\d+)?(?:ll|l|z)?[dusxfg]|%\.\*g|\{\d+\}")
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "'": "'"}


def normalize(text):
    return re.sub(r"\s+", " ", text)


@dataclass
class Literal:
    text: str
    line: int
    before: str  # code between the previous literal of the statement and this one


@dataclass
class Diagnostic:
    path: str
    line: int
    fragments: list

    def text(self):
        return normalize(" ... ".join(self.fragments))

    def is_in(self, tests):
        return re.search(".*".join(re.escape(normalize(fragment)) for fragment in self.fragments), tests) is not None


def unescape(text):
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match.group(1), match.group(0)), text)


def statements(source):
    """Yields the literals of each statement, with the code before each of them."""
    literals, code, position = [], "", 0
    for match in TOKEN.finditer(source):
        code += source[position:match.start()]
        position = match.end()
        token = match.group(0)
        if match.group("text") is not None or match.group("raw") is not None:
            text = match.group("raw") if match.group("raw") is not None else unescape(match.group("text"))
            literals.append(Literal(text, source.count("\n", 0, match.start()) + 1, code))
            code = ""
        elif token in ";{}":
            if literals:
                yield literals
            literals, code = [], ""
    if literals:
        yield literals


def join_adjacent(literals):
    """Literals with nothing, or only <<, between them are one text."""
    joined = []
    for literal in literals:
        if joined and literal.before.strip() in ("", "<<"):
            joined[-1] = Literal(joined[-1].text + literal.text, joined[-1].line, joined[-1].before)
        else:
            joined.append(literal)
    return joined


def is_alternative(literal):
    """One side of a ?: (and not the end of a case label or of a range-based for)."""
    return re.search(r"(\?|[^:]:)\s*\(?(StringRef\(|Twine\()?$", literal.before) is not None


def is_sentence(text):
    return re.match(r"[a-z'].* .* ", text) is not None


def cut(literal):
    """The fragments of a literal: format directives stand for values."""
    return [piece.strip() for piece in FORMAT.split(literal.text) if piece.strip()]


def up_to_longest(fragments):
    """Fragments from the first to the longest one: what a test has to quote. Empty when the longest is too short."""
    longest = max(fragments, key=len, default="")
    return fragments[:fragments.index(longest) + 1] if len(longest) >= SHORTEST else []


def split_diagnostics(literals):
    """The literals of one statement, grouped by the report they belong to. "(processing ..." is a note to who types."""
    groups, current = [], None
    for literal in literals:
        if SILENT.search(literal.before) or literal.text.startswith("(processing "):
            current = None
            continue
        starts = REPORTING.search(literal.before)
        returns = re.search(r"\breturn\s*\(*[^;=!]*$", literal.before) and is_sentence(literal.text)
        if starts or (current is None and (returns or literal.text.startswith(("expected ", "cannot ")))):
            current = []
            groups.append(current)
        if current is not None:
            current.append(literal)
    return groups


def find_diagnostics(path, source):
    for statement in statements(source):
        for group in split_diagnostics(join_adjacent(statement)):
            alternatives = [literal for literal in group if is_alternative(literal)]
            quotes = [up_to_longest(cut(literal)) for literal in alternatives]
            quotes.append(up_to_longest([piece for literal in group if literal not in alternatives
                                         for piece in cut(literal)]))
            for quote in filter(None, quotes):
                yield Diagnostic(path, group[0].line, quote)


def files(folders, suffixes):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and "Samples" not in path.parts:
                yield path


def read_tests():
    """The text of all tests: a line each line of a file, or each literal of a C++ file, joined and unescaped."""
    texts = []
    for path in files(TESTS, {".mlir", ".c", ".test", ".cpp", ".h", ".py", ".txt"}):
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix in (".cpp", ".h"):
            for statement in statements(text):
                texts += [literal.text.replace("\n", " ") for literal in join_adjacent(statement)]
        else:
            # What FileCheck and expected-error-re need escaped, and shell quoting.
            texts.append(re.sub(r"\\([\[\](){}.*+?|^$\"'\\])", r"\1", text))
    return re.sub(r"[^\S\n]+", " ", "\n".join(texts))


def read_excuses():
    excuses = {}
    if not EXCUSES.exists():
        return excuses
    for number, line in enumerate(EXCUSES.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split(" | ")]
        if len(parts) != 3 or not all(parts):
            sys.exit(f"{EXCUSES.name}:{number}: expected 'path | text | reason', got '{line}'")
        excuses[parts[0], normalize(parts[1])] = number
    return excuses


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prefixes", nargs="*", help="only diagnostics of files whose path starts so")
    parser.add_argument("--all", action="store_true", help="list the tested ones as well")
    options = parser.parse_args()
    tests, excuses, used = read_tests(), read_excuses(), set()
    total = untested = 0
    for path in files(SOURCES, {".cpp", ".h"}):
        name = path.relative_to(ROOT).as_posix()
        for diagnostic in find_diagnostics(name, path.read_text(encoding="utf-8")):
            key = (name, diagnostic.text())
            used.add(key)
            if options.prefixes and not name.startswith(tuple(options.prefixes)):
                continue
            total += 1
            tested = key in excuses or diagnostic.is_in(tests)
            untested += not tested
            if options.all or not tested:
                mark = "tested: " if tested else ""
                print(f"{mark}{name}:{diagnostic.line}: {diagnostic.text()}")
    stale = [f"{EXCUSES.name}:{line}: no such diagnostic" for key, line in excuses.items() if key not in used]
    print("\n".join(stale + [f"{total} diagnostics, {untested} without a test"]))
    sys.exit(1 if untested or stale else 0)


if __name__ == "__main__":
    main()
