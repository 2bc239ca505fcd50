// RUN: quant-opt %s -allow-unregistered-dialect -verify-diagnostics -split-input-file

// expected-error @below {{expected 'b' and 'f' once each, but got 'c'}}
"test.use"() {dims = #qnt.conv<[b, 0, c] x [0, i, o] -> [b, 0, f]>} : () -> ()

// -----

// expected-error @below {{expected 'i' and 'o' once each, but got 'i'}}
"test.use"() {dims = #qnt.conv<[b, 0, f] x [i, i, o] -> [b, 0, f]>} : () -> ()

// -----

// expected-error @below {{expected dimensions 'b' and 'f'}}
"test.use"() {dims = #qnt.conv<[b, 0, 1] x [0, i, o] -> [b, 0, f]>} : () -> ()

// -----

// expected-error @below {{expected spatial dimensions numbered 0 to 1}}
"test.use"() {dims = #qnt.conv<[b, 0, 2, f] x [0, 1, i, o] -> [b, 0, 1, f]>} : () -> ()

// -----

// expected-error @below {{expected spatial dimensions numbered 0 to 1}}
"test.use"() {dims = #qnt.conv<[b, 0, 1, f] x [0, 0, i, o] -> [b, 0, 1, f]>} : () -> ()

// -----

// expected-error @below {{expected as many spatial dimensions in input, kernel and output, but got 1, 1 and 2}}
"test.use"() {dims = #qnt.conv<[b, 0, f] x [0, i, o] -> [b, 0, 1, f]>} : () -> ()
