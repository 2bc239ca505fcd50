#!/usr/bin/env python3
"""Writes docs/reference/Tools.md: the options of the programs, from their --help.

Usage: write_tools.py [--bin build/bin]      (the page goes to the output)
"""
import argparse
import pathlib
import re
import subprocess
import sys

HEAD = """<!-- Written by scripts/update-docs.sh from the --help of the programs: do not edit. -->

# Tools

In parentheses: what holds without the option. `--version` of each program names Qnt's version.
"""
UPSTREAM = """
`quant-lsp-server` and `quant-reduce` are MLIR's language server ([editors](../../README.md#editors)) and `mlir-reduce` with the qnt dialect, and have
their options.
"""
OPT = """`mlir-opt` with the qnt dialect and [passes](Passes.md): upstream's options, which `quant-opt --help` lists (`--pass-pipeline`, `--split-input-file`,
`--verify-diagnostics`, `--remarks-filter` ...), and

"""
PTX_RUN = "Runs a PTX kernel on .npy buffers ([the launch file](../PtxRun.md)).\n\n"
PLAIN = ("quant-run", "quant-compile", "quant-smith")
GENERAL = "Generic Options"
OPTION = re.compile(r"  (-\S.*?) +- +(\S.*)$")
VALUE = re.compile(r"    =(\S+) +- +(\S.*)$")


def read_help(folder, program):
    return subprocess.run([folder / program, "--help"], text=True, check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE).stdout.splitlines()


def read_options(lines):
    """(section, option, description) of each line of a help that LLVM printed; values stand behind their option."""
    section, options = "", []
    for line in lines:
        heading = re.match(r"(\S.*):$", line)
        option, value = OPTION.match(line), VALUE.match(line)
        if heading:
            section = heading.group(1)
        elif option:
            options.append([section, option.group(1), option.group(2)])
        elif value and options:
            separator = "; " if ": `" in options[-1][2] else ": "
            text = value.group(2)
            options[-1][2] += f"{separator}`{value.group(1)}`, {text[0].lower() + text[1:]}"
    return options


def escape(text):
    return text.replace("|", "\\|")


def write_table(options):
    """A table of (option, description)."""
    text = "| option | what it does |\n|---|---|\n"
    return text + "".join(f"| `{escape(option)}` | {escape(description)} |\n" for option, description in options)


def write_plain(folder, program):
    """A program whose help has a line of what it is, its exit status, and its own options."""
    lines = read_help(folder, program)
    start = next(index for index, line in enumerate(lines) if line.startswith("USAGE:"))
    about = "\n".join(lines[:start]).removeprefix("OVERVIEW: ").strip()
    usage = lines[start].removeprefix("USAGE: ")
    options = [option for option in read_options(lines) if option[0] != GENERAL]
    text = f"    {usage}\n\n{about}\n"
    for section in dict.fromkeys(option[0] for option in options):
        if not section.startswith(program):
            text += f"\n{section[0].upper() + section[1:]}:\n"
        text += "\n" + write_table([option[1:] for option in options if option[0] == section])
    return text


def write_opt(folder):
    options = [option[1:] for option in read_options(read_help(folder, "quant-opt"))
               if option[1].startswith("--qnt-") and not option[0].startswith("Compiler passes")]
    return OPT + write_table(options)


def write_ptx_run(folder):
    """Its help is its own: a line for each option, the exit status last."""
    lines = read_help(folder, "ptx-run")
    options = [re.match(r"  (--\S+) +(\S.*)$", line) for line in lines]
    status = next(line for line in lines if line.startswith("exit status: ")).removeprefix("exit status: ")
    return (f"    {lines[0].removeprefix('usage: ')}\n\n{PTX_RUN}Exit status: {status}.\n\n" +
            write_table([option.groups() for option in options if option and option.group(1) != "--version"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, default=pathlib.Path("build/bin"))
    folder = parser.parse_args().bin
    sections = {"quant-opt": write_opt(folder), "ptx-run": write_ptx_run(folder)}
    sections.update((program, write_plain(folder, program)) for program in PLAIN)
    print(HEAD, end="")
    for program in ("quant-opt", "quant-run", "quant-compile", "ptx-run", "quant-smith"):
        print(f"\n## {program}\n\n{sections[program]}", end="")
    print(UPSTREAM, end="")


if __name__ == "__main__":
    sys.exit(main())
