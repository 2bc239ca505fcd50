"""Core AI: transposed convolutions, slices, splits, concatenations and reversals. Imported programs run beside the package's
runtime: models of them, and transposed convolutions whose weight is compressed, as a program's text."""

import types

import numpy as np

from cases import within_bound
from common import array
from coreai_decoders import constant, write_chain
from coreai_programs import IMPORT, execute, program_of_net, text_of
from coremltools_weights import choose
from from_coreai import program_of

COUNTS = {"moves and transposed convolutions": 30, "compressed transposed kernels": 30}


def draw_window(rng):
    """What output_padding may be depends on the strides and dilations."""
    stride, dilation = [[choose(rng, [1, 2, 3]) for _ in range(2)] for _ in range(2)]
    return dict(stride=stride, dilation=dilation, padding=[choose(rng, [0, 1]) for _ in range(2)],
                output_padding=[int(rng.integers(max(pair))) for pair in zip(stride, dilation)])


def draw_net(rng):
    import torch
    groups = choose(rng, [1, 2])

    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.grow = torch.nn.ConvTranspose2d(4, 6, (choose(rng, [1, 2, 3]), choose(rng, [2, 3])), groups=groups,
                                                 bias=bool(rng.random() < 0.5), **draw_window(rng))
            self.line = torch.nn.ConvTranspose1d(3, 2, 3, stride=choose(rng, [1, 2]), padding=choose(rng, [0, 1]))
            self.sizes = choose(rng, [[2, 4], [3, 3], [5, 1]])
            self.step, self.start = choose(rng, [1, 2, 3]), choose(rng, [-4, -2, 0, 1])
            self.dims = choose(rng, [[1], [2], [0, 2]])

        def forward(self, x):
            first, second = torch.split(torch.relu(self.grow(x)), self.sizes, 1)
            sliced = torch.flip(torch.cat([second, first, second], 1), self.dims)[:, :3, self.start::self.step]
            parts = torch.chunk(self.line(sliced.flatten(2)), 2, 1)
            return torch.cat([parts[1], parts[0] * parts[0]], -1)

    torch.manual_seed(int(rng.integers(2**31)))
    return Net(), rng.standard_normal((2, 4, 3, 4)).astype(np.float32)


def bound_of(y):
    return 2.0**-17 * np.abs(y).max()


def add_net(file, name, rng):
    net, x = draw_net(rng)
    program = program_of_net(net, x)
    y = np.ascontiguousarray(execute(program, x)).astype(np.float64)
    file.add_program("moves and transposed convolutions", name, text_of(program), IMPORT, [array(x, "f32")],
                     [within_bound("y", "f32", y, bound_of(y))])
    return True


def draw_kernel(rng):
    """Codes, a palette or pruned codes of [in, out / groups, height, width], with blocks along both kinds of channels."""
    shape = choose(rng, [(4, 2, 2, 3), (6, 4, 1, 2), (12, 2, 2, 2)])
    kind = choose(rng, ["signed", "signed", "unsigned", "palette", "pruned"])
    bits = choose(rng, {"palette": [1, 2, 4], "pruned": [8]}.get(kind, [4, 8]))
    is_unsigned = kind in ("unsigned", "palette")
    low = 0 if is_unsigned else -(1 << (bits - 1))
    parts = types.SimpleNamespace(shape=shape, bits=bits, is_unsigned=is_unsigned, table=None, vector=[1] * 4, mask=None,
                                  scale=None, zero_point=None, codes=rng.integers(low, low + (1 << bits), shape))
    grid = (choose(rng, [n for n in (1, 2, 3, shape[0]) if shape[0] % n == 0]), choose(rng, [1, shape[1]]), 1, 1)
    if kind == "palette":
        parts.table = np.sort(rng.standard_normal((grid[0], 1, 1, 1, 1 << bits, 1)).astype(np.float32), axis=4)
        return kind, parts
    if kind == "pruned":
        parts.mask, grid = (rng.random(shape) < 0.5).astype(np.int64), (1, 1, 1, 1)
        parts.mask.flat[0] = 1
    parts.scale = (rng.random(grid) + 0.5).astype(np.float32)
    if kind == "unsigned":
        parts.zero_point = rng.integers(0, 1 << bits, grid)
    return kind, parts


def program_text(parts, groups, window, x, y):
    """@main(%x) = conv_transpose2d(%x, weight)"""
    lines, value, weight = write_chain(parts)
    operands, operand_types = ["x", value], [x, weight]
    for name, given in [("stride", window["stride"]), ("padding", window["padding"]), ("dilation", window["dilation"]),
                        ("output_pad", window["output_padding"]), ("groups", groups)]:
        line, type_ = constant(name, given, "ui32")
        lines.append(line)
        operands.append(name)
        operand_types.append(type_)
    names = ", ".join("%" + name for name in operands)
    lines += [f'%y = "coreai.conv_transpose2d"({names}) : ({", ".join(operand_types)}) -> {y}',
              f'"coreai.output"(%y) : ({y}) -> ()']
    head = (f'arg_attrs = [{{coreai.name = "x"}}], function_type = ({x}) -> {y}, param_decls = #param.decl.array<[]>, '
            'res_attrs = [{coreai.name = "y"}], sym_name = "main"')
    body = "".join(f"  {line}\n" for line in lines)
    return (f'"builtin.module"() ({{\n"coreai.graph"() <{{{head}}}> ({{\n^bb0(%x: {x}):\n{body}'
            "}) {__coreai_pure__} : () -> ()\n}) : () -> ()\n")


def add_kernel(file, name, rng):
    from coreai._compiler.ir import Module
    kind, parts = draw_kernel(rng)
    window, groups = draw_window(rng), choose(rng, [1, 2])
    x = rng.standard_normal((1, parts.shape[0], 3, 4)).astype(np.float32)
    sizes = [(n - 1) * s - 2 * p + d * (k - 1) + o + 1
             for n, k, s, p, d, o in zip(x.shape[2:], parts.shape[2:], window["stride"], window["padding"],
                                         window["dilation"], window["output_padding"])]
    if min(sizes) < 1:
        return False
    x_type = f"tensor<{'x'.join(map(str, x.shape))}xf32>"
    y_type = f"tensor<1x{parts.shape[1] * groups}x{sizes[0]}x{sizes[1]}xf32>"
    text = program_text(parts, groups, window, x_type, y_type)
    like, _ = program_of(np.ones((2, 2), np.float32), "linear")
    with like._module._mlir_module.context:
        program = type(like)._from_mlir_module(Module.parse(text))
    y = np.ascontiguousarray(execute(program, x)).astype(np.float64)
    file.add_program("compressed transposed kernels", f"{name}-{kind}-{groups}", text, IMPORT, [array(x, "f32")],
                     [within_bound("y", "f32", y, bound_of(y))])
    return True


MAKERS = {"moves and transposed convolutions": add_net, "compressed transposed kernels": add_kernel}
