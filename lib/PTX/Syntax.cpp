//===- Syntax.cpp - questions to the tree ----------------------------------------------------------------===//
#include "Qnt/PTX/Syntax.h"

using namespace mlir::qnt::ptx;

std::string Register::getName() const {
  std::string name(stem);
  if (number != kNone)
    name += std::to_string(number);
  return name;
}

CallOperands Function::getCall(const Instruction &instruction) const {
  ArrayView<Operand> list = getOperands(instruction);
  assert(list.size() == 4 && "expected the operands of a call");
  return {getElements(list[0]), &list[1], getElements(list[2]), &list[3]};
}

std::string Module::getText(const Instruction &instruction) const {
  std::string_view rest = source->getText().substr(source->getOffset(instruction.location));
  rest = rest.substr(0, rest.find(';') == std::string_view::npos ? rest.size() : rest.find(';') + 1);
  std::string text;
  for (char character : rest) {
    bool isSpace = static_cast<unsigned char>(character) <= ' ';
    if (!isSpace)
      text += character;
    else if (!text.empty() && text.back() != ' ')
      text += ' ';
  }
  return text;
}

uint32_t Module::findFunction(std::string_view name) const {
  for (size_t index = 0; index < functions.size(); ++index)
    if (functions[index].name == name)
      return static_cast<uint32_t>(index);
  return kNone;
}

uint32_t Module::findVariable(std::string_view name) const {
  for (size_t index = 0; index < variables.size(); ++index)
    if (variables[index].name == name)
      return static_cast<uint32_t>(index);
  return kNone;
}
