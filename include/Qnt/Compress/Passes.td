//===- Passes.td - passes of stage Compress -----------------------------------------------*- tablegen -*-===//
#ifndef QNT_COMPRESS_PASSES_TD
#define QNT_COMPRESS_PASSES_TD

include "mlir/Pass/PassBase.td"

def QuantizeWeights : Pass<"qnt-quantize-weights"> {
  let summary = "constant weights of contractions to quantized constants";
  let description = [{
    A weight is a float constant of at least two dimensions that `qnt.dot_general`, `qnt.conv_general_dilated` and
    `qnt.ragged_dot_general` read on either side, or `tensor.gather` (an embedding), also through `linalg.transpose`. It
    becomes a `qnt.constant` of the encoding that the options name. Contractions read the array, a transpose becomes
    `qnt.transpose`, a gather of rows `qnt.gather` and a `qnt.dequantize` of the rows. A constant that is read through
    `tensor.expand_shape` or `tensor.collapse_shape` is a weight of that shape, one for each shape that it is read in.

    A constant that anything else reads as well is taken when it has at least `other-users-threshold` elements; other
    readers then get its decoded value (`qnt.dequantize`).

    Block shape by granularity, with `out` the free dimension(s) of the weight and `in` its contracted ones: `per_tensor` one
    block; `per_channel` one per index of `out`; `per_block` the same, cut along the first `in` dimension (the input channels of
    a convolution) every `block-size` elements, other `in` dimensions whole. Batch dimensions lie inside the block. Of a gather
    the gathered dimension is `out`. Readers that disagree get the dimensions 0 as `out` and 1 as `in`, with a remark.
    `per_token` is an error: a weight has no tokens, they are the rows of the float operand (`qnt-quantize-activations`); what
    has a scale per index of `out` is `per_channel`.
    `mxfp8`, `mxfp6`, `mxfp4` (also called `fp4_e2m1fn`) and `nvfp4` fix granularity (`per_block`), block size (32; nvfp4 16)
    and scale type. `block-size=0.25` cuts a dimension of n elements every round(n * 0.25), half to even, at least 1 (Qwix's
    fraction tiles). `tensor-scale` says whether scales of fp8_e4m3fn have a second-level f32 scale of the whole tensor.

    Leaves alone, with a remark: weights of at most `weight-num-threshold` elements, constants with other users, splat
    constants, weights whose `in` dimension the block size does not divide (`tail=mask` quantizes them with a masked last
    block), and weights to which the convention would give a scale of 0 or NaN. A second run changes nothing.

    An error, naming the weight: NaN or infinite elements, unless `nonfinite` says `keep` (they are left out of the
    statistics and take the codes of the convention) or `zero`; and options that contradict each other. With
    `convention=apple` the options mean what they mean to Core AI's `quantize_weights`, which takes no `scale-dtype` for
    integers, only e8m0 for the others, and no bf16 weights. dtypes that Core AI lacks (int3, nf4 ...) are made by the same
    formulas.

    `calibration` finds scales by rules of the statistics: `absmax`, `rms,k`, `percentile,p` (the p-th percentile of the
    magnitudes: outliers saturate, the rest gets finer steps), `mse,a,n` (n factors from a to 1 of absmax are tried), or by
    a search: `exact` (symmetric integers: the scale with the smallest squared error of all) and `hqq` (asymmetric unsigned
    integers: a zero point in the scale's type, fitted by half-quadratic splitting to make the sum of |error|^0.7 small).
    `fixed,a` and `fixed,a,b` are the range itself, -a to a or a to b, with `granularity=per_tensor`.

    `convention` is a preset, or a preset and parameters as in `#qnt.convention<qwix, mx_scale = oas>`, in braces or quotes that
    hold the spaces together: `convention={qwix, mx_scale = oas}`. `rounding = stochastic, seed = 7` gives the same codes in every
    run.

    `report=FILE` writes what became of each weight: shape, dtype, bytes and bits per weight before and after, relative error,
    signal to noise, the worst block, or why it was left alone. An aligned table, or JSON when the file's name ends in .json.
    `dry-run` writes this (to the standard output by default) and changes nothing.

    `overrides` sets other options for some weights: rules `selectors:settings` separated by `;`, both lists separated by `/`.
    Selectors, all of which must hold, are `name=` with a glob pattern (or the pattern alone), `op=dot|conv|ragged_dot|gather`,
    `layer=first|last`, `min-elements=`, `max-elements=`; settings are `skip` and `dtype`, `qscheme`, `granularity`,
    `block-size`, `scale-dtype`, `tensor-scale`, `convention`, `calibration`, `tail`. Of several rules that match, the later one
    wins. With a name that ends in .json the rules are read from a file: an array of objects with these keys.

    `dtype=palette4` (palette1, 2, 3, 4, 6, 8) is a table of optimal k-means, as `qnt-palettize-weights` makes it: one per output
    channel with `granularity=per_channel`, else one per tensor.

    `budget=3.5bits` or `max-error=0.05` choose a dtype from `dtypes` for each weight that no override gives one, by the error
    that each makes: `budget` keeps the average of bits per weight, scales counted, and makes the sum of squared relative
    errors small; `max-error` takes the fewest bytes that keep the relative error of the weight.

    Numerics: lossy. The codes are those of `convention` (the default one: no epsilon, codes computed with the stored scale).

    ```mlir
    // before
    %w = arith.constant dense<[[7.0, 3.0], [2.5, -7.0], [1.0, 0.0], [-3.5, 14.0]]> : tensor<4x2xf32> loc("dense.weight")
    %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf32>, tensor<4x2xf32>) -> tensor<?x2xf32>
    // after, with dtype=int4 granularity=per_block block-size=2 weight-num-threshold=0
    #i4 = #qnt.encoding<i4 : f32, block = 2x1, scale = f32>
    %w = qnt.constant codes = dense_resource<dense.weight_codes> : tensor<4x1xi8>,
                      scales = dense<[[1.0, 1.0], [0.5, 2.0]]> : tensor<2x2xf32>
           {qnt.name = "dense.weight"} : !qnt.array<4x2, #i4>
    %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf32>, !qnt.array<4x2, #i4>) -> tensor<?x2xf32>
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect"];
  let options = [
    Option<"dtype", "dtype", "std::string", "\"\"",
           "int2..int8, uint2..uint8, int16, uint16, fp8_e4m3fn, fp8_e5m2, fp6_e2m3fn, fp6_e3m2fn, fp4_e2m1fn, nf4, mxfp8, "
           "mxfp6, mxfp4, nvfp4, palette1..palette8 (default: int8)">,
    Option<"qscheme", "qscheme", "std::string", "\"symmetric\"", "symmetric | asymmetric">,
    Option<"granularity", "granularity", "std::string", "\"\"",
           "per_tensor | per_channel | per_block (default: per_channel; per_block for mx and nv types)">,
    Option<"blockSize", "block-size", "std::string", "\"\"",
           "elements in a block along the input dimension, or a fraction of it (0.25) (default: 32; nvfp4 16)">,
    Option<"scaleDtype", "scale-dtype", "std::string", "\"\"",
           "f64 | f32 | f16 | bf16 | e8m0 | fp8_e4m3fn (default: the weight's own type)">,
    Option<"tensorScale", "tensor-scale", "std::string", "\"auto\"",
           "auto | true | false: a second scale of the whole tensor (auto: nvfp4 has one, but not with convention qwix)">,
    Option<"weightNumThreshold", "weight-num-threshold", "int64_t", "1024",
           "weights of at most this many elements stay as they are (-1: none does, not even one without elements)">,
    Option<"convention", "convention", "std::string", "\"default\"",
           "how scales and codes are chosen: a preset, or {preset, parameter = value, ...} as in #qnt.convention">,
    Option<"calibration", "calibration", "std::string", "\"absmax\"",
           "rule of scales: absmax | rms | percentile | mse | fixed (per_tensor), with arguments after commas; exact; hqq "
           "(asymmetric: minmax)">,
    Option<"tail", "tail", "std::string", "\"skip\"",
           "skip | mask: weights whose input dimension the block size does not divide">,
    Option<"otherUsersThreshold", "other-users-threshold", "int64_t", "100000000",
           "weights of at least this many elements are taken whoever else reads them">,
    Option<"nonfinite", "nonfinite", "std::string", "\"error\"", "error | keep | zero: NaN and infinite elements">,
    Option<"overrides", "overrides", "std::string", "\"\"", "rules for some weights, or a .json file with them">,
    Option<"budget", "budget", "std::string", "\"\"", "bits per weight on average for mixed precision (3.5bits)">,
    Option<"maxError", "max-error", "std::string", "\"\"", "largest relative error of a weight for mixed precision">,
    ListOption<"dtypes", "dtypes", "std::string", "what mixed precision chooses from (default: int2,int3,int4,int5,int6,int8)">,
    Option<"dryRun", "dry-run", "bool", "false", "report what would be done, and change nothing">,
    Option<"report", "report", "std::string", "\"\"", "file for a table (or .json) of all weights; - is the standard output">,
  ];
  let statistics = [
    Statistic<"numQuantized", "weights-quantized", "weights that became quantized constants">,
    Statistic<"numSkipped", "weights-skipped", "weights left alone">,
    Statistic<"numBytesBefore", "bytes-before", "bytes of the quantized weights before">,
    Statistic<"numBytesAfter", "bytes-after", "bytes of their codes, scales, zero points and tables">,
  ];
}

def LoadWeights : Pass<"qnt-load-weights", "::mlir::ModuleOp"> {
  let summary = "constants without data to files beside the module";
  let description = [{
    A constant `dense_resource<name>` whose resource has no data in the module gets that of the file `name.npy` in `folder`,
    else `name.bin` (row-major, little-endian, no header). The file is mapped into memory, neither read nor copied, so a
    module and its passes work on weights larger than memory as long as they look at them in order. The compressed module is
    best written as bytecode.

    Leaves alone: constants that have data. A second run changes nothing.

    An error, naming the weight and the file: no such file, a resource name with folders, elements of another type, order,
    shape or size. bf16 elements are `V2` in .npy, as ml_dtypes writes them.

    Numerics: exact.

    ```mlir
    // before
    %w = arith.constant dense_resource<dense.weight> : tensor<4x2xf32>
    // after, with folder=.
    %w = arith.constant dense_resource<dense.weight> : tensor<4x2xf32>
    ```

    The text stays the same; the data is there now.
  }];
  let options = [
    Option<"folder", "folder", "std::string", "\".\"", "where the files are">,
  ];
  let statistics = [
    Statistic<"numLoaded", "weights-loaded", "resources that got a file">,
    Statistic<"numBytes", "bytes", "their bytes">,
  ];
}

def PalettizeWeights : Pass<"qnt-palettize-weights"> {
  let summary = "constant weights of contractions to indices into tables of few values";
  let description = [{
    Takes the weights that `qnt-quantize-weights` takes, and leaves the same alone. Each becomes a `qnt.constant` of storage
    `lut<uN, entry>`: indices of `n-bits` bits, and one table of 2^n entries per tensor, per output channel (`per_channel`) or
    per `group-size` output channels (`per_grouped_channel`). With `cluster-dim` above 1 an entry holds that many elements
    in a row along the output dimension, which share an index.

    `mode` fills the tables: `kmeans` with the means of clusters, `uniform` with evenly spaced values from the smallest to the
    largest element, `unique` with the different elements, `custom` with `table` (vectors one after the other). k-means of
    numbers is optimal: dynamic programming over the sorted elements. (More than 65536 different elements are first gathered
    by their leading bits.) k-means of vectors starts from k-means++ with fixed noise and finds a local optimum. Results
    depend on neither threads nor the machine. `unique` without `n-bits` takes the fewest bits that hold all elements.

    `overrides` sets other options for some weights, with rules as in `qnt-quantize-weights`; settings are `skip` and `n-bits`, `mode`,
    `granularity`, `group-size`, `cluster-dim`, `entry-dtype`, `channel-scale`. `dry-run` reports and changes nothing.

    `entry-dtype` is the type of the entries, the weight's own by default. Entries of 8 bits get a scale for each table, so
    that they use their whole range. `channel-scale=output | input` divides each channel of that dimension by its largest
    magnitude before clustering, and stores that as its scale.

    Leaves alone, with a remark, also: weights whose output dimension `group-size` or `cluster-dim` does not divide, and with
    `unique` those with too many different elements.

    Numerics: lossy; `unique` exact (zeros of both signs are one). Each element takes the index of the nearest entry as it is
    stored, the first on ties.

    ```mlir
    // before
    %w = arith.constant dense<[[1.0, 5.0], [1.0, 5.0], [2.0, 7.0], [2.0, 7.0]]> : tensor<4x2xf32> loc("dense.weight")
    %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf32>, tensor<4x2xf32>) -> tensor<?x2xf32>
    // after, with n-bits=1 granularity=per_channel weight-num-threshold=0
    #palette = #qnt.encoding<lut<u1, f32, group = *x1> : f32, block = *x*>
    %w = qnt.constant codes = dense_resource<dense.weight_codes> : tensor<4x1xi8>,
                      codebook = dense<[[[1.0, 2.0], [5.0, 7.0]]]> : tensor<1x2x2xf32>
           {qnt.name = "dense.weight"} : !qnt.array<4x2, #palette>
    %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf32>, !qnt.array<4x2, #palette>) -> tensor<?x2xf32>
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect"];
  let options = [
    Option<"numBits", "n-bits", "int64_t", "kNotGiven", "1 | 2 | 3 | 4 | 6 | 8: bits of an index (-1: 4; unique: as many as needed)">,
    Option<"mode", "mode", "std::string", "\"kmeans\"", "kmeans | uniform | unique | custom">,
    Option<"granularity", "granularity", "std::string", "\"per_tensor\"", "per_tensor | per_channel | per_grouped_channel">,
    Option<"groupSize", "group-size", "int64_t", "32", "output channels that share a table (per_grouped_channel)">,
    Option<"clusterDim", "cluster-dim", "int64_t", "1", "elements of an entry">,
    Option<"entryDtype", "entry-dtype", "std::string", "\"\"",
           "f64 | f32 | f16 | bf16 | int8 | fp8_e4m3fn | fp8_e5m2 (default: the weight's own type)">,
    Option<"channelScale", "channel-scale", "std::string", "\"none\"", "none | output | input: scales of channels">,
    ListOption<"table", "table", "double", "values of the table for mode custom">,
    Option<"weightNumThreshold", "weight-num-threshold", "int64_t", "1024",
           "weights of at most this many elements stay as they are (-1: none does, not even one without elements)">,
    Option<"otherUsersThreshold", "other-users-threshold", "int64_t", "100000000",
           "weights of at least this many elements are taken whoever else reads them">,
    Option<"nonfinite", "nonfinite", "std::string", "\"error\"", "error | zero: NaN and infinite elements">,
    Option<"overrides", "overrides", "std::string", "\"\"", "rules for some weights, or a .json file with them">,
    Option<"dryRun", "dry-run", "bool", "false", "report what would be done, and change nothing">,
    Option<"report", "report", "std::string", "\"\"", "file for a table (or .json) of all weights; - is the standard output">,
  ];
  let statistics = [
    Statistic<"numPalettized", "weights-palettized", "weights that became constants with tables">,
    Statistic<"numSkipped", "weights-skipped", "weights left alone">,
    Statistic<"numBytesBefore", "bytes-before", "bytes of the palettized weights before">,
    Statistic<"numBytesAfter", "bytes-after", "bytes of their indices, tables and scales">,
  ];
}

def SparsifyWeights : Pass<"qnt-sparsify-weights"> {
  let summary = "constant weights of contractions without their smallest elements";
  let description = [{
    Takes the weights that `qnt-quantize-weights` takes, and leaves the same alone. Prunes, that is, makes exactly 0:

    - `target-sparsity=r`: round(r * n) elements, those of the smallest magnitude, the first of equal ones;
    - with `block-size=b` the same of blocks of b elements in a row along the output dimension (the last one may be shorter),
      by the sum of their squares;
    - `n-m=n:m`: of each m elements in a row along the input dimension all but the n largest (2:4 keeps 2; Core AI counts the
      pruned ones). Of a last group of t elements min(n, t) stay.

    `dtype` and the options beside it quantize what is left as `qnt-quantize-weights` does, `n-bits` palettizes it (optimal
    k-means, `granularity` per_tensor or per_channel); pruned elements take no part in the statistics. The encoding has
    `sparsity = bitmask`, or `sparsity = n:m along d`, and a pruned element decodes to exactly 0 whatever the codes are.
    Elements that are 0 count as pruned. Without either the weight stays a float constant, with zeros: no storage format
    is a wide float.

    `layout=compressed` stores of n:m only the kept codes, and the position of each in its group: 2:4 of int8 takes 4 + 1 bits
    an element, of int4 2 + 1. `layout=mma_sp_k32` (operands of 16 bits) and `mma_sp_k64` (8 bits) hold the same of 2:4 in the
    order of sparse tensor cores, `_t` for weights whose input dimension is the first.

    `overrides` sets other options for some weights, with rules as in `qnt-quantize-weights`; settings are `skip` and `target-sparsity`,
    `n-m`, `block-size`, `dtype`, `qscheme`, `granularity`, `quant-block-size`, `scale-dtype`, `tensor-scale`, `convention`,
    `calibration`, `n-bits`, `layout`.
    A setting without a value is as if not given: `head*:target-sparsity=/n-m=2:4`. `dry-run` reports and changes nothing.

    Leaves alone, with a remark, also: weights smaller than one group or block, float constants that are as sparse
    already, and with `layout` those whose table has no 0 where a group keeps less than n elements, and of mma_sp_k32 and
    mma_sp_k64 those that are no matrices.

    Numerics: lossy. `convention=apple` prunes with a magnitude all elements that have it, as Core AI's percentile does.

    ```mlir
    // before
    %w = arith.constant dense<[[4.0], [-1.0], [0.5], [127.0]]> : tensor<4x1xf32> loc("dense.weight")
    %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf32>, tensor<4x1xf32>) -> tensor<?x1xf32>
    // after, with n-m=2:4 dtype=int8 weight-num-threshold=0
    #sparse = #qnt.encoding<i8 : f32, block = *x1, scale = f32, sparsity = 2:4 along 0>
    %w = qnt.constant codes = dense_resource<dense.weight_codes> : tensor<4x1xi8>, scales = dense<1.0> : tensor<1x1xf32>,
                      mask = dense_resource<dense.weight_mask> : tensor<4x1xi8>
           {qnt.name = "dense.weight"} : !qnt.array<4x1, #sparse>
    %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf32>, !qnt.array<4x1, #sparse>) -> tensor<?x1xf32>
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect"];
  let options = [
    Option<"targetSparsity", "target-sparsity", "double", "kNotGiven", "share of elements to prune, from 0 to 1 (-1: n-m says it)">,
    Option<"nm", "n-m", "std::string", "\"\"", "n:m: elements to keep of each m along the input dimension">,
    Option<"blockSize", "block-size", "int64_t", "1", "elements along the output dimension that are pruned together">,
    Option<"dtype", "dtype", "std::string", "\"\"", "as in qnt-quantize-weights (default: none)">,
    Option<"qscheme", "qscheme", "std::string", "\"symmetric\"", "symmetric | asymmetric">,
    Option<"granularity", "granularity", "std::string", "\"\"", "of scales, or of tables">,
    Option<"quantBlockSize", "quant-block-size", "std::string", "\"\"", "block-size of qnt-quantize-weights">,
    Option<"scaleDtype", "scale-dtype", "std::string", "\"\"", "as in qnt-quantize-weights">,
    Option<"tensorScale", "tensor-scale", "std::string", "\"auto\"", "as in qnt-quantize-weights">,
    Option<"convention", "convention", "std::string", "\"default\"",
           "how scales and codes are chosen: a preset, or {preset, parameter = value, ...} as in #qnt.convention">,
    Option<"calibration", "calibration", "std::string", "\"absmax\"", "as in qnt-quantize-weights">,
    Option<"numBits", "n-bits", "int64_t", "kNotGiven", "as in qnt-palettize-weights (-1: no palettes)">,
    Option<"layout", "layout", "std::string", "\"plain\"", "plain | compressed | mma_sp_k32 | mma_sp_k64: how n:m lies in memory">,
    Option<"weightNumThreshold", "weight-num-threshold", "int64_t", "1024",
           "weights of at most this many elements stay as they are (-1: none does, not even one without elements)">,
    Option<"otherUsersThreshold", "other-users-threshold", "int64_t", "100000000",
           "weights of at least this many elements are taken whoever else reads them">,
    Option<"nonfinite", "nonfinite", "std::string", "\"error\"", "error | zero: NaN and infinite elements">,
    Option<"overrides", "overrides", "std::string", "\"\"", "rules for some weights, or a .json file with them">,
    Option<"dryRun", "dry-run", "bool", "false", "report what would be done, and change nothing">,
    Option<"report", "report", "std::string", "\"\"", "file for a table (or .json) of all weights; - is the standard output">,
  ];
  let statistics = [
    Statistic<"numSparsified", "weights-sparsified", "weights that were pruned">,
    Statistic<"numSkipped", "weights-skipped", "weights left alone">,
    Statistic<"numBytesBefore", "bytes-before", "bytes of the pruned weights before">,
    Statistic<"numBytesAfter", "bytes-after", "bytes of their codes, masks, tables and scales">,
  ];
}

def ConvertSparsity : Pass<"qnt-convert-sparsity"> {
  let summary = "constants of sparse arrays in another form";
  let description = [{
    Writes the `qnt.constant`s that are sparse as `sparsity` and `layout` say: `bitmask`, or `n:m` along the axis that they
    have or, from a bitmask, `axis`; `plain` (a bit an element), `compressed` (kept codes and positions), `mma_sp_k32` or
    `mma_sp_k64` (the same for sparse tensor cores, `_t` where the axis is 0). Without `sparsity` it stays. Codes of kept
    elements stay the same. Where a group of a layout of kept codes keeps less than n elements, others take their place,
    with a code that decodes to 0. In the example 13 holds the positions 1 and 3, of two
    bits each: the codes become 0, 5, 0, -7.

    Leaves alone, with a remark: constants in layouts of tensor cores without sparsity; those with a group that keeps more
    than n elements, or whose table has no 0 where one is needed; those that the new encoding cannot have (its constraints
    (E10), (E12)); those with a reader that is no contraction and no `qnt.dequantize`.

    Numerics: exact.

    ```mlir
    #kept = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = 2:4 along 1, layout = "compressed">
    #plain = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = 2:4 along 1>
    // before
    %w = qnt.constant codes = dense<[[5, -7]]> : tensor<1x2xi8>, scales = dense<1.0> : tensor<1x1xf32>,
                      mask = dense<13> : tensor<1x1xi8> : !qnt.array<1x4, #kept>
    %y = qnt.dequantize %w : !qnt.array<1x4, #kept> -> tensor<1x4xf32>
    // after, with layout=plain
    %w = qnt.constant codes = dense_resource<weights_codes> : tensor<1x4xi8>, scales = dense<1.0> : tensor<1x1xf32>,
                      mask = dense_resource<weights_mask> : tensor<1x1xi8> : !qnt.array<1x4, #plain>
    %y = qnt.dequantize %w : !qnt.array<1x4, #plain> -> tensor<1x4xf32>
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect"];
  let options = [
    Option<"sparsity", "sparsity", "std::string", "\"\"", "bitmask | n:m (default: as it is)">,
    Option<"axis", "axis", "int64_t", "-1", "dimension of the groups that are made of a bitmask (-1: the last)">,
    Option<"layout", "layout", "std::string", "\"plain\"", "plain | compressed | mma_sp_k32 | mma_sp_k64">,
  ];
  let statistics = [
    Statistic<"numConverted", "constants-converted", "constants in another form">,
    Statistic<"numSkipped", "constants-skipped", "constants left alone">,
  ];
}

def QuantizeActivations : Pass<"qnt-quantize-activations"> {
  let summary = "dynamic quantization of the float operand of contractions with a quantized weight";
  let description = [{
    For each `qnt.dot_general`, `qnt.conv_general_dilated` or `qnt.ragged_dot_general` with an array on one side and a float
    tensor on the other, quantizes the float side at run time (`qnt.quantize dynamic`). `per_tensor`: one scale; `per_token`:
    one per index of the batch and free dimensions of a dot product, one per image of a convolution (a scale a pixel could not
    leave the sum over the window). `per_block`: these, cut every `block-size` elements along the contracted dimension that the
    weight's blocks cut (else the first; the input channels of a convolution). `dtype` takes what it takes in
    `qnt-quantize-weights` but `nf4` and palettes; `mxfp8`, `mxfp6`, `mxfp4` and `nvfp4` are `per_block`.

    Leaves alone, with a remark: contractions whose float side is a constant, those without a quantized side, and with
    `per_block` those whose contracted dimension the block size does not divide or has no static size.

    Numerics: lossy.

    ```mlir
    !w8 = !qnt.array<64x32, #w8>
    // before
    %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x64xf32>, !w8) -> tensor<?x32xf32>
    // after, with dtype=int8 granularity=per_token
    %a = qnt.quantize %x dynamic(absmax) : tensor<?x64xf32> -> !qnt.array<?x64, #a8>
    %y = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] : (!qnt.array<?x64, #a8>, !w8) -> tensor<?x32xf32>
    ```
  }];
  let dependentDialects = ["::mlir::qnt::QntDialect"];
  let options = [
    Option<"dtype", "dtype", "std::string", "\"int8\"", "as in qnt-quantize-weights, without nf4 and palettes">,
    Option<"qscheme", "qscheme", "std::string", "\"symmetric\"", "symmetric | asymmetric">,
    Option<"granularity", "granularity", "std::string", "\"\"",
           "per_tensor | per_token | per_block (default: per_tensor; per_block for mx and nv types)">,
    Option<"blockSize", "block-size", "std::string", "\"\"",
           "elements in a block along the contracted dimension, or a fraction of it (0.25) (default: 32; nvfp4 16)">,
    Option<"scaleDtype", "scale-dtype", "std::string", "\"\"",
           "f64 | f32 | f16 | bf16, of float dtypes also e8m0 | fp8_e4m3fn (default: f32; f64 for f64)">,
    Option<"tensorScale", "tensor-scale", "std::string", "\"auto\"", "as in qnt-quantize-weights">,
    Option<"convention", "convention", "std::string", "\"default\"",
           "how scales and codes are chosen: a preset, or {preset, parameter = value, ...} as in #qnt.convention">,
  ];
  let statistics = [
    Statistic<"numQuantized", "activations-quantized", "operands quantized">,
    Statistic<"numSkipped", "contractions-skipped", "contractions left alone">,
  ];
}

#endif // QNT_COMPRESS_PASSES_TD
