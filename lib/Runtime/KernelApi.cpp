//===- KernelApi.cpp - the C interface: modules, kernels, launches ------------------------------------------===//

#include "Backend.h"

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;

static const char *orNothing(const char *name) { return name ? name : ""; }
static std::string quote(const char *name) { return std::string("'") + orNothing(name) + "'"; }

/// A module made by `load` becomes the context's.
template <class Load>
static Error keepModule(QntrtContext context, const void *image, QntrtModule *module, Load load) {
  if (!context)
    return makeInvalid("expected a context, got null");
  if (!image || !module)
    return makeInvalid(image ? "expected a place for the module" : "expected a module's bytes, got null");
  std::unique_ptr<QntrtModuleImpl> loaded;
  if (Error error = load(loaded))
    return error;
  *module = context->modules.insert(std::move(loaded));
  return std::nullopt;
}

QntrtStatus qntrtModuleLoadText(QntrtContext context, const char *text, size_t length, const char *name,
                                QntrtModule *module) {
  Error error = keepModule(context, text, module, [&](std::unique_ptr<QntrtModuleImpl> &loaded) {
    return context->loadText(std::string(text, length), orNothing(name), loaded);
  });
  return finish(error, "qntrtModuleLoadText", quote(name), std::to_string(length) + " bytes");
}

QntrtStatus qntrtModuleLoadImage(QntrtContext context, const void *image, size_t size, const char *name,
                                 QntrtModule *module) {
  Error error = keepModule(context, image, module, [&](std::unique_ptr<QntrtModuleImpl> &loaded) {
    return context->loadImage(image, size, orNothing(name), loaded);
  });
  return finish(error, "qntrtModuleLoadImage", quote(name), std::to_string(size) + " bytes");
}

QntrtStatus qntrtModuleUnload(QntrtModule module) {
  if (!module)
    return finish(makeInvalid("expected a module, got null"), "qntrtModuleUnload");
  QntrtContext context = module->context;
  // A kernel's failure belongs to the calls that wait for its results.
  (void)context->synchronize();
  context->modules.remove(module);
  return QntrtSuccess;
}

QntrtStatus qntrtModuleGetVariable(QntrtModule module, const char *name, QntrtPointer *pointer, size_t *bytes) {
  Error error;
  if (!module || !name || !pointer || !bytes)
    error = makeInvalid("expected a module, a name and places for address and size, got null");
  else
    error = module->findVariable(name, *pointer, *bytes);
  return finish(error, "qntrtModuleGetVariable", quote(name));
}

QntrtStatus qntrtModuleGetFunction(QntrtModule module, const char *name, QntrtFunction *function) {
  if (!module || !name || !function)
    return finish(makeInvalid("expected a module, a name and a place for the function, got null"),
                  "qntrtModuleGetFunction", quote(name));
  std::lock_guard<std::mutex> lock(module->mutex);
  auto known = module->functions.find(name);
  if (known == module->functions.end()) {
    std::unique_ptr<QntrtFunctionImpl> found;
    if (Error error = module->findFunction(name, found))
      return finish(error, "qntrtModuleGetFunction", quote(name));
    known = module->functions.emplace(name, std::move(found)).first;
  }
  *function = known->second.get();
  return QntrtSuccess;
}

QntrtStatus qntrtFunctionGetAttributes(QntrtFunction function, QntrtFunctionAttributes *attributes) {
  if (!function || !attributes)
    return finish(makeInvalid("expected a function and a place for its attributes, got null"),
                  "qntrtFunctionGetAttributes");
  const KernelLimits &limits = function->limits;
  *attributes = {};
  attributes->registers = limits.registers;
  attributes->staticSharedBytes = limits.staticSharedBytes;
  attributes->localBytes = limits.localBytes;
  attributes->maxThreadsPerBlock = limits.maxThreadsPerBlock;
  for (int axis = 0; axis < 3; ++axis)
    attributes->requiredBlock[axis] = static_cast<int>(limits.requiredBlock[axis]);
  attributes->parameterCount = limits.parameters ? limits.parameters->size() : SIZE_MAX;
  attributes->parameterBytes = limits.parameterBytes;
  return QntrtSuccess;
}

QntrtStatus qntrtFunctionGetParameter(QntrtFunction function, size_t index, QntrtParameter *parameter) {
  Error error;
  if (!function || !parameter)
    error = makeInvalid("expected a function and a place for its parameter, got null");
  else if (!function->limits.parameters)
    error = makeFailure(QntrtDriverTooOld, "this driver does not tell a kernel's parameters");
  else if (index >= function->limits.parameters->size())
    error = makeInvalid("expected an index below " + std::to_string(function->limits.parameters->size()));
  if (error)
    return finish(error, "qntrtFunctionGetParameter", index);
  const Parameter &found = (*function->limits.parameters)[index];
  *parameter = {found.name.c_str(), found.offset, found.size, found.alignment};
  return QntrtSuccess;
}

QntrtStatus qntrtLaunch(QntrtFunction function, const QntrtLaunch *launch, const QntrtArgument *arguments, size_t count,
                        QntrtStream stream) {
  if (!function || !launch || (count != 0 && !arguments))
    return finish(makeInvalid("expected a function, a launch and arguments, got null"), "qntrtLaunch");
  QntrtContext context = function->module->context;
  Error error;
  std::vector<std::byte> parameters;
  if (stream && !context->streams.contains(stream))
    error = makeInvalid("expected a stream of the kernel's context, got another handle");
  if (!error)
    error = checkLaunch(function->limits, context->getProperties(), *launch, arguments, count, parameters);
  if (!error) {
    std::string text = describeLaunch(function->limits, *launch, arguments, count);
    error = context->launch(function, *launch, std::move(parameters), arguments, count, text, stream);
  }
  return error ? finish(error, "qntrtLaunch", describeLaunch(function->limits, *launch, arguments, count))
               : QntrtSuccess;
}
