// Rows of fewer elements than a thread reads at once, the last one cut: what lies behind the end is not read.
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s
// RUN: quant-opt %s --qnt-fuse --qnt-choose-schedule=target=sm_80 | FileCheck %s --check-prefix=SCHEDULE
// CHECK-COUNT-3: 0 mismatches
#halves = #qnt.encoding<i8 : f32, block = 2, scale = f32>
#quarters = #qnt.encoding<i4 : f32, block = 4, scale = f32, zero_point = i4>
#table = #qnt.encoding<lut<u4, f16, group = 1> : f32, block = 2, scale = f32>

func.func @main() -> (tensor<5xf32>, tensor<9xf32>, tensor<5xf32>) {
  %x = arith.constant dense<[1.0, -2.0, 3.0, 4.0, -5.0]> : tensor<5xf32>
  %y = arith.constant dense<[1.0, -2.0, 3.0, 4.0, -5.0, 6.0, -7.0, 8.0, 9.0]> : tensor<9xf32>
  %c = arith.constant dense<0.5> : tensor<5x16xf16>
  %0 = call @halves(%x) : (tensor<5xf32>) -> tensor<5xf32>
  %1 = call @quarters(%y) : (tensor<9xf32>) -> tensor<9xf32>
  %2 = call @table(%x, %c) : (tensor<5xf32>, tensor<5x16xf16>) -> tensor<5xf32>
  return %0, %1, %2 : tensor<5xf32>, tensor<9xf32>, tensor<5xf32>
}

// SCHEDULE-LABEL: func.func @halves
// SCHEDULE: #qnt.rowwise<threads = 1,
func.func @halves(%x: tensor<5xf32>) -> tensor<5xf32> {
  %y = qnt.fake_quantize %x dynamic(absmax) encoding = #halves : tensor<5xf32>
  return %y : tensor<5xf32>
}

// SCHEDULE-LABEL: func.func @quarters
// SCHEDULE: #qnt.rowwise<threads = 1,
func.func @quarters(%x: tensor<9xf32>) -> tensor<9xf32> {
  %y = qnt.fake_quantize %x dynamic(minmax) encoding = #quarters : tensor<9xf32>
  return %y : tensor<9xf32>
}

// SCHEDULE-LABEL: func.func @table
// SCHEDULE: #qnt.rowwise<threads = 1,
func.func @table(%x: tensor<5xf32>, %c: tensor<5x16xf16>) -> tensor<5xf32> {
  %y = qnt.fake_quantize %x codebook(%c : tensor<5x16xf16>) dynamic(absmax) encoding = #table : tensor<5xf32>
  return %y : tensor<5xf32>
}
