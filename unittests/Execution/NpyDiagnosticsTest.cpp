//===- NpyDiagnosticsTest.cpp - what a malformed .npy file is answered with -------------------------------===//

#include "Qnt/Execution/Npy.h"
#include "Qnt/Execution/NpyValues.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

using namespace mlir::qnt;
using namespace mlir::qnt::execution;

/// A file with the dictionary as given, without data. `length` is what the header says of it.
static std::string makeFile(const std::string &dictionary, char version, uint32_t length) {
  std::string file("\x93NUMPY", 6);
  file += {version, '\0'};
  for (int byte = 0; byte < (version == 1 ? 2 : 4); ++byte)
    file += static_cast<char>(length >> (8 * byte));
  return file + dictionary;
}

static std::string makeFile(const std::string &dictionary, char version = 1) {
  return makeFile(dictionary, version, dictionary.size());
}

static std::string makeTyped(const std::string &type) {
  return makeFile("{'descr': '" + type + "', 'fortran_order': False, 'shape': (0,), }");
}

static std::string makeShaped(const std::string &shape) {
  return makeFile("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }");
}

static llvm::Expected<NpyFile> parse(const std::string &file) {
  return NpyFile::parse(llvm::MemoryBuffer::getMemBufferCopy(file));
}

/// The error, empty when there is none.
static std::string getError(const std::string &file) {
  llvm::Expected<NpyFile> parsed = parse(file);
  return parsed ? std::string() : llvm::toString(parsed.takeError());
}

TEST(NpyDiagnostics, prefix) {
  const char *noArray = "not a .npy file: expected it to begin with \\x93NUMPY";
  EXPECT_EQ(getError(""), noArray);
  EXPECT_EQ(getError("\x93NUMPX\x01 and more"), noArray);
  EXPECT_EQ(getError(makeShaped("(0,)")), "");
}

TEST(NpyDiagnostics, version) {
  std::string file = makeShaped("(0,)");
  for (char version : {0, 4}) {
    file[6] = version;
    EXPECT_EQ(getError(file), "expected version 1.0, 2.0 or 3.0 of the .npy format, got " +
                                  std::to_string(static_cast<int>(version)) + ".0");
  }
  file[6] = 1;
  file[7] = 1;
  EXPECT_EQ(getError(file), "expected version 1.0, 2.0 or 3.0 of the .npy format, got 1.1");
}

static const char *const kDictionary = "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }";

/// Cut off at every byte of the header, in each version.
TEST(NpyDiagnostics, truncatedHeader) {
  for (char version : {1, 2, 3}) {
    std::string file = makeFile(kDictionary, version);
    size_t begin = version == 1 ? 10 : 12, length = file.size() - begin;
    for (size_t size = 6; size < begin; ++size)
      EXPECT_EQ(getError(file.substr(0, size)), "truncated: the file ends before the length of the header") << size;
    for (size_t size = begin; size < file.size(); ++size)
      EXPECT_EQ(getError(file.substr(0, size)), "truncated: expected a header of " + std::to_string(length) +
                                                    " bytes, got " + std::to_string(size - begin));
    EXPECT_EQ(getError(file), "truncated: expected 3 bytes of data, got 0");
    EXPECT_EQ(getError(file + "abc"), "");
    EXPECT_EQ(getError(file + "abcd"), "too long: expected 3 bytes of data, got 4");
  }
}

/// The header's length is not that of the dictionary.
TEST(NpyDiagnostics, wrongLength) {
  std::string dictionary = kDictionary;
  uint32_t length = dictionary.size();
  for (char version : {1, 2, 3}) {
    EXPECT_EQ(getError(makeFile(dictionary + "abc", version, length)), "");
    EXPECT_EQ(getError(makeFile(dictionary + "abc", version, length - 1)),
              "malformed header: expected '}' before its end");
    EXPECT_EQ(getError(makeFile(dictionary + "abc", version, 0)), "malformed header: expected '{'");
    EXPECT_EQ(getError(makeFile(dictionary + "abc", version, length + 1)),
              "malformed header: expected nothing after '}'");
    // Bytes of the data that might stand at the end of a header are missing in the data.
    for (const char *space : {" ", "\n", "\t"})
      EXPECT_EQ(getError(makeFile(dictionary + space + "bc", version, length + 1)),
                "truncated: expected 3 bytes of data, got 2");
    EXPECT_EQ(getError(makeFile(dictionary + std::string("\0bc", 3), version, length + 1)),
              "malformed header: expected nothing after '}'");
    EXPECT_EQ(getError(makeFile(dictionary + "abc", version, length + 4)),
              "truncated: expected a header of " + std::to_string(length + 4) + " bytes, got " +
                  std::to_string(length + 3));
  }
  EXPECT_EQ(getError(makeFile(dictionary, 1, 0xFFFF)),
            "truncated: expected a header of 65535 bytes, got " + std::to_string(length));
  // Four bytes: the upper half counts.
  EXPECT_EQ(getError(makeFile(dictionary + "abc", 2, 0x10000 + length)),
            "truncated: expected a header of " + std::to_string(0x10000 + length) + " bytes, got " +
                std::to_string(length + 3));
  EXPECT_EQ(getError(makeFile(dictionary, 3, 0xFFFFFFFF)), "expected a header of at most 2^20 bytes, got 4294967295");
  EXPECT_EQ(getError(makeFile("", 2, 0x100001)), "expected a header of at most 2^20 bytes, got 1048577");
}

/// With padding to 64 bytes, to 16, to none, with and without a newline, as NumPy reads them: the data is that after
/// the length.
TEST(NpyDiagnostics, padding) {
  for (char version : {1, 2, 3}) {
    for (size_t spaces : {0, 1, 2, 5, 16, 61, 64, 70000}) {
      for (const char *end : {"", "\n"}) {
        std::string dictionary = kDictionary + std::string(spaces, ' ') + end;
        if (version == 1 && dictionary.size() > 0xFFFF)
          continue;
        llvm::Expected<NpyFile> file = parse(makeFile(dictionary, version) + std::string("\x01\x20\xFF", 3));
        ASSERT_TRUE(bool(file)) << llvm::toString(file.takeError());
        EXPECT_EQ(file->getHeader().dataOffset, (version == 1 ? 10 : 12) + dictionary.size());
        EXPECT_EQ(file->getRaw(0), 1u);
        EXPECT_EQ(file->getRaw(1), 0x20u);
        EXPECT_EQ(file->getRaw(2), 0xFFu);
      }
    }
  }
}

TEST(NpyDiagnostics, dictionary) {
  EXPECT_EQ(getError(makeFile("('descr', '<f4')")), "malformed header: expected '{'");
  EXPECT_EQ(getError(makeFile("{'descr': '<f4' 'shape': (), }")), "malformed header: expected ',' or '}'");
  EXPECT_EQ(getError(makeFile("{'descr' '<f4'}")), "malformed header: expected ':' after 'descr'");
  EXPECT_EQ(getError(makeFile("{'descr': '<f4', 'fortran_order': False, 'shape': ()} {")),
            "malformed header: expected nothing after '}'");
  EXPECT_EQ(getError(makeFile("{'descr': '<f4', 'shape': (), }")),
            "malformed header: expected 'descr', 'fortran_order' and 'shape'");
}

TEST(NpyDiagnostics, keys) {
  std::string expected = "malformed header: expected 'descr', 'fortran_order' and 'shape', each once, got '";
  EXPECT_EQ(getError(makeFile("{'strides': (4,), }")), expected + "strides'");
  EXPECT_EQ(getError(makeFile("{'shape': (), 'shape': (), }")), expected + "shape'");
}

TEST(NpyDiagnostics, strings) {
  const char *expected = "malformed header: expected a string (structured element types are not supported)";
  EXPECT_EQ(getError(makeFile("{'descr': [('x', '<f4')], }")), expected);
  EXPECT_EQ(getError(makeFile("{'descr': '<f4, }")), expected);
  EXPECT_EQ(getError(makeFile("{descr: '<f4', }")), expected);
}

TEST(NpyDiagnostics, order) {
  EXPECT_EQ(getError(makeFile("{'fortran_order': 1, }")),
            "malformed header: expected True or False for 'fortran_order'");
}

TEST(NpyDiagnostics, shape) {
  EXPECT_EQ(getError(makeShaped("[2, 3]")), "malformed header: expected a tuple for 'shape'");
  const char *sizes = "malformed header: expected sizes from 0 to 2^40 in 'shape'";
  EXPECT_EQ(getError(makeShaped("(-1,)")), sizes);
  EXPECT_EQ(getError(makeShaped("(1099511627777,)")), sizes);
  EXPECT_EQ(getError(makeShaped("(99999999999999999999999,)")), sizes);
  EXPECT_EQ(getError(makeShaped("(3)")), "malformed header: expected a tuple for 'shape'");
  EXPECT_EQ(getError(makeShaped("(,)")), sizes);
  EXPECT_EQ(getError(makeShaped("(0L, 7L)")), "");
  EXPECT_EQ(getError(makeShaped("(0, 7)")), "");
  EXPECT_EQ(getError(makeShaped("(2 3)")), "malformed header: expected ',' or ')' in 'shape'");
  std::string many = "(";
  for (int dim = 0; dim < 65; ++dim)
    many += "1, ";
  EXPECT_EQ(getError(makeShaped(many + ")")), "expected at most 64 dimensions");
}

TEST(NpyDiagnostics, numElements) {
  EXPECT_EQ(getError(makeShaped("(1099511627776, 2)")), "expected at most 2^40 elements");
  // A size of 0 does not hide an overflow of the others.
  EXPECT_EQ(getError(makeShaped("(0, 1099511627776, 1099511627776)")), "expected at most 2^40 elements");
}

TEST(NpyDiagnostics, elementTypes) {
  EXPECT_EQ(getError(makeTyped("<c8")),
            "element type '<c8' is not supported: expected floats of 2, 4 or 8 bytes, integers or raw bytes (V) of 1, "
            "2, 4 or 8, or booleans");
  for (std::string type : {"", "<", "<f", "<f1", "<f16", "<i3", "<b2", "<U4", "|O", "<M8[ns]"})
    EXPECT_EQ(getError(makeTyped(type)).rfind("element type '" + type + "' is not supported: ", 0), 0u) << type;
}

TEST(NpyDiagnostics, unreadableElements) {
  mlir::MLIRContext context;
  llvm::Expected<NpyFile> file = parse(makeShaped("(0,)"));
  ASSERT_TRUE(bool(file));
  llvm::Expected<Tensor> tensor = readTensor(*file, mlir::IntegerType::get(&context, 128));
  ASSERT_FALSE(bool(tensor));
  std::string error = llvm::toString(tensor.takeError());
  EXPECT_EQ(error, "elements of type i128 cannot be read from a file");
}
