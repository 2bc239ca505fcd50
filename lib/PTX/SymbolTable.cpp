//===- SymbolTable.cpp - names in scopes, registers by range ---------------------------------------------===//
#include "SymbolTable.h"

using namespace mlir::qnt::ptx;

void SymbolTable::leaveScope() {
  Scope &scope = scopes.back();
  for (auto undo = scope.undo.rbegin(); undo != scope.undo.rend(); ++undo) {
    if (undo->binding.kind == Binding::Kind::None)
      names.erase(undo->name);
    else
      names[undo->name] = undo->binding;
  }
  for (auto range = scope.ranges.rbegin(); range != scope.ranges.rend(); ++range) {
    const Declaration &declaration = declarations[*range];
    if (declaration.previous == kNone)
      ranges.erase(declaration.prototype.stem);
    else
      ranges[declaration.prototype.stem] = declaration.previous;
  }
  scopes.pop_back();
  while (deepestRange > 0 && (deepestRange >= scopes.size() || scopes[deepestRange].ranges.empty()))
    --deepestRange;
}

void SymbolTable::bind(std::string_view name, Binding binding) {
  Binding &slot = names[name];
  scopes[binding.scope].undo.push_back({name, slot});
  slot = binding;
}

Binding SymbolTable::lookupModule(std::string_view name) const {
  auto found = moduleNames.find(name);
  return found == moduleNames.end() ? Binding() : found->second;
}

bool SymbolTable::declareInModule(std::string_view name, Binding::Kind kind, uint32_t index) {
  return moduleNames.emplace(name, Binding{kind, index, 0}).second;
}

bool SymbolTable::declare(std::string_view name, Binding::Kind kind, uint32_t index) {
  if (getScope() == 0)
    return declareInModule(name, kind, index);
  auto found = names.find(name);
  if (found != names.end() && found->second.scope == getScope())
    return false;
  if (deepestRange == getScope() && kind != Binding::Kind::Label) {
    RangeMatch match = findRange(name);
    if (match.declaration != kNone && declarations[match.declaration].scope == getScope())
      return false;
  }
  bind(name, {kind, index, getScope()});
  return true;
}

/// A range that is declared later in this scope may have this name too.
void SymbolTable::rememberNumber(std::string_view name) {
  uint64_t number = 0, scale = 1;
  for (size_t digits = 1; digits <= maxDigits && digits < name.size(); ++digits) {
    char digit = name[name.size() - digits];
    if (digit < '0' || digit > '9')
      return;
    number += (digit - '0') * scale;
    scale *= 10;
    auto [slot, isNew] = scopes.back().lowestNumbers.emplace(name.substr(0, name.size() - digits), number);
    if (!isNew && number < slot->second)
      slot->second = number;
  }
}

bool SymbolTable::declareRegister(std::string_view name, uint64_t count, const Register &prototype) {
  uint32_t index = static_cast<uint32_t>(declarations.size());
  if (count == 0) {
    if (!declare(name, Binding::Kind::DeclaredRegister, index))
      return false;
    declarations.push_back({prototype, 0, getScope(), kNone});
    rememberNumber(name);
    return true;
  }
  auto numbered = scopes.back().lowestNumbers.find(name);
  if (numbered != scopes.back().lowestNumbers.end() && numbered->second < count)
    return false;
  auto [slot, isNew] = ranges.emplace(name, index);
  uint32_t previous = isNew ? kNone : slot->second;
  if (previous != kNone && declarations[previous].scope == getScope())
    return false;
  slot->second = index;
  declarations.push_back({prototype, count, getScope(), previous});
  scopes.back().ranges.push_back(index);
  deepestRange = getScope();
  return true;
}

/// The range in the innermost scope that has `name`: a stem and a number below its count. Of two in one scope, that of
/// the shorter stem.
SymbolTable::RangeMatch SymbolTable::findRange(std::string_view name) const {
  RangeMatch best;
  uint64_t number = 0, scale = 1;
  for (size_t digits = 1; digits <= maxDigits && digits < name.size(); ++digits) {
    char digit = name[name.size() - digits];
    if (digit < '0' || digit > '9')
      break;
    number += (digit - '0') * scale;
    scale *= 10;
    auto found = ranges.find(name.substr(0, name.size() - digits));
    // A range too small for the number does not hide the outer one.
    uint32_t index = found == ranges.end() ? kNone : found->second;
    while (index != kNone && number >= declarations[index].count)
      index = declarations[index].previous;
    if (index == kNone || number >= kNone)
      continue;
    if (best.declaration == kNone || declarations[index].scope >= declarations[best.declaration].scope)
      best = {index, static_cast<uint32_t>(number)};
  }
  return best;
}

/// The register of a range: %r1 and %r01 are the same.
Binding SymbolTable::materialize(std::string_view name, RangeMatch match, std::vector<Register> &registers) {
  const Declaration &declaration = declarations[match.declaration];
  uint64_t key = static_cast<uint64_t>(match.declaration) << 32 | match.number;
  auto [slot, isNew] = rangeRegisters.emplace(key, static_cast<uint32_t>(registers.size()));
  if (isNew) {
    registers.push_back(declaration.prototype);
    registers.back().number = match.number;
  }
  Binding binding = {Binding::Kind::Register, slot->second, declaration.scope};
  bind(name, binding);
  return binding;
}

Binding SymbolTable::lookup(std::string_view name, std::vector<Register> &registers) {
  auto found = names.find(name);
  Binding binding = found == names.end() ? Binding() : found->second;
  bool isFound = binding.kind != Binding::Kind::None;
  if (!isFound || binding.scope < deepestRange) {
    RangeMatch match = findRange(name);
    if (match.declaration != kNone && (!isFound || declarations[match.declaration].scope > binding.scope))
      return materialize(name, match, registers);
  }
  if (binding.kind == Binding::Kind::DeclaredRegister) {
    uint32_t index = static_cast<uint32_t>(registers.size());
    registers.push_back(declarations[binding.index].prototype);
    found->second.kind = binding.kind = Binding::Kind::Register;
    found->second.index = binding.index = index;
  }
  return isFound ? binding : lookupModule(name);
}

void SymbolTable::forgetRegisters() {
  declarations.clear();
  rangeRegisters.clear();
}
