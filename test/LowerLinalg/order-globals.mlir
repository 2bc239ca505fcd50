// RUN: quant-opt %s --qnt-order-globals --remarks-filter=qnt 2>%t.remarks | FileCheck %s
// RUN: FileCheck %s --check-prefix=REMARK < %t.remarks
// RUN: quant-opt %s --qnt-order-globals -o %t.once.mlir
// RUN: quant-opt %t.once.mlir --qnt-order-globals -o %t.twice.mlir
// RUN: cmp %t.once.mlir %t.twice.mlir

// REMARK: qnt-order-globals{{.*}}ordered=2

// CHECK: memref.global "private" constant @__constant_2xi8_0 : memref<2xi8> = dense<[3, 4]>
// CHECK-NEXT: memref.global "private" constant @__constant_xf32 : memref<f32> = dense<1.000000e+00>
// CHECK-NEXT: memref.global "private" constant @__constant_2xi8_2 : memref<2xi8> = dense<[5, 6]>
// What nothing reads, what others may read, and what has another name stays.
// CHECK-NEXT: memref.global "private" constant @__constant_2xi8 : memref<2xi8> = dense<9>
// CHECK-NEXT: memref.global constant @__constant_2xi8_1 : memref<2xi8> = dense<[7, 8]>
// CHECK-NEXT: memref.global "private" constant @table : memref<2xi8> = dense<[0, 1]>
memref.global "private" constant @__constant_2xi8 : memref<2xi8> = dense<9>
memref.global constant @__constant_2xi8_1 : memref<2xi8> = dense<[7, 8]>
memref.global "private" constant @table : memref<2xi8> = dense<[0, 1]>
memref.global "private" constant @__constant_xf32 : memref<f32> = dense<1.0>
memref.global "private" constant @__constant_2xi8_0 : memref<2xi8> = dense<[5, 6]>
memref.global "private" constant @__constant_2xi8_7 : memref<2xi8> = dense<[3, 4]>

// CHECK-LABEL: func.func @reads
// CHECK-NEXT: get_global @__constant_2xi8_0 :
// CHECK-NEXT: get_global @__constant_xf32 :
// CHECK-NEXT: get_global @__constant_2xi8_2 :
// CHECK-NEXT: get_global @__constant_2xi8_0 :
// CHECK-NEXT: get_global @__constant_2xi8_1 :
// CHECK-NEXT: get_global @table :
func.func @reads() -> (memref<2xi8>, memref<f32>, memref<2xi8>, memref<2xi8>, memref<2xi8>, memref<2xi8>) {
  %a = memref.get_global @__constant_2xi8_7 : memref<2xi8>
  %b = memref.get_global @__constant_xf32 : memref<f32>
  %c = memref.get_global @__constant_2xi8_0 : memref<2xi8>
  %d = memref.get_global @__constant_2xi8_7 : memref<2xi8>
  %e = memref.get_global @__constant_2xi8_1 : memref<2xi8>
  %f = memref.get_global @table : memref<2xi8>
  return %a, %b, %c, %d, %e, %f : memref<2xi8>, memref<f32>, memref<2xi8>, memref<2xi8>, memref<2xi8>, memref<2xi8>
}
