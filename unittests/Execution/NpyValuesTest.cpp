//===- NpyValuesTest.cpp - values of the IR from and to .npy files ----------------------------------------===//
#include "Qnt/Execution/NpyValues.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;
namespace fs = llvm::sys::fs;

using Bits = std::vector<uint64_t>;

namespace {
class NpyValues : public ::testing::Test {
protected:
  NpyValues() { context.loadDialect<QntDialect>(); }
  void SetUp() override { ASSERT_FALSE(fs::createUniqueDirectory("qnt-npy-values", folder)); }
  void TearDown() override { (void)fs::remove_directories(folder); }

  Type getType(StringRef text) { return parseType(text, &context); }

  /// A file of `count` elements with the bytes given.
  static NpyFile makeFile(const NpyType &type, ArrayRef<int64_t> shape, const std::string &bytes) {
    return llvm::cantFail(NpyFile::parse(llvm::MemoryBuffer::getMemBufferCopy(makeNpyHeader(type, shape) + bytes)));
  }
  llvm::Expected<Tensor> read(const NpyType &type, const std::string &bytes, StringRef elementType) {
    int64_t count = bytes.size() / type.size;
    return readTensor(makeFile(type, {count}, bytes), getType(elementType));
  }
  Bits readBits(const NpyType &type, const std::string &bytes, StringRef elementType) {
    llvm::Expected<Tensor> tensor = read(type, bytes, elementType);
    if (tensor)
      return tensor->getBits().vec();
    ADD_FAILURE() << llvm::toString(tensor.takeError());
    return {};
  }
  std::string getError(const NpyType &type, const std::string &bytes, StringRef elementType) {
    llvm::Expected<Tensor> tensor = read(type, bytes, elementType);
    return tensor ? std::string("no error") : llvm::toString(tensor.takeError());
  }
  /// What is written: the type, and the bytes of the data.
  std::pair<std::string, std::string> write(const Tensor &tensor, bool isUnsigned = false) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    writeTensor(stream, tensor, isUnsigned);
    NpyFile file = llvm::cantFail(NpyFile::parse(llvm::MemoryBuffer::getMemBufferCopy(text)));
    EXPECT_EQ(file.getShape(), tensor.getShape());
    EXPECT_EQ(file.getHeader().dataOffset % 64, 0u);
    return {file.getType().getDescription(), text.substr(file.getHeader().dataOffset)};
  }
  std::string store(StringRef name, const std::string &content) {
    llvm::SmallString<128> path(folder);
    llvm::sys::path::append(path, name);
    std::error_code code;
    llvm::raw_fd_ostream(path, code) << content;
    EXPECT_FALSE(code);
    return std::string(path);
  }

  MLIRContext context;
  llvm::SmallString<128> folder;
};
using Written = std::pair<std::string, std::string>;
} // namespace

static std::string getBytes(std::initializer_list<int> values) {
  std::string bytes;
  for (int value : values)
    bytes += static_cast<char>(value);
  return bytes;
}

//===----------------------------------------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------------------------------------===//

TEST_F(NpyValues, byteOrder) {
  EXPECT_EQ(readBits({'f', 4, false}, getBytes({0, 0, 0x80, 0x3F}), "f32"), Bits{0x3F800000});
  EXPECT_EQ(readBits({'f', 4, true}, getBytes({0x3F, 0x80, 0, 0}), "f32"), Bits{0x3F800000});
  EXPECT_EQ(readBits({'i', 2, true}, getBytes({0x12, 0x34, 0xFF, 0xFE}), "i16"), (Bits{0x1234, 0xFFFE}));
  EXPECT_EQ(readBits({'u', 8, false}, getBytes({1, 2, 3, 4, 5, 6, 7, 0x88}), "i64"), Bits{0x8807060504030201});
}

/// The file's columns are rows of the tensor.
TEST_F(NpyValues, fortranOrder) {
  std::string header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", file("\x93NUMPY\x01\x00", 8);
  file += getBytes({static_cast<int>(header.size()), 0}) + header + getBytes({1, 4, 2, 5, 3, 6});
  NpyFile npy = llvm::cantFail(NpyFile::parse(llvm::MemoryBuffer::getMemBufferCopy(file)));
  Tensor tensor = llvm::cantFail(readTensor(npy, getType("i8")));
  EXPECT_EQ(tensor.getShape(), ArrayRef<int64_t>({2, 3}));
  EXPECT_EQ(tensor.getBits(), ArrayRef<uint64_t>({1, 2, 3, 4, 5, 6}));
}

/// The types that NumPy lacks are their codes, as unsigned integers or raw bytes.
TEST_F(NpyValues, rawFloats) {
  for (char kind : {'u', 'V'}) {
    EXPECT_EQ(readBits({kind, 2}, getBytes({0x80, 0x3F, 0xC0, 0x7F}), "bf16"), (Bits{0x3F80, 0x7FC0}));
    for (const char *type : {"f8E4M3FN", "f8E5M2", "f8E8M0FNU"})
      EXPECT_EQ(readBits({kind, 1}, getBytes({0, 0x7F, 0x80, 0xFF}), type), (Bits{0, 0x7F, 0x80, 0xFF})) << type;
    EXPECT_EQ(readBits({kind, 1}, getBytes({0, 63}), "f6E2M3FN"), (Bits{0, 63}));
    EXPECT_EQ(readBits({kind, 1}, getBytes({0, 15}), "f4E2M1FN"), (Bits{0, 15}));
    EXPECT_EQ(getError({kind, 1}, getBytes({0, 16}), "f4E2M1FN"), "expected codes of 4 bits, got 16 at element 1");
    EXPECT_EQ(getError({kind, 1}, getBytes({255}), "f6E3M2FN"), "expected codes of 6 bits, got 255 at element 0");
  }
}

/// Codes of less than a byte: each value that the type can hold, and no other.
TEST_F(NpyValues, narrowIntegers) {
  for (unsigned width : {2u, 3u, 4u, 5u, 6u, 7u}) {
    std::string type = "i" + std::to_string(width);
    for (int byte = 0; byte < 256; ++byte) {
      int value = byte < 128 ? byte : byte - 256, half = 1 << (width - 1);
      bool fitsSigned = value >= -half && value < half, fitsUnsigned = byte < 2 * half;
      std::string bytes = getBytes({byte});
      std::string signedError = "expected numbers from " + std::to_string(-half) + " to " + std::to_string(half - 1) +
                                " of " + type + " in data of type |i1, got " + std::to_string(value) + " at element 0";
      std::string codeError =
          "expected codes of " + std::to_string(width) + " bits, got " + std::to_string(byte) + " at element 0";
      for (auto [kind, fits] :
           {std::pair('i', fitsSigned), std::pair('u', fitsUnsigned), std::pair('V', fitsSigned || fitsUnsigned)}) {
        if (fits)
          EXPECT_EQ(readBits({kind, 1}, bytes, type), Bits{uint64_t(byte) & (2 * half - 1)}) << kind << byte << type;
        else
          EXPECT_EQ(getError({kind, 1}, bytes, type), kind == 'i' ? signedError : codeError);
      }
    }
  }
}

/// 12 bits lie in two bytes, 20 in four.
TEST_F(NpyValues, oddWidths) {
  EXPECT_EQ(readBits({'i', 2}, getBytes({0x00, 0xF8, 0xFF, 0x07}), "i12"), (Bits{0x800, 0x7FF}));
  EXPECT_EQ(getError({'i', 2}, getBytes({0x00, 0x08}), "i12"),
            "expected numbers from -2048 to 2047 of i12 in data of type <i2, got 2048 at element 0");
  EXPECT_EQ(readBits({'u', 4}, getBytes({0xFF, 0xFF, 0x0F, 0}), "i20"), Bits{0xFFFFF});
  EXPECT_EQ(getError({'u', 4}, getBytes({0, 0, 0x10, 0}), "i20"),
            "expected codes of 20 bits, got 1048576 at element 0");
}

TEST_F(NpyValues, booleans) {
  EXPECT_EQ(readBits({'b', 1}, getBytes({0, 1}), "i1"), (Bits{0, 1}));
  EXPECT_EQ(readBits({'u', 1}, getBytes({0, 1}), "i1"), (Bits{0, 1}));
  EXPECT_EQ(readBits({'i', 1}, getBytes({0, 1, 255}), "i1"), (Bits{0, 1, 1}));
  EXPECT_EQ(getError({'b', 1}, getBytes({2}), "i1"), "expected codes of 1 bits, got 2 at element 0");
}

TEST_F(NpyValues, wrongTypes) {
  std::string eight(8, '\0');
  EXPECT_EQ(getError({'f', 8}, eight, "f32"), "expected data of type f4 for f32, got <f8");
  EXPECT_EQ(getError({'u', 4}, eight, "f32"), "expected data of type f4 for f32, got <u4");
  EXPECT_EQ(getError({'f', 2}, eight, "bf16"), "expected data of type u2 or V2 for bf16, got <f2");
  EXPECT_EQ(getError({'i', 1}, eight, "f8E4M3FN"), "expected data of type u1 or V1 for f8E4M3FN, got |i1");
  EXPECT_EQ(getError({'i', 8}, eight, "i32"), "expected data of type i4, u4 or V4 for i32, got <i8");
  EXPECT_EQ(getError({'f', 4}, eight, "i32"), "expected data of type i4, u4 or V4 for i32, got <f4");
  EXPECT_EQ(getError({'b', 1}, eight, "i8"), "expected data of type i1, u1 or V1 for i8, got |b1");
  EXPECT_EQ(getError({'i', 4}, eight, "i1"), "expected data of type b1, i1, u1 or V1 for i1, got <i4");
  EXPECT_EQ(getError({'i', 4}, eight, "index"), "expected data of type i8, u8 or V8 for index, got <i4");
}

//===----------------------------------------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------------------------------------===//

TEST_F(NpyValues, written) {
  auto make = [&](StringRef type, Bits bits) {
    int64_t count = bits.size();
    return Tensor(getType(type), {count}, std::move(bits));
  };
  EXPECT_EQ(write(make("f32", {0x3F800000})), Written("<f4", getBytes({0, 0, 0x80, 0x3F})));
  EXPECT_EQ(write(make("f64", {0x3FF0000000000000})), Written("<f8", getBytes({0, 0, 0, 0, 0, 0, 0xF0, 0x3F})));
  EXPECT_EQ(write(make("f16", {0x3C00})), Written("<f2", getBytes({0, 0x3C})));
  EXPECT_EQ(write(make("bf16", {0x3F80})), Written("<u2", getBytes({0x80, 0x3F})));
  EXPECT_EQ(write(make("f8E5M2", {0xFF})), Written("|u1", getBytes({0xFF})));
  EXPECT_EQ(write(make("f4E2M1FN", {15})), Written("|u1", getBytes({15})));
  EXPECT_EQ(write(make("i1", {1, 0})), Written("|b1", getBytes({1, 0})));
  // Signed, unless they are codes of unsigned storage.
  EXPECT_EQ(write(make("i4", {15, 7})), Written("|i1", getBytes({255, 7})));
  EXPECT_EQ(write(make("i4", {15, 7}), true), Written("|u1", getBytes({15, 7})));
  EXPECT_EQ(write(make("i8", {0x80})), Written("|i1", getBytes({0x80})));
  EXPECT_EQ(write(make("i12", {0xFFF})), Written("<i2", getBytes({255, 255})));
  EXPECT_EQ(write(make("i12", {0xFFF}), true), Written("<u2", getBytes({255, 15})));
  EXPECT_EQ(write(make("i32", {0xFFFFFFFE})), Written("<i4", getBytes({254, 255, 255, 255})));
  EXPECT_EQ(write(make("index", {5})), Written("<i8", getBytes({5, 0, 0, 0, 0, 0, 0, 0})));
  EXPECT_EQ(write(make("f32", {})), Written("<f4", ""));
  EXPECT_EQ(write(Tensor::scalar(getType("i16"), 3)), Written("<i2", getBytes({3, 0})));
}

/// Every bit pattern of every element type comes back.
TEST_F(NpyValues, comesBack) {
  for (StringRef name : {"f16", "bf16", "f8E4M3FN", "f8E5M2", "f8E8M0FNU", "f6E2M3FN", "f6E3M2FN", "f4E2M1FN", "i1",
                         "i2", "i3", "i4", "i5", "i6", "i7", "i8", "i12", "i16"}) {
    Type type = getType(name);
    uint64_t count = uint64_t(1) << type.getIntOrFloatBitWidth();
    Bits bits(count);
    for (uint64_t i = 0; i < count; ++i)
      bits[i] = i;
    Tensor tensor(type, {2, static_cast<int64_t>(count / 2)}, bits);
    for (bool isUnsigned : {false, true}) {
      std::string text;
      llvm::raw_string_ostream stream(text);
      writeTensor(stream, tensor, isUnsigned);
      NpyFile file = llvm::cantFail(NpyFile::parse(llvm::MemoryBuffer::getMemBufferCopy(text)));
      Tensor back = llvm::cantFail(readTensor(file, type));
      EXPECT_EQ(back.getShape(), tensor.getShape());
      EXPECT_EQ(back.getBits(), tensor.getBits()) << name.str();
    }
  }
}

//===----------------------------------------------------------------------------------------------------===//
// Values and their files
//===----------------------------------------------------------------------------------------------------===//

TEST_F(NpyValues, arraysAreTheirParts) {
  Type array = getType("!qnt.array<2x3, #qnt.encoding<u4 : f32, block = 1x*, scale = f32, zero_point = i8>>");
  Type tensor = getType("tensor<2xi32>"), scalar = getType("f32");
  EXPECT_EQ(countFiles({tensor, array, scalar}), 5u);
  EXPECT_EQ(countFiles({}), 0u);
  std::string one = getBytes({0, 0, 0x80, 0x3F});
  std::vector<std::string> paths{
      store("x.npy", makeNpyHeader({'i', 4}, {2}) + getBytes({1, 0, 0, 0, 255, 255, 255, 255})),
      store("codes.npy", makeNpyHeader({'u', 1}, {2, 3}) + getBytes({0, 1, 2, 13, 14, 15})),
      store("scales.npy", makeNpyHeader({'f', 4}, {2, 1}) + one + one),
      store("zero_points.npy", makeNpyHeader({'i', 1}, {2, 1}) + getBytes({255, 1})),
      store("s.npy", makeNpyHeader({'f', 4}, {}) + one)};
  auto values = readValues(paths, {tensor, array, scalar});
  ASSERT_TRUE(bool(values)) << llvm::toString(values.takeError());
  ASSERT_EQ(values->size(), 3u);
  EXPECT_EQ((*values)[0].getTensor().getSigned(1), -1);
  EXPECT_EQ((*values)[1].getArray().parts->codes, (Bits{0, 1, 2, 13, 14, 15}));
  EXPECT_EQ((*values)[1].getArray().parts->zeroPoints, (std::vector<double>{-1, 1}));
  EXPECT_EQ((*values)[2].getTensor().getFloat(), 1.0);

  std::vector<NamedTensor> flat = flattenValues(*values, "result");
  std::vector<std::string> names;
  std::vector<bool> areUnsigned;
  for (const NamedTensor &entry : flat) {
    names.push_back(entry.name);
    areUnsigned.push_back(entry.isUnsigned);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"result 0", "result 1 (codes)", "result 1 (scales)",
                                             "result 1 (zero points)", "result 2"}));
  EXPECT_EQ(areUnsigned, (std::vector<bool>{false, true, false, false, false}));
}

TEST_F(NpyValues, readErrors) {
  Type array = getType("!qnt.array<2, #qnt.encoding<i8 : f32, block = 1, scale = f32>>"),
       tensor = getType("tensor<2xf32>");
  auto getReadError = [](ArrayRef<std::string> paths, ArrayRef<Type> types) {
    auto values = readValues(paths, types);
    return values ? std::string("no error") : llvm::toString(values.takeError());
  };
  std::string codes = store("codes.npy", makeNpyHeader({'i', 1}, {2}) + getBytes({1, 2}));
  std::string scale = store("scale.npy", makeNpyHeader({'f', 4}, {1}) + getBytes({0, 0, 0x80, 0x3F}));
  EXPECT_EQ(getReadError({codes}, {array}), "expected 2 input files, got 1");
  EXPECT_EQ(getReadError({codes, codes}, {tensor}), "expected 1 input files, got 2");
  EXPECT_EQ(getReadError({codes}, {tensor}), "input 0 ('" + codes + "'): expected data of type f4 for f32, got |i1");
  EXPECT_EQ(getReadError({codes, codes}, {array}),
            "input 0 (scales) ('" + codes + "'): expected data of type f4 for f32, got |i1");
  EXPECT_EQ(getReadError({codes, scale}, {array}), "input 0: expected scales of type 2xf32, got 1xf32");
  std::string none = codes + ".none";
  EXPECT_EQ(getReadError({none}, {tensor}), "cannot read '" + none + "': No such file or directory");
}
