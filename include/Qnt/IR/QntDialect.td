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
  }];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
  let hasConstantMaterializer = 1;
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
