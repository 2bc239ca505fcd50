//===- SpecialRegisters.cpp - names and types of the predefined registers --------------------------------===//
#include "Qnt/PTX/SpecialRegisters.h"
#include <array>

using namespace mlir::qnt::ptx;

namespace {
struct RegisterInfo {
  std::string_view name;
  ScalarType type;
  bool isVector;
  uint32_t count;          ///< of a numbered one: numbers 0 to count-1
  std::string_view suffix; ///< after the number
};
} // namespace

// In the order of SpecialRegister.
static constexpr std::array<RegisterInfo, static_cast<size_t>(SpecialRegister::Last) + 1> registerTable = {{
    {"%tid", ScalarType::U32, true, 0, ""},
    {"%ntid", ScalarType::U32, true, 0, ""},
    {"%laneid", ScalarType::U32, false, 0, ""},
    {"%warpid", ScalarType::U32, false, 0, ""},
    {"%nwarpid", ScalarType::U32, false, 0, ""},
    {"%ctaid", ScalarType::U32, true, 0, ""},
    {"%nctaid", ScalarType::U32, true, 0, ""},
    {"%smid", ScalarType::U32, false, 0, ""},
    {"%nsmid", ScalarType::U32, false, 0, ""},
    {"%gridid", ScalarType::U64, false, 0, ""},
    {"%is_explicit_cluster", ScalarType::Pred, false, 0, ""},
    {"%clusterid", ScalarType::U32, true, 0, ""},
    {"%nclusterid", ScalarType::U32, true, 0, ""},
    {"%cluster_ctaid", ScalarType::U32, true, 0, ""},
    {"%cluster_nctaid", ScalarType::U32, true, 0, ""},
    {"%cluster_ctarank", ScalarType::U32, false, 0, ""},
    {"%cluster_nctarank", ScalarType::U32, false, 0, ""},
    {"%lanemask_eq", ScalarType::U32, false, 0, ""},
    {"%lanemask_le", ScalarType::U32, false, 0, ""},
    {"%lanemask_lt", ScalarType::U32, false, 0, ""},
    {"%lanemask_ge", ScalarType::U32, false, 0, ""},
    {"%lanemask_gt", ScalarType::U32, false, 0, ""},
    {"%clock", ScalarType::U32, false, 0, ""},
    {"%clock_hi", ScalarType::U32, false, 0, ""},
    {"%clock64", ScalarType::U64, false, 0, ""},
    {"%pm", ScalarType::U32, false, 8, ""},
    {"%pm", ScalarType::U64, false, 8, "_64"},
    {"%envreg", ScalarType::B32, false, 32, ""},
    {"%globaltimer", ScalarType::U64, false, 0, ""},
    {"%globaltimer_lo", ScalarType::U32, false, 0, ""},
    {"%globaltimer_hi", ScalarType::U32, false, 0, ""},
    {"%reserved_smem_offset_begin", ScalarType::B32, false, 0, ""},
    {"%reserved_smem_offset_end", ScalarType::B32, false, 0, ""},
    {"%reserved_smem_offset_cap", ScalarType::B32, false, 0, ""},
    {"%reserved_smem_offset_", ScalarType::B32, false, 2, ""},
    {"%total_smem_size", ScalarType::U32, false, 0, ""},
    {"%aggr_smem_size", ScalarType::U32, false, 0, ""},
    {"%dynamic_smem_size", ScalarType::U32, false, 0, ""},
    {"%current_graph_exec", ScalarType::U64, false, 0, ""},
}};

/// The number of `name` when it is `info`'s name, digits without leading zeros below the count, and the suffix.
static std::optional<uint32_t> parseNumber(std::string_view name, const RegisterInfo &info) {
  if (name.size() <= info.name.size() + info.suffix.size() || name.substr(0, info.name.size()) != info.name ||
      name.substr(name.size() - info.suffix.size()) != info.suffix)
    return std::nullopt;
  std::string_view digits = name.substr(info.name.size(), name.size() - info.name.size() - info.suffix.size());
  if (digits.size() > 2 || (digits.size() == 2 && digits[0] == '0'))
    return std::nullopt;
  uint32_t number = 0;
  for (char digit : digits) {
    if (digit < '0' || digit > '9')
      return std::nullopt;
    number = number * 10 + (digit - '0');
  }
  return number < info.count ? std::optional<uint32_t>(number) : std::nullopt;
}

std::optional<SpecialRegisterName> mlir::qnt::ptx::parseSpecialRegister(std::string_view name) {
  for (size_t index = 0; index < registerTable.size(); ++index) {
    const RegisterInfo &info = registerTable[index];
    SpecialRegister id = static_cast<SpecialRegister>(index);
    if (info.count == 0) {
      if (info.name == name)
        return SpecialRegisterName{id, 0};
    } else if (std::optional<uint32_t> number = parseNumber(name, info)) {
      return SpecialRegisterName{id, *number};
    }
  }
  return std::nullopt;
}

std::string_view mlir::qnt::ptx::getName(SpecialRegister id) { return registerTable[static_cast<size_t>(id)].name; }

ScalarType mlir::qnt::ptx::getType(SpecialRegister id) { return registerTable[static_cast<size_t>(id)].type; }

bool mlir::qnt::ptx::isVector(SpecialRegister id) { return registerTable[static_cast<size_t>(id)].isVector; }
