//===- TestSupport.h - short ways to parse pieces of PTX -------------------------------------------------===//
#ifndef QNT_UNITTESTS_PTX_TESTSUPPORT_H
#define QNT_UNITTESTS_PTX_TESTSUPPORT_H

#include "Qnt/PTX/Parser.h"
#include "gtest/gtest.h"
#include <string>

namespace mlir::qnt::ptx {

inline constexpr const char *kHead = ".version 9.0\n.target sm_90a\n.address_size 64\n";
/// %r0 to %r9 (.b32), %rd (.b64), %f (.f32), %p (.pred).
inline constexpr const char *kRegisters =
    "  .reg .b32 %r<10>;\n  .reg .b64 %rd<10>;\n  .reg .f32 %f<10>;\n  .reg .pred %p<10>;\n";

/// Where a piece stands: in a module, in the body of a kernel, in one beside functions to call, or alone.
enum class Place { Module, Body, Call, Alone };

inline std::string wrap(Place place, const std::string &piece) {
  const std::string kernel = ".visible .entry k(.param .b32 q) {\n";
  const std::string functions = ".entry k1() { ret; }\n"
                                ".func f(.param .b32 a) { ret; }\n"
                                ".func (.param .b32 r) g(.param .b32 a) { ret; }\n"
                                ".func arr(.param .b8 a[4]) { ret; }\n";
  const std::string variables = "  .param .b32 p32;\n  .param .b64 p64;\n  .local .b32 l;\n";
  switch (place) {
  case Place::Module:
    return kHead + piece + "\n" + kernel + "  ret;\n}\n";
  case Place::Body:
    return kHead + kernel + kRegisters + piece + "\n  ret;\n}\n";
  case Place::Call:
    return kHead + functions + kernel + kRegisters + variables + piece + "\n  ret;\n}\n";
  case Place::Alone:
    break;
  }
  return piece;
}

/// The module of `piece`; the test fails when it has an error.
inline Module parsePiece(Place place, const std::string &piece) {
  Result<Module> result = parseModule(wrap(place, piece));
  if (result)
    return std::move(*result);
  ADD_FAILURE() << result.getError().format("piece.ptx");
  Module empty;
  empty.source = std::make_shared<const Source>("");
  empty.functions.emplace_back();
  return empty;
}

/// The function `k` of a parsed piece.
inline const Function &getKernel(const Module &module) {
  uint32_t index = module.findFunction("k");
  return module.functions[index == kNone ? 0 : index];
}

/// The operands of the first instruction of `k`.
inline ArrayView<Operand> getFirstOperands(const Module &module) {
  const Function &kernel = getKernel(module);
  return kernel.instructions.empty() ? ArrayView<Operand>() : kernel.getOperands(kernel.instructions[0]);
}

/// A piece with a backtick at the place of its error, and the message.
struct ErrorCase {
  Place place;
  const char *piece;
  const char *message;
};

inline void checkError(const ErrorCase &errorCase) {
  std::string text = wrap(errorCase.place, errorCase.piece);
  size_t mark = text.find('`');
  ASSERT_NE(mark, std::string::npos) << errorCase.piece;
  text.erase(mark, 1);
  Location expected = Source(text).locate(mark);
  Result<Module> result = parseModule(text);
  ASSERT_FALSE(result) << errorCase.piece;
  const Diagnostic &error = result.getError();
  EXPECT_EQ(error.message, errorCase.message) << errorCase.piece;
  EXPECT_EQ(error.line, expected.line) << errorCase.piece;
  EXPECT_EQ(error.column, expected.column) << errorCase.piece;
  EXPECT_EQ(error.errorClass, ErrorClass::ParseError) << errorCase.piece;
  EXPECT_EQ(error.lineText, Source(text).getLine(expected.line)) << errorCase.piece;
}

template <size_t count>
void checkErrors(const ErrorCase (&cases)[count]) {
  for (const ErrorCase &errorCase : cases)
    checkError(errorCase);
}

} // namespace mlir::qnt::ptx

#endif // QNT_UNITTESTS_PTX_TESTSUPPORT_H
