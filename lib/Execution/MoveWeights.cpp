//===- MoveWeights.cpp - constants of a lowered program into a file ---------------------------------------===//
//
//   llvm.mlir.global private constant @w(dense<...>) : !llvm.array<1024 x f32>
//   llvm.func @f() { %w = llvm.mlir.addressof @w ... }
//
// becomes
//
//   llvm.func @f() { %place = llvm.mlir.addressof @qnt.weights; %base = llvm.load %place; %w = llvm.getelementptr
//   %base[256] ... }
//
//===-----------------------------------------------------------------------------------------------------===//
#include "MoveWeights.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/IR/IRBuilder.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;

static constexpr llvm::StringLiteral kBaseName = "qnt.weights";

namespace {
/// Where the addresses of globals are taken, in the order of the program.
using GlobalUses = llvm::MapVector<StringAttr, SmallVector<LLVM::AddressOfOp>>;
} // namespace

/// Uses of globals in functions; those that another global's value uses are left out.
static GlobalUses findUses(ModuleOp module) {
  GlobalUses uses;
  SmallVector<StringAttr> inValues;
  module.walk([&](LLVM::AddressOfOp op) {
    if (op->getParentOfType<LLVM::LLVMFuncOp>())
      uses[op.getGlobalNameAttr().getAttr()].push_back(op);
    else
      inValues.push_back(op.getGlobalNameAttr().getAttr());
  });
  for (StringAttr name : inValues)
    uses.erase(name);
  return uses;
}

/// The value of a global that goes into the file; null for others.
static ElementsAttr getMovedValue(LLVM::GlobalOp global, bool isDeviceConstant) {
  auto value = dyn_cast_or_null<ElementsAttr>(global.getValueOrNull());
  // What has no dimensions is lowered to a mere number.
  if (auto number = dyn_cast_or_null<TypedAttr>(global.getValueOrNull()); number && !value)
    if (number.getType().isIntOrFloat())
      value = DenseElementsAttr::get(RankedTensorType::get({}, number.getType()), ArrayRef<Attribute>(number));
  if (!value || !global.getConstant() || global.getAddrSpace() != 0 || global.getThreadLocal_())
    return nullptr;
  std::optional<uint64_t> bytes = WeightFile::getBytes(value);
  bool isMoved = bytes && (isDeviceConstant || *bytes >= WeightFile::kMinBytes);
  return isMoved ? value : nullptr;
}

/// The address of the file in memory, read where the function begins.
static Value getBase(LLVM::LLVMFuncOp function, LLVM::GlobalOp baseGlobal) {
  OpBuilder b(function.getContext());
  b.setInsertionPointToStart(&function.getBody().front());
  Value place = LLVM::AddressOfOp::create(b, function.getLoc(), baseGlobal);
  return LLVM::LoadOp::create(b, function.getLoc(), LLVM::LLVMPointerType::get(function.getContext()), place);
}

WeightFile execution::moveWeights(LoweredProgram &program) {
  WeightFile file;
  ModuleOp module = *program.module;
  GlobalUses uses = findUses(module);
  OpBuilder b = OpBuilder::atBlockBegin(module.getBody());
  auto pointer = LLVM::LLVMPointerType::get(module.getContext());
  LLVM::GlobalOp baseGlobal;
  llvm::DenseMap<LLVM::LLVMFuncOp, Value> bases;
  for (LLVM::GlobalOp global : llvm::make_early_inc_range(module.getOps<LLVM::GlobalOp>())) {
    auto found = uses.find(global.getSymNameAttr());
    if (found == uses.end())
      continue;
    ElementsAttr value = getMovedValue(global, program.isDeviceConstant(global.getSymName()));
    if (!value)
      continue;
    if (!baseGlobal)
      baseGlobal = LLVM::GlobalOp::create(b, module.getLoc(), pointer, /*isConstant=*/false, LLVM::Linkage::External,
                                          kBaseName, Attribute());
    int64_t offset = file.add(global.getSymName(), value);
    for (LLVM::AddressOfOp use : found->second) {
      auto function = use->getParentOfType<LLVM::LLVMFuncOp>();
      Value &base = bases[function];
      if (!base)
        base = getBase(function, baseGlobal);
      OpBuilder atUse(use);
      Value place = LLVM::GEPOp::create(
          atUse, use.getLoc(), pointer, atUse.getI8Type(), base,
          ArrayRef<LLVM::GEPArg>{
              LLVM::ConstantOp::create(atUse, use.getLoc(), atUse.getI64IntegerAttr(offset)).getResult()});
      use.replaceAllUsesWith(place);
      use.erase();
    }
    global.erase();
  }
  return file;
}

//===----------------------------------------------------------------------------------------------------===//
// Functions in C
//===----------------------------------------------------------------------------------------------------===//

/// Gives a declaration of the run-time part its value.
static void defineConstant(llvm::Module &module, StringRef name, llvm::Constant *value) {
  llvm::GlobalVariable *declared = module.getGlobalVariable(name);
  auto *global = new llvm::GlobalVariable(module, value->getType(), /*isConstant=*/true,
                                          llvm::GlobalValue::InternalLinkage, value);
  global->setAlignment(llvm::Align(16));
  declared->replaceAllUsesWith(global);
  global->takeName(declared);
  declared->eraseFromParent();
}

void execution::addWeightFunctions(llvm::Module &module, const WeightFile &file, const WeightFile::Hash &hash,
                                   StringRef name, StringRef prefix) {
  llvm::LLVMContext &context = module.getContext();
  llvm::IRBuilder<> b(context);
  std::string header = file.getHeader(hash);
  defineConstant(module, "qnt.weights_header", llvm::ConstantDataArray::getString(context, header, /*AddNull=*/false));
  defineConstant(module, "qnt.weights_bytes", b.getInt64(file.getFileBytes()));
  defineConstant(module, "qnt.weights_name", llvm::ConstantDataArray::getString(context, name));
  auto *type = llvm::FunctionType::get(b.getInt32Ty(), {b.getPtrTy(), b.getPtrTy()}, /*isVarArg=*/false);
  auto *load = llvm::Function::Create(type, llvm::Function::ExternalLinkage, prefix + "_load_weights", module);
  b.SetInsertPoint(llvm::BasicBlock::Create(context, "", load));
  b.CreateRet(b.CreateCall(module.getFunction("qnt.weights_load"), {load->getArg(0), load->getArg(1)}));
}
