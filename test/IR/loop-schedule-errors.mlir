// RUN: quant-opt %s --split-input-file --verify-diagnostics

// expected-error @+1 {{expected threads to be a power of two from 1 to 1024, got 48}}
func.func private @rowwise_r1() attributes {s = #qnt.rowwise<threads = 48, rows = 2, vector = 4, chunks = 1>}

// -----

// expected-error @+1 {{expected rows to be a power of two, and threads * rows a multiple of 32 of at most 1024, got 8 * 2}}
func.func private @rowwise_r2() attributes {s = #qnt.rowwise<threads = 8, rows = 2, vector = 4, chunks = 1>}

// -----

// expected-error @+1 {{expected vector to be one of 1, 2, 4, 8, 16, got 3}}
func.func private @rowwise_r3() attributes {s = #qnt.rowwise<threads = 32, rows = 2, vector = 3, chunks = 1>}

// -----

// expected-error @+1 {{expected chunks to be 0 to 64, and threads * rows * vector * chunks at most 32768, got 16 and 4096 * 16}}
func.func private @rowwise_r4() attributes {s = #qnt.rowwise<threads = 1024, rows = 1, vector = 4, chunks = 16>}

// -----

// expected-error @+1 {{expected threads to be a multiple of 32 from 32 to 1024, got 40}}
func.func private @elementwise_e1() attributes {s = #qnt.elementwise<threads = 40, vector = 4, chunks = 1, tile = 0>}

// -----

// expected-error @+1 {{expected vector to be one of 1, 2, 4, 8, 16, got 32}}
func.func private @elementwise_e2() attributes {s = #qnt.elementwise<threads = 64, vector = 32, chunks = 1, tile = 0>}

// -----

// expected-error @+1 {{expected chunks to be 1 to 8, got 0}}
func.func private @elementwise_e3() attributes {s = #qnt.elementwise<threads = 64, vector = 4, chunks = 0, tile = 0>}

// -----

// expected-error @+1 {{expected tile to be 0 or 32, got 16}}
func.func private @elementwise_e4() attributes {s = #qnt.elementwise<threads = 64, vector = 1, chunks = 1, tile = 16>}

// -----

// expected-error @+1 {{expected vector and chunks to be 1 and threads a power of two with a tile, got 4, 1 and 64}}
func.func private @elementwise_e4_vector() attributes {s = #qnt.elementwise<threads = 64, vector = 4, chunks = 1, tile = 32>}

// -----

module attributes {qnt.target = "sm_80"} {
  func.func @kernel_c5_contraction(%x: tensor<4x8xf16>, %w: tensor<8x2xf16>) -> tensor<4x2xf16> {
    // expected-error @+1 {{'qnt.kernel' op expected a kernel without contractions, got 'qnt.dot_general'}}
    %y = qnt.kernel schedule(#qnt.rowwise<threads = 32, rows = 1, vector = 1, chunks = 0>)
        (%l = %x : tensor<4x8xf16>, %r = %w : tensor<8x2xf16>) -> tensor<4x2xf16> {
      %d = qnt.dot_general %l, %r contracting = [1] x [0] batch = [] x [] : (tensor<4x8xf16>, tensor<8x2xf16>) -> tensor<4x2xf16>
      qnt.yield %d : tensor<4x2xf16>
    }
    return %y : tensor<4x2xf16>
  }
}

// -----

// What becomes a contraction, read or not.
module attributes {qnt.target = "sm_80"} {
  func.func @kernel_c5_sugar(%x: tensor<4x8xf16>, %w: tensor<8x2xf16>) -> tensor<4x8xf16> {
    // expected-error @+1 {{'qnt.kernel' op expected a kernel without contractions, got 'qnt.dot'}}
    %y = qnt.kernel schedule(#qnt.elementwise<threads = 32, vector = 1, chunks = 1, tile = 0>)
        (%l = %x : tensor<4x8xf16>, %r = %w : tensor<8x2xf16>) -> tensor<4x8xf16> {
      %d = qnt.dot %l, %r : (tensor<4x8xf16>, tensor<8x2xf16>) -> tensor<4x2xf16>
      qnt.yield %l : tensor<4x8xf16>
    }
    return %y : tensor<4x8xf16>
  }
}
