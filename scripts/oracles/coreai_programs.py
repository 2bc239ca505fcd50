"""Core AI: whole programs in generic text. Compressed by the package and imported, or imported and compressed here: the
constants must be the same. And imported programs run beside the package's runtime."""

import asyncio
import pathlib
import tempfile

import numpy as np

import blockwise
from cases import within_bound
from common import FLOATS, array
from coremltools_weights import choose
from from_coreai import program_of

COUNTS = {"programs": 130, "programs, executed": 40}
IMPORT = ["--allow-unregistered-dialect", "--qnt-import-coreai"]
SINGLE = {"linear": [(4, 64), (6, 32)], "lhs": [(4, 64), (6, 32)], "matmul": [(64, 3), (32, 6), (2, 32, 4)],
          "conv": [(4, 32, 2, 2), (4, 3, 3, 3)]}
INTEGERS = ["int8", "uint8", "int4", "uint4", "int2", "uint2"]


def text_of(program):
    """As the package prints it without its dialects."""
    return program._module._mlir_module.operation.get_asm(print_generic_op_form=True)


def draw_net(rng):
    """A small model and its inputs: an embedding and layers on it, or convolutions."""
    import torch

    class Words(torch.nn.Module):
        def __init__(self):
            super().__init__()
            width, self.joins = choose(rng, [32, 64]), rng.random() < 0.5
            self.table = torch.nn.Embedding(choose(rng, [10, 40]), width)
            self.first = torch.nn.Linear(width, 32)
            self.second = torch.nn.Linear(32, 8, bias=bool(rng.random() < 0.5))
            self.activation = choose(rng, [torch.relu, torch.tanh, torch.sigmoid, torch.nn.functional.gelu,
                                           torch.nn.functional.silu])

        def forward(self, x):
            hidden = self.activation(self.first(self.table(x)))
            return self.second(hidden + hidden.abs() if self.joins else hidden)

    class Image(torch.nn.Module):
        def __init__(self):
            super().__init__()
            groups = choose(rng, [1, 2])
            self.first = torch.nn.Conv2d(4, 8, 3, stride=choose(rng, [1, 2]), padding=choose(rng, [0, 1]), groups=groups)
            self.second = torch.nn.Conv2d(8, 4, choose(rng, [1, 2]), dilation=choose(rng, [1, 2]))
            self.last = torch.nn.Conv1d(4, 2, 2)

        def forward(self, x):
            image = self.second(torch.relu(self.first(x)))
            return self.last(image.flatten(2)) * 0.5

    class Attention(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.norm = torch.nn.LayerNorm(16)
            self.query, self.key, self.value, self.out = (torch.nn.Linear(16, 16) for _ in range(4))

        def forward(self, x):
            y = self.norm(x)
            scores = self.query(y) @ self.key(y).transpose(-1, -2) * 0.25
            return (x + self.out(torch.softmax(scores, -1) @ self.value(y))).mean(1)

    class Video(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.first = torch.nn.Conv3d(4, 8, (2, 3, 3), padding=(0, 1, 1), stride=(1, 2, 1))

        def forward(self, x):
            return self.first(x).amax((2, 3))

    torch.manual_seed(int(rng.integers(2**31)))
    kind = choose(rng, ["words", "image", "attention", "video"])
    if kind == "attention":
        return Attention(), rng.standard_normal((2, 5, 16)).astype(np.float32), kind
    if kind == "video":
        return Video(), rng.standard_normal((1, 4, 3, 6, 6)).astype(np.float32), kind
    if kind == "words":
        return Words(), rng.integers(0, 10, (2, 5)).astype(np.int32), "words"
    return Image(), rng.standard_normal((1, 4, 9, 9)).astype(np.float32), "image"


def program_of_net(net, x):
    import coreai_torch
    import torch
    exported = torch.export.export(net.eval(), (torch.tensor(x),)).run_decompositions(coreai_torch.get_decomp_table())
    return coreai_torch.TorchConverter().add_exported_program(exported).to_coreai()


def draw_program(rng):
    """A program, an input, and what to call it. Weights whose scales are no numbers in the package are left out."""
    if rng.random() < 0.4:
        net, x, kind = draw_net(rng)
        return program_of_net(net, x), x, kind, "f32"
    form, wt = choose(rng, list(SINGLE)), choose(rng, ["f32", "f32", "f16"])
    kind = choose(rng, ["normal", "skewed", "positive", "negative", "outlier"] + (["ties"] if wt == "f32" else []))
    a = blockwise.weights(kind, choose(rng, SINGLE[form]), "int8", rng, wt).astype(np.float32 if wt == "f32" else np.float16)
    program, x = program_of(a, form)
    return program, rng.standard_normal(x.shape).astype(x.dtype), f"{form}-{kind}", wt


def draw_options(rng, wt):
    """Arguments of quantize_weights, and the same as an option of qnt-quantize-weights."""
    import passes
    dtype = choose(rng, INTEGERS * 2 + list(FLOATS)[:2] * 2 + ["fp4_e2m1fn"])
    is_float = dtype in FLOATS
    scheme = "symmetric" if is_float or wt == "f16" else choose(rng, ["symmetric", "asymmetric"])
    granularity = "per_block" if dtype == "fp4_e2m1fn" else choose(rng, ["per_tensor", "per_channel", "per_block"])
    size = 32 if is_float else choose(rng, [2, 4, 8, 16])
    scale_dtype = "e8m0" if dtype.startswith("fp8") and granularity == "per_block" and rng.random() < 0.5 else None
    if wt == "f16" and dtype == "fp8_e5m2":  # its scale is 0
        dtype = "fp8_e4m3fn"
    options = passes.quantize_options("apple", dtype, scheme, granularity, size, scale_dtype)["options"]
    argument = " ".join(f"{key}={value}" for key, value in options.items())
    return (dtype, scheme, granularity, size, scale_dtype), f"--qnt-quantize-weights={argument} weight-num-threshold=0"


def quantize(program, dtype, scheme, granularity, size, scale_dtype):
    import coreai_opt.coreai_utils as api
    from coreai_opt.coreai_utils.common import QScheme
    from coreai_weights import dtype_of
    return api.quantize_weights(program, dtype_of(dtype), QScheme[scheme.upper()],
                                api.CompressionGranularity[granularity.upper()], size, 0,
                                dtype_of(scale_dtype) if scale_dtype else None)


def add_compressed(file, name, rng):
    """Both orders: compress and import, import and compress."""
    program, _, kind, wt = draw_program(rng)
    arguments, option = draw_options(rng, wt)
    full = f"{name}-{kind}-{arguments[0]}-{arguments[1]}-{arguments[2]}-{wt}".replace("_", "-")
    file.add_programs("programs", full, (text_of(quantize(program, *arguments)), IMPORT), (text_of(program), IMPORT + [option]),
                      left_alone="coreai/conv3d" if kind == "video" else None)
    return True


def execute(program, x):
    from coreai.runtime import NDArray

    async def go(asset):
        async with asset.executable() as model:
            function = model.load_function("main")
            result = await function({list(function.desc.input_names)[0]: NDArray(x)})
            return next(iter(result.values())).numpy()

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(go(program.save_asset(pathlib.Path(folder) / "m.aimodel")))


def add_executed(file, name, rng):
    """The runtime's result is the measure: half of the programs compressed."""
    program, x, kind, wt = draw_program(rng)
    label = "plain"
    if rng.random() < 0.5:
        # The runtime reads fp4 codes as nibbles though the package stores one a byte.
        arguments, _ = draw_options(rng, wt)
        if arguments[0] == "fp4_e2m1fn":
            return False
        program, label = quantize(program, *arguments), arguments[0]
    y = np.ascontiguousarray(execute(program, x)).astype(np.float64)
    bound = (2.0**-8 if wt == "f16" else 2.0**-17) * np.abs(y).max()
    input_ = array(x, "int32" if x.dtype == np.int32 else wt)
    file.add_program("programs, executed", f"{name}-{kind}-{label}-{wt}".replace("_", "-"), text_of(program), IMPORT, [input_],
                     [within_bound("y", wt, y, bound)])
    return True


MAKERS = {"programs": add_compressed, "programs, executed": add_executed}
