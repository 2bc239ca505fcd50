//===- LaneKernel.cpp - runs single instructions through the emulator -------------------------------------------===//

#include "LaneKernel.h"
#include "Oracle.h"
#include <cstring>

namespace lanes {

using namespace mlir::qnt;

std::vector<Inputs> standardInputs() {
  std::vector<Inputs> result;
  oracle::Random random(61);
  std::vector<uint32_t> singles = oracle::edges32();
  std::vector<uint64_t> doubles = oracle::edges64();
  const uint64_t small[] = {0, 1, 2, 7, 8, 15, 16, 31, 32, 33, 63, 64, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff};
  const uint64_t halves[] = {0x0000, 0x8000, 0x0001, 0x8001, 0x03ff, 0x0400, 0x3c00, 0xbc00, 0x3f80, 0x7bff,
                             0x7c00, 0xfc00, 0x7c01, 0x7e00, 0xffff, 0x7f80, 0xff80, 0x7f81, 0x0080, 0x4248};
  auto draw = [&](int kind) -> uint64_t {
    switch (kind) {
    case 0:
      return singles[random.next() % singles.size()] | random.next() << 32;
    case 1:
      return doubles[random.next() % doubles.size()];
    case 2:
      return small[random.next() % std::size(small)];
    case 3:
      return halves[random.next() % std::size(halves)] | halves[random.next() % std::size(halves)] << 16;
    case 4:
      return ~small[random.next() % std::size(small)];
    default:
      return random.next();
    }
  };
  for (int i = 0; i < 512; ++i) {
    Inputs inputs;
    for (uint64_t &input : inputs)
      input = draw(i % 4 == 3 ? int(random.next() % 6) : (i % 4 == 0 ? 0 : i % 4 == 1 ? 3 : i % 8 < 4 ? 1 : 2));
    result.push_back(inputs);
  }
  return result;
}

/// Moves destination `index` of a class to %out.
static std::string widen(char kind, int index) {
  std::string number = std::to_string(index);
  switch (kind) {
  case 'h':
    return "  cvt.u64.u16 %out, %ho" + number + ";\n";
  case 'r':
    return "  cvt.u64.u32 %out, %ro" + number + ";\n";
  case 'd':
    return "  mov.b64 %out, %do" + number + ";\n";
  case 'f':
    return "  mov.b32 %t, %fo" + number + ";\n  cvt.u64.u32 %out, %t;\n";
  case 'g':
    return "  mov.b64 %out, %go" + number + ";\n";
  default:
    return "  selp.u64 %out, 1, 0, %po" + number + ";\n";
  }
}

std::string makeKernel(const std::vector<Instruction> &instructions, const std::string &target,
                       const std::string &version) {
  std::string text = ".version " + version + "\n.target " + target + "\n.address_size 64\n" + R"(
.visible .entry k(.param .u64 in, .param .u64 out)
{
  .reg .b16 %h<4>, %ho<2>;
  .reg .b32 %r<4>, %ro<2>, %t;
  .reg .b64 %d<4>, %do<2>, %in, %out, %base, %tmp;
  .reg .f32 %f<4>, %fo<2>;
  .reg .f64 %g<4>, %go<2>;
  .reg .pred %p<4>, %po<2>;
  ld.param.u64 %in, [in];
  ld.param.u64 %base, [out];
  mov.u32 %t, %ctaid.x;
  shl.b32 %t, %t, 5;
  mov.u32 %r0, %tid.x;
  add.u32 %t, %t, %r0;
  mul.wide.u32 %tmp, %t, 32;
  add.u64 %in, %in, %tmp;
)";
  text += "  mul.wide.u32 %tmp, %t, " + std::to_string(16 * instructions.size()) + ";\n  add.u64 %base, %base, %tmp;\n";
  for (int i = 0; i < 4; ++i) {
    std::string n = std::to_string(i);
    text += "  ld.global.b64 %d" + n + ", [%in+" + std::to_string(8 * i) + "];\n";
    text += "  cvt.u32.u64 %r" + n + ", %d" + n + ";\n  cvt.u16.u64 %h" + n + ", %d" + n + ";\n";
    text += "  mov.b32 %f" + n + ", %r" + n + ";\n  mov.b64 %g" + n + ", %d" + n + ";\n";
    text += "  and.b32 %t, %r" + n + ", 1;\n  setp.ne.u32 %p" + n + ", %t, 0;\n";
  }
  for (size_t i = 0; i < instructions.size(); ++i) {
    text += "  " + instructions[i].text + "\n";
    for (size_t j = 0; j < instructions[i].destinations.size(); ++j) {
      text += widen(instructions[i].destinations[j], int(j));
      text += "  st.global.b64 [%base+" + std::to_string(16 * i + 8 * j) + "], %out;\n";
    }
  }
  return text + "  ret;\n}\n";
}

std::vector<std::vector<std::array<uint64_t, 2>>> run(const std::vector<Instruction> &instructions,
                                                      const std::vector<Inputs> &inputs, const std::string &target,
                                                      const std::string &version, std::string &error) {
  std::vector<std::vector<std::array<uint64_t, 2>>> results(instructions.size());
  emulator::Device device;
  ptx::Result<std::shared_ptr<const emulator::Program>> program =
      device.load(makeKernel(instructions, target, version));
  if (!program) {
    error = program.getError().format("kernel");
    return results;
  }
  uint64_t threads = inputs.size();
  uint64_t outBytes = threads * instructions.size() * 16;
  uint64_t in = device.allocate(threads * 32);
  uint64_t out = device.allocate(outBytes);
  device.write(in, inputs.data(), threads * 32);
  device.fill(out, 0, outBytes);
  std::vector<std::byte> parameters(16);
  std::memcpy(parameters.data(), &in, 8);
  std::memcpy(parameters.data() + 8, &out, 8);
  emulator::LaunchConfiguration configuration;
  configuration.grid.x = uint32_t(threads / 32);
  configuration.block.x = 32;
  configuration.hostThreads = 1;
  if (std::optional<emulator::Report> report = device.launch(**program, "k", configuration, parameters)) {
    error = report->toString();
    return results;
  }
  std::vector<std::array<uint64_t, 2>> flat(threads * instructions.size());
  device.read(out, flat.data(), outBytes);
  for (size_t i = 0; i < instructions.size(); ++i)
    for (size_t thread = 0; thread < threads; ++thread)
      results[i].push_back(flat[thread * instructions.size() + i]);
  return results;
}

/// Alternatives of a text without its outer brackets.
static std::vector<std::string> splitAlternatives(const std::string &text) {
  std::vector<std::string> result(1);
  int depth = 0;
  for (char c : text) {
    depth += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
    if (c == '|' && depth == 0)
      result.emplace_back();
    else
      result.back() += c;
  }
  return result;
}

std::vector<std::string> expandForm(const std::string &form) {
  size_t open = form.find_first_of("({");
  if (open == std::string::npos)
    return {form};
  int depth = 0;
  size_t close = open;
  for (; close < form.size(); ++close) {
    depth += form[close] == '(' || form[close] == '{' ? 1 : form[close] == ')' || form[close] == '}' ? -1 : 0;
    if (depth == 0)
      break;
  }
  std::string inside = form.substr(open + 1, close - open - 1);
  std::vector<std::string> choices =
      form[open] == '(' ? splitAlternatives(inside) : std::vector<std::string>{"", inside};
  std::vector<std::string> result;
  for (const std::string &choice : choices)
    for (const std::string &expanded : expandForm(form.substr(0, open) + choice + form.substr(close + 1)))
      result.push_back(expanded);
  return result;
}

} // namespace lanes
