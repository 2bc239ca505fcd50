//===- Emulation.h - runtime: what only the emulated device can do ------------------------------------------===//
#ifndef QNT_RUNTIME_EMULATION_H
#define QNT_RUNTIME_EMULATION_H

#include "Qnt/Runtime/Runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/// One executed instruction of one warp; the texts live during the call.
typedef struct QntrtTraceEvent {
  uint32_t block[3];
  uint32_t warp;
  uint32_t activeLanes; ///< bit per lane
  uint32_t line;
  const char *kernel;
  size_t kernelLength;
  const char *text; ///< the instruction, not ended by a zero
  size_t textLength;
} QntrtTraceEvent;

/// How later launches of a context are executed.
typedef struct QntrtEmulation {
  uint64_t seed;              ///< 0: warps take turns in order; others vary the order
  uint64_t limitInstructions; ///< of one block, by its warps together; 0: the emulator's own limit
  unsigned hostThreads;       ///< 0: as many as the machine has. Results do not depend on it
  void (*trace)(const QntrtTraceEvent *event, void *user); ///< null for none; called by the stream's thread
  void *user;
  int collectsStatistics;
  unsigned fp8AccumulatorBits; ///< that mma keeps of sums of products of 8-bit floats: 14 as on sm_89, sm_90; 0: all
} QntrtEmulation;

QNTRT_EXPORTED QntrtStatus qntrtEmulationSet(QntrtContext context, const QntrtEmulation *emulation);

/// A defect that the emulator found, or PTX that it does not take.
typedef struct QntrtReport {
  const char *className; ///< "shared_race"; docs/PtxRun.md lists them
  const char *kernel;    ///< empty where there is none
  uint32_t line;         ///< of the PTX text, from 1; 0 when it is not known
  const char *text;      ///< the whole report on one line, class included
} QntrtReport;

/// The report behind this thread's last failure, valid until its next call. Errors: QntrtNotFound when that failure had
/// none.
QNTRT_EXPORTED QntrtStatus qntrtGetLastReport(QntrtReport *report);

/// One byte for each of the range, not 0 where it was never written.
QNTRT_EXPORTED QntrtStatus qntrtGetUndefined(QntrtContext context, QntrtPointer pointer, size_t bytes,
                                             uint8_t *undefined);

/// The profile of the launches since statistics are collected, as text for people; valid until the thread's next call.
QNTRT_EXPORTED QntrtStatus qntrtGetStatistics(QntrtContext context, const char **text);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // QNT_RUNTIME_EMULATION_H
