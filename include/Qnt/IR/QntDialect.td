//===- QntDialect.td - the qnt dialect --------------------------------------------------*- tablegen -*-===//
#ifndef QNT_IR_QNTDIALECT_TD
#define QNT_IR_QNTDIALECT_TD

include "mlir/IR/OpBase.td"

def Qnt_Dialect : Dialect {
  let name = "qnt";
  let cppNamespace = "::mlir::qnt";
  let summary = "Quantized arrays: values with an encoding, and the operations on them";
  let description = [{
    A `!qnt.array` is a value of a shape and an *encoding*. The encoding (`#qnt.encoding`) says how to decode: storage
    format, expressed type, block shape, types of scales and zero points. The numbers themselves (codes, scales, zero
    points, code book, tensor scale, mask) are the *parts* of the value: data, not type.

    How a value was chosen (rounding, scale rule, order of operations) is the `convention` attribute of the op that
    chose it (`#qnt.convention`), a preset's name with parameters set on top.

    Examples use these encodings where they do not define their own:
    ```mlir
    #a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
    #w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
    #w4 = #qnt.encoding<u4 : bf16, block = 1x128, scale = bf16, zero_point = u4>
    ```

    Sizes that types leave open, indices, sizes of groups, multipliers and shifts, masks of n:m sparsity and sums that are an i32
    are checked when the program runs, and what does not fit ends it with an error. Ops that may do so have no memory effect:
    without uses they go, and equal ones may be one. But they are speculatable (may run where they would not have run, as in
    front of a loop without a trip) only where their types and constants rule the error out. That memory suffices is not asked.

    Attributes of the dialect on ops of other dialects, which are verified; no others are allowed:

    | attribute | on | value |
    |---|---|---|
    | `qnt.name` | any op, arguments and results of functions | a string: the name that reports, overrides and calibration files use for it |
    | `qnt.target` | `builtin.module` | a string: the target that its kernels are scheduled for, such as `"sm_90a"` |
    | `qnt.schedule` | a function with a body | a schedule: the function is a kernel that `qnt-outline-kernels` made of a `qnt.kernel` |
    | `qnt.kernel` | linalg ops | a string: those with the same one become one kernel |
    | `qnt.part` | arguments and results of functions | `"codes"`, `"scales"`, `"zero_points"`, `"codebook"`, `"tensor_scale"`, `"mask"` or `"inner_size"`: the part of an array that it was |
    | `qnt.decode_singly` | any op, while `qnt-lower-to-linalg` works on it | unit: codes in it are decoded one by one |
    | `qnt.sums_in_f32` | contractions, while `qnt-lower-to-linalg` works on them | 0, 1 or 2: whether sums are never, if there are many products, or always taken in f32 |
  }];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let hasOperationAttrVerify = 1;
  let hasRegionArgAttrVerify = 1;
  let hasRegionResultAttrVerify = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
  let extraClassDeclaration = [{
    /// Name that reports, overrides and calibration files use for an op: its `qnt.name` attribute.
    static constexpr ::llvm::StringLiteral getNameAttrName() { return "qnt.name"; }
    /// Version of the bytecode form of attributes, types and properties. 2: contractions have an accumulator.
    static constexpr unsigned kBytecodeVersion = 2;
  private:
    void registerAttributes();
    void registerTypes();
    void registerOps();
    void registerInterfaces();
  public:
  }];
}

#endif // QNT_IR_QNTDIALECT_TD
