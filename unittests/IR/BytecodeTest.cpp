//===- BytecodeTest.cpp - attributes and types through bytecode, whole and damaged ------------------------===//
//
// The dialect's bytecode interface runs on a stream that is a list of items, so that every item can be changed, dropped
// or cut off alone: a damaged stream must give an error or a valid attribute, never a crash. (MLIR's own reader would
// stand between a damaged file and this code.) Last, what the stored files of all versions have.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/IR/QntOps.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/Bytecode/BytecodeImplementation.h"
#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <random>
#include <set>
#include <variant>

using namespace mlir;
using namespace mlir::qnt;

namespace {
using Item = std::variant<uint64_t, int64_t, std::string, Attribute, APFloat, bool>;

/// Keeps what the dialect writes.
struct ItemWriter : DialectBytecodeWriter {
  std::vector<Item> items;

  void writeAttribute(Attribute attr) override { items.emplace_back(attr); }
  void writeOptionalAttribute(Attribute attr) override { items.emplace_back(attr); }
  void writeVarInt(uint64_t value) override { items.emplace_back(value); }
  void writeSignedVarInt(int64_t value) override { items.emplace_back(value); }
  void writeAPFloatWithKnownSemantics(const APFloat &value) override { items.emplace_back(value); }
  void writeOwnedString(StringRef str) override { items.emplace_back(str.str()); }
  void writeOwnedBool(bool value) override { items.emplace_back(value); }
  int64_t getBytecodeVersion() const override { return 0; }
  FailureOr<const DialectVersion *> getDialectVersion(StringRef) const override { return failure(); }
  // The dialect writes none of these.
  void writeType(Type) override { ADD_FAILURE(); }
  void writeResourceHandle(const AsmDialectResourceHandle &) override { ADD_FAILURE(); }
  void writeAPIntWithKnownWidth(const APInt &) override { ADD_FAILURE(); }
  void writeOwnedBlob(ArrayRef<char>) override { ADD_FAILURE(); }
};

/// Gives items back; an item of another kind or the end is an error, as in a damaged file.
struct ItemReader : DialectBytecodeReader {
  ItemReader(MLIRContext *context, ArrayRef<Item> items) : context(context), items(items) {}

  template <typename T, typename ResultT>
  LogicalResult read(ResultT &result) {
    if (next == items.size() || !std::holds_alternative<T>(items[next]))
      return emitError("end of stream or another kind of item");
    result = std::get<T>(items[next++]);
    return success();
  }
  InFlightDiagnostic emitError(const Twine &message = {}) const override {
    return mlir::emitError(UnknownLoc::get(context), message);
  }
  LogicalResult readAttribute(Attribute &result) override {
    if (failed(read<Attribute>(result)))
      return failure();
    return result ? success() : LogicalResult(emitError("no attribute"));
  }
  LogicalResult readOptionalAttribute(Attribute &result) override { return read<Attribute>(result); }
  LogicalResult readVarInt(uint64_t &result) override { return read<uint64_t>(result); }
  LogicalResult readSignedVarInt(int64_t &result) override { return read<int64_t>(result); }
  LogicalResult readBool(bool &result) override { return read<bool>(result); }
  LogicalResult readString(StringRef &result) override { return read<std::string>(result); }
  FailureOr<APFloat> readAPFloatWithKnownSemantics(const llvm::fltSemantics &) override {
    APFloat value(0.0);
    if (failed(read<APFloat>(value)))
      return failure();
    return value;
  }
  MLIRContext *getContext() const override { return context; }
  uint64_t getBytecodeVersion() const override { return 0; }
  FailureOr<const DialectVersion *> getDialectVersion(StringRef) const override { return failure(); }
  LogicalResult readType(Type &) override { return failure(); }
  FailureOr<APInt> readAPIntWithKnownWidth(unsigned) override { return failure(); }
  LogicalResult readBlob(ArrayRef<char> &) override { return failure(); }
  FailureOr<AsmDialectResourceHandle> readResourceHandle() override { return failure(); }

  MLIRContext *context;
  ArrayRef<Item> items;
  size_t next = 0;
};

class BytecodeTest : public ::testing::Test {
protected:
  BytecodeTest() {
    auto *dialect = context.getOrLoadDialect<QntDialect>();
    interface = dialect->getRegisteredInterface<BytecodeDialectInterface>();
    context.getDiagEngine().registerHandler([&](Diagnostic &diagnostic) { message = diagnostic.str(); });
  }

  std::vector<Item> write(Attribute attr) {
    ItemWriter writer;
    EXPECT_TRUE(succeeded(interface->writeAttribute(attr, writer)));
    return writer.items;
  }

  /// The attribute, or null and a message.
  Attribute read(ArrayRef<Item> items) {
    message.clear();
    ItemReader reader(&context, items);
    return interface->readAttribute(reader);
  }

  /// Those where reading does not end at the code itself.
  std::set<uint64_t> findKnownCodes() {
    std::set<uint64_t> codes;
    for (uint64_t code = 0; code < 256; ++code)
      if (read({code}) || !StringRef(message).starts_with("expected the code of a qnt attribute"))
        codes.insert(code);
    return codes;
  }

  /// Reading must give an attribute that holds up to its own constraints, or say what is wrong.
  void expectHandled(ArrayRef<Item> items) {
    Attribute attr = read(items);
    if (!attr) {
      EXPECT_FALSE(message.empty());
      return;
    }
    std::string text;
    llvm::raw_string_ostream(text) << attr;
    EXPECT_EQ(parseAttribute(text, &context), attr) << text;
  }

  MLIRContext context;
  const BytecodeDialectInterface *interface;
  std::string message;
};

constexpr const char *kAttributes[] = {
    "#qnt.encoding<i2 : f32>",
    "#qnt.encoding<u4 : bf16, block = 1x128, scale = bf16, zero_point = u4>",
    "#qnt.encoding<f4E2M1FN : f32, block = 1x16, scale = f8E4M3FN, tensor_scale = f32>",
    ("#qnt.encoding<i8 : f16, block = *x*, scale = f16, zero_point = f16, clamp = -16 : 15, decode = mul_sub, "
     "sparsity = 2:4 along 1, layout = \"mma_k16\">"),
    "#qnt.encoding<lut<u6, f16, group = 16x*, vector = 2x1> : f64, block = 1x*>",
    "#qnt.lut<u4, f32>",
    "#qnt.lut<u8, i8, group = 4x8, vector = 2x1>",
    "#qnt.sparsity<bitmask>",
    "#qnt.sparsity<2:4 along 3>",
    "#qnt.convention<default>",
    "#qnt.convention<qwix, mx_scale = oas, epsilon = \"1e-06\">",
    "#qnt.calibration<absmax>",
    "#qnt.calibration<fixed(-1.000000e+00, 3.333000e+01)>",
    "#qnt.conv<[b, 0, 1, f] x [0, 1, i, o] -> [b, f, 1, 0]>",
    "#qnt.conv<[b, f] x [i, o] -> [b, f]>",
    "#qnt.invoke_options<scheme = \"nf4\", codegen_low_precision = false>",
    "#qnt.invoke_options<codegen_low_precision = true>",
    "#qnt.accumulator<i32>",
    "#qnt.accumulator<i32, split = 131071, at_most = 562949953421311>",
    "#qnt.accumulator<i64, at_most = 1>",
    "#qnt.accumulator<i128>",
    "#qnt.accumulator<none, \"lhs is a float tensor\">",
    "#qnt.simt",
    "#qnt.gemv<layout = \"mma_k16\", tokens = 16, warps = 8, stages = 5>",
    "#qnt.gemv<layout = \"mma_k16\", tokens = 8, warps = 4, stages = 2, math = tf32>",
    "#qnt.mma<layout = \"column_major\", tokens = 32, column_warps = 4, row_warps = 2, stages = 6>",
    "#qnt.mma<layout = \"row_major\", tokens = 64, column_warps = 1, row_warps = 8, stages = 7, split_k = 33>",
    "#qnt.mma<layout = \"mma_k32\", tokens = 8, column_warps = 1, row_warps = 2, stages = 3, split_k = 3, math = fp8>",
    "#qnt.rowwise<threads = 32, rows = 4, vector = 8, chunks = 2>",
    "#qnt.elementwise<threads = 96, vector = 4, chunks = 7, tile = 0>",
};

TEST_F(BytecodeTest, attributes_come_back) {
  for (const char *text : kAttributes) {
    Attribute attr = parseAttribute(text, &context);
    ASSERT_TRUE(attr) << text;
    EXPECT_EQ(read(write(attr)), attr) << text << ": " << message;
  }
}

TEST_F(BytecodeTest, attributes_have_every_code) {
  std::set<uint64_t> codes;
  for (const char *text : kAttributes)
    codes.insert(std::get<uint64_t>(write(parseAttribute(text, &context)).front()));
  EXPECT_EQ(codes, findKnownCodes());
}

TEST_F(BytecodeTest, types_come_back) {
  for (const char *text :
       {"!qnt.array<#qnt.encoding<i8 : f32>>", "!qnt.array<?x0x7, #qnt.encoding<i8 : f32, block = *x1x4>>"}) {
    Type type = parseType(text, &context);
    ItemWriter writer;
    ASSERT_TRUE(succeeded(interface->writeType(type, writer)));
    ItemReader reader(&context, writer.items);
    EXPECT_EQ(interface->readType(reader), type) << text << ": " << message;
  }
}

TEST_F(BytecodeTest, every_prefix_is_an_error) {
  for (const char *text : kAttributes) {
    std::vector<Item> items = write(parseAttribute(text, &context));
    for (size_t size = 0; size < items.size(); ++size) {
      EXPECT_FALSE(read(ArrayRef<Item>(items).take_front(size))) << text << " cut to " << size;
      EXPECT_FALSE(message.empty());
    }
  }
}

/// Each item becomes each of many values of each kind.
TEST_F(BytecodeTest, every_changed_item_is_handled) {
  std::vector<Item> others{uint64_t(0), uint64_t(1), uint64_t(7), uint64_t(1) << 40, ~uint64_t(0)};
  for (int64_t value : {int64_t(0), int64_t(1), int64_t(-1), int64_t(3), std::numeric_limits<int64_t>::min(),
                        std::numeric_limits<int64_t>::max()})
    others.emplace_back(value);
  for (const char *value :
       {"", "i4", "u4", "f32", "f8E8M0FNU", "nonsense", "default", "qwix", "rms", "floor", "i32", "none"})
    others.emplace_back(std::string(value));
  for (const char *value :
       {"\"plain\"", "\"nonsense\"", "#qnt.lut<u4, f32>", "#qnt.sparsity<2:4 along 3>", "#qnt.encoding<i8 : f32>"})
    others.emplace_back(parseAttribute(value, &context));
  others.emplace_back(Attribute());
  others.emplace_back(APFloat(-1.0));
  others.emplace_back(APFloat::getNaN(APFloat::IEEEdouble()));
  others.emplace_back(true);
  for (const char *text : kAttributes) {
    std::vector<Item> items = write(parseAttribute(text, &context));
    for (size_t i = 0; i < items.size(); ++i)
      for (const Item &other : others) {
        std::vector<Item> changed = items;
        changed[i] = other;
        expectHandled(changed);
      }
  }
}

TEST_F(BytecodeTest, items_in_another_order_are_handled) {
  std::mt19937 random(1);
  for (const char *text : kAttributes) {
    std::vector<Item> items = write(parseAttribute(text, &context));
    for (int i = 0; i < 200; ++i) {
      std::vector<Item> changed = items;
      std::shuffle(changed.begin() + 1, changed.end(), random);
      expectHandled(changed);
    }
  }
}

TEST_F(BytecodeTest, messages_of_newer_files) {
  std::vector<Item> items = write(parseAttribute("#qnt.encoding<i2 : f32>", &context));
  items.back() = uint64_t(1);
  items.emplace_back(uint64_t(9));
  EXPECT_FALSE(read(items));
  EXPECT_EQ(message, "expected a known component of an encoding, but got 9; a newer version may have written it");
  EXPECT_FALSE(read({uint64_t(99)}));
  EXPECT_EQ(message, "expected the code of a qnt attribute, but got 99");
  EXPECT_FALSE(read({uint64_t(0), std::string("i9")}));
  EXPECT_EQ(message, "expected the name of a number format, but got 'i9'");
  EXPECT_FALSE(read({uint64_t(4), std::string("median"), uint64_t(0)}));
  EXPECT_EQ(message, "expected the name of a scale rule, but got 'median'");
  EXPECT_FALSE(read({uint64_t(7), std::string("i16"), int64_t(0), int64_t(0), Attribute()}));
  EXPECT_EQ(message, "expected the name of a kind of accumulator, but got 'i16'");
  Attribute layout = StringAttr::get(&context, "mma_k16");
  EXPECT_FALSE(read({uint64_t(14), layout, int64_t(8), int64_t(1), int64_t(2), std::string("tf19")}));
  EXPECT_EQ(message, "expected the name of a math mode, but got 'tf19'");
  std::vector<Item> twice{uint64_t(0), std::string("i8"), std::string("f32"), uint64_t(2), uint64_t(3), uint64_t(3)};
  EXPECT_FALSE(read(twice));
  EXPECT_EQ(message, "expected the components of an encoding in order, but got 3 after 3");
}

TEST_F(BytecodeTest, types_of_newer_files) {
  std::vector<Item> items{uint64_t(5)};
  ItemReader reader(&context, items);
  EXPECT_FALSE(interface->readType(reader));
  EXPECT_EQ(message, "expected the code of a qnt type, but got 5");
}

TEST_F(BytecodeTest, versions) {
  ItemWriter writer;
  interface->writeVersion(writer);
  EXPECT_EQ(std::get<uint64_t>(writer.items.front()), 2u);
  ItemReader current(&context, writer.items);
  EXPECT_TRUE(interface->readVersion(current));
  std::vector<Item> first{uint64_t(1)};
  ItemReader older(&context, first);
  EXPECT_TRUE(interface->readVersion(older));
  for (uint64_t version : {uint64_t(0), uint64_t(3), ~uint64_t(0)}) {
    std::vector<Item> items{version};
    ItemReader reader(&context, items);
    EXPECT_FALSE(interface->readVersion(reader));
    EXPECT_EQ(message, "expected qnt bytecode of version 1 to 2, but got version " + std::to_string(version));
  }
}

/// A parameter that the preset has by itself today may have been an override when the file was written.
TEST_F(BytecodeTest, conventions_are_made_canonical) {
  std::string value = numerics::Convention::preset("qwix")->get("rounding");
  Attribute attr = read({uint64_t(3), std::string("qwix"), uint64_t(1), std::string("rounding"), value});
  EXPECT_EQ(attr, ConventionAttr::get(&context, "qwix")) << message;
}

/// What occurs in the files test/IR/Inputs/bytecode-v*.mlirbc, which test/IR/bytecode-versions.test reads as what they
/// stood for.
struct StoredFiles : BytecodeTest {
  StoredFiles() {
    context.loadDialect<QntDialect, arith::ArithDialect, func::FuncDialect, gpu::GPUDialect, math::MathDialect,
                        memref::MemRefDialect, tensor::TensorDialect>();
    std::error_code error;
    for (llvm::sys::fs::directory_iterator it(QNT_TEST_DIR "/IR/Inputs", error), end; it != end && !error;
         it.increment(error))
      if (llvm::sys::path::extension(it->path()) == ".mlirbc")
        addFile(it->path());
    EXPECT_FALSE(error) << error.message();
  }

  void addFile(const std::string &path) {
    ParserConfig config(&context);
    // Sees each attribute's stream and leaves the reading to the dialect.
    config.getBytecodeReaderConfig().attachAttributeCallback(
        [&](DialectBytecodeReader &reader, StringRef dialect, Attribute &) -> LogicalResult {
          uint64_t code;
          if (dialect != "qnt")
            return success();
          if (failed(reader.readVarInt(code)))
            return failure();
          codes.insert(code);
          return success();
        });
    auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false,
                                              /*IsVolatile=*/false, llvm::Align(4096));
    ASSERT_TRUE(buffer) << path;
    Block block;
    ASSERT_TRUE(succeeded(readBytecodeFile(**buffer, &block, config))) << path << ": " << message;
    block.walk([&](Operation *op) { ops.insert(op->getName().getStringRef().str()); });
  }

  std::set<uint64_t> codes;
  std::set<std::string> ops;
};

TEST_F(StoredFiles, have_every_code_of_an_attribute) { EXPECT_EQ(codes, findKnownCodes()); }

TEST_F(StoredFiles, have_every_op) {
  for (RegisteredOperationName name : context.getRegisteredOperations())
    if (name.getDialectNamespace() == "qnt")
      EXPECT_EQ(ops.count(name.getStringRef().str()), 1u) << name.getStringRef().str();
}
} // namespace
