//===- Bytecode.cpp - versions and dispatch of the bytecode form ------------------------------------------===//
//
// Attributes and types start with a code of BytecodeAttributes.h. Formats and rules are written by name, so that a
// change of an enumeration cannot change the meaning of files. Everything read is checked as text is: a damaged file
// gives an error.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "BytecodeAttributes.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {

struct QntDialectVersion : DialectVersion {
  explicit QntDialectVersion(uint64_t version) : version(version) {}
  uint64_t version;
};

struct QntBytecodeInterface : BytecodeDialectInterface {
  explicit QntBytecodeInterface(Dialect *dialect) : BytecodeDialectInterface(dialect) {}

  void writeVersion(DialectBytecodeWriter &writer) const final { writer.writeVarInt(QntDialect::kBytecodeVersion); }

  std::unique_ptr<DialectVersion> readVersion(DialectBytecodeReader &reader) const final {
    uint64_t version;
    if (failed(reader.readVarInt(version)))
      return nullptr;
    if (version == 0 || version > QntDialect::kBytecodeVersion) {
      reader.emitError() << "expected qnt bytecode of version 1 to " << QntDialect::kBytecodeVersion
                         << ", but got version " << version;
      return nullptr;
    }
    return std::make_unique<QntDialectVersion>(version);
  }

  LogicalResult writeAttribute(Attribute attr, DialectBytecodeWriter &writer) const final {
    return writeQntAttribute(attr, writer);
  }
  Attribute readAttribute(DialectBytecodeReader &reader) const final { return readQntAttribute(reader); }
  LogicalResult writeType(Type type, DialectBytecodeWriter &writer) const final { return writeQntType(type, writer); }
  Type readType(DialectBytecodeReader &reader) const final { return readQntType(reader); }
};

} // namespace

uint64_t mlir::qnt::getQntBytecodeVersion(DialectBytecodeReader &reader) {
  FailureOr<const DialectVersion *> version = reader.getDialectVersion(QntDialect::getDialectNamespace());
  return succeeded(version) ? static_cast<const QntDialectVersion *>(*version)->version : QntDialect::kBytecodeVersion;
}

void QntDialect::registerInterfaces() { addInterfaces<QntBytecodeInterface>(); }
