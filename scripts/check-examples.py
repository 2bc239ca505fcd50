#!/usr/bin/env python3
"""Checks the ```mlir examples of the documents: each parses and verifies, and a pass does to `before` what `after` shows.

An example is a fragment: lines that define aliases (#a8 = ..., !w = ...) stand at its head, then ops, or whole functions or
GPU modules. What it leaves open is filled in: encodings that it does not define are those of the block of aliases in docs/reference/
Dialect.md that says so; values that nothing defines become arguments of a function around it, of the type that their use
gives them; a dense_resource has data: ones if it is of floats, else zeros.

An example with `// before` and `// after` runs. In docs/reference/Passes.md the pass is that of the section, with the
options of `// after, with OPTIONS`; elsewhere `// after PIPELINE` names it. Both sides have the same arguments, and results
that nothing uses keep the names that they have in `before`. After `cse`, which takes away what is dead, they must print the
same but for names and resource data.

Code spans that start with #qnt. or !qnt. and hold their parameters are parsed as well.

Usage: scripts/check-examples.py [--opt COMMAND] [--list FILE] [DOCUMENT ...]
--opt:  quant-opt, or another driver with its options (mlir-opt with the plugin); default build/bin/quant-opt
--list: writes the passes and pipelines that were run, one a line
"""
import argparse
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parents[1]
PRELUDE = "docs/reference/Dialect.md"
SPLIT = "\n// -----\n"
BLOCK = re.compile(r"^( *)```mlir\n(.*?)^ *```$", re.M | re.S)
SPAN = re.compile(r"(?<!`)`([#!]qnt\.\w+<[^`\n]*>)`(?!`)")
ALIAS = re.compile(r"^([#!][\w.-]+) = ", re.M)
MARK = re.compile(r"^// (before|after)\b(.*)\n", re.M)
DEFINED = re.compile(r"^((?:%[\w$.-]+(?::\d+)?(?:, )?)+) = ", re.M)
MISMATCH = re.compile(r"use of value '(%[^']+)' expects different type than prior uses: '(.*)' vs '(.*)'$")
UNDECLARED = "use of undeclared SSA value name"
DIAGNOSTIC = re.compile(r"^(?:within split at )?<stdin>:(\d+)(?: offset )?:(\d+):(\d+): error: (.*)$|"
                        r"^<stdin>:(\d+):(\d+): error: (.*)$")
ONES = {"f64": "000000000000f03f", "f32": "0000803f", "f16": "003c", "bf16": "803f"}  # 1.0, little endian
CLEAN = "cse,cse,cse"  # one takes away what has no user; the next, what only that used
UNKNOWN = "none"  # the type of a value until its use says another


@dataclass
class Chunk:
    """One module: an example, or one side of it."""
    where: str
    text: str
    prelude: str
    given: dict = field(default_factory=dict)    # value -> type, in order
    results: dict = field(default_factory=dict)  # values that nothing in the example uses
    error: str = ""

    def __post_init__(self):
        head = re.match(r"(?:[#!][\w.-]+ = .*\n(?: +.*\n)*|\s*\n|//.*\n)*", self.text).group(0)
        self.body = self.text[len(head):]
        own = set(ALIAS.findall(head))
        self.head = "".join(line + "\n" for line in self.prelude.splitlines() if line.split(" = ")[0] not in own) + head
        # So are functions of a package that no one registered, in generic form.
        self.is_module = bool(re.search(r'^((func\.func|gpu\.module|module|builtin\.module)\b|"[\w.]+"\(\) <\{sym_name = )',
                                        self.body, re.M))
        if not self.is_module and not self.results:
            for names in DEFINED.findall(self.body):
                for name in names.split(", "):
                    name, _, count = name.partition(":")
                    if not re.search(re.escape(name) + r"(?![\w$.-])(?!(?::\d+)?(?:, %[\w$.:-]+)* = )", self.body):
                        values = [f"{name}#{i}" for i in range(int(count))] if count else [name]
                        self.results.update({value: UNKNOWN for value in values})

    def module(self):
        """The whole text; its lines up to the body are counted in `body_line`."""
        if self.is_module or not self.body.strip():
            text = self.head + self.body
        else:
            arguments = ", ".join(f"{name}: {type_}" for name, type_ in self.given.items())
            types = ", ".join(self.results.values())
            returned = f"return {', '.join(self.results)} : {types}" if self.results else "return"
            text = f"{self.head}func.func @example({arguments}) -> ({types}) {{\n{self.body}{returned}\n}}\n"
        return text + self.resources(text)

    @staticmethod
    def resources(text):
        """Data for each dense_resource, of the size of its type, after the alignment."""
        blobs = {}
        for name, shape, kind, bits in re.findall(r"dense_resource<([\w.-]+)> : tensor<((?:\d+x)*)(bf|[a-z]+)(\d+)", text):
            elements = 1
            for size in shape.split("x")[:-1]:
                elements *= int(size)
            one = ONES.get(kind + bits)
            blobs[name] = "0x08000000" + (one * elements if one else "00" * ((elements * int(bits) + 7) // 8))
        if not blobs:
            return ""
        entries = ",\n".join(f'      {name}: "{data}"' for name, data in blobs.items())
        return f"{{-#\n  dialect_resources: {{\n    builtin: {{\n{entries}\n    }}\n  }}\n#-}}\n"

    def learn(self, line, column, message):
        """Takes what an error says about a value; False when it says nothing."""
        if message.startswith(UNDECLARED) and not self.is_module:
            name = re.match(r"%[\w$.-]+", self.module().splitlines()[line - 1][column - 1:]).group(0)
            if name not in self.given:
                self.given[name] = UNKNOWN
            return True
        match = MISMATCH.match(message)
        if not match:
            return False
        name, type_ = match.group(1), match.group(2) if match.group(3) == UNKNOWN else match.group(3)
        for known in (self.given, self.results):
            # The parser names no number: results of one op are returned in order.
            for value, old in known.items():
                if old == UNKNOWN and value.split("#")[0] == name:
                    known[value] = type_
                    return True
        return False


@dataclass
class Example:
    before: Chunk
    after: Chunk
    pipeline: str


class Driver:
    def __init__(self, command):
        self.command = shlex.split(command)

    def run(self, text, *options):
        return subprocess.run([*self.command, "--split-input-file", "--allow-unregistered-dialect", *options], input=text, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run_chunks(self, chunks, *options):
        """The output of each chunk, and the first error of each: (line, column, message) or nothing."""
        starts, text = [], ""
        for chunk in chunks:
            starts.append(text.count("\n") + 1)
            text += chunk.module() + SPLIT
        result = self.run(text[:-len(SPLIT)] + "\n", *options)
        errors = [[] for _ in chunks]
        for line in result.stderr.splitlines():
            match = DIAGNOSTIC.match(line)
            if not match:
                continue
            split, offset, column, message, whole, whole_column, whole_message = match.groups()
            number = int(whole) if whole else int(split) + int(offset) - 1
            index = max(i for i, start in enumerate(starts) if start <= number)
            errors[index].append((number - starts[index] + 1, int(whole_column or column), whole_message or message))
        if result.returncode not in (0, 1) or (result.returncode == 1 and not any(errors)):
            sys.exit(f"error: {' '.join(self.command)} {' '.join(options)} failed:\n{result.stderr}")
        return result.stdout.split(SPLIT.strip() + "\n"), errors


def complete(driver, chunks):
    """Finds the types of open values: each round every chunk learns from its first error."""
    open_chunks = list(chunks)
    while open_chunks:
        _, errors = driver.run_chunks(open_chunks)
        remaining = []
        for chunk, found in zip(open_chunks, errors):
            learned = [chunk.learn(*error) for error in found]
            if any(learned):
                remaining.append(chunk)
            elif found:
                line, column, message = found[0]
                chunk.error = f"{message}\n    {chunk.module().splitlines()[line - 1]}\n    {' ' * (column - 1)}^"
        open_chunks = remaining


def without_resources(text):
    return re.sub(r"\n\{-#.*#-\}\n", "\n", text, flags=re.S)


def canonical(text):
    return without_resources(text).strip()


def split_example(where, text, prelude, section):
    """The chunks of a block and, when it runs, the examples in it."""
    parts = MARK.split(text)
    if len(parts) == 1:
        return [Chunk(where, text, prelude)], []
    head, marks = parts[0], list(zip(parts[1::3], parts[2::3], parts[3::3]))
    if marks[0][0] != "before" or [mark for mark, _, _ in marks].count("before") != 1 or len(marks) < 2:
        sys.exit(f"{where}: error: expected one '// before', then '// after'")
    before = Chunk(where, head + marks[0][2], prelude)
    examples = []
    for _, options, body in marks[1:]:
        pipeline = options.strip()
        if section:
            pipeline = section + ("{%s}" % options.removeprefix(", with ").strip() if options.strip() else "")
        if not pipeline:
            sys.exit(f"{where}: error: expected '// after PIPELINE'")
        undefined = [name for name in before.results if not re.search(rf"{re.escape(name.split('#')[0])}\b.* = ", body)]
        if undefined:
            sys.exit(f"{where}: error: expected 'after' to define {', '.join(undefined)}")
        own = set(ALIAS.findall(body))
        shared = "".join(line for line in head.splitlines(True) if line.split(" = ")[0] not in own)
        examples.append(Example(before, Chunk(where, shared + body, prelude, results=dict(before.results)), pipeline))
    return [before] + [example.after for example in examples], examples


def read_document(path, prelude):
    text = (ROOT / path).read_text(encoding="utf-8")
    chunks, examples = [], []
    for match in BLOCK.finditer(text):
        where = f"{path}:{text.count(chr(10), 0, match.start()) + 1}"
        sections = re.findall(r"^### `--([\w-]+)`$", text[:match.start()], re.M) if path.endswith("Passes.md") else []
        body = re.sub("^" + match.group(1), "", match.group(2), flags=re.M)
        found, runs = split_example(where, body, prelude, sections[-1] if sections else "")
        chunks += found
        examples += runs
    fenced = re.sub(r"^ *```.*?^ *```", lambda block: "\n" * block.group(0).count("\n"), text, flags=re.M | re.S)
    for match in SPAN.finditer(fenced):
        where = f"{path}:{fenced.count(chr(10), 0, match.start()) + 1}"
        sigil = match.group(1)[0]
        chunks.append(Chunk(where, f"{sigil}span = {match.group(1)}\n", prelude))
    return chunks, examples


def read_prelude():
    """The first block of the dialect's reference that holds nothing but aliases."""
    for match in BLOCK.finditer((ROOT / PRELUDE).read_text(encoding="utf-8")):
        if all(ALIAS.match(line) for line in match.group(2).splitlines()):
            return match.group(2)
    sys.exit(f"error: expected a block of aliases in {PRELUDE}")


def run_examples(driver, examples):
    """Runs each pipeline on its examples; gives the messages of those that differ."""
    problems = []
    for pipeline in sorted({example.pipeline for example in examples}):
        group = [example for example in examples if example.pipeline == pipeline]
        for example in group:
            # Both sides take the values that either of them leaves open.
            given = {**example.before.given, **example.after.given}
            for side in (example.before, example.after):
                own = {name.partition(":")[0] for names in DEFINED.findall(side.body) for name in names.split(", ")}
                side.given = {name: type_ for name, type_ in given.items() if name not in own}
        outputs, errors = driver.run_chunks([example.before for example in group],
                                            f"--pass-pipeline=builtin.module({pipeline},{CLEAN})")
        expected, _ = driver.run_chunks([example.after for example in group], f"--pass-pipeline=builtin.module({CLEAN})")
        for example, output, wanted, found in zip(group, outputs, expected, errors):
            if found:
                problems.append(f"{example.before.where}: error: {pipeline} failed: {found[0][2]}")
            elif canonical(output) != canonical(wanted):
                problems.append(f"{example.before.where}: error: {pipeline} does not give what the example shows\n"
                                f"--- it gives\n{canonical(output)}\n--- the example\n{canonical(wanted)}\n---")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--opt", default=str(ROOT / "build/bin/quant-opt"))
    parser.add_argument("--list", type=pathlib.Path)
    parser.add_argument("documents", nargs="*")
    options = parser.parse_args()
    documents = options.documents or sorted(
        str(path.relative_to(ROOT)) for folder in ("", "docs/**/", "examples/**/") for path in ROOT.glob(f"{folder}*.md"))
    driver, prelude = Driver(options.opt), read_prelude()
    chunks, examples = [], []
    for document in documents:
        found, runs = read_document(document, prelude)
        chunks += found
        examples += runs
    complete(driver, chunks)
    problems = [f"{chunk.where}: error: {chunk.error}" for chunk in chunks if chunk.error]
    whole = [example for example in examples if not example.before.error and not example.after.error]
    problems += run_examples(driver, whole)
    if options.list:
        options.list.write_text("".join(f"{name}\n" for name in sorted({e.pipeline.split("{")[0] for e in whole})))
    print("\n".join(problems) or f"{len(chunks)} examples and spans parse, {len(whole)} passes give what is shown")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
