//===- Types.cpp - names and sizes of scalar types -------------------------------------------------------===//
#include "Qnt/PTX/Types.h"
#include <array>

using namespace mlir::qnt::ptx;

namespace {
struct TypeInfo {
  std::string_view name;
  unsigned bits;
};
} // namespace

// In the order of ScalarType.
static constexpr std::array<TypeInfo, static_cast<size_t>(ScalarType::Last) + 1> typeTable = {{
    {"", 0},         {"pred", 1},    {"b8", 8},      {"b16", 16},    {"b32", 32},    {"b64", 64},    {"b128", 128},
    {"u8", 8},       {"u16", 16},    {"u32", 32},    {"u64", 64},    {"s8", 8},      {"s16", 16},    {"s32", 32},
    {"s64", 64},     {"f16", 16},    {"f16x2", 32},  {"f32", 32},    {"f64", 64},    {"texref", 64}, {"samplerref", 64},
    {"surfref", 64}, {"bf16", 16},   {"bf16x2", 32}, {"tf32", 32},   {"f32x2", 64},  {"u16x2", 32},  {"s16x2", 32},
    {"u8x4", 32},    {"s8x4", 32},   {"u4", 4},      {"s4", 4},      {"b1", 1},      {"e4m3", 8},    {"e5m2", 8},
    {"e4m3x2", 16},  {"e5m2x2", 16}, {"e4m3x4", 32}, {"e5m2x4", 32}, {"e2m1", 4},    {"e2m1x2", 8},  {"e2m1x4", 16},
    {"e2m3", 6},     {"e3m2", 6},    {"e2m3x2", 16}, {"e3m2x2", 16}, {"e2m3x4", 32}, {"e3m2x4", 32}, {"ue8m0", 8},
    {"ue8m0x2", 16}, {"ue4m3", 8},
}};

ScalarType mlir::qnt::ptx::parseScalarType(std::string_view name) {
  if (name.size() < 2 || name.size() > 10)
    return ScalarType::None;
  for (size_t index = 1; index < typeTable.size(); ++index)
    if (typeTable[index].name == name)
      return static_cast<ScalarType>(index);
  return ScalarType::None;
}

std::string_view mlir::qnt::ptx::getName(ScalarType type) { return typeTable[static_cast<size_t>(type)].name; }

unsigned mlir::qnt::ptx::getBitWidth(ScalarType type) { return typeTable[static_cast<size_t>(type)].bits; }

std::string_view mlir::qnt::ptx::getName(StateSpace space) {
  switch (space) {
  case StateSpace::None:
    return {};
  case StateSpace::Register:
    return "reg";
  case StateSpace::Constant:
    return "const";
  case StateSpace::Global:
    return "global";
  case StateSpace::Local:
    return "local";
  case StateSpace::Parameter:
    return "param";
  case StateSpace::Shared:
    return "shared";
  case StateSpace::Texture:
    return "tex";
  }
  return {};
}
