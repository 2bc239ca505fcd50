//===- FuzzEmulator.cpp - hostile PTX, loaded and launched -----------------------------------------------===//

#include "../Emulator/HostileModule.h"
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string problem =
      mlir::qnt::emulator::runHostileModule(std::string(reinterpret_cast<const char *>(data), size)).problem;
  if (problem.empty())
    return 0;
  std::fprintf(stderr, "DEFECT: %s\n", problem.c_str());
  std::abort();
}
