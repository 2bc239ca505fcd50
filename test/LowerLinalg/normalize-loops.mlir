// RUN: quant-opt %s --split-input-file --qnt-normalize-loops | FileCheck %s
// RUN: quant-opt %s --split-input-file --qnt-normalize-loops > %t.once
// RUN: quant-opt %t.once --split-input-file --qnt-normalize-loops > %t.twice
// RUN: diff %t.once %t.twice
// RUN: quant-opt %s --split-input-file --qnt-normalize-loops -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-normalize-loops {{.*}}| normalized=1{{$}}
// REMARK: [Analysis] qnt-normalize-loops {{.*}}| normalized=1{{$}}
// REMARK: [Analysis] qnt-normalize-loops {{.*}}| normalized=1{{$}}
// REMARK: [Analysis] qnt-normalize-loops {{.*}}Category:qnt |{{ *$}}

// CHECK-LABEL: func.func @narrow_counter
// CHECK: %[[STEP:.*]] = arith.constant 50 : i8
// CHECK: arith.cmpi slt, %{{.*}}, %[[STEP]] : i8
// CHECK: cf.assert %{{.*}}, "'scf.for' op expected a positive step"
// CHECK: %[[HAS_TRIPS:.*]] = arith.cmpi slt, %arg0, %arg1 : i8
// CHECK: %[[DISTANCE:.*]] = arith.subi %arg1, %arg0 : i8
// CHECK: arith.divui
// CHECK: %[[COUNT:.*]] = arith.select %[[HAS_TRIPS]], %{{.*}}, %{{.*}} : i8
// CHECK: %[[TRIPS:.*]] = arith.index_castui %[[COUNT]] : i8 to index
// CHECK: scf.for %[[TRIP:.*]] = %c0{{.*}} to %[[TRIPS]] step %c1{{.*}} iter_args(%[[SUM:.*]] = %{{.*}}) -> (i8) {
// CHECK: %[[NARROW:.*]] = arith.index_cast %[[TRIP]] : index to i8
// CHECK: %[[OFFSET:.*]] = arith.muli %[[NARROW]], %[[STEP]] : i8
// CHECK: %[[COUNTER:.*]] = arith.addi %arg0, %[[OFFSET]] : i8
// CHECK: %[[NEXT:.*]] = arith.addi %[[SUM]], %[[COUNTER]] : i8
// CHECK: scf.yield %[[NEXT]] : i8
func.func @narrow_counter(%lower: i8, %upper: i8) -> i8 {
  %c50 = arith.constant 50 : i8
  %zero = arith.constant 0 : i8
  %r = scf.for %i = %lower to %upper step %c50 iter_args(%s = %zero) -> (i8) : i8 {
    %t = arith.addi %s, %i : i8
    scf.yield %t : i8
  }
  return %r : i8
}

// -----

// CHECK-LABEL: func.func @unsigned_index_without_results
// CHECK: arith.cmpi ult, %arg0, %arg1 : index
// CHECK: scf.for %{{.*}} = %c0{{.*}} to %{{.*}} step %c1{{.*}} {
// CHECK-NEXT: arith.muli
// CHECK-NEXT: %[[I:.*]] = arith.addi %arg0
// CHECK-NEXT: func.call @use(%[[I]])
func.func private @use(index)
func.func @unsigned_index_without_results(%lower: index, %upper: index, %step: index) {
  scf.for unsigned %i = %lower to %upper step %step {
    func.call @use(%i) : (index) -> ()
  }
  return
}

// -----

// A step of 2 from below the last index passes it; with a constant upper bound below there is room.
// CHECK-LABEL: func.func @steps_of_two
// CHECK: cf.assert
// CHECK: scf.for %{{.*}} = %c0{{.*}} to %{{.*}} step %c1{{.*}} {
// CHECK-NOT: cf.assert
// CHECK: scf.for %{{.*}} = %arg0 to %c100 step %c2
func.func private @use(index)
func.func @steps_of_two(%lower: index, %upper: index) {
  %c2 = arith.constant 2 : index
  %c100 = arith.constant 100 : index
  scf.for %i = %lower to %upper step %c2 {
    func.call @use(%i) : (index) -> ()
  }
  scf.for %i = %lower to %c100 step %c2 {
    func.call @use(%i) : (index) -> ()
  }
  return
}

// -----

// CHECK-LABEL: func.func @normal
// CHECK-NOT: arith.divui
// CHECK: scf.for %{{.*}} = %arg0 to %arg1 step %c1{{.*}} {
func.func private @use(index)
func.func @normal(%lower: index, %upper: index) {
  %c1 = arith.constant 1 : index
  scf.for %i = %lower to %upper step %c1 {
    func.call @use(%i) : (index) -> ()
  }
  return
}
