//===- CudaStreams.cpp - streams, events and graphs on a GPU ------------------------------------------------===//

#include "CudaContext.h"

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;
using namespace mlir::qnt::runtime::cuda;

static EventObject *getObject(QntrtEvent event) { return static_cast<CudaEvent *>(event)->object; }

StreamObject *CudaContext::getStream(QntrtStream stream) const {
  return stream ? static_cast<CudaStream *>(stream)->object : ownStream;
}

CudaStream::~CudaStream() {
  CudaContext::Current current(context);
  context.driver.streamSynchronize(object);
  context.driver.streamDestroy(object);
}

CudaEvent::~CudaEvent() {
  CudaContext::Current current(context);
  context.driver.eventDestroy(object);
}

CudaGraph::~CudaGraph() {
  CudaContext::Current current(context);
  if (exec)
    context.driver.graphExecDestroy(exec);
  if (graph)
    context.driver.graphDestroy(graph);
}

Error CudaContext::createStream(std::unique_ptr<QntrtStreamImpl> &stream) {
  Current current(*this);
  StreamObject *object = nullptr;
  if (Error error = check(driver.streamCreate(&object, kNonBlockingStream), "cuStreamCreate"))
    return error;
  stream = std::make_unique<CudaStream>(*this, object);
  return std::nullopt;
}

Error CudaContext::synchronizeStream(QntrtStream stream) {
  Current current(*this);
  return check(driver.streamSynchronize(getStream(stream)), "cuStreamSynchronize");
}

Error CudaContext::queryStream(QntrtStream stream) {
  Current current(*this);
  return check(driver.streamQuery(getStream(stream)), "cuStreamQuery");
}

Error CudaContext::waitEvent(QntrtStream stream, QntrtEvent event) {
  Current current(*this);
  return check(driver.streamWaitEvent(getStream(stream), getObject(event), 0), "cuStreamWaitEvent");
}

Error CudaContext::createEvent(std::unique_ptr<QntrtEventImpl> &event) {
  Current current(*this);
  EventObject *object = nullptr;
  if (Error error = check(driver.eventCreate(&object, 0), "cuEventCreate"))
    return error;
  event = std::make_unique<CudaEvent>(*this, object);
  return std::nullopt;
}

Error CudaContext::recordEvent(QntrtEvent event, QntrtStream stream) {
  Current current(*this);
  return check(driver.eventRecord(getObject(event), getStream(stream)), "cuEventRecord");
}

Error CudaContext::synchronizeEvent(QntrtEvent event) {
  Current current(*this);
  return check(driver.eventSynchronize(getObject(event)), "cuEventSynchronize");
}

Error CudaContext::queryEvent(QntrtEvent event) {
  Current current(*this);
  return check(driver.eventQuery(getObject(event)), "cuEventQuery");
}

Error CudaContext::getElapsed(QntrtEvent begin, QntrtEvent end, float &milliseconds) {
  Current current(*this);
  return check(driver.eventElapsed(&milliseconds, getObject(begin), getObject(end)), "cuEventElapsedTime");
}

Error CudaContext::beginCapture(QntrtStream stream) {
  constexpr int relaxedMode = 2; // other threads go on with what they do
  Current current(*this);
  return check(driver.streamBeginCapture(getStream(stream), relaxedMode), "cuStreamBeginCapture");
}

Error CudaContext::endCapture(QntrtStream stream, std::unique_ptr<QntrtGraphImpl> &graph) {
  Current current(*this);
  GraphObject *object = nullptr;
  if (Error error = check(driver.streamEndCapture(getStream(stream), &object), "cuStreamEndCapture"))
    return error;
  auto captured = std::make_unique<CudaGraph>(*this, object);
  if (!driver.graphInstantiate)
    return makeFailure(QntrtDriverTooOld, "the driver for CUDA " + describeVersion(driver.version) +
                                              " has no cuGraphInstantiateWithFlags (CUDA 11.4 or later is needed)");
  if (Error error = check(driver.graphInstantiate(&captured->exec, object, 0), "cuGraphInstantiateWithFlags"))
    return error;
  graph = std::move(captured);
  return std::nullopt;
}

Error CudaContext::launchGraph(QntrtGraph graph, QntrtStream stream) {
  Current current(*this);
  return check(driver.graphLaunch(static_cast<CudaGraph *>(graph)->exec, getStream(stream)), "cuGraphLaunch");
}
