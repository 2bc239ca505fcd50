// RUN: quant-opt %s --qnt-expand-arrays --split-input-file | FileCheck %s
// RUN: quant-opt %s --qnt-expand-arrays --qnt-expand-arrays --split-input-file | FileCheck %s

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
!w = !qnt.array<?, #i8>

// CHECK-LABEL: func.func @for
// CHECK-SAME:    (%[[C:.*]]: tensor<?xi8> {{.*}}, %[[S:.*]]: tensor<1xf32> {{.*}}, %[[LO:.*]]: index, %[[HI:.*]]: index, %[[STEP:.*]]: index)
func.func @for(%w: !w, %lo: index, %hi: index, %step: index) -> !w {
  // CHECK-NEXT: %[[R:.*]]:2 = scf.for {{.*}} iter_args(%[[AC:.*]] = %[[C]], %[[AS:.*]] = %[[S]]) -> (tensor<?xi8>, tensor<1xf32>) {
  // CHECK-NEXT:   %[[A:.*]] = qnt.assemble %[[AC]], %[[AS]]
  // CHECK-NEXT:   %[[F:.*]] = qnt.dequantize %[[A]]
  // CHECK-NEXT:   %[[Q:.*]] = qnt.quantize %[[F]]
  // CHECK-NEXT:   %[[P:.*]]:2 = qnt.disassemble %[[Q]]
  // CHECK-NEXT:   scf.yield %[[P]]#0, %[[P]]#1
  // CHECK:      return %[[R]]#0, %[[R]]#1
  %r = scf.for %i = %lo to %hi step %step iter_args(%a = %w) -> !w {
    %f = qnt.dequantize %a : !w -> tensor<?xf32>
    %q = qnt.quantize %f dynamic(absmax) : tensor<?xf32> -> !w
    scf.yield %q : !w
  }
  return %r : !w
}

// CHECK-LABEL: func.func @if
// CHECK-SAME:    (%[[B:.*]]: i1, %[[C:.*]]: tensor<?xi8> {{.*}}, %[[S:.*]]: tensor<1xf32> {{.*}}, %[[D:.*]]: tensor<?xi8> {{.*}}, %[[T:.*]]: tensor<1xf32> {{.*}})
func.func @if(%b: i1, %v: !w, %w: !w) -> (f32, !w) {
  // CHECK:      scf.if %[[B]] -> (f32, tensor<?xi8>, tensor<1xf32>) {
  // CHECK:        scf.yield %{{.*}}, %[[C]], %[[S]]
  // CHECK:        scf.yield %{{.*}}, %[[D]], %[[T]]
  %one = arith.constant 1.0 : f32
  %r:2 = scf.if %b -> (f32, !w) {
    scf.yield %one, %v : f32, !w
  } else {
    scf.yield %one, %w : f32, !w
  }
  return %r#0, %r#1 : f32, !w
}

// CHECK-LABEL: func.func @while
// CHECK-SAME:    (%[[C:.*]]: tensor<?xi8> {{.*}}, %[[S:.*]]: tensor<1xf32> {{.*}})
func.func @while(%w: !w) -> !w {
  // CHECK:      scf.while (%[[BC:.*]] = %[[C]], %[[BS:.*]] = %[[S]]) : (tensor<?xi8>, tensor<1xf32>) -> (tensor<?xi8>, tensor<1xf32>) {
  // CHECK:        scf.condition(%{{.*}}) %[[BC]], %[[BS]] : tensor<?xi8>, tensor<1xf32>
  // CHECK:      ^bb0(%[[DC:.*]]: tensor<?xi8>, %[[DS:.*]]: tensor<1xf32>):
  // CHECK-NEXT:   scf.yield %[[DC]], %[[DS]]
  %r = scf.while (%a = %w) : (!w) -> !w {
    %f = qnt.dequantize %a : !w -> tensor<?xf32>
    %zero = arith.constant 0 : index
    %x = tensor.extract %f[%zero] : tensor<?xf32>
    %limit = arith.constant 10.0 : f32
    %c = arith.cmpf olt, %x, %limit : f32
    scf.condition(%c) %a : !w
  } do {
  ^bb0(%a: !w):
    scf.yield %a : !w
  }
  return %r : !w
}

// CHECK-LABEL: func.func @index_switch
// CHECK-SAME:    (%{{.*}}: index, %[[C:.*]]: tensor<?xi8> {{.*}}, %[[S:.*]]: tensor<1xf32> {{.*}}, %[[D:.*]]: tensor<?xi8> {{.*}}, %[[T:.*]]: tensor<1xf32> {{.*}})
func.func @index_switch(%i: index, %v: !w, %w: !w) -> !w {
  // CHECK:      scf.index_switch %{{.*}} -> tensor<?xi8>, tensor<1xf32>
  // CHECK-NEXT: case 0 {
  // CHECK-NEXT:   scf.yield %[[C]], %[[S]]
  // CHECK:      default {
  // CHECK-NEXT:   scf.yield %[[D]], %[[T]]
  %r = scf.index_switch %i -> !w
  case 0 {
    scf.yield %v : !w
  }
  default {
    scf.yield %w : !w
  }
  return %r : !w
}

// CHECK-LABEL: func.func @execute_region
// CHECK-SAME:    (%[[B:.*]]: i1, %[[C:.*]]: tensor<?xi8> {{.*}}, %[[S:.*]]: tensor<1xf32> {{.*}}, %[[D:.*]]: tensor<?xi8> {{.*}}, %[[T:.*]]: tensor<1xf32> {{.*}})
func.func @execute_region(%b: i1, %v: !w, %w: !w) -> !w {
  // CHECK-NEXT: scf.execute_region -> (tensor<?xi8>, tensor<1xf32>) {
  // CHECK-NEXT:   cf.cond_br %[[B]], ^bb1(%[[C]], %[[S]] : tensor<?xi8>, tensor<1xf32>), ^bb1(%[[D]], %[[T]] : tensor<?xi8>, tensor<1xf32>)
  // CHECK-NEXT: ^bb1(%[[AC:.*]]: tensor<?xi8>, %[[AS:.*]]: tensor<1xf32>):
  // CHECK-NEXT:   scf.yield %[[AC]], %[[AS]]
  %r = scf.execute_region -> !w {
    cf.cond_br %b, ^exit(%v : !w), ^exit(%w : !w)
  ^exit(%a: !w):
    scf.yield %a : !w
  }
  return %r : !w
}

// CHECK-LABEL: func.func @blocks
// CHECK-SAME:    (%[[I:.*]]: i32, %[[C:.*]]: tensor<?xi8> {{.*}}, %[[S:.*]]: tensor<1xf32> {{.*}}, %[[D:.*]]: tensor<?xi8> {{.*}}, %[[T:.*]]: tensor<1xf32> {{.*}})
func.func @blocks(%i: i32, %v: !w, %w: !w) -> !w {
  // CHECK-NEXT: cf.switch %[[I]] : i32, [
  // CHECK-NEXT:   default: ^bb1(%[[C]], %[[S]] : tensor<?xi8>, tensor<1xf32>),
  // CHECK-NEXT:   7: ^bb2(%[[I]], %[[D]], %[[T]] : i32, tensor<?xi8>, tensor<1xf32>)
  cf.switch %i : i32, [
    default: ^first(%v : !w),
    7: ^second(%i, %w : i32, !w)
  ]
// CHECK: ^bb1(%[[AC:.*]]: tensor<?xi8>, %[[AS:.*]]: tensor<1xf32>):
^first(%a: !w):
  // CHECK-NEXT: cf.br ^bb2(%[[I]], %[[AC]], %[[AS]] : i32, tensor<?xi8>, tensor<1xf32>)
  cf.br ^second(%i, %a : i32, !w)
// CHECK: ^bb2(%{{.*}}: i32, %[[BC:.*]]: tensor<?xi8>, %[[BS:.*]]: tensor<1xf32>):
^second(%j: i32, %b: !w):
  // CHECK-NEXT: return %[[BC]], %[[BS]]
  return %b : !w
}

// CHECK-LABEL: func.func @select_poison
// CHECK-SAME:    (%[[B:.*]]: i1, %[[C:.*]]: tensor<?xi8> {{.*}}, %[[S:.*]]: tensor<1xf32> {{.*}})
func.func @select_poison(%b: i1, %w: !w) -> !w {
  // CHECK-NEXT: %[[PC:.*]] = ub.poison : tensor<?xi8>
  // CHECK-NEXT: %[[PS:.*]] = ub.poison : tensor<1xf32>
  // CHECK-NEXT: %[[RC:.*]] = arith.select %[[B]], %[[C]], %[[PC]] : tensor<?xi8>
  // CHECK-NEXT: %[[RS:.*]] = arith.select %[[B]], %[[S]], %[[PS]] : tensor<1xf32>
  // CHECK-NEXT: return %[[RC]], %[[RS]]
  %p = ub.poison : !w
  %r = arith.select %b, %w, %p : !w
  return %r : !w
}

// -----

#rows = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>

// A part that keeps its type is not cast.
// CHECK-LABEL: func.func @cast
// CHECK-SAME:    (%[[C:.*]]: tensor<?x64xi8> {{.*}}, %[[S:.*]]: tensor<?x2xf32> {{.*}})
func.func @cast(%w: !qnt.array<?x64, #rows>) -> !qnt.array<4x?, #rows> {
  // CHECK-NEXT: %[[D:.*]] = tensor.cast %[[C]] : tensor<?x64xi8> to tensor<4x?xi8>
  // CHECK-NEXT: %[[T:.*]] = tensor.cast %[[S]] : tensor<?x2xf32> to tensor<4x?xf32>
  // CHECK-NEXT: return %[[D]], %[[T]]
  %r = qnt.cast %w : !qnt.array<?x64, #rows> to !qnt.array<4x?, #rows>
  return %r : !qnt.array<4x?, #rows>
}

#tensor = #qnt.encoding<i8 : f32, block = *x*, scale = f32>

// CHECK-LABEL: func.func @cast_one_part
// CHECK-SAME:    (%[[C:.*]]: tensor<?x64xi8> {{.*}}, %[[S:.*]]: tensor<1x1xf32> {{.*}})
func.func @cast_one_part(%w: !qnt.array<?x64, #tensor>) -> !qnt.array<4x64, #tensor> {
  // CHECK-NEXT: %[[D:.*]] = tensor.cast %[[C]]
  // CHECK-NEXT: return %[[D]], %[[S]]
  %r = qnt.cast %w : !qnt.array<?x64, #tensor> to !qnt.array<4x64, #tensor>
  return %r : !qnt.array<4x64, #tensor>
}

// -----

// Where the signature holds no array, the switch alone leads to blocks that do; two cases to one block.
// CHECK-LABEL: @switch_into_blocks
// CHECK: cf.switch
// CHECK-NEXT: default: ^[[END:.*]](%{{.*}}, %{{.*}} : tensor<2xi8>, tensor<1xf32>)
// CHECK-NEXT: 5: ^[[END]](
// CHECK-NEXT: 7: ^[[AGAIN:.*]](
// CHECK: ^[[AGAIN]](%{{.*}}: tensor<2xi8>, %{{.*}}: tensor<1xf32>):
// CHECK: ^[[END]](%[[C:.*]]: tensor<2xi8>, %[[S:.*]]: tensor<1xf32>):
// CHECK: qnt.assemble %[[C]], %[[S]]
func.func @switch_into_blocks(%which : i32, %x: tensor<2xf32>, %s: tensor<1xf32>) -> tensor<2xf32> {
  %q = qnt.quantize %x scale(%s : tensor<1xf32>) : tensor<2xf32> -> !qnt.array<2, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  cf.switch %which : i32, [
    default: ^end(%q : !qnt.array<2, #qnt.encoding<i8 : f32, block = *, scale = f32>>),
    5: ^end(%q : !qnt.array<2, #qnt.encoding<i8 : f32, block = *, scale = f32>>),
    7: ^again(%q : !qnt.array<2, #qnt.encoding<i8 : f32, block = *, scale = f32>>)
  ]
^again(%a: !qnt.array<2, #qnt.encoding<i8 : f32, block = *, scale = f32>>):
  cf.br ^end(%a : !qnt.array<2, #qnt.encoding<i8 : f32, block = *, scale = f32>>)
^end(%e: !qnt.array<2, #qnt.encoding<i8 : f32, block = *, scale = f32>>):
  %y = qnt.dequantize %e : !qnt.array<2, #qnt.encoding<i8 : f32, block = *, scale = f32>> -> tensor<2xf32>
  return %y : tensor<2xf32>
}
