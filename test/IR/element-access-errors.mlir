// RUN: quant-opt %s --split-input-file --verify-diagnostics

func.func @read_element_c1(%m: memref<4x2xf32>, %i: index) -> f32 {
  // expected-error @below {{'qnt.read_element' op expected an index for each of the 2 dimensions of 'memref<4x2xf32>', got 1}}
  %x = qnt.read_element %m[%i] : memref<4x2xf32>
  return %x : f32
}

// -----

func.func @write_element_c1(%m: memref<f32>, %x: f32, %i: index) {
  // expected-error @below {{'qnt.write_element' op expected an index for each of the 0 dimensions of 'memref<f32>', got 1}}
  qnt.write_element %x, %m[%i] : memref<f32>
  return
}

// -----

func.func @element_type(%m: memref<4xf32>, %x: f64, %i: index) {
  // expected-error @below {{the element has the element type of the memory}}
  "qnt.write_element"(%x, %m, %i) : (f64, memref<4xf32>, index) -> ()
  return
}
