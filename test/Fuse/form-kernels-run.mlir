// Kernels change no value: the interpreter and the CPU give the same bits before and after.
// RUN: quant-opt %s -o %t.before.mlir
// RUN: quant-opt %s --qnt-form-kernels -o %t.kernels.mlir
// RUN: FileCheck %s --check-prefix=KERNELS < %t.kernels.mlir
// RUN: quant-run %t.before.mlir --print > %t.before.txt
// RUN: quant-run %t.kernels.mlir --print > %t.kernels.txt
// RUN: diff %t.before.txt %t.kernels.txt
// RUN: quant-run %t.before.mlir --device=cpu --print > %t.before-cpu.txt
// RUN: quant-run %t.kernels.mlir --device=cpu --print > %t.kernels-cpu.txt
// RUN: diff %t.before-cpu.txt %t.kernels-cpu.txt

// KERNELS-COUNT-11: qnt.kernel "
// KERNELS-NOT: qnt.kernel "

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
#t8 = #qnt.encoding<u8 : f32, block = *x*, scale = f32, zero_point = u8>
#h4 = #qnt.encoding<i4 : f16, block = 2x1, scale = f16>
!a = !qnt.array<?x4, #a8>
!a3 = !qnt.array<?x3, #a8>
!w = !qnt.array<4x3, #w8>
!t = !qnt.array<?x3, #t8>
!h = !qnt.array<4x2, #h4>

// A contraction with quantized operands, bias, relu, residual and a quantize. The residual sum is read twice.
func.func private @linear(%x: tensor<?x4xf32>, %w: !w, %bias: tensor<3xf32>, %residual: tensor<?x3xf32>)
    -> (!t, tensor<?x3xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %scale = arith.constant dense<0.37> : tensor<1x1xf32>
  %zero_point = arith.constant dense<100> : tensor<1x1xi8>
  %a = qnt.quantize %x dynamic(absmax) : tensor<?x4xf32> -> !a
  %dot = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] : (!a, !w) -> tensor<?x3xf32>
  // The size of a result does not keep its users apart.
  %rows = tensor.dim %dot, %c0 : tensor<?x3xf32>
  %empty = tensor.empty(%rows) : tensor<?x3xf32>
  %biases = linalg.broadcast ins(%bias : tensor<3xf32>) outs(%empty : tensor<?x3xf32>) dimensions = [0]
  %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x3xf32>) -> tensor<?x3xf32>
  %biased = arith.addf %dot, %biases : tensor<?x3xf32>
  %relu = arith.maximumf %biased, %zeros : tensor<?x3xf32>
  %sum = arith.addf %relu, %residual : tensor<?x3xf32>
  %q = qnt.quantize %sum scale(%scale : tensor<1x1xf32>) zero_point(%zero_point : tensor<1x1xi8>)
       : tensor<?x3xf32> -> !t
  return %q, %sum : !t, tensor<?x3xf32>
}

// Layer norm and softmax, written out, with quantized results.
func.func private @rows(%x: tensor<?x4xf32>) -> (!a, !a) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %lowest = arith.constant 0xFF800000 : f32
  %four = arith.constant 4.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %narrow = tensor.empty(%n) : tensor<?xf32>
  %wide = tensor.empty(%n) : tensor<?x4xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%narrow : tensor<?xf32>) -> tensor<?xf32>
  %lows = linalg.fill ins(%lowest : f32) outs(%narrow : tensor<?xf32>) -> tensor<?xf32>
  %length = tensor.splat %four[%n] : tensor<?xf32>
  %total = linalg.reduce {arith.addf} ins(%x : tensor<?x4xf32>) outs(%zeros : tensor<?xf32>) dimensions = [1]
  %mean = arith.divf %total, %length : tensor<?xf32>
  %means = linalg.broadcast ins(%mean : tensor<?xf32>) outs(%wide : tensor<?x4xf32>) dimensions = [1]
  %centered = arith.subf %x, %means : tensor<?x4xf32>
  %squares = arith.mulf %centered, %centered : tensor<?x4xf32>
  %energy = linalg.reduce {arith.addf} ins(%squares : tensor<?x4xf32>) outs(%zeros : tensor<?xf32>) dimensions = [1]
  %variance = arith.divf %energy, %length : tensor<?xf32>
  %deviation = math.sqrt %variance : tensor<?xf32>
  %deviations = linalg.broadcast ins(%deviation : tensor<?xf32>) outs(%wide : tensor<?x4xf32>) dimensions = [1]
  %normal = arith.divf %centered, %deviations : tensor<?x4xf32>
  %q = qnt.quantize %normal dynamic(absmax) : tensor<?x4xf32> -> !a
  %top = linalg.reduce {arith.maximumf} ins(%x : tensor<?x4xf32>) outs(%lows : tensor<?xf32>) dimensions = [1]
  %tops = linalg.broadcast ins(%top : tensor<?xf32>) outs(%wide : tensor<?x4xf32>) dimensions = [1]
  %below = arith.subf %x, %tops : tensor<?x4xf32>
  // Exact powers of two: the same on every device.
  %power = math.exp2 %below : tensor<?x4xf32>
  %sum = linalg.reduce {arith.addf} ins(%power : tensor<?x4xf32>) outs(%zeros : tensor<?xf32>) dimensions = [1]
  %sums = linalg.broadcast ins(%sum : tensor<?xf32>) outs(%wide : tensor<?x4xf32>) dimensions = [1]
  %softmax = arith.divf %power, %sums : tensor<?x4xf32>
  %p = qnt.quantize %softmax dynamic(absmax) : tensor<?x4xf32> -> !a
  return %q, %p : !a, !a
}

// One decode for two contractions: each has its own. An expensive operand is computed once.
func.func private @shared(%x: tensor<?x4xf32>, %h: !h) -> (tensor<?x2xf16>, tensor<?x2xf16>) {
  %w = qnt.dequantize %h : !h -> tensor<4x2xf16>
  %narrow = arith.truncf %x : tensor<?x4xf32> to tensor<?x4xf16>
  %root = math.sqrt %narrow : tensor<?x4xf16>
  %y = qnt.dot_general %narrow, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf16>, tensor<4x2xf16>) -> tensor<?x2xf16>
  %z = qnt.dot_general %root, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf16>, tensor<4x2xf16>) -> tensor<?x2xf16>
  return %y, %z : tensor<?x2xf16>, tensor<?x2xf16>
}

// The user's region, with two results and a region inside, in the loops of a contraction.
func.func private @region(%h: !h, %x: tensor<?x4xf16>) -> (tensor<?x2xf16>, tensor<4x2xf16>) {
  %i:2 = qnt.invoke_quant scheme("w4") (%a = %h : !h) -> (tensor<4x2xf16>, tensor<4x2xf16>) codegen_low_precision(false) {
    %n = qnt.invoke_quant (%b = %a : !h) -> tensor<4x2xf16> {
      %d = qnt.dequantize %b : !h -> tensor<4x2xf16>
      qnt.yield %d : tensor<4x2xf16>
    }
    %third = arith.constant dense<0.333> : tensor<4x2xf16>
    %m = arith.mulf %n, %third : tensor<4x2xf16>
    %s = arith.addf %m, %n : tensor<4x2xf16>
    qnt.yield %s, %m : tensor<4x2xf16>, tensor<4x2xf16>
  }
  %y = qnt.dot_general %x, %i#0 contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf16>, tensor<4x2xf16>) -> tensor<?x2xf16>
  return %y, %i#1 : tensor<?x2xf16>, tensor<4x2xf16>
}

// A loop, with a weight decoded before it; a branch.
func.func private @loop(%x: tensor<4x4xf16>, %h: !h, %up: i1) -> tensor<4x2xf16> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant dense<0.0> : tensor<4x2xf16>
  %w = qnt.dequantize %h : !h -> tensor<4x2xf16>
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%y = %zero) -> (tensor<4x2xf16>) {
    %d = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<4x4xf16>, tensor<4x2xf16>) -> tensor<4x2xf16>
    %s = arith.addf %d, %y : tensor<4x2xf16>
    %b = scf.if %up -> (tensor<4x2xf16>) {
      %t = arith.addf %s, %w : tensor<4x2xf16>
      %u = math.absf %t : tensor<4x2xf16>
      scf.yield %u : tensor<4x2xf16>
    } else {
      scf.yield %s : tensor<4x2xf16>
    }
    scf.yield %b : tensor<4x2xf16>
  }
  return %r : tensor<4x2xf16>
}

// A residual of another shape: the sum is computed before the reshape.
func.func private @reshaped(%x: tensor<?x4xf32>, %w: !w, %r: tensor<?x1x3xf32>) -> tensor<?x1x3xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %r, %c0 : tensor<?x1x3xf32>
  %d = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf32>, !w) -> tensor<?x3xf32>
  %v = tensor.expand_shape %d [[0, 1], [2]] output_shape [%n, 1, 3] : tensor<?x3xf32> into tensor<?x1x3xf32>
  %s = arith.subf %r, %v : tensor<?x1x3xf32>
  %t = arith.mulf %s, %r : tensor<?x1x3xf32>
  return %t : tensor<?x1x3xf32>
}

func.func @main() -> (!t, tensor<?x3xf32>, !a, !a, tensor<?x2xf16>, tensor<?x2xf16>, tensor<?x2xf16>, tensor<4x2xf16>,
                      tensor<4x2xf16>, tensor<4x2xf16>, !t, tensor<?x3xf32>, tensor<?x1x3xf32>) {
  %true = arith.constant true
  %false = arith.constant false
  %x = arith.constant dense<[[1.5, -2.25, 0.125, 9.0], [0.1, 0.2, 0.3, 0.4], [-7.0, 3.5, 1.0e-3, 100.0]]> : tensor<3x4xf32>
  %none = arith.constant dense<> : tensor<0x4xf32>
  %residual = arith.constant dense<[[0.5, -1.0, 2.0], [3.0, 0.25, -0.75], [10.0, 20.0, -30.0]]> : tensor<3x3xf32>
  %no_residual = arith.constant dense<> : tensor<0x3xf32>
  %bias = arith.constant dense<[0.3, -0.6, 0.9]> : tensor<3xf32>
  %wc = arith.constant dense<[[1, -2, 3], [40, 50, -60], [7, 8, 9], [-100, 110, 120]]> : tensor<4x3xi8>
  %ws = arith.constant dense<[[0.01, 0.02, 0.03]]> : tensor<1x3xf32>
  %hc = arith.constant dense<[[1, -2], [3, -4], [5, -6], [7, -8]]> : tensor<4x2xi4>
  %hs = arith.constant dense<[[0.1, 0.2], [0.3, 0.4]]> : tensor<2x2xf16>
  %half = arith.constant dense<[[1.5, -2.25, 0.125, 9.0], [0.1, 0.2, 0.3, 0.4], [-7.0, 3.5, 0.01, 1.0], [2.0, 3.0, 4.0, 5.0]]> : tensor<4x4xf16>
  %w = qnt.assemble %wc, %ws : (tensor<4x3xi8>, tensor<1x3xf32>) -> !w
  %h = qnt.assemble %hc, %hs : (tensor<4x2xi4>, tensor<2x2xf16>) -> !h
  %xd = tensor.cast %x : tensor<3x4xf32> to tensor<?x4xf32>
  %nd = tensor.cast %none : tensor<0x4xf32> to tensor<?x4xf32>
  %rd = tensor.cast %residual : tensor<3x3xf32> to tensor<?x3xf32>
  %nrd = tensor.cast %no_residual : tensor<0x3xf32> to tensor<?x3xf32>
  %hd = tensor.cast %half : tensor<4x4xf16> to tensor<?x4xf16>
  %0:2 = call @linear(%xd, %w, %bias, %rd) : (tensor<?x4xf32>, !w, tensor<3xf32>, tensor<?x3xf32>) -> (!t, tensor<?x3xf32>)
  %1:2 = call @rows(%xd) : (tensor<?x4xf32>) -> (!a, !a)
  %2:2 = call @shared(%xd, %h) : (tensor<?x4xf32>, !h) -> (tensor<?x2xf16>, tensor<?x2xf16>)
  %3:2 = call @region(%h, %hd) : (!h, tensor<?x4xf16>) -> (tensor<?x2xf16>, tensor<4x2xf16>)
  %4 = call @loop(%half, %h, %true) : (tensor<4x4xf16>, !h, i1) -> tensor<4x2xf16>
  %5 = call @loop(%half, %h, %false) : (tensor<4x4xf16>, !h, i1) -> tensor<4x2xf16>
  %6:2 = call @linear(%nd, %w, %bias, %nrd) : (tensor<?x4xf32>, !w, tensor<3xf32>, tensor<?x3xf32>) -> (!t, tensor<?x3xf32>)
  %r3 = tensor.expand_shape %residual [[0, 1], [2]] output_shape [3, 1, 3] : tensor<3x3xf32> into tensor<3x1x3xf32>
  %r3d = tensor.cast %r3 : tensor<3x1x3xf32> to tensor<?x1x3xf32>
  %7 = call @reshaped(%xd, %w, %r3d) : (tensor<?x4xf32>, !w, tensor<?x1x3xf32>) -> tensor<?x1x3xf32>
  return %0#0, %0#1, %1#0, %1#1, %2#0, %2#1, %3#0, %3#1, %4, %5, %6#0, %6#1, %7
    : !t, tensor<?x3xf32>, !a, !a, tensor<?x2xf16>, tensor<?x2xf16>, tensor<?x2xf16>, tensor<4x2xf16>, tensor<4x2xf16>,
      tensor<4x2xf16>, !t, tensor<?x3xf32>, tensor<?x1x3xf32>
}
