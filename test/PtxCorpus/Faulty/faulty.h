//===- faulty.h - a build is faulty, or mended with -DIS_MENDED -----------------------------------------===//
#ifndef QNT_TEST_PTXCORPUS_FAULTY_FAULTY_H
#define QNT_TEST_PTXCORPUS_FAULTY_FAULTY_H

#ifdef IS_MENDED
#define FAULTY(...)
#define MENDED(...) __VA_ARGS__
#define EITHER(faulty, mended) mended
#else
#define FAULTY(...) __VA_ARGS__
#define MENDED(...)
#define EITHER(faulty, mended) faulty
#endif
#define KERNEL extern "C" __global__ void

#endif // QNT_TEST_PTXCORPUS_FAULTY_FAULTY_H
