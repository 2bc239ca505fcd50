//===- Passes.td - passes of stage Import -------------------------------------------------*- tablegen -*-===//
#ifndef QNT_IMPORT_PASSES_TD
#define QNT_IMPORT_PASSES_TD

include "mlir/Pass/PassBase.td"

def ImportLinalg : Pass<"qnt-import-linalg"> {
  let summary = "linalg contractions, convolutions and gathers to qnt and tensor.gather";
  let description = [{
    Rewrites contractions over tensors (`linalg.matmul`, `batch_matmul`, `matvec`, `vecmat`, `dot` and any linalg op whose
    body multiplies and adds, transposed forms included) to `qnt.dot_general`, and every named convolution of linalg to
    `qnt.conv_general_dilated`: `conv_1d`, `conv_2d`, `conv_3d` without and with batch and channels, in groups (`ngchw`, `nhwgc`)
    and `depthwise_conv_*`, with a multiplier (`m`) or without. Groups and the features in them become one dimension, and
    dimensions that the op lacks have size 1: reshapes around the convolution. A constant kernel is reshaped itself, and shares its
    data where it is a `dense_resource` (one of `ngchw_fgchw` is copied in the other order; one without data, see
    `qnt-load-weights`, is reshaped by ops). `quantized_matmul`, `quantized_batch_matmul` and the convolutions `*_q` become the same
    ops on arrays of scale 1 with zero points and an i32 result. A constant zero `tensor.pad` of spatial dimensions becomes
    the padding of a float convolution. The op's name (`qnt.name`, or the name of its location) goes to the new op.

    A `linalg.generic` whose body extracts `table[id, j, ...]`, with the element `id` of another tensor for each row and its own last
    loops for the rest, becomes `tensor.gather` of whole rows: an embedding, also along another dimension than the first. Of
    more ids than rows the first ones are cut out.

    Leaves alone, with a remark:
    - ops on memrefs, tensor types with an encoding attribute, and bodies that extract anything else;
    - bodies that do anything but multiply the two operands, each extended (`arith.extf`, `arith.extsi`) or not, and add the
      product to the accumulator; integer products that may wrap around before they are extended;
    - contractions and convolutions that cast their operands to a narrower type, float ones whose operands are not f64, f32,
      f16 or bf16, integer ones whose sums are not i32 or whose operands are no storage format, unsigned contractions;
    - zero points that are taken off floats, or that are no integers of up to 32 bits;
    - integer ones whose sums may not fit in i32 by the number of products and the bits of the operands (with zero points
      that are constant, or in their range): sums wrap around in linalg, and are an error here. A dynamic number of products of bytes is taken to fit;
    - contractions whose output has broadcast dimensions;
    - convolutions whose number of groups (of channels, where each is a group) is dynamic or 0: it is an attribute of the
      new op;
    - convolutions with steps outside 1 .. 2^31 - 1, or with a result that has not every position of the window. Where sizes
      are dynamic and do not tell, as many positions as the result has are cut out with `tensor.extract_slice`.

    Convolutions that `linalg.generic` writes out, pooling, elementwise ops and reductions stay in linalg: every later stage
    reads them there.

    Numerics: exact for integers; rounding for floats (a contraction is defined on real values and rounds once, where
    linalg's loop rounds after each step, also where it
    multiplies in f16 what it adds in f32). Padding takes no part in a sum, where linalg multiplies its zeros: an infinite or NaN
    weight that meets padding gives no NaN. An accumulator that is not a constant zero is added afterwards, in the result's type.

    ```mlir
    // before
    %cst = arith.constant 0.0 : f32
    %zero = linalg.fill ins(%cst : f32) outs(%init : tensor<?x8xf32>) -> tensor<?x8xf32>
    %0 = linalg.matmul ins(%x, %w : tensor<?x64xf32>, tensor<64x8xf32>) outs(%zero : tensor<?x8xf32>) -> tensor<?x8xf32>
    // after
    %0 = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x []
           : (tensor<?x64xf32>, tensor<64x8xf32>) -> tensor<?x8xf32>
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect", "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect",
                           "::mlir::arith::ArithDialect"];
  let statistics = [
    Statistic<"numContractions", "contractions", "contractions rewritten to qnt.dot_general">,
    Statistic<"numConvolutions", "convolutions", "convolutions rewritten to qnt.conv_general_dilated">,
    Statistic<"numGathers", "gathers", "ops that extract rows rewritten to tensor.gather">,
    Statistic<"numSkipped", "skipped", "contractions, convolutions and ops that extract elements left alone">,
  ];
}

def ImportCoreAI : Pass<"qnt-import-coreai", "::mlir::ModuleOp"> {
  let summary = "Core AI programs, compressed or not, to qnt";
  let description = [{
    Reads a program of dialect `coreai` as its package prints it in generic form (`print_generic_op_form=True`), which needs no
    Core AI here: run `quant-opt --allow-unregistered-dialect`. Each `coreai.graph` becomes a function, `coreai.invoke` a call.

    - Constants stay constants; signed and unsigned integers become signless.
    - `blockwise_shift_scale` of constants becomes a `qnt.constant` with scales and zero points (left out where signed codes
      have only zeros), `lut_to_dense` one of a table, `build_sparse_with_bitmask` and `sparse_with_bitmask_to_dense` one with
      a mask, or a float constant with zeros; also one after the other, with casts between them. 8-bit codes with several zero
      points get `decode = mul_sub`, as the package's runtime has it. What no op reads (the float originals that a compressed
      program still holds) goes away.
    - A `cast` is part of a weight where the weight decodes to the same without it: it keeps the values of a table, or rounds them, or
      products of f32, as the last op. Another one is a `cast` between floats as below.
    - `batch_matmul` and `broadcasting_batch_matmul` become `qnt.dot_general`, `conv2d` and `conv3d` `qnt.conv_general_dilated` with a zero
      `pad` in front as its padding, `gather_nd` `tensor.gather`, of rows of an array `qnt.gather`.
    - `conv_transpose2d` and `conv_transpose3d` become `qnt.conv_general_dilated` of the input dilated by the strides. Its kernel has
      input and output channels exchanged within each group and the window reversed; a weight, compressed or not, is put into this order
      here (blocks of input channels that no group is a multiple of become smaller), other values and tables of vectors by ops.
    - `slice` (bounds may be negative, or lie outside; strides may be negative along static dimensions), `split`, `concat`, `reverse` become
      `tensor.extract_slice`, `tensor.concat` and, where elements come in reverse order, linalg. The package's runtime has a slice that
      reverses a whole tensor as the tensor itself; here it is reversed.
    - `transpose`, `reshape`, `expand_dims`, `shrink_dims`, `pad` with a constant, `cast` between floats, float arithmetic with and
      without broadcasting, `relu`, `sigmoid`, `silu`, `gelu`, `tanh`, `erf`, `exp`, `log`, `sqrt`, `rsqrt`, `abs`, `sin`, `cos`,
      `softmax` and `reduce_sum`, `reduce_mean`, `reduce_max`, `reduce_min` become linalg, tensor, arith and math.

    Any other op is an error that names it; with `unknown=keep` it stays, between casts to and from its types, with a remark.
    An error too, naming the op: operands that must be constants and are computed, shapes that do not fit, scales that are 0,
    NaN or infinite, an `offset2` other than 0. Leaves alone: what is in no `coreai.graph`. A second run changes nothing.

    Numerics: exact for weights; contractions are defined on real values and round once.

    ```mlir
    // before
    "coreai.graph"() <{sym_name = "dense"}> ({
    ^bb0(%x: tensor<3x2xf32>):
      %q = "coreai.constant"() <{value = dense<[[1, -2], [3, 4]]> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
      %s = "coreai.constant"() <{value = dense<[[0.5], [0.25]]> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
      %z = "coreai.constant"() <{value = dense<0> : tensor<2x1xsi8>}> : () -> tensor<2x1xsi8>
      %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
      %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xsi8>, tensor<2x1xf32>, tensor<2x1xsi8>, tensor<2x1xf32>) -> tensor<2x2xf32>
      %y = "coreai.batch_matmul"(%x, %w) : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
      "coreai.output"(%y) : (tensor<3x2xf32>) -> ()
    }) : () -> ()
    // after
    #i8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
    func.func @dense(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
      %w = qnt.constant codes = dense_resource<weight_codes> : tensor<2x2xi8>, scales = dense<[[0.5], [0.25]]> : tensor<2x1xf32>
             {qnt.name = "weight"} : !qnt.array<2x2, #i8>
      %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<3x2xf32>, !qnt.array<2x2, #i8>) -> tensor<3x2xf32>
      return %y : tensor<3x2xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect", "::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect", "::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
  let options = [
    Option<"unknown", "unknown", "std::string", "\"error\"", "error | keep: ops that have no form here">,
  ];
  let statistics = [
    Statistic<"numGraphs", "graphs", "graphs that became functions">,
    Statistic<"numWeights", "weights", "compressed constants of the module">,
    Statistic<"numKept", "ops-kept", "ops left alone">,
  ];
}

def ImportQuant : Pass<"qnt-import-quant", "::mlir::ModuleOp"> {
  let summary = "upstream's quant dialect to qnt";
  let description = [{
    Tensors of `!quant.uniform` (per layer, per axis, sub-channel) become arrays everywhere: in functions and calls, direct or
    not, in branches and in structured control flow. `quant.qcast` becomes a static `qnt.quantize`, `quant.dcast`
    `qnt.dequantize`, `quant.scast` `qnt.assemble` with the type's scales and zero points, or the codes of `qnt.disassemble`.
    Scales are rounded to the expressed type; zero points that are all 0 are left out.

    An error, naming the op and the reason: types without an array form (float storage, unranked tensors, scalars), and
    other ops on quantized tensors.

    Numerics: exact. `qcast` rounds half to even, adds the zero point after rounding and saturates (the default convention);
    upstream's own lowering of it wraps around.

    ```mlir
    #i8 = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>
    // before
    %q = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 0.5:3>>
    // after
    %s = arith.constant dense<0.5> : tensor<1xf32>
    %z = arith.constant dense<3> : tensor<1xi8>
    %q = qnt.quantize %x scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xi8>) : tensor<4xf32> -> !qnt.array<4, #i8>
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect", "::mlir::arith::ArithDialect"];
  let statistics = [Statistic<"numCasts", "casts", "quant casts rewritten">];
}

def ExportQuant : Pass<"qnt-export-quant", "::mlir::ModuleOp"> {
  let summary = "arrays with constant integer parameters to upstream's quant dialect";
  let description = [{
    The inverse of `qnt-import-quant`: static `qnt.quantize` becomes `quant.qcast`, `qnt.dequantize` `quant.dcast`,
    `qnt.assemble` and `qnt.disassemble` of codes `quant.scast`, `qnt.constant` an integer constant with `quant.scast`.

    Every array must have scales and zero points that are constants (`dense` or `dense_resource`), known where it is made. An
    error, naming the op and the reason, where upstream's type cannot hold it: float or code-book storage, dynamic scales, a
    tensor scale, sparsity, `decode = mul_sub`, a block that does not divide its dimension, no scale at all (a dimension of
    size 0 with a scale each), a zero point outside the storage range, a convention other than the default, arrays that are
    block arguments or stand in the type of a function, declared ones among them.

    Numerics: exact.

    ```mlir
    #i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
    // before
    %s = arith.constant dense<0.5> : tensor<1xf32>
    %q = qnt.quantize %x scale(%s : tensor<1xf32>) : tensor<4xf32> -> !qnt.array<4, #i8>
    %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
    // after
    %q = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 0.5>>
    %y = quant.dcast %q : tensor<4x!quant.uniform<i8:f32, 0.5>> to tensor<4xf32>
    ```
  }];
  let dependentDialects = ["::mlir::quant::QuantDialect", "::mlir::arith::ArithDialect"];
  let statistics = [Statistic<"numCasts", "casts", "ops rewritten to quant casts">];
}

#endif // QNT_IMPORT_PASSES_TD
