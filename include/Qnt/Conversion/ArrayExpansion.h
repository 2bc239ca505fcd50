//===- ArrayExpansion.h - arrays to their parts through functions, calls and control flow -----------------===//
//
// A 1:N type conversion as a library: `!qnt.array` becomes the types of its parts, everything else stays. Ops that
// compute keep their arrays; `qnt.assemble` and `qnt.disassemble` stand where the two worlds meet.
//
//   func.func @f(%w: !w) -> tensor<4xf32>        func.func @f(%codes: tensor<4xi8>, %scales: tensor<1xf32>) -> ...
//     %y = qnt.dequantize %w             ->        %w = qnt.assemble %codes, %scales
//     return %y                                    %y = qnt.dequantize %w
//                                                  return %y
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_CONVERSION_ARRAYEXPANSION_H
#define QNT_CONVERSION_ARRAYEXPANSION_H

#include "Qnt/IR/AttributeNames.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/DialectInterface.h"
#include "mlir/Transforms/DialectConversion.h"

namespace mlir::qnt {

/// Conversion of array types to the types of their parts (ArrayType::getPartTypes), of function types to those of
/// expanded functions, of other types to themselves; `qnt.assemble` and `qnt.disassemble` as materializations.
class ArrayTypeConverter : public TypeConverter {
public:
  ArrayTypeConverter();
};

/// A dialect with ops that carry arrays says here how they take part; qnt-expand-arrays and the lowerings that go
/// through control flow then treat them as they do func, scf and cf.
///
///   struct MyArrayExpansion : ArrayExpansionInterface {
///     using ArrayExpansionInterface::ArrayExpansionInterface;
///     void populateArrayExpansion(const TypeConverter &converter, RewritePatternSet &patterns,
///                                 ConversionTarget &target) const override {
///       populateArrayCarriers<StageOp, StageEndOp>(converter, patterns, target);
///     }
///   };
///   void MyDialect::initialize() { addInterfaces<MyArrayExpansion>(); ... }
class ArrayExpansionInterface : public DialectInterface::Base<ArrayExpansionInterface> {
public:
  ArrayExpansionInterface(Dialect *dialect) : Base(dialect) {}
  /// Adds patterns for the dialect's ops to `patterns`, and when the ops are legal to `target`. `converter` outlives
  /// both. It may be another than ArrayTypeConverter: a lowering chooses the types of parts.
  virtual void populateArrayExpansion(const TypeConverter &converter, RewritePatternSet &patterns,
                                      ConversionTarget &target) const = 0;
};

/// For ops of this name that carry arrays without looking into them: operands, results and block arguments of all
/// regions become those of the parts, attributes stay, segment sizes count parts. The op's operands and results that
/// hold arrays must be variadic. Branches between blocks need patterns of their own.
void populateArrayCarrier(StringRef opName, const TypeConverter &converter, RewritePatternSet &patterns,
                          ConversionTarget &target);
template <typename... OpTs>
void populateArrayCarriers(const TypeConverter &converter, RewritePatternSet &patterns, ConversionTarget &target) {
  (populateArrayCarrier(OpTs::getOperationName(), converter, patterns, target), ...);
}

/// For patterns of other ops: the types of all parts of `types`, and how many each gave. Fails for a type without a
/// conversion.
LogicalResult expandTypes(const TypeConverter &converter, TypeRange types, SmallVectorImpl<Type> &expanded,
                          SmallVectorImpl<unsigned> &counts);
/// The type of a function value with all types of its signature converted; null for a type without a conversion.
Type convertSignature(const TypeConverter &converter, FunctionType type);
/// The values of all groups in order: what an adaptor of a 1:N pattern gives, as operands.
SmallVector<Value> flattenParts(ArrayRef<ValueRange> groups);
/// `values` cut into groups of the given sizes, as ConversionPatternRewriter::replaceOpWithMultiple takes them.
SmallVector<SmallVector<Value>> groupParts(ValueRange values, ArrayRef<unsigned> counts);

/// Patterns for the ops that carry arrays without computing: func.func, call, call_indirect, constant, return; scf.for,
/// while, if, index_switch, execute_region and their terminators; cf.br, cond_br, switch; arith.select, ub.poison;
/// qnt.cast, invoke_quant, kernel, yield; and those of dialects with an ArrayExpansionInterface. They are illegal on
/// `target` while they hold an array; other ops are not touched.
void populateArrayExpansionPatternsAndLegality(const TypeConverter &converter, RewritePatternSet &patterns,
                                               ConversionTarget &target);

/// disassemble(assemble(parts)) -> parts, and erases assembles without users, under `root`.
void foldArrayBoundaries(Operation *root);

/// All of it on `root` and what it holds.
LogicalResult expandArrays(Operation *root);

} // namespace mlir::qnt

#endif // QNT_CONVERSION_ARRAYEXPANSION_H
