//===- FormCaseFloat.cpp - instructions of floats, comparisons and conversions --------------------------===//

#include "Arithmetic/Approximate.h"
#include "Arithmetic/Compare.h"
#include "Arithmetic/Convert.h"
#include "FormCase.h"
#include <algorithm>

namespace lanes {

using namespace mlir::qnt::emulator;

/// Calls body with a value of the format of "f16" or "f16x2".
template <class Body>
static auto withFloat(const std::string &type, Body body) {
  if (type == "f64")
    return body(F64());
  if (type[0] == 'b')
    return body(BF16());
  return type.substr(0, 3) == "f16" ? body(F16()) : body(F32());
}

static FloatModifiers modifiersOf(const Spelling &s) {
  FloatModifiers modifiers;
  if (s.has("rz") || s.has("rzi"))
    modifiers.rounding = Rounding::TowardZero;
  if (s.has("rm") || s.has("rmi"))
    modifiers.rounding = Rounding::Down;
  if (s.has("rp") || s.has("rpi"))
    modifiers.rounding = Rounding::Up;
  if (s.has("rna"))
    modifiers.rounding = Rounding::NearestAway;
  modifiers.flush = s.has("ftz");
  modifiers.saturate = s.has("sat");
  modifiers.relu = s.has("relu");
  return modifiers;
}

/// Applies `function` to the elements of a type: one, or two packed ones.
template <class Function>
static uint64_t byElement(const std::string &type, const Inputs &in, Function function) {
  int bits = type == "f64" ? 64 : type == "f32" || type == "f32x2" ? 32 : 16;
  int count = type.find("x2") != std::string::npos ? 2 : 1;
  uint64_t mask = bits == 64 ? ~uint64_t(0) : (uint64_t(1) << bits) - 1;
  uint64_t result = 0;
  for (int i = 0; i < count; ++i) {
    Inputs element;
    for (size_t j = 0; j < 4; ++j)
      element[j] = in[j] >> (bits * i) & mask;
    result |= function(element) << (bits * i);
  }
  return result;
}

static uint64_t evaluateArithmetic(const Spelling &s, const std::string &type, const Inputs &in) {
  FloatModifiers m = modifiersOf(s);
  const std::string &op = s.opcode();
  return withFloat(type, [&](auto format) -> uint64_t {
    using F = decltype(format);
    MinMaxModifiers minMax = {op == "max", m.flush, s.has("NaN"), s.has("xorsign")};
    if (op == "add")
      return addFloat<F>(in[0], in[1], m);
    if (op == "sub")
      return addFloat<F>(in[0], isNaN<F>(in[1]) ? in[1] : in[1] ^ F::signBit, m);
    if (op == "mul")
      return mulFloat<F>(in[0], in[1], m);
    if (op == "fma" || op == "mad")
      return fmaFloat<F>(in[0], in[1], in[2], m);
    if (op == "min" || op == "max")
      return minMaxFloat<F>(in[0], in[1], minMax);
    if (op == "neg")
      return negFloat<F>(in[0], m);
    if (op == "abs")
      return absFloat<F>(in[0], m);
    if constexpr (isHostFloat<F>) {
      if (op == "div")
        return divFloat<F>(in[0], in[1], m);
      if (op == "rcp")
        return rcpFloat<F>(in[0], m);
      if (op == "sqrt")
        return sqrtFloat<F>(in[0], m);
    }
    return copysignFloat<F>(in[0], in[1]);
  });
}

static std::optional<FormCase> makeApproximate(const Spelling &s) {
  static const std::string names[] = {"rcp", "sqrt", "rsqrt", "sin", "cos", "lg2", "ex2", "tanh"};
  auto function = ApproximateFunction(std::find(names, names + 8, s.opcode()) - names);
  const std::string &type = s.last();
  bool flush = s.has("ftz");
  if (s.opcode() == "div")
    return makeCase(s, type, {type, type}, [=](const Inputs &in) {
      return divApproximate(uint32_t(in[0]), uint32_t(in[1]), s.has("full"), flush);
    });
  if (type == "f64")
    return makeCase(s, type, {type}, [=](const Inputs &in) {
      return flush ? approximateHighHalf(function, in[0]) : reciprocalSquareRootDouble(in[0]);
    });
  return makeCase(s, type, {type}, [=](const Inputs &in) {
    return byElement(type, in, [&](const Inputs &element) {
      return type == "f32"    ? approximate<F32>(function, element[0], flush)
             : type[0] == 'f' ? approximate<F16>(function, element[0], flush)
                              : approximate<BF16>(function, element[0], flush);
    });
  });
}

std::optional<FormCase> makeFloatCase(const Spelling &s, unsigned) {
  const std::string &op = s.opcode();
  const std::string &type = s.last();
  if (type.find("f16") == std::string::npos && type.find("f32") == std::string::npos && type != "f64")
    return std::nullopt;
  if (s.has("approx") || s.has("full"))
    return makeApproximate(s);
  if (op == "testp") {
    static const std::string tests[] = {"finite", "infinite", "number", "notanumber", "normal", "subnormal"};
    auto test = NumberTest(std::find(tests, tests + 6, s[1]) - tests);
    return makeCase(s, "pred", {type}, [=](const Inputs &in) -> uint64_t {
      return type == "f64" ? testNumber<F64>(in[0], test) : testNumber<F32>(uint32_t(in[0]), test);
    });
  }
  size_t count = 0;
  for (const char *name : {"neg", "abs", "rcp", "sqrt"})
    count = op == name ? 1 : count;
  for (const char *name : {"add", "sub", "mul", "div", "min", "max", "copysign"})
    count = op == name ? 2 : count;
  count = op == "fma" || op == "mad" ? 3 : count;
  if (count == 0)
    return std::nullopt;
  return makeCase(s, type, std::vector<std::string>(count, type), [=](const Inputs &in) {
    return byElement(type, in, [&](const Inputs &element) {
      return evaluateArithmetic(s, type == "f32x2" ? "f32" : type, element);
    });
  });
}

//===--- Comparisons ---===//

static bool evaluateComparison(const Spelling &s, const std::string &type, const Inputs &in) {
  static const std::string names[] = {"eq",  "ne",  "lt",  "le",  "gt",  "ge", "equ", "neu", "ltu",
                                      "leu", "gtu", "geu", "num", "nan", "lo", "ls",  "hi",  "hs"};
  int index = int(std::find(names, names + 18, s[1]) - names);
  auto comparison = Comparison(index >= 14 ? index - 12 : index);
  if (type.find('f') != std::string::npos)
    return withFloat(
        type, [&](auto format) { return compareFloat<decltype(format)>(in[0], in[1], comparison, s.has("ftz")); });
  return withInteger(type, [&](auto tag) { return compareInteger<decltype(tag)>(in[0], in[1], comparison); });
}
static bool combine(const Spelling &s, bool a, bool b) {
  return s.has("and") ? a && b : s.has("or") ? a || b : s.has("xor") ? a != b : a;
}

static FormCase makeSetp(const Spelling &s) {
  const std::string &type = s.last();
  bool combines = s.has("and") || s.has("or") || s.has("xor"), packed = type.find("x2") != std::string::npos;
  // Scalar f16 and bf16 have one predicate.
  bool hasSecond = packed || type.find("f16") == std::string::npos;
  FormCase form;
  form.instruction.text = s.text + (hasSecond ? " %po0|%po1, " : " %po0, ") + source(type, 0) + ", " + source(type, 1) +
                          (combines ? std::string(", !%p2;") : std::string(";"));
  form.instruction.destinations = hasSecond ? "pp" : "p";
  form.expected = [=](const Inputs &in) {
    bool predicate = !(in[2] & 1);
    Inputs high = {in[0] >> 16 & 0xffff, in[1] >> 16 & 0xffff};
    bool first = evaluateComparison(s, type, packed ? Inputs{in[0] & 0xffff, in[1] & 0xffff} : in);
    bool second = packed ? evaluateComparison(s, type, high) : !first;
    return Results{combine(s, first, predicate), hasSecond && combine(s, second, predicate)};
  };
  return form;
}

static FormCase makeSet(const Spelling &s) {
  const std::string &type = s.last(), &result = s.last(1);
  bool combines = s.has("and") || s.has("or") || s.has("xor");
  FormCase form = makeCase(s, result, {type, type}, [=](const Inputs &in) -> uint64_t {
    bool predicate = in[2] & 1, packed = type.find("x2") != std::string::npos;
    uint64_t one = result == "f32"                    ? 0x3f800000
                   : result.substr(0, 3) == "f16"     ? 0x3c00
                   : result.substr(0, 2) == "bf"      ? 0x3f80
                   : packed || classOf(result) == 'h' ? 0xffff
                                                      : 0xffffffff;
    uint64_t value = 0;
    for (int i = 0; i < (packed ? 2 : 1); ++i) {
      Inputs element = {in[0] >> (16 * i), in[1] >> (16 * i)};
      if (packed)
        element = {element[0] & 0xffff, element[1] & 0xffff};
      value |= (combine(s, evaluateComparison(s, type, element), predicate) ? one : 0) << (16 * i);
    }
    return value;
  });
  if (combines)
    form.instruction.text.replace(form.instruction.text.size() - 1, 1, ", %p2;");
  return form;
}

std::optional<FormCase> makeCompareCase(const Spelling &s, unsigned) {
  const std::string &op = s.opcode();
  if (op == "setp")
    return makeSetp(s);
  if (op == "set")
    return makeSet(s);
  auto cut = [](const std::string &type, uint64_t bits) {
    char kind = classOf(type);
    return kind == 'h' ? bits & 0xffff : kind == 'r' || kind == 'f' ? bits & 0xffffffff : bits;
  };
  if (op == "selp")
    return makeCase(s, s[1], {s[1], s[1], "pred"},
                    [=](const Inputs &in) { return cut(s[1], in[2] & 1 ? in[0] : in[1]); });
  if (op == "slct") {
    std::string type = s.last(1), condition = s.last();
    return makeCase(s, type, {type, type, condition}, [=](const Inputs &in) {
      float single = asFloat(in[2]);
      bool flushed = s.has("ftz") && std::fpclassify(single) == FP_SUBNORMAL;
      bool first = condition == "s32" ? int32_t(in[2]) >= 0 : flushed || single >= 0;
      return cut(type, first ? in[0] : in[1]);
    });
  }
  return std::nullopt;
}

//===--- Conversions ---===//

static uint64_t evaluateConversion(const Spelling &s, const std::string &to, const std::string &from, uint64_t a) {
  FloatModifiers m = modifiersOf(s);
  bool toFloat = to.find('f') != std::string::npos, fromFloat = from.find('f') != std::string::npos;
  bool finite = s.has("satfinite");
  if (!toFloat && !fromFloat)
    return withInteger(to, [&](auto target) {
      return withInteger(
          from, [&](auto origin) { return convertInteger<decltype(target), decltype(origin)>(a, m.saturate); });
    });
  if (!toFloat)
    return withInteger(to, [&](auto target) {
      return withFloat(from, [&](auto origin) {
        return convertToInteger<decltype(target), decltype(origin)>(a, m.rounding, m.flush);
      });
    });
  if (!fromFloat)
    return withFloat(to, [&](auto target) {
      return withInteger(from, [&](auto origin) { return convertToFloat<decltype(target), decltype(origin)>(a, m); });
    });
  if (to == from && (s.has("rni") || s.has("rzi") || s.has("rmi") || s.has("rpi")))
    return withFloat(to, [&](auto target) { return roundFloatToIntegral<decltype(target)>(a, m); });
  return withFloat(to, [&](auto target) {
    return withFloat(from, [&](auto origin) { return convertFloat<decltype(target), decltype(origin)>(a, m, finite); });
  });
}

static FormCase makePackCase(const Spelling &s) {
  int bits = std::stoi(s[3].substr(1));
  std::vector<std::string> operands(bits < 16 ? 3 : 2, "b32");
  return makeCase(s, "b32", operands, [=](const Inputs &in) {
    return packSaturated(in[0], in[1], bits < 16 ? in[2] : 0, bits, s[3][0] == 's');
  });
}

static FormCase makePackedConversion(const Spelling &s, const std::string &to, const std::string &from) {
  FloatModifiers m = modifiersOf(s);
  if (to == "tf32")
    return makeCase(s, "b32", {"f32"},
                    [=](const Inputs &in) { return convertToTf32(uint32_t(in[0]), m, s.has("satfinite")); });
  auto narrow = [=](uint64_t single) {
    return to == "f16x2"    ? convertFloat<F16, F32>(single, m, s.has("satfinite"))
           : to == "bf16x2" ? convertFloat<BF16, F32>(single, m, s.has("satfinite"))
           : to == "e4m3x2" ? convertFloat<E4M3, F32>(single, m, true)
                            : convertFloat<E5M2, F32>(single, m, true);
  };
  int width = to[0] == 'e' ? 8 : 16;
  if (from == "f32")
    return makeCase(s, to, {"f32", "f32"},
                    [=](const Inputs &in) { return narrow(uint32_t(in[0])) << width | narrow(uint32_t(in[1])); });
  if (from == "f16x2") // f16 is exact in f32
    return makeCase(s, to, {"b32"}, [=](const Inputs &in) {
      return narrow(convertFloat<F32, F16>(in[0] >> 16 & 0xffff, {})) << 8 |
             narrow(convertFloat<F32, F16>(in[0] & 0xffff, {}));
    });
  return makeCase(s, "b32", {"b16"}, [=](const Inputs &in) {
    auto widen = [&](uint64_t code) {
      return from == "e4m3x2" ? convertFloat<F16, E4M3>(code, m) : convertFloat<F16, E5M2>(code, m);
    };
    return widen(in[0] >> 8 & 0xff) << 16 | widen(in[0] & 0xff);
  });
}

std::optional<FormCase> makeConvertCase(const Spelling &s, unsigned) {
  if (s.opcode() != "cvt")
    return std::nullopt;
  if (s[1] == "pack")
    return makePackCase(s);
  const std::string &to = s.last(1), &from = s.last();
  if (to.find("x2") != std::string::npos || to == "tf32")
    return makePackedConversion(s, to, from);
  uint64_t mask = classOf(to) == 'h' ? 0xffff : classOf(to) == 'r' || classOf(to) == 'f' ? 0xffffffff : ~uint64_t(0);
  uint64_t sourceMask = from == "f32" ? 0xffffffff : from.substr(from.size() - 2) == "16" ? 0xffff : ~uint64_t(0);
  return makeCase(s, to, {from},
                  [=](const Inputs &in) { return evaluateConversion(s, to, from, in[0] & sourceMask) & mask; });
}

} // namespace lanes
