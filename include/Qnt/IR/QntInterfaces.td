//===- QntInterfaces.td - interfaces that other dialects may implement ---------------------*- tablegen -*-===//
#ifndef QNT_IR_QNTINTERFACES_TD
#define QNT_IR_QNTINTERFACES_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/Interfaces.td"

def QuantizedOpInterface : OpInterface<"QuantizedOpInterface"> {
  let cppNamespace = "::mlir::qnt";
  let description = [{
    How an op takes part in quantization: which operands must be codes, whether it may become part of a lookup table, and
    hooks of the calibrate / quantize life cycle. The life cycle and the three op kinds follow Concrete ML's `QuantizedOp`
    (zama-ai/concrete-ml); attach it to ops of other dialects as an external model.
  }];
  let methods = [
    InterfaceMethod<[{
      True when operand `index` must be quantized before the op runs on codes; false for operands that stay as they are
      (indices, shapes, a bias that is added in the accumulator).
    }], "bool", "mustQuantizeInput", (ins "unsigned":$index), "", [{ return true; }]>,
    InterfaceMethod<[{
      True when the op may be evaluated inside a table: a univariate function of one integer producer. Contractions, pooling,
      reductions and shape ops say false.
    }], "bool", "canFuse", (ins), "", [{ return false; }]>,
    InterfaceMethod<[{ The op's kind, which decides the default of the other methods. }],
      "::mlir::qnt::QuantizedOpType", "opType", (ins), "", [{ return ::mlir::qnt::QuantizedOpType::Mixing; }]>,
    InterfaceMethod<[{
      Values whose statistics must be recorded during calibration; by default the op's float results.
    }], "::llvm::SmallVector<::mlir::Value>", "getCalibrationPoints", (ins), "", [{
      ::llvm::SmallVector<::mlir::Value> points;
      for (::mlir::Value result : $_op->getResults())
        if (::llvm::isa<::mlir::FloatType>(::mlir::getElementTypeOrSelf(result.getType())))
          points.push_back(result);
      return points;
    }]>,
    InterfaceMethod<[{
      Called with the range that calibration found for result `index`, before the op is quantized. Fails when the range
      cannot be used (a table input of more than 16 bits, for instance).
    }], "::llvm::LogicalResult", "calibrate", (ins "unsigned":$index, "double":$minimum, "double":$maximum), "", [{
      return ::mlir::success();
    }]>,
    InterfaceMethod<[{
      Builds the quantization of float result `index` after the op was rewritten to codes: by default a `qnt.quantize` to
      `encoding` with the given static parameters. Returns the array.
    }], "::mlir::Value", "prepareOutput",
      (ins "::mlir::OpBuilder &":$builder, "unsigned":$index, "::mlir::Type":$arrayType, "::mlir::Value":$scale,
           "::mlir::Value":$zeroPoint), "", [{
      return ::mlir::qnt::detail::buildPreparedOutput(builder, $_op->getResult(index), arrayType, scale, zeroPoint);
    }]>,
  ];
}

#endif // QNT_IR_QNTINTERFACES_TD
