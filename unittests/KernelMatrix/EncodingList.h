//===- EncodingList.h - the encodings of the kernel matrix ------------------------------------------------===//
#ifndef QNT_UNITTESTS_KERNELMATRIX_ENCODINGLIST_H
#define QNT_UNITTESTS_KERNELMATRIX_ENCODINGLIST_H

#include "Qnt/Numerics/Encoding.h"

namespace mlir::qnt::test {

/// How an element is stored, without its blocks.
struct StorageChoice {
  std::string name; ///< "i4", "u4_zp", "nf4", "mxfp4"
  numerics::Format storage = numerics::Format::I8;
  std::optional<numerics::Format> entry = std::nullopt; ///< of a table that storage indexes
  numerics::Format scale = numerics::Format::F32;
  std::optional<numerics::Format> zeroPoint = std::nullopt;
  bool tensorScale = false;
};

/// i2..i8, u2..u8 with zero points, fp8, fp6, fp4, palettes, mxfp8, mxfp4, nvfp4.
std::vector<StorageChoice> getWeightStorages();
/// What a quantize op can give: the above without palettes, and 16-bit integers.
std::vector<StorageChoice> getQuantizedStorages();

enum class Granularity { PerTensor, PerChannel, PerBlock, Tile };
std::string getName(Granularity granularity);

/// Blocks of `granularity` over `rank` dimensions: a channel is a position of `channel`, blocks of `blockSize` lie
/// along `inner`, tiles are blocks of 16 channels.
numerics::BlockShape makeBlock(Granularity granularity, unsigned rank, unsigned channel, unsigned inner,
                               int64_t blockSize);

numerics::Encoding makeEncoding(const StorageChoice &storage, numerics::Format expressed, numerics::BlockShape block);

} // namespace mlir::qnt::test

#endif // QNT_UNITTESTS_KERNELMATRIX_ENCODINGLIST_H
