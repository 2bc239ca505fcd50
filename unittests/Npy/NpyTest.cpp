//===- NpyTest.cpp - .npy files on plain C++ ----------------------------------------------------------------===//
//
// What a malformed header is answered with is tested through Execution's reader, which stands on this one.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "Qnt/Npy/Npy.h"
#include "gtest/gtest.h"
#include <cstdio>
#include <fstream>
#include <sys/stat.h>

using namespace mlir::qnt::npy;

static std::string makeFile(const std::string &type, bool isFortranOrder, const std::string &shape,
                            const std::string &data) {
  std::string dictionary = "{'descr': '" + type + "', 'fortran_order': " + (isFortranOrder ? "True" : "False") +
                           ", 'shape': " + shape + ", }";
  std::string file("\x93NUMPY\x01\x00", 8);
  file += static_cast<char>(dictionary.size());
  file += '\0';
  return file + dictionary + data;
}

static std::vector<uint8_t> copy(const File &file) {
  std::vector<uint8_t> bytes(file.getDataSize());
  file.copyElements(bytes.data());
  return bytes;
}

TEST(Npy, elements_are_copied_in_row_major_order) {
  std::string error;
  std::optional<File> plain =
      File::parse(makeFile("<u2", false, "(2, 3)", std::string("\1\0\2\0\3\0\4\0\5\0\6\0", 12)), error);
  ASSERT_TRUE(plain) << error;
  EXPECT_EQ(copy(*plain), (std::vector<uint8_t>{1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0}));
  std::optional<File> fortran = File::parse(makeFile("|u1", true, "(2, 3)", "\1\4\2\5\3\6"), error);
  ASSERT_TRUE(fortran) << error;
  EXPECT_EQ(copy(*fortran), (std::vector<uint8_t>{1, 2, 3, 4, 5, 6}));
  std::optional<File> big = File::parse(makeFile(">u4", false, "(2,)", "\1\2\3\4\5\6\7\10"), error);
  ASSERT_TRUE(big) << error;
  EXPECT_EQ(copy(*big), (std::vector<uint8_t>{4, 3, 2, 1, 8, 7, 6, 5}));
  EXPECT_EQ(big->getRaw(1), 0x05060708U);
  std::optional<File> empty = File::parse(makeFile("<f4", false, "(3, 0)", ""), error);
  ASSERT_TRUE(empty) << error;
  EXPECT_TRUE(copy(*empty).empty());
}

TEST(Npy, headers_are_read_again) {
  for (const Shape &shape : {Shape{}, Shape{7}, Shape{2, 3, 4}, Shape{0}})
    for (ElementType type : {ElementType{'f', 4}, ElementType{'u', 1}, ElementType{'i', 8}, ElementType{'b', 1}}) {
      std::string header = makeHeader(type, shape), error;
      EXPECT_EQ(header.size() % 64, 0U);
      std::optional<Header> read = parseHeader(header, error);
      ASSERT_TRUE(read) << error;
      EXPECT_TRUE(read->type == type);
      EXPECT_EQ(read->shape, shape);
      EXPECT_EQ(read->dataOffset, header.size());
    }
}

TEST(Npy, files) {
  std::string folder = testing::TempDir(), path = folder + "npy-test.npy", error;
  std::ofstream(path, std::ios::binary) << makeHeader({'u', 1}, {3}) << "abc";
  std::optional<File> file = File::open(path, error);
  ASSERT_TRUE(file) << error;
  EXPECT_EQ(file->getRaw(2), uint64_t('c'));
  EXPECT_FALSE(readFile(path, 10, error));
  EXPECT_NE(error.find("expected at most 10 bytes, got 131"), std::string::npos) << error;
  std::ofstream(path, std::ios::binary) << "abc";
  EXPECT_FALSE(File::open(path, error));
  EXPECT_EQ(error, "cannot read '" + path + "': not a .npy file: expected it to begin with \\x93NUMPY");
  std::remove(path.c_str());
  EXPECT_FALSE(File::open(path, error));
  EXPECT_EQ(error, "cannot read '" + path + "': No such file or directory");
  EXPECT_FALSE(File::open(folder, error));
  EXPECT_NE(error.find("expected a regular file"), std::string::npos) << error;
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_FALSE(File::open(path, error)); // does not wait for a writer
  std::remove(path.c_str());
}
