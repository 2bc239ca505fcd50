//===- ArrayExpansion.cpp - type converter, patterns and clean-up of the array expansion ------------------===//
#include "Qnt/Conversion/ArrayExpansion.h"
#include "ExpansionPatterns.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/UseOrder.h"
#include "mlir/Dialect/ControlFlow/Transforms/StructuralTypeConversions.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Func/Transforms/FuncConversions.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/Patterns.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------------------------------------===//

static Value assemble(OpBuilder &builder, ArrayType type, ValueRange parts, Location loc) {
  return AssembleOp::create(builder, loc, type, parts);
}

static SmallVector<Value> disassemble(OpBuilder &builder, TypeRange types, ValueRange inputs, Location loc) {
  if (inputs.size() != 1 || !isa<ArrayType>(inputs.front().getType()))
    return {};
  auto op = DisassembleOp::create(builder, loc, types, inputs.front());
  return llvm::to_vector(ValueRange(op.getParts()));
}

Type mlir::qnt::convertSignature(const TypeConverter &converter, FunctionType type) {
  SmallVector<Type> inputs, results;
  if (failed(converter.convertTypes(type.getInputs(), inputs)) ||
      failed(converter.convertTypes(type.getResults(), results)))
    return {};
  return FunctionType::get(type.getContext(), inputs, results);
}

ArrayTypeConverter::ArrayTypeConverter() {
  // The last conversion added is the first tried.
  addConversion([](Type type) { return type; });
  addConversion([](ArrayType type, SmallVectorImpl<Type> &parts) -> std::optional<LogicalResult> {
    llvm::append_range(parts, type.getPartTypes());
    return success();
  });
  addConversion([this](FunctionType type) { return convertSignature(*this, type); });
  addSourceMaterialization(assemble);
  addTargetMaterialization(disassemble);
}

//===----------------------------------------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------------------------------------===//

void mlir::qnt::populateArrayExpansionPatternsAndLegality(const TypeConverter &converter, RewritePatternSet &patterns,
                                                          ConversionTarget &target) {
  populateFunctionExpansion(converter, patterns, target);
  populateReturnOpTypeConversionPattern(patterns, converter);
  scf::populateSCFStructuralTypeConversionsAndLegality(converter, patterns, target);
  cf::populateCFStructuralTypeConversionsAndLegality(converter, patterns, target);
  populateRegionExpansion(converter, patterns, target);
  populateValueExpansion(converter, patterns, target);
  target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
  for (Dialect *dialect : patterns.getContext()->getLoadedDialects())
    if (auto *interface = dialect->getRegisteredInterface<ArrayExpansionInterface>())
      interface->populateArrayExpansion(converter, patterns, target);
}

//===----------------------------------------------------------------------------------------------------===//
// The whole
//===----------------------------------------------------------------------------------------------------===//

void mlir::qnt::foldArrayBoundaries(Operation *root) {
  root->walk([](DisassembleOp op) {
    auto source = op.getInput().getDefiningOp<AssembleOp>();
    if (!source)
      return;
    op->replaceAllUsesWith(source.getParts());
    op->erase();
  });
  root->walk([](AssembleOp op) {
    if (op->use_empty())
      op->erase();
  });
}

LogicalResult mlir::qnt::expandArrays(Operation *root) {
  ArrayTypeConverter converter;
  RewritePatternSet patterns(root->getContext());
  ConversionTarget target(*root->getContext());
  populateArrayExpansionPatternsAndLegality(converter, patterns, target);
  ConversionConfig config;
  config.foldingMode = DialectConversionFoldingMode::Never;
  if (failed(applyPartialConversion(root, target, std::move(patterns), config)))
    return failure();
  foldArrayBoundaries(root);
  sortUses(root);
  return success();
}
