//===- FormCase.cpp - integer and bit instructions ------------------------------------------------------===//

#include "FormCase.h"
#include "Arithmetic/Bits.h"
#include <algorithm>

namespace lanes {

using namespace mlir::qnt::emulator;

Spelling::Spelling(const std::string &mnemonic) : text(mnemonic), parts(1) {
  for (char c : mnemonic) {
    if (c == '.')
      parts.emplace_back();
    else
      parts.back() += c;
  }
}
bool Spelling::has(const std::string &part) const { return std::find(parts.begin(), parts.end(), part) != parts.end(); }

char classOf(const std::string &type) {
  if (type == "f32")
    return 'f';
  if (type == "f64")
    return 'g';
  if (type == "pred")
    return 'p';
  if (type == "f32x2" || type.substr(1) == "64")
    return 'd';
  if (type == "f16" || type == "bf16" || type.substr(1) == "16" || type.substr(1) == "8" || type == "e4m3x2" ||
      type == "e5m2x2")
    return 'h';
  return 'r';
}
std::string destination(const std::string &type, int index) {
  return std::string("%") + classOf(type) + "o" + std::to_string(index);
}
std::string source(const std::string &type, int index) {
  return std::string("%") + classOf(type) + std::to_string(index);
}

FormCase makeCase(const Spelling &spelling, const std::string &result, const std::vector<std::string> &operands,
                  std::function<uint64_t(const Inputs &)> expected) {
  FormCase form;
  form.instruction.text = spelling.text + " " + destination(result);
  for (size_t i = 0; i < operands.size(); ++i)
    form.instruction.text += ", " + source(operands[i], int(i));
  form.instruction.text += ";";
  form.instruction.destinations = classOf(result);
  form.expected = [expected](const Inputs &inputs) { return Results{expected(inputs), 0}; };
  return form;
}

static std::string wideOf(const std::string &type) {
  return type[0] + std::string(type.substr(1) == "16" ? "32" : "64");
}

static uint64_t addBoth(uint64_t a, uint64_t b, bool subtract) {
  uint32_t low = subtract ? a - b : a + b;
  uint32_t high = subtract ? (a >> 16) - (b >> 16) : (a >> 16) + (b >> 16);
  return (low & 0xffff) | high << 16;
}

/// add sub div rem min max abs neg of integers.
static std::optional<FormCase> makeSimple(const Spelling &s) {
  const std::string &type = s.last(), &op = s.opcode();
  if (type == "u16x2" || type == "s16x2")
    return makeCase(s, "b32", {"b32", "b32"}, [=](const Inputs &in) {
      auto half = [&](int shift) -> uint64_t {
        int64_t x = type[0] == 's' ? int64_t(int16_t(in[0] >> shift)) : int64_t(uint16_t(in[0] >> shift));
        int64_t y = type[0] == 's' ? int64_t(int16_t(in[1] >> shift)) : int64_t(uint16_t(in[1] >> shift));
        int64_t value = op == "min" ? std::min(x, y) : std::max(x, y);
        return uint64_t(s.has("relu") && value < 0 ? 0 : value) & 0xffff;
      };
      return op == "add" || op == "sub" ? addBoth(in[0], in[1], op == "sub") : half(0) | half(16) << 16;
    });
  bool unary = op == "abs" || op == "neg";
  std::vector<std::string> operands(unary ? 1 : 2, type);
  return makeCase(s, type, operands, [=](const Inputs &in) {
    return withInteger(type, [&](auto tag) -> uint64_t {
      using Type = decltype(tag);
      __int128 a = Type(in[0]), b = Type(in[1]), low = std::numeric_limits<Type>::min(),
               high = std::numeric_limits<Type>::max(), value = 0;
      if (op == "add" || op == "sub")
        value = op == "add" ? a + b : a - b;
      if (s.has("sat"))
        value = std::min(std::max(value, low), high);
      if (op == "div")
        value = b == 0 ? -1 : a / b;
      if (op == "rem")
        value = b == 0 ? a : a % b;
      if (op == "min" || op == "max")
        value = op == "min" ? std::min(a, b) : std::max(a, b);
      if (s.has("relu"))
        value = std::max<__int128>(value, 0);
      if (unary)
        value = op == "neg" || a < 0 ? -a : a;
      return zeroExtended(Type(value));
    });
  });
}

static std::optional<FormCase> makeProduct(const Spelling &s) {
  const std::string &type = s.last(), &mode = s[1];
  std::string result = mode == "wide" ? wideOf(type) : type;
  bool accumulates = s.opcode() == "mad";
  std::vector<std::string> operands = {type, type};
  if (accumulates)
    operands.push_back(result);
  return makeCase(s, result, operands, [=](const Inputs &in) {
    return withInteger(type, [&](auto tag) -> uint64_t {
      using Type = decltype(tag);
      __int128 x = Type(in[0]), y = Type(in[1]);
      auto product = static_cast<unsigned __int128>(x) * static_cast<unsigned __int128>(y);
      uint64_t c = accumulates ? in[2] : 0;
      if (mode == "hi")
        product = static_cast<unsigned __int128>(static_cast<__int128>(product) >> (8 * sizeof(Type)));
      if (s.has("sat"))
        return addSaturated(uint64_t(product), c);
      uint64_t sum = uint64_t(product) + c;
      if (mode != "wide")
        return zeroExtended(Type(sum));
      return sizeof(Type) == 2 ? uint32_t(sum) : sum;
    });
  });
}

static std::optional<FormCase> makeTwentyFour(const Spelling &s) {
  bool isSigned = s.last() == "s32", high = s[1] == "hi", accumulates = s.opcode() == "mad24";
  std::vector<std::string> operands(accumulates ? 3 : 2, s.last());
  return makeCase(s, s.last(), operands, [=](const Inputs &in) -> uint64_t {
    uint64_t c = accumulates ? in[2] : 0;
    if (s.has("sat"))
      return mad24HighSaturated(in[0], in[1], c);
    uint64_t product = isSigned ? (high ? mul24High<int32_t>(in[0], in[1]) : mul24Low<int32_t>(in[0], in[1]))
                                : (high ? mul24High<uint32_t>(in[0], in[1]) : mul24Low<uint32_t>(in[0], in[1]));
    return uint32_t(product + c);
  });
}

/// A chain of two: the first instruction sets the condition code that the case reads, or reads the one it sets.
static std::optional<FormCase> makeCarry(const Spelling &s) {
  const std::string &type = s.last(), &op = s.opcode();
  bool reads = op == "addc" || op == "subc" || op == "madc", sets = s.has("cc");
  bool multiplies = op == "mad" || op == "madc", subtracts = op == "sub" || op == "subc";
  std::string width = type.substr(1);
  FormCase form;
  std::string &text = form.instruction.text;
  if (reads)
    text += "add.cc.u" + width + " " + destination(type) + ", " + source(type, 2) + ", " + source(type, 3) + "; ";
  text += s.text + " " + destination(type) + ", " + source(type, 0) + ", " + source(type, 1);
  text += (multiplies ? ", " + source(type, 3) : "") + ";";
  if (sets)
    text += " " + std::string(subtracts ? "subc.u" : "addc.u") + width + " " + destination(type, 1) + ", 0, 0;";
  form.instruction.destinations = std::string(sets ? 2 : 1, classOf(type));
  form.expected = [=](const Inputs &in) {
    return withInteger(type, [&](auto tag) {
      using Type = decltype(tag);
      using Unsigned = std::make_unsigned_t<Type>;
      bool carry = reads && addCarry<Unsigned>(in[2], in[3], false).carry;
      WithCarry result = subtracts ? subBorrow<Unsigned>(in[0], in[1], carry) : addCarry<Unsigned>(in[0], in[1], carry);
      if constexpr (sizeof(Type) >= 4) {
        uint64_t product = s[1] == "hi" ? mulHigh<Type>(in[0], in[1]) : mulLow<Type>(in[0], in[1]);
        if (multiplies)
          result = addCarry<Unsigned>(product, in[3], carry);
      }
      uint64_t second = subtracts ? zeroExtended(Unsigned(0 - uint64_t(result.carry))) : uint64_t(result.carry);
      return Results{result.value, sets ? second : 0};
    });
  };
  return form;
}

std::optional<FormCase> makeIntegerCase(const Spelling &s, unsigned) {
  const std::string &op = s.opcode(), &type = s.last();
  bool isInteger = (type[0] == 'u' || type[0] == 's') && type.size() <= 5 && isdigit(type[1]);
  if (!isInteger)
    return std::nullopt;
  if (s.has("cc") || op == "addc" || op == "subc" || op == "madc")
    return makeCarry(s);
  for (const char *name : {"add", "sub", "div", "rem", "min", "max", "abs", "neg"})
    if (op == name)
      return makeSimple(s);
  if (op == "mul" || op == "mad")
    return makeProduct(s);
  if (op == "mul24" || op == "mad24")
    return makeTwentyFour(s);
  if (op == "sad")
    return makeCase(s, type, {type, type, type}, [=](const Inputs &in) {
      return withInteger(type, [&](auto tag) -> uint64_t { return sadInteger<decltype(tag)>(in[0], in[1], in[2]); });
    });
  if (op == "dp4a")
    return makeCase(s, s[1], {s[1], s[2], "b32"},
                    [=](const Inputs &in) { return dot4(in[0], in[1], in[2], s[1] == "s32", s[2] == "s32"); });
  if (op == "dp2a")
    return makeCase(s, s[2], {s[2], s[3], "b32"}, [=](const Inputs &in) {
      return dot2(in[0], in[1], in[2], s[2] == "s32", s[3] == "s32", s[1] == "hi");
    });
  return std::nullopt;
}

//===--- Bits ---===//

static std::optional<FormCase> makeLop3(const Spelling &s, unsigned variant) {
  uint8_t table = uint8_t(0xe8 + 37 * variant);
  FormCase form;
  bool combines = s.size() == 3;
  std::string sources = ", %r0, %r1, %r2, " + std::to_string(table);
  form.instruction.text = s.text + (combines ? " %ro0|%po1" + sources + ", !%p3;" : " %ro0" + sources + ";");
  form.instruction.destinations = combines ? "rp" : "r";
  form.expected = [=](const Inputs &in) {
    uint64_t result = lop3(in[0], in[1], in[2], table);
    bool predicate = !(in[3] & 1);
    bool second = s[1] == "or" ? result || predicate : result && predicate;
    return Results{result, combines && second};
  };
  return form;
}

/// Functions of bits with operands of one type.
static std::optional<FormCase> makeLogic(const Spelling &s) {
  const std::string &type = s.last(), &op = s.opcode();
  bool unary = op == "not" || op == "cnot";
  uint64_t mask = type == "pred" ? 1 : type == "b16" ? 0xffff : type == "b32" ? 0xffffffff : ~uint64_t(0);
  return makeCase(s, type, std::vector<std::string>(unary ? 1 : 2, type), [=](const Inputs &in) -> uint64_t {
    uint64_t a = in[0] & mask, b = in[1] & mask;
    if (op == "and")
      return a & b;
    if (op == "or")
      return a | b;
    if (op == "xor")
      return a ^ b;
    return op == "not" ? ~a & mask : a == 0;
  });
}

static std::optional<FormCase> makeShift(const Spelling &s) {
  const std::string &type = s.last();
  return makeCase(s, type, {type, "u32"}, [=](const Inputs &in) {
    return withInteger(type, [&](auto tag) -> uint64_t {
      using Type = decltype(tag);
      return s.opcode() == "shl" ? shiftLeft<Type>(in[0], in[1]) : shiftRight<Type>(in[0], in[1]);
    });
  });
}

static std::optional<FormCase> makePermute(const Spelling &s) {
  const std::string modes[] = {"", "f4e", "b4e", "rc8", "ecl", "ecr", "rc16"};
  size_t mode = s.size() == 3 ? size_t(std::find(modes, modes + 7, s[2]) - modes) : 0;
  return makeCase(s, "b32", {"b32", "b32", "b32"},
                  [=](const Inputs &in) { return permuteBytes(in[0], in[1], in[2], PermuteMode(mode)); });
}

static std::optional<FormCase> makeField(const Spelling &s) {
  const std::string &type = s.last();
  if (s.opcode() == "bfe")
    return makeCase(s, type, {type, "u32", "u32"}, [=](const Inputs &in) {
      return withInteger(type, [&](auto tag) -> uint64_t { return extractField<decltype(tag)>(in[0], in[1], in[2]); });
    });
  if (s.opcode() == "bfi")
    return makeCase(s, type, {type, type, "u32", "u32"}, [=](const Inputs &in) {
      return type == "b32" ? insertField<uint32_t>(in[0], in[1], in[2], in[3])
                           : insertField<uint64_t>(in[0], in[1], in[2], in[3]);
    });
  return makeCase(s, s.opcode() == "brev" ? type : "u32", {type}, [=](const Inputs &in) {
    return withInteger(type, [&](auto tag) -> uint64_t {
      using Type = decltype(tag);
      if (s.opcode() == "brev")
        return reverseBits<Type>(in[0]);
      if (s.opcode() == "clz")
        return countLeadingZeros<Type>(in[0]);
      return s.opcode() == "popc" ? countOnes<Type>(in[0]) : findLeading<Type>(in[0], s.has("shiftamt"));
    });
  });
}

std::optional<FormCase> makeBitsCase(const Spelling &s, unsigned variant) {
  const std::string &op = s.opcode();
  if (op == "lop3")
    return makeLop3(s, variant);
  if (op == "and" || op == "or" || op == "xor" || op == "not" || op == "cnot")
    return makeLogic(s);
  if (op == "shl" || op == "shr")
    return makeShift(s);
  if (op == "shf")
    return makeCase(s, "b32", {"b32", "b32", "u32"},
                    [=](const Inputs &in) { return funnelShift(in[0], in[1], in[2], s[1] == "l", s[2] == "wrap"); });
  if (op == "prmt")
    return makePermute(s);
  if (op == "bfe" || op == "bfi" || op == "bfind" || op == "brev" || op == "clz" || op == "popc")
    return makeField(s);
  if (op == "fns") {
    // The base must be below 32.
    FormCase form = makeCase(s, "b32", {}, [](const Inputs &in) { return findNthSet(in[0], in[1] & 31, in[2]); });
    form.instruction.text = "and.b32 %ro1, %r1, 31; fns.b32 %ro0, %r0, %ro1, %r2;";
    return form;
  }
  if (op == "szext")
    return makeCase(s, s[2], {s[2], "u32"},
                    [=](const Inputs &in) { return extendFrom(in[0], in[1], s[2] == "s32", s[1] == "wrap"); });
  if (op == "bmsk")
    return makeCase(s, "b32", {"u32", "u32"}, [=](const Inputs &in) { return bitMask(in[0], in[1], s[1] == "wrap"); });
  if (op == "mov" && s.last() != "b128")
    return makeCase(s, s.last(), {s.last()}, [=](const Inputs &in) -> uint64_t {
      char kind = classOf(s.last());
      return kind == 'p'                  ? in[0] & 1
             : kind == 'h'                ? uint16_t(in[0])
             : kind == 'r' || kind == 'f' ? uint32_t(in[0])
                                          : in[0];
    });
  if (op == "mov") {
    FormCase form;
    form.instruction.text =
        "{ .reg .b128 %q<2>; mov.b128 %q0, {%d0, %d1}; mov.b128 %q1, %q0; mov.b128 {%do0, %do1}, %q1; }";
    form.instruction.destinations = "dd";
    form.expected = [](const Inputs &in) { return Results{in[0], in[1]}; };
    return form;
  }
  return std::nullopt;
}

} // namespace lanes
