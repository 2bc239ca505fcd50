//===- BytecodeAttributes.cpp - attributes and types in bytecode ------------------------------------------===//
#include "BytecodeAttributes.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qnt;

static void writeCode(AttributeCode code, DialectBytecodeWriter &writer) {
  writer.writeVarInt(static_cast<uint64_t>(code));
}

//===----------------------------------------------------------------------------------------------------===//
// Code books, sparsity
//===----------------------------------------------------------------------------------------------------===//

static void writeLut(LutAttr lut, DialectBytecodeWriter &writer) {
  writeFormat(lut.getIndex(), writer);
  writeFormat(lut.getEntry(), writer);
  writeSizes(lut.getGroup(), writer);
  writeSizes(lut.getVector(), writer);
}

static Attribute readLut(DialectBytecodeReader &reader) {
  Format index, entry;
  SmallVector<int64_t> group, vector;
  if (failed(readFormat(reader, index)) || failed(readFormat(reader, entry)) || failed(readSizes(reader, group)) ||
      failed(readSizes(reader, vector)))
    return {};
  return LutAttr::getChecked([&] { return reader.emitError(); }, reader.getContext(), index, entry,
                             ArrayRef<int64_t>(group), ArrayRef<int64_t>(vector));
}

static void writeSparsity(SparsityAttr sparsity, DialectBytecodeWriter &writer) {
  writer.writeSignedVarInt(sparsity.getN());
  writer.writeSignedVarInt(sparsity.getM());
  writer.writeSignedVarInt(sparsity.getAxis());
}

static Attribute readSparsity(DialectBytecodeReader &reader) {
  int64_t n, m, axis;
  if (failed(reader.readSignedVarInt(n)) || failed(reader.readSignedVarInt(m)) || failed(reader.readSignedVarInt(axis)))
    return {};
  return SparsityAttr::getChecked([&] { return reader.emitError(); }, reader.getContext(), n, m, axis);
}

//===----------------------------------------------------------------------------------------------------===//
// Conventions: preset | number of parameters | (name, value) ...
//===----------------------------------------------------------------------------------------------------===//

static void writeConvention(ConventionAttr convention, DialectBytecodeWriter &writer) {
  writer.writeOwnedString(convention.getPreset().getValue());
  writer.writeVarInt(convention.getOverrides().size());
  for (NamedAttribute parameter : convention.getOverrides()) {
    writer.writeOwnedString(parameter.getName().getValue());
    writer.writeOwnedString(cast<StringAttr>(parameter.getValue()).getValue());
  }
}

/// Goes the way of the text form: a parameter that a later preset has by itself is dropped.
static Attribute readConvention(DialectBytecodeReader &reader) {
  StringRef preset;
  uint64_t count;
  SmallVector<std::pair<std::string, std::string>> parameters;
  if (failed(reader.readString(preset)) || failed(reader.readVarInt(count)))
    return {};
  for (uint64_t i = 0; i < count; ++i) {
    StringRef name, value;
    if (failed(reader.readString(name)) || failed(reader.readString(value)))
      return {};
    parameters.emplace_back(name.str(), value.str());
  }
  return ConventionAttr::fromParameters([&] { return reader.emitError(); }, reader.getContext(), preset, parameters);
}

//===----------------------------------------------------------------------------------------------------===//
// Calibration: rule | number of arguments | IEEE 754 bits ...
//===----------------------------------------------------------------------------------------------------===//

static void writeCalibration(CalibrationAttr calibration, DialectBytecodeWriter &writer) {
  writer.writeOwnedString(numerics::Calibration::getRuleName(calibration.getRule()));
  writer.writeVarInt(calibration.getArguments().size());
  for (double argument : calibration.getArguments().asArrayRef())
    writer.writeAPFloatWithKnownSemantics(APFloat(argument));
}

static Attribute readCalibration(DialectBytecodeReader &reader) {
  StringRef name;
  uint64_t count;
  if (failed(reader.readString(name)) || failed(reader.readVarInt(count)))
    return {};
  auto rule = numerics::Calibration::parseRule(name);
  if (!rule) {
    reader.emitError() << "expected the name of a scale rule, but got '" << name << "'";
    return {};
  }
  SmallVector<double> arguments;
  for (uint64_t i = 0; i < count; ++i) {
    FailureOr<APFloat> argument = reader.readAPFloatWithKnownSemantics(APFloat::IEEEdouble());
    if (failed(argument))
      return {};
    arguments.push_back(argument->convertToDouble());
  }
  return CalibrationAttr::getChecked([&] { return reader.emitError(); }, reader.getContext(), *rule,
                                     DenseF64ArrayAttr::get(reader.getContext(), arguments));
}

//===----------------------------------------------------------------------------------------------------===//
// Dimension numbers, invoke options
//===----------------------------------------------------------------------------------------------------===//

static void writeConvDimensionNumbers(ConvDimensionNumbersAttr dims, DialectBytecodeWriter &writer) {
  auto write = [&](int64_t first, int64_t second, ArrayRef<int64_t> spatial) {
    writer.writeSignedVarInt(first);
    writer.writeSignedVarInt(second);
    writeSizes(spatial, writer);
  };
  write(dims.getInputBatch(), dims.getInputFeature(), dims.getInputSpatial());
  write(dims.getKernelInput(), dims.getKernelOutput(), dims.getKernelSpatial());
  write(dims.getOutputBatch(), dims.getOutputFeature(), dims.getOutputSpatial());
}

static Attribute readConvDimensionNumbers(DialectBytecodeReader &reader) {
  int64_t first[3], second[3];
  SmallVector<int64_t> spatial[3];
  for (unsigned i = 0; i < 3; ++i)
    if (failed(reader.readSignedVarInt(first[i])) || failed(reader.readSignedVarInt(second[i])) ||
        failed(readSizes(reader, spatial[i])))
      return {};
  return ConvDimensionNumbersAttr::getChecked(
      [&] { return reader.emitError(); }, reader.getContext(), first[0], second[0], ArrayRef<int64_t>(spatial[0]),
      first[1], second[1], ArrayRef<int64_t>(spatial[1]), first[2], second[2], ArrayRef<int64_t>(spatial[2]));
}

static void writeInvokeOptions(InvokeOptionsAttr options, DialectBytecodeWriter &writer) {
  writer.writeOptionalAttribute(options.getScheme());
  writer.writeOwnedBool(options.getCodegenLowPrecision());
}

static Attribute readInvokeOptions(DialectBytecodeReader &reader) {
  StringAttr scheme;
  bool codegenLowPrecision;
  if (failed(reader.readOptionalAttribute(scheme)) || failed(reader.readBool(codegenLowPrecision)))
    return {};
  return InvokeOptionsAttr::get(reader.getContext(), scheme, codegenLowPrecision);
}

//===----------------------------------------------------------------------------------------------------===//
// Accumulators: kind by name | split | at_most | reason
//===----------------------------------------------------------------------------------------------------===//

static void writeAccumulator(AccumulatorAttr accumulator, DialectBytecodeWriter &writer) {
  writer.writeOwnedString(stringifyAccumulatorKind(accumulator.getKind()));
  writer.writeSignedVarInt(accumulator.getSplit());
  writer.writeSignedVarInt(accumulator.getAtMost());
  writer.writeOptionalAttribute(accumulator.getReason());
}

static Attribute readAccumulator(DialectBytecodeReader &reader) {
  StringRef name;
  int64_t split, atMost;
  StringAttr reason;
  if (failed(reader.readString(name)) || failed(reader.readSignedVarInt(split)) ||
      failed(reader.readSignedVarInt(atMost)) || failed(reader.readOptionalAttribute(reason)))
    return {};
  std::optional<AccumulatorKind> kind = symbolizeAccumulatorKind(name);
  if (!kind) {
    reader.emitError() << "expected the name of a kind of accumulator, but got '" << name << "'";
    return {};
  }
  return AccumulatorAttr::getChecked([&] { return reader.emitError(); }, reader.getContext(), *kind, split, atMost,
                                     reason);
}

//===----------------------------------------------------------------------------------------------------===//
// Schedules: layout | numbers in the order of Schedules.td
//===----------------------------------------------------------------------------------------------------===//

static void writeSchedule(StringAttr layout, ArrayRef<int64_t> numbers, DialectBytecodeWriter &writer) {
  writer.writeAttribute(layout);
  for (int64_t number : numbers)
    writer.writeSignedVarInt(number);
}

static LogicalResult readSchedule(DialectBytecodeReader &reader, StringAttr &layout, MutableArrayRef<int64_t> numbers) {
  if (failed(reader.readAttribute(layout)))
    return failure();
  for (int64_t &number : numbers)
    if (failed(reader.readSignedVarInt(number)))
      return failure();
  return success();
}

static void writeGemvSchedule(GemvScheduleAttr gemv, DialectBytecodeWriter &writer) {
  writeSchedule(gemv.getLayout(), {gemv.getTokens(), gemv.getWarps(), gemv.getStages()}, writer);
}

/// By its name; Full where `hasMath` is false.
static FailureOr<MathMode> readMath(DialectBytecodeReader &reader, bool hasMath) {
  StringRef name;
  if (!hasMath)
    return MathMode::Full;
  if (failed(reader.readString(name)))
    return failure();
  if (std::optional<MathMode> math = symbolizeMathMode(name))
    return *math;
  return reader.emitError() << "expected the name of a math mode, but got '" << name << "'";
}

static void writeMathGemvSchedule(GemvScheduleAttr gemv, DialectBytecodeWriter &writer) {
  writeGemvSchedule(gemv, writer);
  writer.writeOwnedString(stringifyMathMode(gemv.getMath()));
}

static Attribute readGemvSchedule(DialectBytecodeReader &reader, bool hasMath) {
  StringAttr layout;
  int64_t numbers[3];
  if (failed(readSchedule(reader, layout, numbers)))
    return {};
  FailureOr<MathMode> math = readMath(reader, hasMath);
  if (failed(math))
    return {};
  return GemvScheduleAttr::getChecked([&] { return reader.emitError(); }, reader.getContext(), layout, numbers[0],
                                      numbers[1], numbers[2], *math);
}

static void writeMmaSchedule(MmaScheduleAttr mma, DialectBytecodeWriter &writer) {
  writeSchedule(mma.getLayout(), {mma.getTokens(), mma.getColumnWarps(), mma.getRowWarps(), mma.getStages()}, writer);
}

static void writeSplitMmaSchedule(MmaScheduleAttr mma, DialectBytecodeWriter &writer) {
  writeMmaSchedule(mma, writer);
  writer.writeSignedVarInt(mma.getSplitK());
}

static void writeMathMmaSchedule(MmaScheduleAttr mma, DialectBytecodeWriter &writer) {
  writeSplitMmaSchedule(mma, writer);
  writer.writeOwnedString(stringifyMathMode(mma.getMath()));
}

static Attribute readMmaSchedule(DialectBytecodeReader &reader, bool isSplit, bool hasMath) {
  StringAttr layout;
  int64_t numbers[5] = {0, 0, 0, 0, 1};
  if (failed(readSchedule(reader, layout, MutableArrayRef(numbers).take_front(isSplit ? 5 : 4))))
    return {};
  FailureOr<MathMode> math = readMath(reader, hasMath);
  if (failed(math))
    return {};
  return MmaScheduleAttr::getChecked([&] { return reader.emitError(); }, reader.getContext(), layout, numbers[0],
                                     numbers[1], numbers[2], numbers[3], numbers[4], *math);
}

/// Schedules without a layout: four numbers each.
template <typename ScheduleT>
static Attribute readLoopSchedule(DialectBytecodeReader &reader) {
  int64_t numbers[4];
  for (int64_t &number : numbers)
    if (failed(reader.readSignedVarInt(number)))
      return {};
  return ScheduleT::getChecked([&] { return reader.emitError(); }, reader.getContext(), numbers[0], numbers[1],
                               numbers[2], numbers[3]);
}

static void writeNumbers(ArrayRef<int64_t> numbers, DialectBytecodeWriter &writer) {
  for (int64_t number : numbers)
    writer.writeSignedVarInt(number);
}

static void writeRowwiseSchedule(RowwiseScheduleAttr rowwise, DialectBytecodeWriter &writer) {
  writeNumbers({rowwise.getThreads(), rowwise.getRows(), rowwise.getVector(), rowwise.getChunks()}, writer);
}

static void writeElementwiseSchedule(ElementwiseScheduleAttr elements, DialectBytecodeWriter &writer) {
  writeNumbers({elements.getThreads(), elements.getVector(), elements.getChunks(), elements.getTile()}, writer);
}

//===----------------------------------------------------------------------------------------------------===//
// Dispatch
//===----------------------------------------------------------------------------------------------------===//

LogicalResult mlir::qnt::writeQntAttribute(Attribute attr, DialectBytecodeWriter &writer) {
  auto write = [&](AttributeCode code, auto typed, auto writeBody) {
    writeCode(code, writer);
    writeBody(typed, writer);
    return success();
  };
  return TypeSwitch<Attribute, LogicalResult>(attr)
      .Case([&](EncodingAttr a) { return write(AttributeCode::Encoding, a, writeEncoding); })
      .Case([&](LutAttr a) { return write(AttributeCode::Lut, a, writeLut); })
      .Case([&](SparsityAttr a) { return write(AttributeCode::Sparsity, a, writeSparsity); })
      .Case([&](ConventionAttr a) { return write(AttributeCode::Convention, a, writeConvention); })
      .Case([&](CalibrationAttr a) { return write(AttributeCode::Calibration, a, writeCalibration); })
      .Case([&](ConvDimensionNumbersAttr a) {
        return write(AttributeCode::ConvDimensionNumbers, a, writeConvDimensionNumbers);
      })
      .Case([&](InvokeOptionsAttr a) { return write(AttributeCode::InvokeOptions, a, writeInvokeOptions); })
      .Case([&](AccumulatorAttr a) { return write(AttributeCode::Accumulator, a, writeAccumulator); })
      .Case([&](SimtScheduleAttr a) { return write(AttributeCode::SimtSchedule, a, [](auto, auto &) {}); })
      .Case([&](GemvScheduleAttr a) {
        return a.getMath() == MathMode::Full ? write(AttributeCode::GemvSchedule, a, writeGemvSchedule)
                                             : write(AttributeCode::MathGemvSchedule, a, writeMathGemvSchedule);
      })
      .Case([&](MmaScheduleAttr a) {
        if (a.getMath() != MathMode::Full)
          return write(AttributeCode::MathMmaSchedule, a, writeMathMmaSchedule);
        return a.getSplitK() == 1 ? write(AttributeCode::MmaSchedule, a, writeMmaSchedule)
                                  : write(AttributeCode::SplitMmaSchedule, a, writeSplitMmaSchedule);
      })
      .Case([&](RowwiseScheduleAttr a) { return write(AttributeCode::RowwiseSchedule, a, writeRowwiseSchedule); })
      .Case([&](ElementwiseScheduleAttr a) {
        return write(AttributeCode::ElementwiseSchedule, a, writeElementwiseSchedule);
      })
      .Default([](Attribute) { return failure(); });
}

Attribute mlir::qnt::readQntAttribute(DialectBytecodeReader &reader) {
  uint64_t code;
  if (failed(reader.readVarInt(code)))
    return {};
  switch (static_cast<AttributeCode>(code)) {
  case AttributeCode::Encoding:
    return readEncoding(reader);
  case AttributeCode::Lut:
    return readLut(reader);
  case AttributeCode::Sparsity:
    return readSparsity(reader);
  case AttributeCode::Convention:
    return readConvention(reader);
  case AttributeCode::Calibration:
    return readCalibration(reader);
  case AttributeCode::ConvDimensionNumbers:
    return readConvDimensionNumbers(reader);
  case AttributeCode::InvokeOptions:
    return readInvokeOptions(reader);
  case AttributeCode::Accumulator:
    return readAccumulator(reader);
  case AttributeCode::SimtSchedule:
    return SimtScheduleAttr::get(reader.getContext());
  case AttributeCode::GemvSchedule:
    return readGemvSchedule(reader, /*hasMath=*/false);
  case AttributeCode::MathGemvSchedule:
    return readGemvSchedule(reader, /*hasMath=*/true);
  case AttributeCode::MmaSchedule:
    return readMmaSchedule(reader, /*isSplit=*/false, /*hasMath=*/false);
  case AttributeCode::SplitMmaSchedule:
    return readMmaSchedule(reader, /*isSplit=*/true, /*hasMath=*/false);
  case AttributeCode::MathMmaSchedule:
    return readMmaSchedule(reader, /*isSplit=*/true, /*hasMath=*/true);
  case AttributeCode::RowwiseSchedule:
    return readLoopSchedule<RowwiseScheduleAttr>(reader);
  case AttributeCode::ElementwiseSchedule:
    return readLoopSchedule<ElementwiseScheduleAttr>(reader);
  }
  reader.emitError() << "expected the code of a qnt attribute, but got " << code;
  return {};
}

LogicalResult mlir::qnt::writeQntType(Type type, DialectBytecodeWriter &writer) {
  auto array = dyn_cast<ArrayType>(type);
  if (!array)
    return failure();
  writer.writeVarInt(static_cast<uint64_t>(TypeCode::Array));
  writeSizes(array.getShape(), writer);
  writer.writeAttribute(array.getEncoding());
  return success();
}

Type mlir::qnt::readQntType(DialectBytecodeReader &reader) {
  uint64_t code;
  if (failed(reader.readVarInt(code)))
    return {};
  if (code != static_cast<uint64_t>(TypeCode::Array)) {
    reader.emitError() << "expected the code of a qnt type, but got " << code;
    return {};
  }
  SmallVector<int64_t> shape;
  EncodingAttr encoding;
  if (failed(readSizes(reader, shape)) || failed(reader.readAttribute(encoding)))
    return {};
  return ArrayType::getChecked([&] { return reader.emitError(); }, reader.getContext(), ArrayRef<int64_t>(shape),
                               encoding);
}
