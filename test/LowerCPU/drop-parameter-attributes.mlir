// RUN: quant-opt %s --qnt-drop-parameter-attributes | FileCheck %s
// RUN: quant-opt %s --qnt-drop-parameter-attributes > %t.once
// RUN: quant-opt %t.once --qnt-drop-parameter-attributes | diff %t.once -
// RUN: quant-opt %s --qnt-drop-parameter-attributes -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: quant-opt %s --qnt-drop-parameter-attributes --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC

// REMARK: dropped=3

// CHECK-LABEL: llvm.func @parts(%{{.*}}: f32, %{{.*}}: !llvm.ptr {llvm.noalias}) -> f32 {
llvm.func @parts(%x: f32 {qnt.part = "scales", user.note = 1 : i32}, %p: !llvm.ptr {llvm.noalias, qnt.part = "codes"}) -> (f32 {qnt.part = "scales"}) {
  llvm.return %x : f32
}

// CHECK-LABEL: llvm.func @own(!llvm.ptr {llvm.noalias}) -> (f32 {llvm.noundef})
llvm.func @own(%p: !llvm.ptr {llvm.noalias}) -> (f32 {llvm.noundef})

// CHECK-LABEL: llvm.func @nothing_left(%{{.*}}: f32)
llvm.func @nothing_left(%x: f32 {qnt.part = "scales"}) {
  llvm.return
}

// An empty list, which only the generic form shows.
// GENERIC-NOT: res_attrs = []
// CHECK-LABEL: llvm.func @empty_list()
"llvm.func"() <{CConv = #llvm.cconv<ccc>, function_type = !llvm.func<void ()>, linkage = #llvm.linkage<external>, res_attrs = [], sym_name = "empty_list", visibility_ = 0 : i64}> ({
  llvm.return
}) : () -> ()
