#!/usr/bin/env python3
"""What the kernels of a GPU cost, without a GPU: instructions and bytes for each weight or element, registers, occupancy,
bytes in flight, bank conflicts, beside what is aimed at.

    scripts/gpu-statistics.py [--build build] [--target sm_90a] [--only NAME]

Each program is compiled (quant-opt --qnt-fuse, quant-compile), assembled (ptxas on the path) and run on the emulator with random
inputs. Columns:

    machine     instructions of the cubin a thread executes for a unit: of its longest loop where the program says how many units
                a thread computes in a turn, else of the whole kernel; `integer` those of the integer unit
    PTX         instructions of PTX that the emulator executed, for a unit
    bytes       read and written in global memory by the emulator, for a unit, over the least that the problem needs
    blocks      that a multiprocessor of sm_90 holds at once, and their threads
    in flight   bytes that these threads ask for in a turn (or in the whole kernel) by loads and asynchronous copies
    conflicts   passes of shared memory beyond the first, of all requests
"""
import argparse
import array
import json
import math
import pathlib
import random
import re
import struct
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "test/PtxCorpus"), str(ROOT / "scripts/lib")]
# pylint: disable=wrong-import-position
from corpus.values import write_npy
from gpu_programs import (SIZES, compile_program, convolution, decode, dequantize, gemm, parse_buffer, prefill,
                          quantize_channels, quantize_tokens, run, softmax, transpose)

# Opcodes: the low 9 bits of an instruction of 16 bytes (unittests/LowerGPU/OpcodeCensus.h).
INTEGER = {0x012, 0x016, 0x019, 0x010, 0x024, 0x025, 0x011, 0x007, 0x002, 0x00c}
LOADS, BRANCH = {0x181, 0x1ae}, 0x147
WIDTHS = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 8, 6: 16}
# A multiprocessor of capability 9.0 (CUDA C++ Programming Guide, "Technical Specifications per Compute Capability").
REGISTERS, THREADS, BLOCKS, SHARED, RESERVED = 65536, 2048, 32, 228 * 1024, 1024


def read_code(path, kernel):
    """Instructions of a kernel in a cubin: (low, high) 64 bits."""
    data = pathlib.Path(path).read_bytes()
    start, = struct.unpack_from("<Q", data, 0x28)
    size, count, names = struct.unpack_from("<HHH", data, 0x3a)
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, start + i * size) for i in range(count)]
    table = sections[names][4]
    for section in sections:
        name = data[table + section[0]:data.index(b"\0", table + section[0])].decode()
        if name == f".text.{kernel}":
            words = array.array("Q", data[section[4]:section[4] + section[5]])
            return list(zip(words[::2], words[1::2]))
    sys.exit(f"{path} has no kernel {kernel}")


def find_loop(code, target_name):
    """From the target of a branch back to the branch: the longest. The distance in units of 4 bytes from the next
    instruction stands in bits 34 to 81; from sm_90 on its low 8 bits are bits 16 to 23, as branches to themselves show."""
    longest = []
    for i, (low, high) in enumerate(code):
        if low & 0x1ff != BRANCH:
            continue
        distance = (low >> 34 | high << 30) & ((1 << 48) - 1)
        distance -= (distance >> 47) << 48
        if target_name not in ("sm_80", "sm_89"):
            distance = distance << 8 | low >> 16 & 0xff
        target = i + 1 + distance * 4 // 16
        if 0 <= target < i and i + 1 - target > len(longest):
            longest = code[target:i + 1]
    return longest


def write_launch(folder, program, manifest):
    """launch.json with random inputs for the only launch."""
    launch, source = manifest["launches"][0], random.Random(1)
    scalars, buffers, arguments = list(program.scalars), [], []
    for i, argument in enumerate(launch["arguments"]):
        if argument["kind"] != "buffer":
            arguments.append({"kind": "scalar", "type": "i64", "value": scalars.pop(0)})
            continue
        (shape, dtype), name = parse_buffer(argument), f"b{i}"
        buffer = {"name": name, "dtype": dtype, "shape": shape, "align": 256, "direction": argument["direction"]}
        if argument["direction"] == "in":
            count = math.prod(shape)
            if dtype in ("f16", "f32"):
                code = "e" if dtype == "f16" else "f"
                data = struct.pack(f"<{count}{code}", *(source.uniform(0.5, 1.5) for _ in range(count)))
            else:
                data = source.randbytes(count * SIZES[dtype])
            buffer["file"] = f"{name}.npy"
            write_npy(f"{folder}/{name}.npy", dtype, shape, data)
        buffers.append(buffer)
        arguments.append({"kind": "pointer", "buffer": name, "offset_bytes": 0})
    text = {"name": "statistics", "target": manifest["target"], "kernel": launch["kernel"], "grid": launch["grid"],
            "block": launch["block"], "cluster": launch["cluster"], "dynamic_shared_bytes": launch["dynamic_shared_bytes"],
            "buffers": buffers, "args": arguments, "expect": {"report": "none"}}
    pathlib.Path(folder, "launch.json").write_text(json.dumps(text), encoding="utf-8")


def count_blocks(registers, threads, shared):
    """Blocks that a multiprocessor holds at once."""
    warps = -(-threads // 32)
    per_warp = -(-registers * 32 // 256) * 256
    return min(BLOCKS, THREADS // threads, REGISTERS // (per_warp * warps), SHARED // (shared + RESERVED))


def measure(program, options, folder):
    """A row of the table."""
    tools = pathlib.Path(options.build, "bin")
    manifest = compile_program(program, options.build, options.target, folder, ("ptx", "cubin"))
    launch, kernel = manifest["launches"][0], manifest["kernels"][0]
    write_launch(folder, program, manifest)
    text = run([tools / "ptx-run", f"{folder}/k.ptx", f"--launch={folder}/launch.json", f"--out={folder}/out", "--stats"])
    threads = launch["block"][0]
    all_threads = threads * launch["grid"][0] * launch["grid"][1] * launch["grid"][2]
    code = read_code(f"{folder}/k.cubin", launch["kernel"])
    part, units = code, program.units / all_threads
    if program.per_turn:
        part, units = find_loop(code, options.target), program.per_turn
    opcodes = [low & 0x1ff for low, _ in part]
    asked = sum(WIDTHS.get(high >> 9 & 7, 0) for low, high in part if low & 0x1ff in LOADS)
    shared = launch["dynamic_shared_bytes"] + kernel["static_shared_bytes"]
    blocks = count_blocks(kernel["registers"], threads, shared)
    executed = int(re.search(r"^  together +\d+ +(\d+)", text, re.M).group(1))
    memory = {row[0]: row for row in (line.split() for line in text.splitlines()) if row and row[0] in ("global", "shared")}
    traffic = int(memory["global"][1]) + int(memory["global"][2])
    conflicts, requests = (memory["shared"][-1], memory["shared"][4]) if "shared" in memory else ("0", "0")
    return [program.name, program.unit, f"{len(part) / units:.3g}",
            f"{sum(opcode in INTEGER for opcode in opcodes) / units:.3g}", f"{executed / program.units:.3g}",
            f"{traffic / program.units:.3g} / {program.least:.3g}", str(kernel["registers"]), f"{shared}",
            f"{blocks} ({blocks * threads})", f"{asked * blocks * threads / 1024:.0f} KB", f"{conflicts} of {requests}",
            program.goal]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=str(ROOT / "build"))
    parser.add_argument("--target", default="sm_90a")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    head = ["kernel", "unit", "machine", "integer", "PTX", "bytes", "registers", "shared bytes", "blocks (threads)",
            "in flight", "conflicts", "goal"]
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for program in [decode("i4", 4), decode("i8", 8), prefill(), gemm(), convolution(size=28, channels=64, features=64),
                    quantize_tokens(), quantize_channels(), softmax(), dequantize(), transpose()]:
        if options.only not in program.name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            print("| " + " | ".join(measure(program, options, folder)) + " |", flush=True)


if __name__ == "__main__":
    main()
