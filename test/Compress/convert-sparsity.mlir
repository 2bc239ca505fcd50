// RUN: quant-opt %s --qnt-convert-sparsity="sparsity=2:4 layout=compressed" -o %t.compressed
// RUN: FileCheck %s < %t.compressed
// RUN: quant-opt %t.compressed --qnt-convert-sparsity="sparsity=2:4 layout=compressed" | cmp - %t.compressed
// RUN: quant-opt %s --qnt-convert-sparsity="sparsity=2:4" | FileCheck %s --check-prefix=GROUPS
// RUN: quant-opt %s --qnt-convert-sparsity="sparsity=2:4 layout=mma_sp_k32" | FileCheck %s --check-prefix=K32
// RUN: quant-opt %s --qnt-convert-sparsity="sparsity=2:4 axis=0 layout=mma_sp_k64" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=K64
// RUN: quant-run %s --print > %t.expected
// RUN: quant-run %t.compressed --print | cmp - %t.expected

#int8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = bitmask>
#uint4 = #qnt.encoding<u4 : f32, block = 1x*, scale = f32, zero_point = u4, sparsity = bitmask>

// Elements 1 and 3, and 4 (of one): 5 and -7, then 9 and what fills its group from beyond the end.
// CHECK-DAG: #[[INT8:.*]] = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = 2:4 along 1, layout = "compressed">
// CHECK-DAG: #[[UINT4:.*]] = #qnt.encoding<u4 : f32, block = 1x*, scale = f32, zero_point = u4, sparsity = 2:4 along 1, layout = "compressed">
// CHECK: qnt.constant codes = dense_resource<w_codes> : tensor<1x4xi8>, scales = dense<1.000000e+00> : tensor<1x1xf32>, mask = dense_resource<w_mask> : tensor<1x1xi8> {qnt.name = "w"} : !qnt.array<1x5, #[[INT8]]>
// CHECK: qnt.constant codes = dense_resource<v_codes> : tensor<1x1xi8>, {{.*}} mask = dense_resource<v_mask> : tensor<1x1xi8> {qnt.name = "v"} : !qnt.array<1x4, #[[UINT4]]>
// Only element 2 is kept, 15: element 0 fills the group with the zero point.
// CHECK-DAG: v_codes: "0x40000000F6"
// CHECK-DAG: v_mask: "0x4000000008"
// CHECK-DAG: w_codes: "0x4000000005F90900"
// CHECK-DAG: w_mask: "0x400000004D"

// Codes and mask stay as they are.
// GROUPS-DAG: #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = 2:4 along 1>
// GROUPS-DAG: w_codes: "0x4000000000052AF909"
// GROUPS-DAG: w_mask: "0x400000001A"

// A block of 64 x 64 kept codes, and 1024 bytes of positions.
// K32: codes = dense_resource<w_codes> : tensor<4096xi8>, {{.*}} mask = dense_resource<w_mask> : tensor<1024xi8>
// K32: codes = dense_resource<v_codes> : tensor<2048xi8>, {{.*}} mask = dense_resource<v_mask> : tensor<1024xi8>

// One row is a group that is short of three.
// K64-NOT: skipped
// K64: layout = "mma_sp_k64_t"
func.func @main() -> (tensor<1x5xf32>, tensor<1x4xf32>) {
  %w = qnt.constant codes = dense<[[0, 5, 42, -7, 9]]> : tensor<1x5xi8>, scales = dense<1.0> : tensor<1x1xf32>, mask = dense<26> : tensor<1x1xi8> {qnt.name = "w"} : !qnt.array<1x5, #int8>
  %v = qnt.constant codes = dense<[[0x11, 0x1F]]> : tensor<1x2xi8>, scales = dense<1.0> : tensor<1x1xf32>, zero_points = dense<6> : tensor<1x1xi4>, mask = dense<4> : tensor<1x1xi8> {qnt.name = "v"} : !qnt.array<1x4, #uint4>
  %0 = qnt.dequantize %w : !qnt.array<1x5, #int8> -> tensor<1x5xf32>
  %1 = qnt.dequantize %v : !qnt.array<1x4, #uint4> -> tensor<1x4xf32>
  return %0, %1 : tensor<1x5xf32>, tensor<1x4xf32>
}
