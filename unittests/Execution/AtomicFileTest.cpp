//===- AtomicFileTest.cpp - files that appear whole or not at all -----------------------------------------===//
#include "Qnt/Files/AtomicFile.h"
#include "Qnt/Files/DistinctFiles.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"
#include <set>

using namespace mlir::qnt::files;
namespace fs = llvm::sys::fs;

namespace {
/// A folder of its own for each test.
class AtomicFiles : public ::testing::Test {
protected:
  void SetUp() override { ASSERT_FALSE(fs::createUniqueDirectory("qnt-atomic-file", folder)); }
  void TearDown() override { (void)fs::remove_directories(folder); }

  std::string getPath(llvm::StringRef name) {
    llvm::SmallString<128> path(folder);
    llvm::sys::path::append(path, name);
    return std::string(path);
  }
  void write(llvm::StringRef name, llvm::StringRef text) {
    std::error_code code;
    llvm::raw_fd_ostream(getPath(name), code) << text;
    ASSERT_FALSE(code);
  }
  std::string read(llvm::StringRef name) {
    auto buffer = llvm::MemoryBuffer::getFile(getPath(name));
    return buffer ? (*buffer)->getBuffer().str() : "no file";
  }
  /// Names of everything in the folder.
  std::set<std::string> list() {
    std::set<std::string> names;
    std::error_code code;
    for (fs::directory_iterator entry(folder, code), end; entry != end && !code; entry.increment(code))
      names.insert(llvm::sys::path::filename(entry->path()).str());
    return names;
  }
  /// 0 where the system has files without a name, else 1: a temporary file.
  size_t getNumNamesOfUnfinished() { return NamelessFile::create(folder) ? 0 : 1; }
  AtomicFile create(llvm::StringRef name) { return llvm::cantFail(AtomicFile::create(getPath(name))); }
  std::string getCreateError(llvm::StringRef path) {
    llvm::Expected<AtomicFile> file = AtomicFile::create(path);
    return file ? std::string("no error") : llvm::toString(file.takeError());
  }

  llvm::SmallString<128> folder;
};
using Names = std::set<std::string>;
} // namespace

TEST_F(AtomicFiles, appearsWithCommit) {
  AtomicFile file = create("y.npy");
  file.getStream() << "whole";
  EXPECT_EQ(read("y.npy"), "no file");
  EXPECT_FALSE(bool(file.finish()));
  EXPECT_EQ(read("y.npy"), "no file");
  EXPECT_FALSE(bool(file.commit()));
  EXPECT_EQ(read("y.npy"), "whole");
  EXPECT_EQ(list(), Names{"y.npy"});
}

TEST_F(AtomicFiles, replaces) {
  write("y.npy", "a longer old text");
  AtomicFile file = create("y.npy");
  file.getStream() << "new";
  EXPECT_EQ(read("y.npy"), "a longer old text");
  EXPECT_FALSE(bool(file.commit()));
  EXPECT_EQ(read("y.npy"), "new");
  EXPECT_EQ(list(), Names{"y.npy"});
}

TEST_F(AtomicFiles, withoutCommitNothingChanges) {
  write("y.npy", "old");
  {
    AtomicFile file = create("y.npy");
    file.getStream() << "new";
    AtomicFile other = create("z.npy");
    other.getStream() << "other";
    EXPECT_FALSE(bool(other.finish()));
    EXPECT_EQ(read("y.npy"), "old");
    EXPECT_EQ(read("z.npy"), "no file");
    // What is finished has a temporary name.
    EXPECT_EQ(list().size(), 2 + getNumNamesOfUnfinished());
  }
  EXPECT_EQ(read("y.npy"), "old");
  EXPECT_EQ(list(), Names{"y.npy"});
}

TEST_F(AtomicFiles, movesWithItsFile) {
  std::vector<AtomicFile> files;
  for (const char *name : {"a", "b", "c"}) {
    AtomicFile file = create(name);
    file.getStream() << name;
    files.push_back(std::move(file));
  }
  EXPECT_EQ(list().size(), 3 * getNumNamesOfUnfinished());
  EXPECT_EQ(read("a"), "no file");
  for (AtomicFile &file : files)
    EXPECT_FALSE(bool(file.commit()));
  files.clear();
  EXPECT_EQ(list(), (Names{"a", "b", "c"}));
  EXPECT_EQ(read("b"), "b");
}

TEST_F(AtomicFiles, emptyFile) {
  EXPECT_FALSE(bool(create("empty").commit()));
  EXPECT_EQ(read("empty"), "");
}

TEST_F(AtomicFiles, largeFile) {
  AtomicFile file = create("large");
  std::string line(4096, 'x');
  for (int i = 0; i < 1000; ++i)
    file.getStream() << line;
  EXPECT_FALSE(bool(file.commit()));
  uint64_t size = 0;
  EXPECT_FALSE(fs::file_size(getPath("large"), size));
  EXPECT_EQ(size, 4096000u);
}

/// The link stays; the file behind it is replaced.
TEST_F(AtomicFiles, symbolicLink) {
  write("target", "old");
  ASSERT_FALSE(fs::create_link(getPath("target"), getPath("link")));
  AtomicFile file = create("link");
  file.getStream() << "new";
  EXPECT_FALSE(bool(file.commit()));
  EXPECT_EQ(read("target"), "new");
  EXPECT_TRUE(fs::is_symlink_file(getPath("link")));
  EXPECT_EQ(list(), (Names{"link", "target"}));
}

/// A link to a file to come stays, and the file appears behind it; links of links and relative ones, too.
TEST_F(AtomicFiles, linkToNothing) {
  ASSERT_FALSE(fs::create_directory(getPath("inner")));
  ASSERT_FALSE(fs::create_link("inner/target", getPath("link")));
  ASSERT_FALSE(fs::create_link(getPath("link"), getPath("second")));
  AtomicFile file = create("second");
  file.getStream() << "new";
  EXPECT_FALSE(bool(file.commit()));
  EXPECT_EQ(read("inner/target"), "new");
  EXPECT_TRUE(fs::is_symlink_file(getPath("link")));
  EXPECT_TRUE(fs::is_symlink_file(getPath("second")));
  EXPECT_EQ(list(), (Names{"inner", "link", "second"}));
  // Into a folder that is not there, and in a circle.
  ASSERT_FALSE(fs::create_link(getPath("none/target"), getPath("lost")));
  EXPECT_EQ(getCreateError(getPath("lost")), "cannot write '" + getPath("lost") + "': No such file or directory");
  ASSERT_FALSE(fs::create_link("circle", getPath("circle")));
  EXPECT_EQ(getCreateError(getPath("circle")),
            "cannot write '" + getPath("circle") + "': Too many levels of symbolic links");
}

/// The longest name that there is can be made and replaced; a longer one is an error before anything is written.
TEST_F(AtomicFiles, longNames) {
  std::string longest(255, 'n');
  for (const char *text : {"first", "second"}) {
    AtomicFile file = create(longest);
    file.getStream() << text;
    EXPECT_FALSE(bool(file.commit()));
    EXPECT_EQ(read(longest), text);
  }
  std::string tooLong = getPath(longest + "n");
  EXPECT_EQ(getCreateError(tooLong), "cannot write '" + tooLong + "': File name too long");
  EXPECT_EQ(getCreateError(""), "cannot write '': No such file or directory");
  EXPECT_EQ(list(), Names{longest});
}

/// The last file fails when it is finished: the first is not put in its place.
TEST_F(AtomicFiles, allOrNone) {
  write("a", "old");
  std::string inner = getPath("inner");
  ASSERT_FALSE(fs::create_directory(inner));
  {
    std::vector<AtomicFile> files;
    for (const char *name : {"a", "b", "inner/c"}) {
      files.push_back(create(name));
      files.back().getStream() << "new";
    }
    ASSERT_FALSE(fs::remove_directories(inner));
    std::string error = llvm::toString(commitAll(files));
    EXPECT_EQ(error.rfind("cannot write '" + inner + "/c': ", 0), 0u) << error;
    EXPECT_EQ(read("a"), "old");
    EXPECT_EQ(read("b"), "no file");
  }
  EXPECT_EQ(list(), Names{"a"});
  std::vector<AtomicFile> files;
  for (const char *name : {"a", "b"}) {
    files.push_back(create(name));
    files.back().getStream() << name;
  }
  EXPECT_FALSE(bool(commitAll(files)));
  EXPECT_EQ(read("a"), "a");
  EXPECT_EQ(read("b"), "b");
  EXPECT_EQ(list(), (Names{"a", "b"}));
}

TEST_F(AtomicFiles, errors) {
  EXPECT_EQ(getCreateError(getPath("none/y.npy")),
            "cannot write '" + getPath("none/y.npy") + "': No such file or directory");
  EXPECT_EQ(getCreateError(std::string(folder)), "cannot write '" + std::string(folder) + "': Is a directory");
  write("file", "text");
  EXPECT_EQ(getCreateError(getPath("file/y.npy")), "cannot write '" + getPath("file/y.npy") + "': Not a directory");
  EXPECT_EQ(list(), Names{"file"});
}

/// What is no regular file is written directly, and a failure to write is told.
TEST_F(AtomicFiles, devices) {
  AtomicFile null = llvm::cantFail(AtomicFile::create("/dev/null"));
  null.getStream() << "nothing";
  EXPECT_FALSE(bool(null.commit()));
  AtomicFile full = llvm::cantFail(AtomicFile::create("/dev/full"));
  full.getStream() << "too much";
  EXPECT_EQ(llvm::toString(full.commit()), "cannot write '/dev/full': No space left on device");
  EXPECT_TRUE(fs::exists("/dev/null"));
}

/// The folder is gone when the file should be put in its place.
TEST_F(AtomicFiles, lostFolder) {
  std::string inner = getPath("inner");
  ASSERT_FALSE(fs::create_directory(inner));
  AtomicFile file = create("inner/y.npy");
  file.getStream() << "text";
  ASSERT_FALSE(fs::remove_directories(inner));
  std::string error = llvm::toString(file.commit());
  EXPECT_EQ(error.rfind("cannot write '" + inner + "/y.npy': ", 0), 0u) << error;
}

TEST_F(AtomicFiles, distinctOutputs) {
  auto check = [&](std::initializer_list<std::string> paths) { return llvm::toString(checkDistinctFiles(paths)); };
  std::string file = getPath("y.npy"), other = getPath("./y.npy"), link = getPath("link");
  std::string message = "expected a file for each output, but got '" + file + "' and '" + other + "' for one file";
  EXPECT_EQ(check({}), "");
  EXPECT_EQ(check({file, getPath("z.npy")}), "");
  // Files to come, then one that is there.
  EXPECT_EQ(check({file, getPath("z.npy"), other}), message);
  write("y.npy", "before");
  EXPECT_EQ(check({file, other}), message);
  // A link is what it points to; another name of the same data is replaced by itself.
  ASSERT_FALSE(fs::create_link(file, link));
  EXPECT_EQ(check({file, link}),
            "expected a file for each output, but got '" + file + "' and '" + link + "' for one file");
  // Likewise before the file is there.
  std::string coming = getPath("coming"), toComing = getPath("to-coming");
  ASSERT_FALSE(fs::create_link("coming", toComing));
  EXPECT_EQ(check({coming, toComing}),
            "expected a file for each output, but got '" + coming + "' and '" + toComing + "' for one file");
  ASSERT_FALSE(fs::create_hard_link(file, getPath("hard")));
  EXPECT_EQ(check({file, getPath("hard")}), "");
  EXPECT_EQ(check({"-", "-", "/dev/null", "/dev/null"}), "");
  // Folders that are not there are told apart by what is written.
  EXPECT_EQ(check({getPath("no/y"), getPath("none/y")}), "");
}
