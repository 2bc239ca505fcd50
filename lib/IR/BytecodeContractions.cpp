//===- BytecodeContractions.cpp - properties of the general contractions in bytecode ----------------------===//
//
// Properties stand in the order of version 1; version 2 adds the accumulator behind them.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "BytecodeAttributes.h"
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

template <typename Properties>
static LogicalResult readAccumulator(DialectBytecodeReader &reader, Properties &properties) {
  return getQntBytecodeVersion(reader) < 2 ? success() : reader.readOptionalAttribute(properties.accumulator);
}

LogicalResult DotGeneralOp::readProperties(DialectBytecodeReader &reader, OperationState &state) {
  auto &properties = state.getOrAddProperties<Properties>();
  if (failed(reader.readAttribute(properties.lhs_batch)) || failed(reader.readAttribute(properties.lhs_contracting)) ||
      failed(reader.readOptionalAttribute(properties.precision)) ||
      failed(reader.readAttribute(properties.rhs_batch)) || failed(reader.readAttribute(properties.rhs_contracting)))
    return failure();
  return readAccumulator(reader, properties);
}

void DotGeneralOp::writeProperties(DialectBytecodeWriter &writer) {
  Properties &properties = getProperties();
  writer.writeAttribute(properties.lhs_batch);
  writer.writeAttribute(properties.lhs_contracting);
  writer.writeOptionalAttribute(properties.precision);
  writer.writeAttribute(properties.rhs_batch);
  writer.writeAttribute(properties.rhs_contracting);
  writer.writeOptionalAttribute(properties.accumulator);
}

LogicalResult RaggedDotGeneralOp::readProperties(DialectBytecodeReader &reader, OperationState &state) {
  auto &properties = state.getOrAddProperties<Properties>();
  if (failed(reader.readAttribute(properties.lhs_batch)) || failed(reader.readAttribute(properties.lhs_contracting)) ||
      failed(reader.readAttribute(properties.lhs_ragged)) ||
      failed(reader.readOptionalAttribute(properties.precision)) ||
      failed(reader.readAttribute(properties.rhs_batch)) || failed(reader.readAttribute(properties.rhs_contracting)) ||
      failed(reader.readAttribute(properties.rhs_group)))
    return failure();
  return readAccumulator(reader, properties);
}

void RaggedDotGeneralOp::writeProperties(DialectBytecodeWriter &writer) {
  Properties &properties = getProperties();
  writer.writeAttribute(properties.lhs_batch);
  writer.writeAttribute(properties.lhs_contracting);
  writer.writeAttribute(properties.lhs_ragged);
  writer.writeOptionalAttribute(properties.precision);
  writer.writeAttribute(properties.rhs_batch);
  writer.writeAttribute(properties.rhs_contracting);
  writer.writeAttribute(properties.rhs_group);
  writer.writeOptionalAttribute(properties.accumulator);
}

LogicalResult ConvGeneralDilatedOp::readProperties(DialectBytecodeReader &reader, OperationState &state) {
  auto &properties = state.getOrAddProperties<Properties>();
  if (failed(reader.readOptionalAttribute(properties.batch_group_count)) ||
      failed(reader.readAttribute(properties.dims)) ||
      failed(reader.readOptionalAttribute(properties.feature_group_count)) ||
      failed(reader.readAttribute(properties.lhs_dilation)) || failed(reader.readAttribute(properties.padding)) ||
      failed(reader.readOptionalAttribute(properties.precision)) ||
      failed(reader.readAttribute(properties.rhs_dilation)) || failed(reader.readAttribute(properties.strides)))
    return failure();
  return readAccumulator(reader, properties);
}

void ConvGeneralDilatedOp::writeProperties(DialectBytecodeWriter &writer) {
  Properties &properties = getProperties();
  writer.writeOptionalAttribute(properties.batch_group_count);
  writer.writeAttribute(properties.dims);
  writer.writeOptionalAttribute(properties.feature_group_count);
  writer.writeAttribute(properties.lhs_dilation);
  writer.writeAttribute(properties.padding);
  writer.writeOptionalAttribute(properties.precision);
  writer.writeAttribute(properties.rhs_dilation);
  writer.writeAttribute(properties.strides);
  writer.writeOptionalAttribute(properties.accumulator);
}
