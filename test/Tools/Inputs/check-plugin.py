#!/usr/bin/env python3
"""Every pass and pipeline that quant-opt has, run through the plugin in mlir-opt.

Passes run on the examples of their documentation; pipelines, and passes whose output is too long for an example, on
plugin-pipelines/NAME.mlir beside this file, where the plugin and quant-opt must give the same.

Usage: check-plugin.py QUANT_OPT MLIR_OPT PLUGIN CHECK_EXAMPLES
"""
import pathlib
import re
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).parent / "plugin-pipelines"


def run(*command):
    result = subprocess.run(command, text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if result.returncode != 0:
        sys.exit(f"error: {' '.join(map(str, command))} failed:\n{result.stdout}{result.stderr}")
    return result.stdout


def main():
    quant_opt, mlir_opt, plugin, check_examples = sys.argv[1:]
    options = [f"--load-dialect-plugin={plugin}", f"--load-pass-plugin={plugin}"]
    registered = set(re.findall(r"^ {3,}--(qnt-[a-z0-9-]+) ", run(quant_opt, "--help"), re.M))
    with tempfile.NamedTemporaryFile() as names:
        run(sys.executable, check_examples, "--opt", " ".join([mlir_opt, *options]), "--list", names.name)
        passes = {name for name in pathlib.Path(names.name).read_text().split() if name.startswith("qnt-")}
    pipelines = set()
    for file in sorted(FOLDER.glob("*.mlir")):
        pipeline = f"--pass-pipeline=builtin.module({file.stem})"
        given, expected = run(mlir_opt, *options, pipeline, file), run(quant_opt, pipeline, file)
        if given != expected or given == run(quant_opt, file):
            sys.exit(f"error: expected {file.stem} to change {file.name} as in quant-opt, but got\n{given}")
        pipelines.add(file.stem)
    missing = sorted(registered - passes - pipelines)
    if missing or not passes or not pipelines:
        sys.exit(f"error: not run through the plugin: {', '.join(missing)}; a pass needs an example with before and after in "
                 f"its documentation, a pipeline a file in {FOLDER}")
    print(f"{len(passes)} passes and {len(pipelines)} pipelines through the plugin")


if __name__ == "__main__":
    main()
