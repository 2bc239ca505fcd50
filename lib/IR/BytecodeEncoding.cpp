//===- BytecodeEncoding.cpp - encodings in bytecode -------------------------------------------------------===//
//
//   storage format | expressed format | number of components | (tag, value) ...
//
//===-----------------------------------------------------------------------------------------------------===//
#include "BytecodeAttributes.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Pieces
//===----------------------------------------------------------------------------------------------------===//

void mlir::qnt::writeFormat(Format format, DialectBytecodeWriter &writer) {
  writer.writeOwnedString(numerics::getName(format));
}

LogicalResult mlir::qnt::readFormat(DialectBytecodeReader &reader, Format &format) {
  StringRef name;
  if (failed(reader.readString(name)))
    return failure();
  auto parsed = numerics::parseFormat(name);
  if (!parsed)
    return reader.emitError() << "expected the name of a number format, but got '" << name << "'";
  format = *parsed;
  return success();
}

void mlir::qnt::writeSizes(ArrayRef<int64_t> sizes, DialectBytecodeWriter &writer) {
  writer.writeVarInt(sizes.size());
  for (int64_t size : sizes)
    writer.writeSignedVarInt(size);
}

LogicalResult mlir::qnt::readSizes(DialectBytecodeReader &reader, SmallVectorImpl<int64_t> &sizes) {
  uint64_t count;
  if (failed(reader.readVarInt(count)))
    return failure();
  for (uint64_t i = 0; i < count; ++i)
    if (failed(reader.readSignedVarInt(sizes.emplace_back())))
      return failure();
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------------------------------------===//

static SmallVector<EncodingComponent> listComponents(EncodingAttr encoding) {
  SmallVector<EncodingComponent> components;
  auto add = [&](EncodingComponent component, bool isPresent) {
    if (isPresent)
      components.push_back(component);
  };
  add(EncodingComponent::Block, !encoding.getBlock().empty());
  add(EncodingComponent::Lut, encoding.hasLut());
  add(EncodingComponent::Scale, encoding.getScale().has_value());
  add(EncodingComponent::TensorScale, encoding.getTensorScale());
  add(EncodingComponent::ZeroPoint, encoding.getZeroPoint().has_value());
  add(EncodingComponent::Clamp, encoding.getClamp().has_value());
  add(EncodingComponent::MulSub, encoding.getMulSub());
  add(EncodingComponent::Sparsity, encoding.getSparsity() != nullptr);
  add(EncodingComponent::Layout, encoding.getLayout() != nullptr);
  return components;
}

static void writeComponent(EncodingComponent component, EncodingAttr encoding, DialectBytecodeWriter &writer) {
  switch (component) {
  case EncodingComponent::Block:
    return writeSizes(encoding.getBlock(), writer);
  case EncodingComponent::Lut:
    return writer.writeAttribute(encoding.getLut());
  case EncodingComponent::Scale:
    return writeFormat(*encoding.getScale(), writer);
  case EncodingComponent::ZeroPoint:
    return writeFormat(*encoding.getZeroPoint(), writer);
  case EncodingComponent::Clamp:
    writer.writeSignedVarInt(encoding.getClamp()->first);
    return writer.writeSignedVarInt(encoding.getClamp()->second);
  case EncodingComponent::Sparsity:
    return writer.writeAttribute(encoding.getSparsity());
  case EncodingComponent::Layout:
    return writer.writeAttribute(encoding.getLayout());
  case EncodingComponent::TensorScale:
  case EncodingComponent::MulSub:
    return;
  }
}

void mlir::qnt::writeEncoding(EncodingAttr encoding, DialectBytecodeWriter &writer) {
  writeFormat(encoding.getStorage(), writer);
  writeFormat(encoding.getExpressed(), writer);
  SmallVector<EncodingComponent> components = listComponents(encoding);
  writer.writeVarInt(components.size());
  for (EncodingComponent component : components) {
    writer.writeVarInt(static_cast<uint64_t>(component));
    writeComponent(component, encoding, writer);
  }
}

//===----------------------------------------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// The attribute's parameters while they are being read.
struct EncodingReader {
  explicit EncodingReader(DialectBytecodeReader &reader) : reader(reader) {}

  DialectBytecodeReader &reader;
  Format storage = Format::I8, expressed = Format::F32;
  SmallVector<int64_t> block;
  LutAttr lut;
  std::optional<Format> scale, zeroPoint;
  bool tensorScale = false, mulSub = false;
  std::optional<std::pair<int64_t, int64_t>> clamp;
  SparsityAttr sparsity;
  StringAttr layout;

  LogicalResult readComponents();
  LogicalResult readComponent(uint64_t tag);
};
} // namespace

LogicalResult EncodingReader::readComponent(uint64_t tag) {
  switch (static_cast<EncodingComponent>(tag)) {
  case EncodingComponent::Block:
    return readSizes(reader, block);
  case EncodingComponent::Lut:
    return reader.readAttribute(lut);
  case EncodingComponent::Scale:
    return readFormat(reader, scale.emplace());
  case EncodingComponent::TensorScale:
    tensorScale = true;
    return success();
  case EncodingComponent::ZeroPoint:
    return readFormat(reader, zeroPoint.emplace());
  case EncodingComponent::Clamp:
    clamp.emplace();
    return success(succeeded(reader.readSignedVarInt(clamp->first)) &&
                   succeeded(reader.readSignedVarInt(clamp->second)));
  case EncodingComponent::MulSub:
    mulSub = true;
    return success();
  case EncodingComponent::Sparsity:
    return reader.readAttribute(sparsity);
  case EncodingComponent::Layout:
    if (failed(reader.readAttribute(layout)))
      return failure();
    // Files may hold "plain", or a string with a type.
    layout = EncodingAttr::getCanonicalLayout(reader.getContext(), layout.getValue());
    return success();
  }
  return reader.emitError() << "expected a known component of an encoding, but got " << tag
                            << "; a newer version may have written it";
}

/// Tags ascend, so none comes twice.
LogicalResult EncodingReader::readComponents() {
  uint64_t count, tag, previous = 0;
  if (failed(reader.readVarInt(count)))
    return failure();
  for (uint64_t i = 0; i < count; ++i) {
    if (failed(reader.readVarInt(tag)))
      return failure();
    if (i > 0 && tag <= previous)
      return reader.emitError() << "expected the components of an encoding in order, but got " << tag << " after "
                                << previous;
    previous = tag;
    if (failed(readComponent(tag)))
      return failure();
  }
  return success();
}

Attribute mlir::qnt::readEncoding(DialectBytecodeReader &reader) {
  EncodingReader state(reader);
  if (failed(readFormat(reader, state.storage)) || failed(readFormat(reader, state.expressed)) ||
      failed(state.readComponents()))
    return {};
  return EncodingAttr::getChecked([&] { return reader.emitError(); }, reader.getContext(), state.storage, state.lut,
                                  state.expressed, ArrayRef<int64_t>(state.block), state.scale, state.tensorScale,
                                  state.zeroPoint, state.clamp, state.mulSub, state.sparsity, state.layout);
}
