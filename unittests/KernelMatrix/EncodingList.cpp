//===- EncodingList.cpp - the encodings of the kernel matrix ----------------------------------------------===//
#include "EncodingList.h"

using namespace mlir::qnt;
using namespace mlir::qnt::test;
using numerics::Format;

static std::vector<StorageChoice> getNumberStorages() {
  return {
      {"i2", Format::I2},
      {"i3", Format::I3},
      {"i4", Format::I4},
      {"i5", Format::I5},
      {"i6", Format::I6},
      {"i7", Format::I7},
      {"i8", Format::I8},
      {"u2_zp", Format::U2, {}, Format::F32, Format::U2},
      {"u3_zp", Format::U3, {}, Format::F16, Format::U3},
      {"u4_zp", Format::U4, {}, Format::F32, Format::U4},
      {"u5_zp", Format::U5, {}, Format::F32, Format::I8},
      {"u6_zp", Format::U6, {}, Format::BF16, Format::U8},
      {"u7_zp", Format::U7, {}, Format::F32, Format::I32},
      {"u8_zp", Format::U8, {}, Format::F32, Format::U8},
      {"i8_zp", Format::I8, {}, Format::F32, Format::I8},
      {"e4m3", Format::F8E4M3FN},
      {"e5m2", Format::F8E5M2},
      {"e2m3", Format::F6E2M3FN},
      {"e3m2", Format::F6E3M2FN},
      {"e2m1", Format::F4E2M1FN},
      {"mxfp8", Format::F8E4M3FN, {}, Format::F8E8M0FNU},
      {"mxfp4", Format::F4E2M1FN, {}, Format::F8E8M0FNU},
      {"nvfp4", Format::F4E2M1FN, {}, Format::F8E4M3FN, {}, true},
  };
}

std::vector<StorageChoice> test::getWeightStorages() {
  std::vector<StorageChoice> storages = getNumberStorages();
  storages.push_back({"palette2", Format::U2, Format::F16});
  storages.push_back({"palette4", Format::U4, Format::F16});
  storages.push_back({"palette6", Format::U6, Format::I8});
  return storages;
}

std::vector<StorageChoice> test::getQuantizedStorages() {
  std::vector<StorageChoice> storages = getNumberStorages();
  storages.push_back({"i16", Format::I16});
  storages.push_back({"u16_zp", Format::U16, {}, Format::F32, Format::I32});
  return storages;
}

std::string test::getName(Granularity granularity) {
  switch (granularity) {
  case Granularity::PerTensor:
    return "tensor";
  case Granularity::PerChannel:
    return "channel";
  case Granularity::PerBlock:
    return "block";
  case Granularity::Tile:
    return "tile";
  }
  llvm_unreachable("an unknown granularity");
}

numerics::BlockShape test::makeBlock(Granularity granularity, unsigned rank, unsigned channel, unsigned inner,
                                     int64_t blockSize) {
  numerics::BlockShape block(rank, granularity == Granularity::PerBlock ? 1 : numerics::kWhole);
  if (granularity == Granularity::PerChannel)
    block[channel] = 1;
  if (granularity == Granularity::PerBlock || granularity == Granularity::Tile)
    block[inner] = blockSize;
  if (granularity == Granularity::Tile)
    block[channel] = 16;
  return block;
}

numerics::Encoding test::makeEncoding(const StorageChoice &storage, Format expressed, numerics::BlockShape block) {
  numerics::Encoding encoding;
  encoding.storage = storage.storage;
  if (storage.entry)
    encoding.codebook = numerics::Codebook{storage.storage, *storage.entry, {}, {}};
  encoding.expressed = expressed;
  encoding.block = std::move(block);
  encoding.scale = storage.scale;
  encoding.tensorScale = storage.tensorScale;
  encoding.zeroPoint = storage.zeroPoint;
  return encoding;
}
