#!/usr/bin/env python3
"""Writes a compilation database for clang-tidy: usage tidy_database.py OUT BUILD... < files > files that it knows.

The build compiles a few files of a library together, and its database names only these bundles; clang-tidy would guess
the flags of a file from a neighbour's and miss the include folders of its target. Here every source has the flags of the
bundle it is in, and every header those of a source that includes it. Where several builds have a file, the first
counts. With --bundles it prints what the builds compile in place of the files given: their bundles, which take a fraction
of the time.
"""
import argparse
import json
import pathlib
import re
import shlex
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#include "([^"]+)"', re.MULTILINE)
HEADERS = {".h", ".hpp"}
PRECOMPILED = re.compile(r" -Xclang -include-pch -Xclang \S+ -Xclang -include -Xclang \S+")


def included_files(path, folders):
    """Files of the project that `path` includes, found as the compiler would."""
    for name in INCLUDE.findall(path.read_text(encoding="utf-8", errors="replace")):
        for folder in (path.parent, *folders):
            file = folder / name
            if file.is_file():
                file = file.resolve()
                if file.is_relative_to(ROOT) and file.suffix in {".cpp", *HEADERS}:
                    yield file
                break


def with_file(entry, file):
    """The entry's command for another file of the same target."""
    words = shlex.split(entry["command"])
    place = words.index(entry["file"])
    # A header by itself would be precompiled.
    words[place:place + 1] = ["-x", "c++", str(file)] if file.suffix in HEADERS else [str(file)]
    return {"directory": entry["directory"], "command": shlex.join(words), "file": str(file)}


def is_bundle(entry):
    return pathlib.Path(entry["file"]).parent.name == "Unity"


def list_entries(database):
    """{file: its entry}. Sources come first, so that a header gets the flags of what includes it directly, if anything
    does."""
    entries, reached = {}, []
    for entry in database:
        path = pathlib.Path(entry["file"])
        folders = [pathlib.Path(folder) for folder in re.findall(r"-I(\S+)", entry["command"])]
        for source in included_files(path, folders) if is_bundle(entry) else [path]:
            if source.is_file() and source not in entries:
                entries[source] = with_file(entry, source)
                reached.append((source, folders, entry))
    for path, folders, entry in reached: # grows while it is read
        for header in included_files(path, folders):
            if header not in entries:
                entries[header] = with_file(entry, header)
                reached.append((header, folders, entry))
    return entries


def read_databases(builds):
    """Entries of the first build, then what the others compile besides, without precompiled headers, which may be old."""
    database = json.loads((builds[0] / "compile_commands.json").read_text())
    known = set(list_entries(database))
    for commands in (build / "compile_commands.json" for build in builds[1:]):
        if commands.exists():
            entries = list_entries(json.loads(commands.read_text()))
            more = [entry for file, entry in entries.items() if file not in known]
            database += [dict(entry, command=PRECOMPILED.sub("", entry["command"])) for entry in more]
    return database


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundles", action="store_true")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("builds", type=pathlib.Path, nargs="+")
    options = parser.parse_args()
    database = read_databases(options.builds)
    entries = list_entries(database)
    bundles = {entry["file"]: entry for entry in database if is_bundle(entry)}
    options.out.mkdir(exist_ok=True)
    (options.out / "compile_commands.json").write_text(json.dumps([*entries.values(), *bundles.values()], indent=1))
    given = [ROOT / line for line in sys.stdin.read().splitlines()]
    for file in given:
        if file not in entries:
            print(f"{file.relative_to(ROOT)}: in no build, not checked by clang-tidy", file=sys.stderr)
    bundled = {source for entry in bundles.values() for source in included_files(pathlib.Path(entry["file"]), [])}
    known = [file for file in given if file in entries and not (options.bundles and file in bundled)]
    print("\n".join(map(str, [*known, *(bundles if options.bundles else [])])))


if __name__ == "__main__":
    main()
