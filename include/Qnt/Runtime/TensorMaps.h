//===- TensorMaps.h - runtime: descriptors of tensor copies -------------------------------------------------===//
#ifndef QNT_RUNTIME_TENSORMAPS_H
#define QNT_RUNTIME_TENSORMAPS_H

#include "Qnt/Runtime/Runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum QntrtTensorType QNTRT_INT {
  QntrtTensorU8 = 0,
  QntrtTensorU16 = 1,
  QntrtTensorU32 = 2,
  QntrtTensorI32 = 3,
  QntrtTensorU64 = 4,
  QntrtTensorI64 = 5,
  QntrtTensorF16 = 6,
  QntrtTensorF32 = 7,
  QntrtTensorF64 = 8,
  QntrtTensorBF16 = 9,
  QntrtTensorF32Flushed = 10,
  QntrtTensorTF32 = 11,
  QntrtTensorTF32Flushed = 12
} QntrtTensorType;
typedef enum QntrtInterleave QNTRT_INT {
  QntrtInterleaveNone = 0,
  QntrtInterleave16 = 1,
  QntrtInterleave32 = 2
} QntrtInterleave;
typedef enum QntrtSwizzle QNTRT_INT {
  QntrtSwizzleNone = 0,
  QntrtSwizzle32 = 1,
  QntrtSwizzle64 = 2,
  QntrtSwizzle128 = 3
} QntrtSwizzle;
typedef enum QntrtL2Promotion QNTRT_INT {
  QntrtL2None = 0,
  QntrtL264 = 1,
  QntrtL2128 = 2,
  QntrtL2256 = 3
} QntrtL2Promotion;
typedef enum QntrtOutOfBounds QNTRT_INT { QntrtOutOfBoundsZero = 0, QntrtOutOfBoundsNan = 1 } QntrtOutOfBounds;

/// A tensor in global memory and the box that one copy takes. Lists start with the innermost dimension.
typedef struct QntrtTensorMap {
  QntrtTensorType type;
  uint32_t rank;              ///< 1 to 5; 3 to 5 for im2col
  QntrtPointer address;       ///< a multiple of 16, of 32 with interleave 32
  uint64_t globalDims[5];     ///< 1 to 2^32
  uint64_t globalStrides[4];  ///< bytes, of dimensions 1 and up: multiples of 16 below 2^40
  uint32_t boxDims[5];        ///< tiled: 1 to 256
  uint32_t elementStrides[5]; ///< 1 to 8
  QntrtInterleave interleave;
  QntrtSwizzle swizzle;
  QntrtL2Promotion l2Promotion;
  QntrtOutOfBounds outOfBounds;
  int isIm2col;
  int32_t pixelBoxLower[3], pixelBoxUpper[3]; ///< im2col: corners in the rank - 2 middle dimensions
  uint32_t channelsPerPixel, pixelsPerColumn; ///< im2col: 1 to 256, 1 to 1024
} QntrtTensorMap;

/// The 128 bytes that a kernel takes by value, aligned to 64. On a GPU the driver encodes them; on the emulated device
/// they hold the fields in a form of its own, and only its kernels read them. Errors: QntrtInvalidArgument naming the
/// field, QntrtDriverTooOld before CUDA 12.0.
QNTRT_EXPORTED QntrtStatus qntrtTensorMapEncode(QntrtContext context, const QntrtTensorMap *map, void *bytes);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // QNT_RUNTIME_TENSORMAPS_H
