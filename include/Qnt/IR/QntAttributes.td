//===- QntAttributes.td - encoding, convention, calibration, dimension numbers ------------*- tablegen -*-===//
#ifndef QNT_IR_QNTATTRIBUTES_TD
#define QNT_IR_QNTATTRIBUTES_TD

include "Qnt/IR/QntDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

class Qnt_Attr<string name, string attrMnemonic> : AttrDef<Qnt_Dialect, name> {
  let mnemonic = attrMnemonic;
  let hasCustomAssemblyFormat = 1;
}

def Qnt_FormatParam : AttrParameter<"::mlir::qnt::Format", "a number format">;
def Qnt_OptionalFormatParam : AttrParameter<"std::optional<::mlir::qnt::Format>", "a number format or none">;

def Qnt_LutAttr : Qnt_Attr<"Lut", "lut"> {
  let summary = "code-book storage: indices into tables of values";
  let description = [{
    `lut<uN, entry>`: codes are N-bit indices (N = 1..8) into a table of 2^N entries of type `entry` (`f64`, `f32`,
    `f16`, `bf16`, `i8`, or an fp8 format). `group` is a block shape over the value: one table per block (`*` in every
    dimension: one per tensor). `vector` is the shape of the elements that one entry holds (all 1: scalar entries); codes
    then have the shape ceil(dim / vector).

    The table is the `codebook` part, of shape [ceil(dim / group)..., 2^N] (one more dimension, the elements of a
    vector in row-major order, when `vector` is given).

    ```mlir
    #nf4 = #qnt.encoding<lut<u4, f32> : f32, block = 1x64, scale = f32>  // NF4 and other palettes of 16 values
    #rows = #qnt.encoding<lut<u4, f16, group = 16x*> : f16, block = *x*> // a palette per 16 rows
    #pairs = #qnt.encoding<lut<u6, f16, vector = 2x1> : f16, block = *x*> // vectors of two along dimension 0, one table
    ```

    A group of `*` in every dimension is left out.

    Constraints:
    - (L1) index is u1..u8;
    - (L2) entry is f64, f32, f16, bf16, i8, f8E4M3FN or f8E5M2;
    - (L3) group sizes are positive or `*`, vector sizes positive, the vector has more than one element and at most 65536;
    - (L4) group and vector have the same rank when both are given;
    - (L5) the vector divides the group in each dimension.
  }];
  let parameters = (ins Qnt_FormatParam:$index, Qnt_FormatParam:$entry,
                        ArrayRefParameter<"int64_t">:$group, ArrayRefParameter<"int64_t">:$vector);
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    bool isVector() const { return !getVector().empty(); }
    int64_t getVectorSize() const;
    int64_t getNumEntries() const;
    /// As get(), without a group of '*' only and without a vector of one element (L3).
    static LutAttr getCanonical(::mlir::MLIRContext *context, Format index, Format entry,
                                ::llvm::ArrayRef<int64_t> group, ::llvm::ArrayRef<int64_t> vector);
  }];
}

def Qnt_SparsityAttr : Qnt_Attr<"Sparsity", "sparsity"> {
  let summary = "which elements hold a value: bitmask, or n of every m along an axis";
  let description = [{
    `bitmask`, or `2:4 along 1`. The mask part has one i1 per element of the value; an element whose bit is 0 decodes to
    exactly 0. With `n:m along axis` at most n of every m consecutive elements along `axis` may be set (the last group
    of a dimension that m does not divide is shorter). How both lie in memory is the encoding's `layout`: a bit an element,
    or kept codes and their positions in their groups (2 bits a kept element of 2:4), as sparse tensor cores read them.

    Constraints:
    - (S1) n:m has 0 < n < m and an axis of at least 0.
  }];
  // m = 0: bitmask.
  let parameters = (ins "int64_t":$n, "int64_t":$m, "int64_t":$axis);
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    bool isBitmask() const { return getM() == 0; }
  }];
}

def Qnt_EncodingAttr : Qnt_Attr<"Encoding", "encoding"> {
  let summary = "how a tensor is encoded: all that a reader needs in order to decode";
  let description = [{
    ```mlir
    #w4 = #qnt.encoding<u4 : bf16, block = 1x128, scale = bf16, zero_point = u4>
    #a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
    #nv = #qnt.encoding<f4E2M1FN : f32, block = 1x16, scale = f8E4M3FN, tensor_scale = f32>
    #nf = #qnt.encoding<lut<u4, f32> : f32, block = 1x64, scale = f32>
    ```

    Semantics: element e of block b decodes to `(code[e] - zero_point[b]) * scale[b]`; with a code book `code[e]` is the
    table's entry; with a tensor scale `scale[b]` is `f32(tensor_scale * scale[b])`.

    - storage: `i2`..`i8`, `i16`, `i32`, `u2`..`u8`, `u16`, `f8E4M3FN`, `f8E5M2`, `f6E2M3FN`, `f6E3M2FN`, `f4E2M1FN` or
      `lut<...>`; expressed (after the colon): `f64 f32 f16 bf16`;
    - `block`: a size per dimension, `*` for the whole dimension; a last partial block is allowed and masked. Omitted for
      rank 0;
    - `scale`: `f64 f32 f16 bf16 f8E8M0FNU f8E4M3FN`, omitted for none; `tensor_scale = f32`;
    - `zero_point`: an integer format up to i32, or f64, f32, f16 or bf16;
    - `clamp = lo : hi`: the codes in use (narrow ranges, int5 in i8). Others decode all the same, but a program that holds
      them is wrong: `qnt-prove-accumulators` relies on the range;
    - `decode = mul_sub`: `q * s - z * s` with each product and the difference rounded to the expressed type;
    - `sparsity = bitmask` or `sparsity = 2:4 along 1`;
    - `layout = "name"`: memory layout of the codes, and of the mask where it is one of n:m sparsity; plain when omitted
      (`"plain"` is dropped). The value is the same in every layout, but for the mask of elements whose code stands for 0.

    Constraints:
    - (E1) storage is a storage format (i2..i8, i16, i32, u2..u8, u16, the five small floats) or a code book;
    - (E2) expressed is f64, f32, f16 or bf16;
    - (E3) each block size is positive or `*`;
    - (E4) scale is a scale format; zero_point is a zero-point format;
    - (E5) a zero point needs a scale, and integer or code-book storage;
    - (E6) a tensor scale needs a scale;
    - (E7) clamp needs integer storage, lo < hi, and both inside the storage range;
    - (E8) `decode = mul_sub` needs a zero point;
    - (E9) group and vector of a code book have the rank of the block;
    - (E10) the axis of an n:m sparsity lies inside the rank;
    - (E11) layout names a known layout; those of tensor cores (`mma_k16`, `mma_k16_t`, `mma_k32`, `mma_k32_t`, with `_b`
      behind the number of several matrices, see Numerics/Layout.h) need rank 2 or more (`_b`: 3 or more), codes of at
      most 8 bits and scalar entries;
    - (E12) layouts of kept codes and positions (Numerics/SparseLayout.h) need n:m sparsity and scalar entries: `compressed`
      groups of at most 16, those of sparse tensor cores (`mma_sp_k32`, `mma_sp_k64`, along dimension 0 with `_t`) 2:4 along
      the last of two dimensions and codes of at most 8 bits.
  }];
  let parameters = (ins
    Qnt_FormatParam:$storage, "::mlir::qnt::LutAttr":$lut, Qnt_FormatParam:$expressed,
    ArrayRefParameter<"int64_t">:$block, Qnt_OptionalFormatParam:$scale, "bool":$tensorScale,
    Qnt_OptionalFormatParam:$zeroPoint, AttrParameter<"std::optional<std::pair<int64_t, int64_t>>", "">:$clamp,
    "bool":$mulSub, "::mlir::qnt::SparsityAttr":$sparsity, "::mlir::StringAttr":$layout);
  let genVerifyDecl = 1;
  // Builders of all parameters would invite mistakes in the order: use EncodingBuilder (Encoding.h).
  let extraClassDeclaration = [{
    unsigned getRank() const { return getBlock().size(); }
    bool hasLut() const { return static_cast<bool>(getLut()); }
    /// Integer codes that stand for themselves (no code book, no float storage).
    bool hasIntegerCodes() const;
    /// Codes are floats of 8 bits that stand for themselves (no code book).
    bool hasFloat8Codes() const;
    /// Element type of the logical codes: signless iN or fN.
    ::mlir::Type getCodeType() const;
    unsigned getCodeWidth() const;
    ::mlir::FloatType getExpressedType() const;
    ::mlir::Type getScaleType() const;     ///< null when there is none
    ::mlir::Type getZeroPointType() const; ///< null when there is none
    /// The same encoding with another block / expressed format.
    EncodingAttr withBlock(::llvm::ArrayRef<int64_t> block) const;
    EncodingAttr withExpressed(Format expressed) const;
    EncodingAttr withLayout(::mlir::StringAttr layout) const;
    /// The name of a layout as encodings hold it: null for "plain", which is what no layout means.
    static ::mlir::StringAttr getCanonicalLayout(::mlir::MLIRContext *context, ::llvm::StringRef name);
    /// The layout of tensor cores that the codes lie in; nothing for plain ones.
    std::optional<::mlir::qnt::numerics::FragmentLayout> getFragmentLayout() const;
    /// The blocks that order the codes in such a layout: those that have a scale of their own, else none.
    ::llvm::ArrayRef<int64_t> getFragmentBlock() const;
    /// The plain C++ form that Numerics computes with.
    ::mlir::qnt::numerics::Encoding toNumerics() const;
    static EncodingAttr fromNumerics(::mlir::MLIRContext *context, const ::mlir::qnt::numerics::Encoding &encoding);
    static EncodingAttr getChecked(::llvm::function_ref<::mlir::InFlightDiagnostic()> emitError,
                                   ::mlir::MLIRContext *context, const ::mlir::qnt::numerics::Encoding &encoding);
  }];
}

def Qnt_ConventionAttr : Qnt_Attr<"Convention", "convention"> {
  let summary = "how codes and scales are chosen: a preset and parameters set on top of it";
  let description = [{
    `#qnt.convention<qwix, mx_scale = oas>`. The preset is `default`, `onnx`, `qwix`, `"qwix-cpu"`, `apple`,
    `coremltools`, `concrete`, `baracuda`, `"baracuda-kernel"`, `tflite` or `stablehlo`; parameters are those of
    `numerics::Convention`. Parameters equal to the preset's are dropped, the rest are sorted by name, so conventions of one
    preset that mean the same are one attribute.

    Constraints:
    - (V1) the preset exists;
    - (V2) each parameter exists, is given once, and takes the value;
    - (V3) values are spelled as `numerics::Convention::get` spells them, and differ from the preset's (the text form and
      `fromParameters` bring them into this form).
  }];
  let parameters = (ins "::mlir::StringAttr":$preset, "::mlir::DictionaryAttr":$overrides);
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    ::mlir::qnt::numerics::Convention toNumerics() const;
    static ConventionAttr getDefault(::mlir::MLIRContext *context);
    static ConventionAttr get(::mlir::MLIRContext *context, ::llvm::StringRef preset);
    /// A preset with parameters set by name; null after an error (V1), (V2).
    static ConventionAttr fromParameters(::llvm::function_ref<::mlir::InFlightDiagnostic()> emitError,
                                         ::mlir::MLIRContext *context, ::llvm::StringRef preset,
                                         ::llvm::ArrayRef<std::pair<std::string, std::string>> parameters);
    bool isDefault() const;
  }];
}

def Qnt_CalibrationAttr : Qnt_Attr<"Calibration", "calibration"> {
  let summary = "how a dynamic scale is found: absmax, minmax, rms(k), fixed(a, b), percentile(p), mse";
  let description = [{
    `#qnt.calibration<rms(3.0)>`; ops write `dynamic(rms(3.0))`. The rule looks at a block at a time:

    | rule | range |
    |---|---|
    | `absmax`, `absmax(k)` | k times the largest magnitude, k = 1 |
    | `minmax`, `minmax(k)` | k times smallest and largest value |
    | `rms(k)` | k times the root of the mean square |
    | `fixed(a)`, `fixed(a, b)` | -a .. a, or a .. b, which contains 0 |
    | `percentile`, `percentile(p)` | what p percent (99.99) of the magnitudes lie below, or of both tails |
    | `mse`, `mse(a, n)` | of n (80) candidates from a (0.4) to 1 times absmax the one with the least squared error; n at most 1000000 |

    Constraints:
    - (R1) the rule has the number of arguments that it takes, finite and in its domain.
  }];
  let parameters = (ins AttrParameter<"::mlir::qnt::numerics::ScaleRule", "">:$rule,
                        "::mlir::DenseF64ArrayAttr":$arguments);
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    ::mlir::qnt::numerics::Calibration toNumerics() const;
    static CalibrationAttr get(::mlir::MLIRContext *context, ::mlir::qnt::numerics::ScaleRule rule,
                               ::llvm::ArrayRef<double> arguments = {});
  }];
}

def Qnt_ConvDimensionNumbersAttr : Qnt_Attr<"ConvDimensionNumbers", "conv"> {
  let summary = "which dimension is which in a convolution";
  let description = [{
    `#qnt.conv<[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>`: batch, feature and spatial dimensions of the input;
    spatial, input-feature and output-feature dimensions of the kernel; those of the result.

    Constraints:
    - (D1) input, kernel and result have as many spatial dimensions;
    - (D2) the numbers of each are a permutation of its dimensions.
  }];
  let parameters = (ins
    "int64_t":$inputBatch, "int64_t":$inputFeature, ArrayRefParameter<"int64_t">:$inputSpatial,
    "int64_t":$kernelInput, "int64_t":$kernelOutput, ArrayRefParameter<"int64_t">:$kernelSpatial,
    "int64_t":$outputBatch, "int64_t":$outputFeature, ArrayRefParameter<"int64_t">:$outputSpatial);
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    unsigned getNumSpatial() const { return getInputSpatial().size(); }
    unsigned getRank() const { return getNumSpatial() + 2; }
  }];
}

def Qnt_InvokeOptionsAttr : Qnt_Attr<"InvokeOptions", "invoke_options"> {
  let summary = "options of an invoke_quant as one object (the packed form)";
  let description = [{ `#qnt.invoke_options<scheme = "nf4", codegen_low_precision = false>` }];
  let parameters = (ins "::mlir::StringAttr":$scheme, "bool":$codegenLowPrecision);
}

def Qnt_Precision : I32EnumAttr<"Precision", "accuracy of a float contraction", [
    I32EnumAttrCase<"Default", 0, "default">, I32EnumAttrCase<"High", 1, "high">,
    I32EnumAttrCase<"Highest", 2, "highest">]> {
  let cppNamespace = "::mlir::qnt";
}

def Qnt_AccumulatorKind : I32EnumAttr<"AccumulatorKind", "integer type of the sums of a contraction", [
    I32EnumAttrCase<"None", 0, "none">, I32EnumAttrCase<"I32", 1, "i32">, I32EnumAttrCase<"I64", 2, "i64">,
    I32EnumAttrCase<"I128", 3, "i128">]> {
  let cppNamespace = "::mlir::qnt";
  let genSpecializedAttr = 0;
}

def Qnt_AccumulatorAttr : Qnt_Attr<"Accumulator", "accumulator"> {
  let summary = "a proven verdict on the integer sums of a contraction, which every lowering obeys";
  let description = [{
    A contraction on integer codes adds products `(q1 - z1) * (q2 - z2)` over each K tile. The verdict says which integer
    type holds these sums, whatever the codes are:

    ```mlir
    #fits = #qnt.accumulator<i32>                           // every sum fits
    #split = #qnt.accumulator<i32, split = 131071>          // sums of at most 131071 products fit; these are added in i64
    #wide = #qnt.accumulator<i64>
    #dynamic = #qnt.accumulator<i64, at_most = 2147549184>  // K is dynamic: proven up to this many products
    #float = #qnt.accumulator<none, "lhs is a float tensor"> // the float path, and why
    ```

    - `i32`, `i64`, `i128`: the sum of a K tile fits in the type. Only the whole sum: partial sums, and the terms of
      `sum q1 q2 - z2 sum q1 - z1 sum q2 + K z1 z2`, may wrap around, for two's complement makes up for it;
    - `split = n`: products are added in `i32`, at most n of them, and these partial sums in i64, which holds the whole sum;
    - `at_most = n`: the verdict holds for K tiles of at most n products. Where a dynamic size decides, a lowering checks it
      when the program runs and refuses a larger one;
    - `none`: the float path, and the reason.

    Constraints:
    - (A1) `split` needs i32 and is at least 1;
    - (A2) `at_most` is at least 1 and needs an integer type;
    - (A3) a reason stands with `none` and only there.
  }];
  // split = 0, atMost = 0: not given.
  let parameters = (ins "::mlir::qnt::AccumulatorKind":$kind, "int64_t":$split, "int64_t":$atMost,
                        "::mlir::StringAttr":$reason);
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    static AccumulatorAttr getNone(::mlir::MLIRContext *context, ::llvm::StringRef reason);
    static AccumulatorAttr getInteger(::mlir::MLIRContext *context, AccumulatorKind kind, int64_t split = 0,
                                      int64_t atMost = 0);
    bool isInteger() const { return getKind() != AccumulatorKind::None; }
    /// Width of the type that holds the whole sum; 0 for none.
    unsigned getSumWidth() const;
  }];
}

#endif // QNT_IR_QNTATTRIBUTES_TD
