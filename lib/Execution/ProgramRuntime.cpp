//===- ProgramRuntime.cpp - what compiled code calls ------------------------------------------------------===//
#include "ProgramRuntime.h"
#include "Qnt/LowerCPU/Passes.h"
#include "Qnt/Target/Passes.h"
#include "mlir/ExecutionEngine/ExecutionEngine.h"
#include <csetjmp>
#include <cstdlib>
#include <cstring>

using namespace mlir;
using namespace mlir::qnt::execution;

namespace {
/// A run in progress.
struct RunState {
  std::jmp_buf exit;
  std::string message;
};
} // namespace

static thread_local RunState *currentRun = nullptr;
static thread_local QntrtCall currentCall = nullptr;

namespace mlir::qnt::execution {
/// Every block starts with its place in the ring; what code sees lies 64 bytes behind, so that alignments stay.
class MemoryBlocks {
public:
  static constexpr size_t kHeader = 64;
  static thread_local ProgramMemory *current;

  static void *allocate(size_t size) {
    using Block = ProgramMemory::Block;
    auto *block = size > SIZE_MAX - kHeader ? nullptr : static_cast<Block *>(std::malloc(kHeader + size));
    if (!block)
      return nullptr;
    Block &head = current->head;
    *block = {&head, head.next};
    head.next->previous = block;
    head.next = block;
    return reinterpret_cast<char *>(block) + kHeader;
  }

  static void release(void *memory) {
    if (!memory)
      return;
    auto *block = reinterpret_cast<ProgramMemory::Block *>(static_cast<char *>(memory) - kHeader);
    block->previous->next = block->next;
    block->next->previous = block->previous;
    std::free(block);
  }
};
thread_local ProgramMemory *MemoryBlocks::current = nullptr;
} // namespace mlir::qnt::execution

[[noreturn]] static void failRun(const char *message) {
  currentRun->message = message;
  std::longjmp(currentRun->exit, 1);
}

static void *allocateInRun(size_t size) {
  void *memory = MemoryBlocks::allocate(size);
  if (!memory)
    failRun("out of memory");
  return memory;
}

static void *allocateZerosInRun(size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size)
    failRun("out of memory");
  return std::memset(allocateInRun(count * size), 0, count * size);
}

ProgramMemory::ProgramMemory() : head{&head, &head} {}

void ProgramMemory::freeAll() {
  while (head.next != &head)
    MemoryBlocks::release(reinterpret_cast<char *>(head.next) + MemoryBlocks::kHeader);
}

//===----------------------------------------------------------------------------------------------------===//
// What code for a GPU calls
//===----------------------------------------------------------------------------------------------------===//

/// A failure of the runtime ends the run.
static void require(QntrtStatus status) {
  if (status != QntrtSuccess)
    failRun(qntrtGetLastError());
}

static QntrtPointer allocateOnDevice(size_t bytes) {
  QntrtPointer pointer = 0;
  require(qntrtCallAllocate(currentCall, bytes, &pointer));
  return pointer;
}

static void releaseOnDevice(QntrtPointer pointer) { require(qntrtCallRelease(currentCall, pointer)); }

static QntrtPointer getConstantOnDevice(const void *host, size_t bytes) {
  QntrtPointer pointer = 0;
  require(qntrtCallConstant(currentCall, host, bytes, &pointer));
  return pointer;
}

static QntrtPointer uploadToDevice(const void *host, size_t bytes) {
  QntrtPointer pointer = 0;
  require(qntrtCallUpload(currentCall, host, bytes, &pointer));
  return pointer;
}

static void readFromDevice(void *host, QntrtPointer from, size_t bytes) {
  require(qntrtCallRead(currentCall, host, from, bytes));
}

static void writeToDevice(QntrtPointer to, const void *host, size_t bytes) {
  require(qntrtCallWrite(currentCall, to, host, bytes));
}

static void launchOnDevice(const char *kernel, const QntrtCallSizes *sizes, const QntrtArgument *arguments,
                           size_t count) {
  require(qntrtCallLaunch(currentCall, kernel, sizes, arguments, count));
}

llvm::Error ProgramMemory::run(llvm::function_ref<void()> code, QntrtCall device) {
  RunState state;
  currentRun = &state;
  currentCall = device;
  MemoryBlocks::current = this;
  bool isDone = setjmp(state.exit) == 0;
  if (isDone)
    code();
  currentRun = nullptr;
  currentCall = nullptr;
  MemoryBlocks::current = nullptr;
  if (!state.message.empty()) {
    freeAll();
    return llvm::createStringError(state.message);
  }
  return llvm::Error::success();
}

void mlir::qnt::execution::registerRuntimeSymbols(ExecutionEngine &engine) {
  engine.registerSymbols([](llvm::orc::MangleAndInterner interner) {
    llvm::orc::SymbolMap symbols;
    auto add = [&](llvm::StringRef name, auto *function) {
      symbols[interner(name)] = {llvm::orc::ExecutorAddr::fromPtr(function), llvm::JITSymbolFlags::Exported};
    };
    add("malloc", &allocateInRun);
    // LLVM makes one of a malloc that is set to 0.
    add("calloc", &allocateZerosInRun);
    add("free", &MemoryBlocks::release);
    add(kRuntimeFailName, &failRun);
    add(kDeviceAllocateName, &allocateOnDevice);
    add(kDeviceReleaseName, &releaseOnDevice);
    add(kDeviceConstantName, &getConstantOnDevice);
    add(kDeviceUploadName, &uploadToDevice);
    add(kDeviceReadName, &readFromDevice);
    add(kDeviceWriteName, &writeToDevice);
    add(kDeviceLaunchName, &launchOnDevice);
    return symbols;
  });
}
