//===- StreamApi.cpp - the C interface: streams, events, graphs ---------------------------------------------===//

#include "Backend.h"

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;

/// An empty error when the context is there and the other handles are its own; a null stream is the context's.
static Error checkHandles(QntrtContext context, QntrtStream stream) {
  if (!context)
    return makeInvalid("expected a context, got null");
  if (stream && !context->streams.contains(stream))
    return makeInvalid("expected a stream of this context, got another handle");
  return std::nullopt;
}

static Error checkHandles(QntrtContext context, QntrtStream stream, QntrtEvent event) {
  Error error = checkHandles(context, stream);
  if (!error && !context->events.contains(event))
    error = makeInvalid("expected an event of this context, got another handle");
  return error;
}

QntrtStatus qntrtStreamCreate(QntrtContext context, QntrtStream *stream) {
  Error error = checkHandles(context, nullptr);
  std::unique_ptr<QntrtStreamImpl> created;
  if (!error)
    error = stream ? context->createStream(created) : makeInvalid("expected a place for the stream");
  if (!error)
    *stream = context->streams.insert(std::move(created));
  return finish(error, "qntrtStreamCreate");
}

QntrtStatus qntrtStreamDestroy(QntrtContext context, QntrtStream stream) {
  Error error = checkHandles(context, stream);
  if (!error && stream)
    context->streams.remove(stream);
  return finish(error, "qntrtStreamDestroy");
}

QntrtStatus qntrtStreamSynchronize(QntrtContext context, QntrtStream stream) {
  Error error = checkHandles(context, stream);
  return finish(error ? error : context->synchronizeStream(stream), "qntrtStreamSynchronize");
}

QntrtStatus qntrtStreamQuery(QntrtContext context, QntrtStream stream) {
  Error error = checkHandles(context, stream);
  return finish(error ? error : context->queryStream(stream), "qntrtStreamQuery");
}

QntrtStatus qntrtStreamWaitEvent(QntrtContext context, QntrtStream stream, QntrtEvent event) {
  Error error = checkHandles(context, stream, event);
  return finish(error ? error : context->waitEvent(stream, event), "qntrtStreamWaitEvent");
}

QntrtStatus qntrtEventCreate(QntrtContext context, QntrtEvent *event) {
  Error error = checkHandles(context, nullptr);
  std::unique_ptr<QntrtEventImpl> created;
  if (!error)
    error = event ? context->createEvent(created) : makeInvalid("expected a place for the event");
  if (!error)
    *event = context->events.insert(std::move(created));
  return finish(error, "qntrtEventCreate");
}

QntrtStatus qntrtEventDestroy(QntrtContext context, QntrtEvent event) {
  Error error = checkHandles(context, nullptr, event);
  if (!error)
    context->events.remove(event);
  return finish(error, "qntrtEventDestroy");
}

QntrtStatus qntrtEventRecord(QntrtContext context, QntrtEvent event, QntrtStream stream) {
  Error error = checkHandles(context, stream, event);
  return finish(error ? error : context->recordEvent(event, stream), "qntrtEventRecord");
}

QntrtStatus qntrtEventSynchronize(QntrtContext context, QntrtEvent event) {
  Error error = checkHandles(context, nullptr, event);
  return finish(error ? error : context->synchronizeEvent(event), "qntrtEventSynchronize");
}

QntrtStatus qntrtEventQuery(QntrtContext context, QntrtEvent event) {
  Error error = checkHandles(context, nullptr, event);
  return finish(error ? error : context->queryEvent(event), "qntrtEventQuery");
}

QntrtStatus qntrtEventElapsed(QntrtContext context, QntrtEvent begin, QntrtEvent end, float *milliseconds) {
  Error error = checkHandles(context, nullptr, begin);
  error = error ? error : checkHandles(context, nullptr, end);
  if (!error)
    error =
        milliseconds ? context->getElapsed(begin, end, *milliseconds) : makeInvalid("expected a place for the time");
  return finish(error, "qntrtEventElapsed");
}

QntrtStatus qntrtCaptureBegin(QntrtContext context, QntrtStream stream) {
  Error error = checkHandles(context, stream);
  if (!error)
    error = stream ? context->beginCapture(stream) : makeInvalid("expected a stream, got the context's own one (null)");
  return finish(error, "qntrtCaptureBegin");
}

QntrtStatus qntrtCaptureEnd(QntrtContext context, QntrtStream stream, QntrtGraph *graph) {
  Error error = checkHandles(context, stream);
  std::unique_ptr<QntrtGraphImpl> created;
  if (!error && !stream)
    error = makeInvalid("expected a stream, got the context's own one (null)");
  if (!error)
    error = graph ? context->endCapture(stream, created) : makeInvalid("expected a place for the graph");
  if (!error)
    *graph = context->graphs.insert(std::move(created));
  return finish(error, "qntrtCaptureEnd");
}

static Error checkGraph(QntrtContext context, QntrtGraph graph) {
  if (!context)
    return makeInvalid("expected a context, got null");
  if (!context->graphs.contains(graph))
    return makeInvalid("expected a graph of this context, got another handle");
  return std::nullopt;
}

QntrtStatus qntrtGraphLaunch(QntrtContext context, QntrtGraph graph, QntrtStream stream) {
  Error error = checkGraph(context, graph);
  error = error ? error : checkHandles(context, stream);
  return finish(error ? error : context->launchGraph(graph, stream), "qntrtGraphLaunch");
}

QntrtStatus qntrtGraphDestroy(QntrtContext context, QntrtGraph graph) {
  Error error = checkGraph(context, graph);
  if (!error)
    context->graphs.remove(graph);
  return finish(error, "qntrtGraphDestroy");
}
