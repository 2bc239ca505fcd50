// RUN: quant-opt %s --split-input-file --qnt-choose-schedule=target=sm_70 --verify-diagnostics

// expected-error @+1 {{expected target to be one of sm_80, sm_89, sm_90a, sm_100a, sm_120a, got 'sm_70'}}
module {}

// -----

// The target of the option is the one that counts.
// expected-error @+1 {{expected target to be one of sm_80, sm_89, sm_90a, sm_100a, sm_120a, got 'sm_70'}}
module attributes {qnt.target = "sm_80"} {}
