//===- NpyDiagnosticsTest.cpp - what a malformed .npy file is answered with -------------------------------===//

#include "Qnt/Execution/Npy.h"
#include "Qnt/Execution/NpyValues.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

using namespace mlir::qnt;
using namespace mlir::qnt::execution;

/// A file of version 1 with the dictionary as given, without data.
static std::string makeFile(const std::string &dictionary) {
  std::string file("\x93NUMPY\x01\x00", 8);
  file += {static_cast<char>(dictionary.size() & 0xFF), static_cast<char>(dictionary.size() >> 8)};
  return file + dictionary;
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
  const char *truncated = "truncated: the file ends inside the header";
  EXPECT_EQ(getError("\x93NUMPY\x01"), truncated);
  std::string whole = makeShaped("(0,)");
  EXPECT_EQ(getError(whole), "");
  EXPECT_EQ(getError(whole.substr(0, whole.size() - 1)), truncated);
}

TEST(NpyDiagnostics, versionAndLength) {
  std::string file = makeShaped("(0,)");
  for (char version : {0, 4}) {
    file[6] = version;
    EXPECT_EQ(getError(file),
              "expected version 1, 2 or 3 of the .npy format, got " + std::to_string(static_cast<int>(version)));
  }
  std::string large("\x93NUMPY\x02\x00\x01\x00\x10\x00", 12);
  EXPECT_EQ(getError(large), "expected a header of at most 2^20 bytes, got 1048577");
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
