//===- PayloadForm.h - how fuzz-payload's inputs hold what a bytecode reader asks for --------------------===//
//
// A byte each, from the end of the input to its beginning: small numbers as they are (signed ones plus kBias), strings
// as a place in kStrings, optional attributes by kind: 0 none, 1 a string attribute, 2 one of the dialect. A byte from
// kLong on says that eight bytes with the number follow, the most significant one first; a signed number is stored less
// the smallest one. The first byte's lowest bit decides between an attribute (1) and a type.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_FUZZ_PAYLOADFORM_H
#define QNT_UNITTESTS_FUZZ_PAYLOADFORM_H

#include <cstdint>

namespace mlir::qnt::fuzz::payload {

inline constexpr uint64_t kLong = 240;
inline constexpr int64_t kBias = 8;

/// Names that the dialect writes; any other string is refused by the first comparison.
inline constexpr const char *kStrings[] = {
    "i2",      "i3",       "i4",         "i5",       "i6",        "i7",       "i8",      "i16",        "i32",
    "u2",      "u3",       "u4",         "u5",       "u6",        "u7",       "u8",      "u16",        "f8E4M3FN",
    "f8E5M2",  "f6E2M3FN", "f6E3M2FN",   "f4E2M1FN", "f8E8M0FNU", "f64",      "f32",     "f16",        "bf16",
    "default", "onnx",     "qwix",       "qwix-cpu", "apple",     "concrete", "tflite",  "absmax",     "minmax",
    "rms",     "fixed",    "percentile", "mse",      "rounding",  "mx_scale", "epsilon", "stochastic", "half_even",
    "floor",   "ceil",     "oas",        "1e-06",    "plain",     "nf4",      "",        "seed",       "nonsense"};

} // namespace mlir::qnt::fuzz::payload

#endif // QNT_UNITTESTS_FUZZ_PAYLOADFORM_H
