// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s
// RUN: quant-opt %s --canonicalize --cse | FileCheck %s --check-prefix=EFFECTS

// CHECK-LABEL: @sizes
// A read is no pure op: what is written between two of them changes it.
// EFFECTS-LABEL: @sizes
func.func @sizes(%m: memref<4x?xindex, #gpu.address_space<global>>, %i: index) -> (index, index) {
  // CHECK: qnt.read_element %{{.*}}[%{{.*}}, %{{.*}}] : memref<4x?xindex, #gpu.address_space<global>>
  // EFFECTS: %[[FIRST:.*]] = qnt.read_element
  %n = qnt.read_element %m[%i, %i] : memref<4x?xindex, #gpu.address_space<global>>
  // CHECK: qnt.write_element %{{.*}}, %{{.*}}[%{{.*}}, %{{.*}}] : memref<4x?xindex, #gpu.address_space<global>>
  // EFFECTS: qnt.write_element
  qnt.write_element %i, %m[%i, %i] : memref<4x?xindex, #gpu.address_space<global>>
  // EFFECTS: %[[SECOND:.*]] = qnt.read_element
  %k = qnt.read_element %m[%i, %i] : memref<4x?xindex, #gpu.address_space<global>>
  // EFFECTS: return %[[FIRST]], %[[SECOND]]
  return %n, %k : index, index
}

// CHECK-LABEL: @scalar
func.func @scalar(%m: memref<f32>) -> f32 {
  // CHECK: qnt.read_element %{{.*}}[] : memref<f32>
  %x = qnt.read_element %m[] : memref<f32>
  return %x : f32
}
