//===- ConventionDocsTest.cpp - the tables of docs/Numerics.md say what the code does ---------------------===//

#include "Qnt/Numerics/Convention.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace mlir::qnt::numerics;

/// The lines of docs/Numerics.md that are rows of tables.
static std::vector<std::string> readTableRows() {
  auto buffer = llvm::MemoryBuffer::getFile(QNT_DOCS_DIR "/Numerics.md");
  std::vector<std::string> rows;
  if (!buffer)
    return rows;
  llvm::SmallVector<llvm::StringRef> lines;
  (*buffer)->getBuffer().split(lines, '\n');
  for (llvm::StringRef line : lines)
    if (line.starts_with("| "))
      rows.push_back(line.str());
  return rows;
}

/// True when a row starts with `prefix`; a failure shows the row that is missing.
static testing::AssertionResult hasRow(llvm::StringRef prefix) {
  for (const std::string &row : readTableRows())
    if (llvm::StringRef(row).starts_with(prefix))
      return testing::AssertionSuccess();
  return testing::AssertionFailure() << "docs/Numerics.md has no row\n" << prefix.str();
}

TEST(ConventionDocsTest, listsEachParameterWithItsValuesAndDefault) {
  Convention convention;
  for (llvm::StringRef name : Convention::parameterNames())
    EXPECT_TRUE(
        hasRow("| `" + name.str() + "` | " + Convention::describeValues(name) + " | " + convention.get(name) + " | "));
}

TEST(ConventionDocsTest, listsWhatEachPresetSets) {
  Convention convention;
  for (llvm::StringRef name : Convention::presetNames()) {
    std::vector<std::string> settings;
    for (llvm::StringRef parameter : Convention::parameterNames()) {
      std::string value = Convention::preset(name)->get(parameter);
      if (value != convention.get(parameter))
        settings.push_back("`" + parameter.str() + " = " + value + "`");
    }
    EXPECT_TRUE(hasRow("| `" + name.str() + "` | " + llvm::join(settings, ", ") + " |"));
  }
}
