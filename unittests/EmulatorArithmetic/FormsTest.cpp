//===- FormsTest.cpp - every spelling of every arithmetic form, executed --------------------------------===//
//
// The forms that the opcode table lists are expanded; each spelling is decoded, executed on edge values and compared. A
// form without a case here, or in the tests of matrices, is a failure.
//
//===----------------------------------------------------------------------===//

#include "FormCase.h"
#include "Qnt/Emulator/Instructions.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include <gtest/gtest.h>
#include <sstream>

using namespace lanes;
using mlir::qnt::emulator::OpcodeTable;

namespace {

std::optional<FormCase> makeAnyCase(const Spelling &spelling, unsigned variant) {
  for (auto make : {makeVideoCase, makeCompareCase, makeConvertCase, makeBitsCase, makeIntegerCase, makeFloatCase})
    if (std::optional<FormCase> form = make(spelling, variant))
      return form;
  return std::nullopt;
}

constexpr size_t kBatch = 100;

/// Runs a batch and compares; what is wrong first, or nothing.
std::string runBatch(const std::vector<FormCase> &cases, const std::vector<Inputs> &inputs) {
  std::vector<Instruction> instructions;
  for (const FormCase &form : cases)
    instructions.push_back(form.instruction);
  std::string error;
  auto results = run(instructions, inputs, "sm_100", "8.8", error);
  if (!error.empty())
    return error;
  for (size_t i = 0; i < cases.size(); ++i)
    for (size_t thread = 0; thread < inputs.size(); ++thread) {
      Results expected = cases[i].expected(inputs[thread]);
      if (results[i][thread] == expected)
        continue;
      std::ostringstream text;
      text << cases[i].instruction.text << std::hex << " of " << inputs[thread][0] << " " << inputs[thread][1] << " "
           << inputs[thread][2] << " " << inputs[thread][3] << ": expected " << expected[0] << " " << expected[1]
           << ", got " << results[i][thread][0] << " " << results[i][thread][1];
      return text.str();
    }
  return {};
}

TEST(Forms, EverySpellingIsExecuted) {
  OpcodeTable table;
  registerArithmeticGroup(table);
  std::vector<Inputs> inputs = standardInputs();
  size_t numForms = 0, numSpellings = 0;
  for (const auto &[opcode, entry] : table.getEntries()) {
    if (opcode == "mma" || opcode == "wmma" || opcode == "movmatrix")
      continue; // MatrixFormsTest.cpp
    std::vector<FormCase> cases;
    for (const std::string &form : entry.forms) {
      ++numForms;
      for (const std::string &mnemonic : expandForm(form)) {
        std::optional<FormCase> made = makeAnyCase(Spelling(mnemonic), unsigned(numSpellings++));
        if (!made)
          ADD_FAILURE() << "expected a case for '" << mnemonic << "' of the form " << form;
        else
          cases.push_back(*made);
      }
    }
    for (size_t first = 0; first < cases.size(); first += kBatch)
      EXPECT_EQ(
          runBatch({cases.begin() + long(first), cases.begin() + long(std::min(cases.size(), first + kBatch))}, inputs),
          "");
  }
  RecordProperty("forms", int(numForms));
  RecordProperty("spellings", int(numSpellings));
  std::printf("%zu forms, %zu spellings, %zu inputs each\n", numForms, numSpellings, inputs.size());
}

} // namespace
