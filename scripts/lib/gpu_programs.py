"""Programs of one GPU kernel each, whose cost is known: what scripts/gpu-statistics.py counts and scripts/benchmark-gpu.py times."""
import dataclasses
import json
import pathlib
import random
import re
import subprocess
import sys

# Bytes of an element in memory.
SIZES = {"i1": 1, "i8": 1, "i16": 2, "f16": 2, "bf16": 2, "i32": 4, "f32": 4, "i64": 8, "index": 8, "f64": 8}
COPY = "90% of a copy: 26 KB in flight at least; 0 conflicts"
DECODE = "at most 1.3 integer instructions (1.9 keep pace with memory); 26 KB in flight at least, 48 planned; 0 conflicts"


@dataclasses.dataclass
class Program:
    """`@main` of a module. Each unit moves `least` bytes of global memory at least and does `operations` sums and products."""
    name: str
    unit: str
    units: int          # in all
    least: float
    goal: str
    text: str
    inputs: tuple       # (shape, element type) of each part of each argument
    operations: float = 0
    scalars: tuple = () # what the kernel gets beside its buffers
    per_turn: int = 0   # units that a thread computes in a turn of the longest loop; 0: no loop counts
    peer: tuple = ()    # what a peer computes: ("linear", rows, columns, inner), ("int_mm", ...), ("conv", ...), ("copy", bytes)


def draw_bytes(source, count):
    """randbytes without its limit of 2^31 bits."""
    return b"".join(source.randbytes(min(count - start, 1 << 26)) for start in range(0, count, 1 << 26))


class Constants:
    """Random parts of constants in a module's resources: codes may be any bytes. Those of more than 16 MiB are one number:
    such a program is compiled, and its kernel gets other data."""

    def __init__(self, seed):
        self.random, self.blobs = random.Random(seed), []

    def codes(self, count, shape):
        if count > 1 << 24:
            return f"dense<17> : tensor<{shape}xi8>"
        return self._add(draw_bytes(self.random, count), shape, "i8")

    def scales(self, count, shape, dtype):
        """Positive ones, from 2^-6 on, in 64 steps of a binade."""
        steps = self.random.choices(range(64), k=count)
        if dtype == "f16":
            data = b"".join((0x2400 + step * 16).to_bytes(2, "little") for step in steps)
        else:
            data = b"".join((0x3c800000 + step * 0x20000).to_bytes(4, "little") for step in steps)
        return self._add(data, shape, dtype)

    def _add(self, data, shape, dtype):
        name = f"part{len(self.blobs)}"
        self.blobs.append(f'      {name}: "0x10000000{data.hex()}"')
        return f"dense_resource<{name}> : tensor<{shape}x{dtype}>"

    def footer(self):
        return "\n{-#\n  dialect_resources: {\n    builtin: {\n" + ",\n".join(self.blobs) + "\n    }\n  }\n#-}\n"


def decode(storage, bits, rows=1, columns=512, inner=4096):
    constants = Constants(1)
    codes = constants.codes(inner * columns * bits // 8, f"{inner}x{columns * bits // 8}")
    scales = constants.scales(inner // 128 * columns, f"{inner // 128}x{columns}", "f16")
    moved = columns * inner * (bits / 8 + 2 / 128) + 2 * rows * (inner + columns)
    return Program(
        f"W{bits}A16 decode, {rows} x {inner} x {columns}, a scale for 128", "weight", columns * inner,
        moved / (columns * inner), DECODE, f"""
#w = #qnt.encoding<{storage} : f16, block = 128x1, scale = f16>
func.func @main(%x: tensor<{rows}x{inner}xf16>) -> tensor<{rows}x{columns}xf16> {{
  %w = qnt.constant codes = {codes}, scales = {scales} : !qnt.array<{inner}x{columns}, #w>
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<{rows}x{inner}xf16>, !qnt.array<{inner}x{columns}, #w>) -> tensor<{rows}x{columns}xf16>
  return %y : tensor<{rows}x{columns}xf16>
}}""" + constants.footer(), (((rows, inner), "f16"),), 2 * rows, (rows,), 128, ("linear", rows, columns, inner))


def gemm(rows=128, columns=256, inner=512):
    constants = Constants(2)
    codes = constants.codes(inner * columns, f"{inner}x{columns}")
    scales = constants.scales(columns, f"1x{columns}", "f32")
    products = rows * columns * inner
    moved = rows * inner + columns * inner + 4 * (rows * columns + rows + columns)
    return Program(
        f"int8 GEMM, {rows} x {columns} x {inner}", "product", products, moved / products,
        "tensor cores: below 0.02 instructions; 0 conflicts", f"""
#a = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#w = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
func.func @main(%x: !qnt.array<{rows}x{inner}, #a>) -> tensor<{rows}x{columns}xf32> {{
  %w = qnt.constant codes = {codes}, scales = {scales} : !qnt.array<{inner}x{columns}, #w>
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (!qnt.array<{rows}x{inner}, #a>, !qnt.array<{inner}x{columns}, #w>) -> tensor<{rows}x{columns}xf32>
  return %y : tensor<{rows}x{columns}xf32>
}}""" + constants.footer(), (((rows, inner), "i8"), ((rows, 1), "f32")), 2, (rows,), 64 * 32 * 128 // 32,
        ("int_mm", rows, columns, inner))


def prefill(rows=128, columns=256, inner=512):
    """Weights of 4 bits, decoded in the loop of a product on tensor cores."""
    program = decode("i4", 4, rows, columns, inner)
    products = rows * columns * inner
    return dataclasses.replace(
        program, name=f"W4A16 product, {rows} x {inner} x {columns}, a scale for 128", unit="product", units=products,
        least=program.least * program.units / products, goal="tensor cores: below 0.1 instructions; 0 conflicts",
        operations=2, per_turn=64 * 32 * 64 // 32)


def convolution(images=1, size=14, channels=32, features=32):
    constants = Constants(3)
    codes = constants.codes(9 * channels * features, f"3x3x{channels}x{features}")
    scales = constants.scales(features, f"1x1x1x{features}", "f32")
    shape, result = f"{images}x{size}x{size}x{channels}", f"{images}x{size}x{size}x{features}"
    outputs = images * size * size * features
    products = outputs * 9 * channels
    moved = images * size * size * channels + 9 * channels * features + 4 * (outputs + features + 1)
    return Program(
        f"int8 convolution 3x3, {shape} to {features}", "product", products, moved / products,
        "tensor cores: below 0.02 instructions; 0 conflicts", f"""
#a = #qnt.encoding<i8 : f32, block = *x*x*x*, scale = f32>
#w = #qnt.encoding<i8 : f32, block = *x*x*x1, scale = f32>
func.func @main(%x: !qnt.array<{shape}, #a>) -> tensor<{result}xf32> {{
  %w = qnt.constant codes = {codes}, scales = {scales} : !qnt.array<3x3x{channels}x{features}, #w>
  %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]> strides = [1, 1] padding = [1, 1, 1, 1] lhs_dilation = [1, 1] rhs_dilation = [1, 1] : (!qnt.array<{shape}, #a>, !qnt.array<3x3x{channels}x{features}, #w>) -> tensor<{result}xf32>
  return %y : tensor<{result}xf32>
}}""" + constants.footer(), (((images, size, size, channels), "i8"), ((1, 1, 1, 1), "f32")), 2, (images,),
        64 * 32 * 128 // 32,
        ("conv", images, size, channels, features))


def quantize_tokens(rows=256, columns=4096):
    shape, count = f"{rows}x{columns}", rows * columns
    return Program(f"quantize per token, {shape}, f16 to i8", "element", count, 3 + 4 / columns, COPY, f"""
#q = #qnt.encoding<i8 : f16, block = 1x*, scale = f32>
func.func @main(%x: tensor<{shape}xf16>) -> !qnt.array<{shape}, #q> {{
  %q = qnt.quantize %x dynamic(absmax) : tensor<{shape}xf16> -> !qnt.array<{shape}, #q>
  return %q : !qnt.array<{shape}, #q>
}}""", (((rows, columns), "f16"),), peer=("copy", 3 * count))


def quantize_channels(rows=256, columns=4096):
    shape, count = f"{rows}x{columns}", rows * columns
    return Program(f"quantize per channel, {shape}, f16 to i8", "element", count, 3 + 8 / columns, COPY, f"""
#q = #qnt.encoding<i8 : f16, block = 1x*, scale = f32>
func.func @main(%x: tensor<{shape}xf16>, %s: tensor<{rows}x1xf32>) -> !qnt.array<{shape}, #q> {{
  %q = qnt.quantize %x scale(%s : tensor<{rows}x1xf32>) : tensor<{shape}xf16> -> !qnt.array<{shape}, #q>
  return %q : !qnt.array<{shape}, #q>
}}""", (((rows, columns), "f16"), ((rows, 1), "f32")), peer=("copy", 3 * count))


def softmax(rows=256, columns=1024):
    shape = f"{rows}x{columns}"
    return Program(f"softmax, {shape}, f32", "element", rows * columns, 8, COPY, f"""
func.func @main(%x: tensor<{shape}xf32>) -> tensor<{shape}xf32> {{
  %e = tensor.empty() : tensor<{shape}xf32>
  %y = linalg.softmax dimension(1) ins(%x : tensor<{shape}xf32>) outs(%e : tensor<{shape}xf32>) -> tensor<{shape}xf32>
  return %y : tensor<{shape}xf32>
}}""", (((rows, columns), "f32"),), peer=("softmax", rows, columns))


def dequantize(rows=256, columns=4096):
    shape, count = f"{rows}x{columns}", rows * columns
    goal = COPY.replace("26 KB", "reads are a fifth of the bytes, 5.4 KB")
    return Program(f"dequantize, {shape}, i4 to f16, a scale for 128", "element", count, 2.5 + 2 / 128, goal, f"""
#q = #qnt.encoding<i4 : f16, block = 1x128, scale = f16>
func.func @main(%x: !qnt.array<{shape}, #q>) -> tensor<{shape}xf16> {{
  %y = qnt.dequantize %x : !qnt.array<{shape}, #q> -> tensor<{shape}xf16>
  return %y : tensor<{shape}xf16>
}}""", (((rows, columns), "i4"), ((rows, columns // 128), "f16")), peer=("copy", int(2.5 * count)))


def transpose(rows=1024, columns=512):
    return Program(f"transpose, {rows}x{columns}, f16", "element", rows * columns, 4, COPY, f"""
func.func @main(%x: tensor<{rows}x{columns}xf16>) -> tensor<{columns}x{rows}xf16> {{
  %e = tensor.empty() : tensor<{columns}x{rows}xf16>
  %y = linalg.transpose ins(%x : tensor<{rows}x{columns}xf16>) outs(%e : tensor<{columns}x{rows}xf16>) permutation = [1, 0]
  return %y : tensor<{columns}x{rows}xf16>
}}""", (((rows, columns), "f16"),), peer=("copy", 4 * rows * columns))


def run(command, environment=None):
    """Output of a program that must succeed."""
    result = subprocess.run(command, text=True, capture_output=True, check=False, env=environment)
    if result.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{result.stdout}{result.stderr}")
    return result.stdout + result.stderr


def compile_program(program, build, target, folder, suffixes):
    """k.json and k.SUFFIX for each suffix, in `folder`; gives the manifest, which must have one launch."""
    source, kernels = f"{folder}/program.mlir", f"{folder}/kernels.mlir"
    pathlib.Path(source).write_text(program.text, encoding="utf-8")
    run([f"{build}/bin/quant-opt", source, "--qnt-fuse", "-o", kernels])
    for suffix in ("json", *suffixes):
        run([f"{build}/bin/quant-compile", kernels, f"--target={target}", "-o", f"{folder}/k.{suffix}"])
    manifest = json.loads(pathlib.Path(folder, "k.json").read_text(encoding="utf-8"))
    if len(manifest["launches"]) != 1:
        sys.exit(f"{program.name}: expected one launch, got {len(manifest['launches'])}")
    return manifest


def parse_buffer(argument):
    """(shape, element type) of a buffer among a launch's arguments."""
    *shape, dtype = re.match(r"memref<([^,>]*)", argument["type"]).group(1).split("x")
    return [int(size) for size in shape], dtype
