// RUN: quant-opt %s --split-input-file --qnt-expand-copies | FileCheck %s
// RUN: quant-opt %s --split-input-file --qnt-expand-copies > %t.once
// RUN: quant-opt %t.once --split-input-file --qnt-expand-copies > %t.twice
// RUN: diff %t.once %t.twice
// RUN: quant-opt %s --split-input-file --qnt-expand-copies -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-expand-copies {{.*}}| expanded=3{{$}}
// REMARK: [Analysis] qnt-expand-copies {{.*}}Category:qnt |{{ *$}}

// CHECK-LABEL: func.func @strided
// CHECK: linalg.generic {{.*}} ins(%arg0 : memref<2x5xi8, strided<[6, 1], offset: ?>>) outs(%arg1 : memref<2x5xi8>)
// CHECK-NEXT: ^bb0(%[[IN:.*]]: i8, %{{.*}}: i8):
// CHECK-NEXT: linalg.yield %[[IN]] : i8
// CHECK: linalg.generic {{.*}} ins(%arg1 : memref<2x5xi8>) outs(%arg0 : memref<2x5xi8, strided<[6, 1], offset: ?>>)
// CHECK: linalg.generic {{.*}} ins(%arg2 : memref<?x5xi8>) outs(%arg3 : memref<?x5xi8, strided<[?, ?]>>)
func.func @strided(%a: memref<2x5xi8, strided<[6, 1], offset: ?>>, %b: memref<2x5xi8>, %c: memref<?x5xi8>,
                   %d: memref<?x5xi8, strided<[?, ?]>>) {
  memref.copy %a, %b : memref<2x5xi8, strided<[6, 1], offset: ?>> to memref<2x5xi8>
  memref.copy %b, %a : memref<2x5xi8> to memref<2x5xi8, strided<[6, 1], offset: ?>>
  memref.copy %c, %d : memref<?x5xi8> to memref<?x5xi8, strided<[?, ?]>>
  return
}

// -----

// CHECK-LABEL: func.func @contiguous_or_unranked
// CHECK-NOT: linalg.generic
// CHECK-COUNT-2: memref.copy
func.func @contiguous_or_unranked(%a: memref<?x5xi8>, %b: memref<2x5xi8>, %c: memref<*xi8>) {
  memref.copy %a, %b : memref<?x5xi8> to memref<2x5xi8>
  memref.copy %c, %b : memref<*xi8> to memref<2x5xi8>
  return
}
