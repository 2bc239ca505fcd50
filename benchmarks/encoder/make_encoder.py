#!/usr/bin/env python3
"""Writes an encoder of a transformer as .mlir: linalg on tensors, weights drawn at random. Standard library only.

A layer is layer norm, attention, residual, layer norm, two dense layers with GELU between them, residual. The batch is dynamic. Each
weight is a resource of its own, so that a model of L layers holds L times the data of one layer.
"""
import argparse
import array
import random
import struct


class Encoder:
    """Lines of a function and the resources that its constants name."""

    def __init__(self, options):
        self.lines, self.resources, self.prefix = [], {}, ""
        self.tokens, self.features = options.tokens, options.features
        self.heads, self.hidden = options.heads, options.hidden
        self.width, self.type = options.features // options.heads, options.type
        self.random = random.Random(options.seed)

    def emit(self, line):
        self.lines.append("  " + line.replace("%", "%" + self.prefix) if self.prefix else "  " + line)

    def tensor(self, *shape):
        return "tensor<" + "".join(f"{size}x" for size in shape) + self.type + ">"

    def constant(self, name, shape, spread, center=0.0):
        key = (self.prefix + name).replace(".", "_")
        count = 1
        for size in shape:
            count *= size
        # A million normal numbers take a second: draw a few thousand and repeat them from another place each time.
        pool = [center + self.random.gauss(0.0, spread) for _ in range(min(count, 4096))]
        values = []
        while len(values) < count:
            start = self.random.randrange(len(pool))
            values += pool[start:] + pool[:start]
        data = array.array("f", values[:count]).tobytes() if self.type == "f32" else struct.pack(f"<{count}e", *values[:count])
        self.resources[key] = "0x04000000" + data.hex().upper()
        where = f'loc("{self.prefix.replace("_", ".")}{name.replace("_", ".")}")'
        self.emit(f"%{name} = arith.constant dense_resource<{key}> : {self.tensor(*shape)} {where}")

    def splat(self, name, value, *shape):
        self.emit(f"%{name} = arith.constant dense<{value:.8e}> : {self.tensor(*shape)}")

    def binary(self, name, op, left, right, shape):
        self.emit(f"%{name} = {op} %{left}, %{right} : {self.tensor(*shape)}")

    def broadcast(self, name, value, source, destination, shape, dimensions):
        self.emit(f"%{name} = linalg.broadcast ins(%{value} : {self.tensor(*source)}) "
                  f"outs(%{destination} : {self.tensor(*shape)}) dimensions = {dimensions}")

    def norm(self, name, value):
        whole, token = ("?", self.tokens, self.features), ("?", self.tokens)
        self.constant(f"{name}_gain", [self.features], 0.1, 1.0)
        self.constant(f"{name}_shift", [self.features], 0.1)
        self.emit(f"%{name}_sum = linalg.reduce {{arith.addf}} ins(%{value} : {self.tensor(*whole)}) "
                  f'outs(%zeros_token : {self.tensor(*token)}) dimensions = [2] loc("{name}")')
        self.binary(f"{name}_mean", "arith.divf", f"{name}_sum", "length", token)
        self.broadcast(f"{name}_means", f"{name}_mean", token, "whole", whole, [2])
        self.binary(f"{name}_centered", "arith.subf", value, f"{name}_means", whole)
        self.binary(f"{name}_squares", "arith.mulf", f"{name}_centered", f"{name}_centered", whole)
        self.emit(f"%{name}_squaresum = linalg.reduce {{arith.addf}} ins(%{name}_squares : {self.tensor(*whole)}) "
                  f"outs(%zeros_token : {self.tensor(*token)}) dimensions = [2]")
        self.binary(f"{name}_variance", "arith.divf", f"{name}_squaresum", "length", token)
        self.binary(f"{name}_safe", "arith.addf", f"{name}_variance", "small", token)
        self.emit(f"%{name}_inverse = math.rsqrt %{name}_safe : {self.tensor(*token)}")
        self.broadcast(f"{name}_inverses", f"{name}_inverse", token, "whole", whole, [2])
        self.broadcast(f"{name}_gains", f"{name}_gain", [self.features], "whole", whole, [0, 1])
        self.broadcast(f"{name}_shifts", f"{name}_shift", [self.features], "whole", whole, [0, 1])
        self.binary(f"{name}_normal", "arith.mulf", f"{name}_centered", f"{name}_inverses", whole)
        self.binary(f"{name}_scaled", "arith.mulf", f"{name}_normal", f"{name}_gains", whole)
        self.binary(f"{name}_out", "arith.addf", f"{name}_scaled", f"{name}_shifts", whole)
        self.emit(f"%{name}_flat = tensor.collapse_shape %{name}_out [[0, 1], [2]] : {self.tensor(*whole)} into "
                  f"{self.tensor('?', self.features)}")

    def dense(self, name, value, inputs, outputs, zeros):
        self.constant(f"{name}_weight", [inputs, outputs], inputs ** -0.5)
        self.constant(f"{name}_bias", [outputs], 0.1)
        result = self.tensor("?", outputs)
        self.emit(f"%{name}_dot = linalg.matmul ins(%{value}, %{name}_weight : {self.tensor('?', inputs)}, "
                  f'{self.tensor(inputs, outputs)}) outs(%{zeros} : {result}) -> {result} loc("{name}")')
        self.broadcast(f"{name}_biases", f"{name}_bias", [outputs], zeros, ("?", outputs), [0])
        self.binary(name, "arith.addf", f"{name}_dot", f"{name}_biases", ("?", outputs))

    def split(self, name):
        flat, split = self.tensor("?", self.features), self.tensor("?", self.tokens, self.heads, self.width)
        heads = self.tensor("?", self.heads, self.tokens, self.width)
        self.emit(f"%{name}_split = tensor.expand_shape %{name} [[0, 1], [2, 3]] output_shape "
                  f"[%batch, {self.tokens}, {self.heads}, {self.width}] : {flat} into {split}")
        self.emit(f"%{name}_heads = linalg.transpose ins(%{name}_split : {split}) outs(%split_heads : {heads}) "
                  "permutation = [0, 2, 1, 3]")

    def product(self, name, left, right, types, contracting):
        """A product for each head: linalg.batch_matmul takes one batch dimension, so heads are a part of it."""
        self.emit(f"%{name} = qnt.dot_general %{left}, %{right} contracting = [3] x [{contracting}] batch = [0, 1] x [0, 1] "
                  f'{{qnt.name = "{self.prefix.replace("_", ".")}{name}"}} : ({types[0]}, {types[1]}) -> {types[2]}')

    def attention(self):
        heads = self.tensor("?", self.heads, self.tokens, self.width)
        square = ("?", self.heads, self.tokens, self.tokens)
        for name in ("query", "key", "value"):
            self.dense(name, "norm1_flat", self.features, self.features, "zeros_features")
            self.split(name)
        self.product("scores", "query_heads", "key_heads", (heads, heads, self.tensor(*square)), 3)
        self.splat("scale", self.width ** -0.5)
        self.broadcast("scales", "scale", [], "square", square, [0, 1, 2, 3])
        self.binary("smaller", "arith.mulf", "scores", "scales", square)
        self.emit(f"%weights = linalg.softmax dimension(3) ins(%smaller : {self.tensor(*square)}) "
                  f'outs(%square : {self.tensor(*square)}) -> {self.tensor(*square)} loc("softmax")')
        self.product("context", "weights", "value_heads", (self.tensor(*square), heads, heads), 2)
        split = self.tensor("?", self.tokens, self.heads, self.width)
        self.emit(f"%joined = linalg.transpose ins(%context : {heads}) outs(%split : {split}) permutation = [0, 2, 1, 3]")
        self.emit(f"%context_flat = tensor.collapse_shape %joined [[0, 1], [2, 3]] : {split} into "
                  f"{self.tensor('?', self.features)}")
        self.dense("output", "context_flat", self.features, self.features, "zeros_features")

    def gelu(self):
        """x / 2 * (1 + erf(x / sqrt(2)))"""
        shape = ("?", self.hidden)
        for name, value in (("root", 0.70710678), ("one", 1.0), ("half", 0.5)):
            self.splat(name, value)
            self.broadcast(f"{name}s", name, [], "zeros_hidden", shape, [0, 1])
        self.binary("up_scaled", "arith.mulf", "up", "roots", shape)
        self.emit(f"%up_erf = math.erf %up_scaled : {self.tensor(*shape)}")
        self.binary("up_sum", "arith.addf", "up_erf", "ones", shape)
        self.binary("up_half", "arith.mulf", "up", "halfs", shape)
        self.binary("gelu", "arith.mulf", "up_half", "up_sum", shape)

    def add(self, name, value, residual):
        whole = self.tensor("?", self.tokens, self.features)
        self.emit(f"%{value}_tokens = tensor.expand_shape %{value} [[0, 1], [2]] output_shape "
                  f"[%batch, {self.tokens}, {self.features}] : {self.tensor('?', self.features)} into {whole}")
        self.emit(f"%{name} = arith.addf %{residual}, %{value}_tokens : {whole}")

    def sizes(self):
        """Empty and zero tensors of a layer, and constants of its norms."""
        whole = self.tensor("?", self.tokens, self.features)
        self.emit("%c0 = arith.constant 0 : index")
        self.emit(f"%c_tokens = arith.constant {self.tokens} : index")
        self.emit(f"%batch = tensor.dim %x, %c0 : {whole}")
        self.emit("%rows = arith.muli %batch, %c_tokens : index")
        self.emit(f"%zero = arith.constant 0.0 : {self.type}")
        for name, size, shape in (("whole", "batch", ("?", self.tokens, self.features)), ("token", "batch", ("?", self.tokens)),
                                  ("features", "rows", ("?", self.features)), ("hidden", "rows", ("?", self.hidden)),
                                  ("split_heads", "batch", ("?", self.heads, self.tokens, self.width)),
                                  ("split", "batch", ("?", self.tokens, self.heads, self.width)),
                                  ("square", "batch", ("?", self.heads, self.tokens, self.tokens))):
            self.emit(f"%{name} = tensor.empty(%{size}) : {self.tensor(*shape)}")
        for name, shape in (("token", ("?", self.tokens)), ("features", ("?", self.features)), ("hidden", ("?", self.hidden))):
            self.emit(f"%zeros_{name} = linalg.fill ins(%zero : {self.type}) outs(%{name} : {self.tensor(*shape)}) -> "
                      f"{self.tensor(*shape)}")
        for name, value in (("count", float(self.features)), ("epsilon", 1e-5)):
            self.splat(name, value)
        self.broadcast("length", "count", [], "token", ("?", self.tokens), [0, 1])
        self.broadcast("small", "epsilon", [], "token", ("?", self.tokens), [0, 1])

    def layer(self, index):
        whole = self.tensor("?", self.tokens, self.features)
        self.prefix = f"layer{index}_"
        start = len(self.lines)
        self.sizes()
        self.norm("norm1", "x")
        self.attention()
        self.add("h", "output", "x")
        self.norm("norm2", "h")
        self.dense("up", "norm2_flat", self.features, self.hidden, "zeros_hidden")
        self.gelu()
        self.dense("down", "gelu", self.hidden, self.features, "zeros_features")
        self.add("y", "down", "h")
        given = "%x" if index == 0 else f"%layer{index - 1}_y"
        self.lines[start:] = [line.replace(f"%{self.prefix}x ", given + " ").replace(f"%{self.prefix}x,", given + ",")
                              for line in self.lines[start:]]
        self.prefix = ""
        return f"%layer{index}_y", whole

    def write(self, file, layers):
        whole = self.tensor("?", self.tokens, self.features)
        last = "%x"
        for index in range(layers):
            last, _ = self.layer(index)
        file.write(f"func.func @main(%x: {whole}) -> {whole} {{\n" + "\n".join(self.lines) + f"\n  return {last} : {whole}\n}}\n")
        file.write("\n{-#\n  dialect_resources: {\n    builtin: {\n")
        file.write(",\n".join(f'      {key}: "{data}"' for key, data in self.resources.items()))
        file.write("\n    }\n  }\n#-}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--features", type=int, default=384, help="size of a token; a multiple of the number of heads")
    parser.add_argument("--heads", type=int, default=12)
    parser.add_argument("--hidden", type=int, default=1536, help="size between the two dense layers")
    parser.add_argument("--type", choices=("f16", "f32"), default="f16")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("output")
    options = parser.parse_args()
    if options.features % options.heads:
        parser.error(f"expected --features to be a multiple of --heads, got {options.features} and {options.heads}")
    with open(options.output, "w") as file:
        Encoder(options).write(file, options.layers)


if __name__ == "__main__":
    main()
