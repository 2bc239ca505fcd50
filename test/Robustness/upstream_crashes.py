"""Runs tools on files that upstream's bytecode reader dies of: upstream_crashes.py FOLDER INPUTS TOOL...

Every tool must end with a status other than 0, leave an output alone that was there before, and no other file. Stock
`mlir-opt` among the tools shows that the crash is not the project's. With 2 GiB of memory: some inputs ask for much more.
"""
import pathlib
import resource
import subprocess
import sys

OLD = b"what was here before\n"


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main():
    folder, inputs, tools = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]
    folder.mkdir(parents=True)
    output = folder / "out.mlir"
    for path in sorted(inputs.glob("*.mlirbc")):
        ends = []
        for tool in tools:
            output.write_bytes(OLD)
            end = subprocess.run([tool, str(path), "-o", str(output)], capture_output=True, preexec_fn=limit)
            if end.returncode == 0:
                sys.exit(f"FAILED: {tool} takes {path.name}")
            # Upstream's tool may remove the output: that is why ours do not use its way of writing.
            if "mlir-opt" not in tool and output.read_bytes() != OLD:
                sys.exit(f"FAILED: {tool} changes the output on {path.name}")
            if [entry.name for entry in folder.iterdir()] not in ([], ["out.mlir"]):
                sys.exit(f"FAILED: {tool} leaves other files behind on {path.name}")
            ends.append("crash" if end.returncode < 0 else "error")
        print(f"{path.name}: {' '.join(ends)}")


main()
