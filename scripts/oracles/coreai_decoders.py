"""Core AI: palettes and pruned weights through its runtime. What it compresses, imported, decodes here to its values, and what
qnt-palettize-weights and qnt-sparsify-weights make, written as its program, decodes there to ours."""

import itertools

import numpy as np

import blockwise
import ours
import passes
from cases import Function, same_bits
from common import array
from coreai_programs import IMPORT, text_of
from coremltools_weights import choose
from from_coreai import execute, program_of

COUNTS = {"palettes and masks, imported": 60, "palettize-weights, decoded there": 40, "sparsify-weights, decoded there": 30}
SHAPES = [(4, 64), (6, 32)]


class InlinePool:
    """In place of a pool of processes, which the package starts for palettes of what is left of a pruned weight."""

    def __init__(self, *_, **__):
        pass

    def starmap(self, function, arguments):
        return list(itertools.starmap(function, arguments))

    def terminate(self):
        pass


def draw_weight(rng):
    return blockwise.weights(choose(rng, ["normal", "skewed", "outlier"]), choose(rng, SHAPES), "int4", rng).astype(np.float32)


def compress(program, rng):
    import coreai_opt.coreai_utils as api
    from coreai_opt.coreai_utils._utils import palettize_utils
    palettize_utils.Pool = InlinePool
    granularity = getattr(api.CompressionGranularity, choose(rng, ["PER_TENSOR", "PER_CHANNEL", "PER_GROUPED_CHANNEL"]))
    kind = choose(rng, ["palette", "palette", "int8 table", "vectors", "channel scale", "sparse", "sparse codes", "sparse palette"])
    palettize = dict(weight_num_threshold=0, num_kmeans_workers=1, group_size=2)
    bits = choose(rng, [1, 2, 4])
    if kind == "palette":
        return kind, api.palettize_weights(program, None, bits, granularity, **palettize)
    if kind == "int8 table":
        return kind, api.palettize_weights(program, api.DType.INT8, bits, api.CompressionGranularity.PER_TENSOR, **palettize)
    if kind == "vectors":
        return kind, api.palettize_weights(program, None, bits, api.CompressionGranularity.PER_TENSOR, cluster_dim=2, **palettize)
    if kind == "channel scale":
        return kind, api.palettize_weights(program, None, bits, granularity, enable_per_channel_scale=True, **palettize)
    sparsify = dict(choose(rng, [dict(target_sparsity=0.5), dict(target_sparsity=0.75),
                                 dict(target_sparsity=None, n_m_ratio=(2, 4))]), weight_num_threshold=0)
    if kind == "sparse":
        return kind, api.sparsify_weights(program, **sparsify)
    if kind == "sparse codes":  # of symmetric codes: with a zero point the runtime has no 0 in pruned positions
        return kind, api.sparsify_weights(program, quantize_dtype=api.DType.INT8, **sparsify)
    return kind, api.sparsify_weights(program, palettize_nbits=bits, **sparsify)


def imported(file, name, rng):
    """The weight comes out through a product with the identity, which makes -0 a 0."""
    form, a = choose(rng, ["linear", "lhs", "matmul"]), draw_weight(rng)
    program, x = program_of(a, form)
    kind, program = compress(program, rng)
    y = np.ascontiguousarray(execute(program, x))
    file.add_program("palettes and masks, imported", f"{name}-{form}-{kind}".replace(" ", "-"), text_of(program), IMPORT,
                     [array(x, "f32")], [same_bits("decoded", array(y, "f32"))])
    return True


# ------------------------------------------------- a weight as the package's text


def constant(name, values, element):
    type_ = "tensor<" + "".join(f"{n}x" for n in np.shape(values)) + element + ">"
    if element == "f32":
        data = f'"0x{np.ascontiguousarray(values, np.float32).tobytes().hex().upper()}"'
    else:
        data = str(np.asarray(values).tolist())
    return f'%{name} = "coreai.constant"() <{{value = dense<{data}> : {type_}}}> : () -> {type_}', type_


class Chain:
    """Lines that make the value %name of a type."""

    def __init__(self):
        self.lines = []

    def constant(self, name, values, element):
        line, type_ = constant(name, values, element)
        self.lines.append(line)
        return type_

    def op(self, name, op, operands, types, result):
        self.lines.append(f'%{name} = "coreai.{op}"({", ".join("%" + o for o in operands)}) : ({", ".join(types)}) -> {result}')


def write_chain(parts):
    chain, full = Chain(), "tensor<" + "x".join(map(str, parts.shape)) + "xf32>"
    kept = parts.mask == 1 if parts.mask is not None else None
    codes, bits = (parts.codes if kept is None else parts.codes[kept]), parts.bits
    sign = "u" if parts.is_unsigned else "s"
    value, element, shape = "codes", f"{sign}i{bits}", list(codes.shape)
    type_ = chain.constant("codes", codes, element)
    if parts.table is not None:
        table = parts.table if kept is None else parts.table.reshape(1, *parts.table.shape[-2:])
        axis = int(np.argmax(parts.vector))
        table_type, axis_type = chain.constant("table", table, "f32"), chain.constant("axis", axis, "si16")
        shape, element = (parts.shape if kept is None else shape), "f32"
        looked_up = "tensor<" + "".join(f"{n}x" for n in shape) + "f32>"
        chain.op("entries", "lut_to_dense", ["codes", "table", "axis"], [type_, table_type, axis_type], looked_up)
        value, type_ = "entries", looked_up
    if kept is not None:
        mask_type = chain.constant("mask", parts.mask, "ui1")
        dense = "tensor<" + "".join(f"{n}x" for n in parts.shape) + element + ">"
        sparse = f"{dense[:-1]}, #coreai.sparse_tensor_encoding<bitmask, numNonZero = {kept.sum()}, posWidth = 1, crdWidth = 1>>"
        chain.op("sparse", "build_sparse_with_bitmask", [value, "mask"], [type_, mask_type], sparse)
        chain.op("dense", "sparse_with_bitmask_to_dense", ["sparse"], [sparse], dense)
        value, type_ = "dense", dense
    if parts.scale is not None:
        scale_type = chain.constant("scale", parts.scale, "f32")
        zero = np.zeros(parts.scale.shape, np.int64) if parts.zero_point is None else parts.zero_point.astype(np.int64)
        zero_type, offset_type = chain.constant("zero", zero, element), chain.constant("offset", 0 * parts.scale, "f32")
        chain.op("scaled", "blockwise_shift_scale", [value, "scale", "zero", "offset"],
                 [type_, scale_type, zero_type, offset_type], full)
        value = "scaled"
    return chain.lines, value, full


def program_text(parts):
    """@main(%x) = %x @ transpose(weight)"""
    lines, value, type_ = write_chain(parts)
    out, inside = parts.shape
    x, w, y = f"tensor<{inside}x{inside}xf32>", f"tensor<{inside}x{out}xf32>", f"tensor<{inside}x{out}xf32>"
    line, swap = constant("swap", [1, 0], "ui32")
    lines += [line, f'%w = "coreai.transpose"(%{value}, %swap) : ({type_}, {swap}) -> {w}',
              f'%y = "coreai.decomposable.broadcasting_batch_matmul"(%x, %w) : ({x}, {w}) -> {y}',
              f'"coreai.output"(%y) : ({y}) -> ()']
    body = "".join(f"  {line}\n" for line in lines)
    head = (f'arg_attrs = [{{coreai.name = "x"}}], function_type = ({x}) -> {y}, param_decls = #param.decl.array<[]>, '
            'res_attrs = [{coreai.name = "y"}], sym_name = "main"')
    return (f'"builtin.module"() ({{\n"coreai.graph"() <{{{head}}}> ({{\n^bb0(%x: {x}):\n{body}'
            "}) {__coreai_pure__} : () -> ()\n}) : () -> ()\n")


def decode_there(parts, like):
    """By the runtime; `like` is any program of the package, for its classes and its context."""
    from coreai._compiler.ir import Module
    with like._module._mlir_module.context:
        program = type(like)._from_mlir_module(Module.parse(program_text(parts)))
    return np.ascontiguousarray(execute(program, np.eye(parts.shape[1], dtype=np.float32)).T)


def add_ours(file, family, name, rng, options):
    a = draw_weight(rng)
    f = Function()
    w, w_type = passes.reader(f, "linear", a, "f32")
    f.result(w, w_type)
    argument = " ".join(f"{key}={value}" for key, value in options["options"].items())
    made = ours.compress(f.text(), [f"--{options['pass']}={argument} weight-num-threshold=0 other-users-threshold=1"])
    if not made:
        return False
    like, _ = program_of(a, "linear")
    package = decode_there(ours.Parts(made[0]), like)
    passes.add(file, family, name, "linear", a, "f32", options, package)
    return True


def palettize_weights(file, name, rng):
    options = {"n-bits": choose(rng, [1, 2, 4, 8]), "mode": choose(rng, ["kmeans", "kmeans", "uniform"]),
               "granularity": choose(rng, ["per_tensor", "per_channel", "per_grouped_channel"])}
    if options["granularity"] == "per_grouped_channel":
        options["group-size"] = 2
    if options["mode"] == "kmeans" and options["granularity"] != "per_channel" and options["n-bits"] <= 4 and rng.random() < 0.4:
        options["cluster-dim"] = 2
    return add_ours(file, "palettize-weights, decoded there", name, rng, {"pass": "qnt-palettize-weights", "options": options})


def sparsify_weights(file, name, rng):
    options = choose(rng, [{"target-sparsity": 0.5}, {"target-sparsity": 0.75}, {"n-m": "2:4"}, {"n-m": "1:4"}])
    options = dict(options, **choose(rng, [{"dtype": "int8"}, {"n-bits": 1}, {"n-bits": 2}, {"n-bits": 4}]),
                   granularity="per_tensor")
    return add_ours(file, "sparsify-weights, decoded there", name, rng, {"pass": "qnt-sparsify-weights", "options": options})


MAKERS = {"palettes and masks, imported": imported, "palettize-weights, decoded there": palettize_weights,
          "sparsify-weights, decoded there": sparsify_weights}
