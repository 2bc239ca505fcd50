#!/usr/bin/env python3
"""Judges the digits variants: accuracy, distance from float, weight bytes, time. Standard library only.

Reads what variants.sh wrote of each variant: NAME.npy (logits of the interpreter), NAME.emulated.npy (those of GPU kernels on the
emulated device), NAME.remarks (what the passes say), NAME.log and NAME.emulated.log (times). Prints a Markdown table and fails when
a variant is worse than the limits below. --no-emulated: without the emulated device.
"""
import argparse
import ast
import pathlib
import re
import struct
import sys

FLOAT_WEIGHT_BYTES = 116264  # all six constants in f32
FLOAT_ACCURACY = 96.0
# Points of accuracy that a variant may lose against float.
LIMITS = {"int8": 0.5, "int8xint8": 0.5, "fp8_e4m3fn": 0.5, "int4": 2.0, "nf4": 2.0, "mxfp4": 2.0, "nvfp4": 2.0}
TITLES = {"int8xint8": "int8 x int8 (dynamic)", "int4": "int4, block 32", "nf4": "nf4, block 32", "int8": "int8, per channel",
          "fp8_e4m3fn": "fp8_e4m3fn, per channel"}
FORMATS = {"<f4": "f", "<i8": "q", "<f8": "d"}


def read_npy(path):
    """Shape and flat values of a little-endian, row-major .npy file."""
    data = pathlib.Path(path).read_bytes()
    if data[:6] != b"\x93NUMPY":
        sys.exit(f"{path}: expected a .npy file")
    wide = data[6] > 1
    length = struct.unpack_from("<I" if wide else "<H", data, 8)[0]
    start = (12 if wide else 10) + length
    header = ast.literal_eval(data[start - length:start].decode("latin1"))
    if header["descr"] not in FORMATS or header["fortran_order"]:
        sys.exit(f"{path}: expected {', '.join(FORMATS)} in row-major order, got {header}")
    count = 1
    for dim in header["shape"]:
        count *= dim
    return header["shape"], struct.unpack_from(f"<{count}{FORMATS[header['descr']]}", data, start)


def read_rows(path):
    shape, values = read_npy(path)
    width = shape[1]
    return [values[i:i + width] for i in range(0, len(values), width)]


def get_weight_bytes(remarks):
    match = re.search(r"bytes-after=(\d+), bytes-before=(\d+)", remarks)
    return FLOAT_WEIGHT_BYTES if not match else FLOAT_WEIGHT_BYTES - int(match.group(2)) + int(match.group(1))


def read_logits(path, count):
    logits = read_rows(path)
    if len(logits) != count:
        sys.exit(f"{path}: expected {count} rows of logits, got {len(logits)}")
    return logits


def get_accuracy(logits, labels):
    right = sum(max(range(len(row)), key=row.__getitem__) == label for row, label in zip(logits, labels))
    return 100.0 * right / len(labels)


def get_seconds(log):
    seconds = re.search(r"^time: ([0-9.]+) s", log.read_text(), re.M)
    return seconds.group(1) if seconds else "?"


def judge(folder, name, labels, reference, with_emulated):
    logits = read_logits(folder / f"{name}.npy", len(labels))
    difference = max(abs(a - b) for row, want in zip(logits, reference) for a, b in zip(row, want))
    remarks = folder / f"{name}.remarks"
    row = {"name": name, "bytes": get_weight_bytes(remarks.read_text() if remarks.exists() else ""),
           "accuracy": get_accuracy(logits, labels), "difference": difference, "time": get_seconds(folder / f"{name}.log")}
    if with_emulated:
        row["emulated"] = get_accuracy(read_logits(folder / f"{name}.emulated.npy", len(labels)), labels)
        row["emulated time"] = get_seconds(folder / f"{name}.emulated.log")
    return row


def format_table(rows):
    """The columns of the emulated device are there where the rows have it."""
    columns = {"variant": lambda row: TITLES.get(row["name"], row["name"]),
               "weight bytes": lambda row: f"{row['bytes']:,}",
               "accuracy": lambda row: f"{row['accuracy']:.2f} %",
               "on GPU kernels, emulated": lambda row: f"{row['emulated']:.2f} %",
               "largest logit difference from float": lambda row: f"{row['difference']:.2e}",
               "time of 360 images": lambda row: f"{row['time']} s",
               "emulated": lambda row: f"{row['emulated time']} s"}
    if "emulated" not in rows[0]:
        columns = {title: cell for title, cell in columns.items() if "emulated" not in title}
    lines = ["| " + " | ".join(columns) + " |", "|---" + "|---:" * (len(columns) - 1) + "|"]
    lines += ["| " + " | ".join(cell(row) for cell in columns.values()) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def find_failures(rows):
    base = rows[0]["accuracy"]
    if base < FLOAT_ACCURACY:
        yield f"float: expected an accuracy of at least {FLOAT_ACCURACY} %, got {base:.2f} %"
    for row in rows:
        if row.get("emulated", row["accuracy"]) != row["accuracy"]:
            yield (f"{row['name']}: expected the emulated kernels to have the interpreter's accuracy of "
                   f"{row['accuracy']:.2f} %, got {row['emulated']:.2f} %")
    for row in rows[1:]:
        if base - row["accuracy"] > LIMITS[row["name"]]:
            yield (f"{row['name']}: expected an accuracy within {LIMITS[row['name']]} points of {base:.2f} %, "
                   f"got {row['accuracy']:.2f} %")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("labels", "reference", "folder", "save"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--no-emulated", action="store_true", help="without the logits and times of the emulated device")
    options = parser.parse_args()
    labels = read_npy(options.labels)[1]
    reference = read_rows(options.reference)
    rows = [judge(pathlib.Path(options.folder), name, labels, reference, not options.no_emulated) for name in ["float", *LIMITS]
            if (pathlib.Path(options.folder) / f"{name}.npy").exists()]
    if len(rows) != len(LIMITS) + 1:
        sys.exit(f"expected the logits of {len(LIMITS) + 1} variants in {options.folder}, got {len(rows)}")
    table = format_table(rows)
    print(table, end="")
    pathlib.Path(options.save).write_text(table)
    failures = list(find_failures(rows))
    print("\n".join(f"error: {failure}" for failure in failures), file=sys.stderr, end="")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
