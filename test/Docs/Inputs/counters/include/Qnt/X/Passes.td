def First : Pass<"qnt-first"> {
  let statistics = [
    Statistic<"numDone", "done", "named by the line">,
    Statistic<"numLeft", "left", "without a number">,
    Statistic<"numHidden", "hidden", "of a prefix that no command has">,
  ];
}

def FirstOfAll : Pass<"qnt-first-of-all", "::mlir::ModuleOp"> {
  let statistics = [Statistic<"numDone", "done", "named by the command">];
}

def Second : Pass<"qnt-second"> {
  let statistics = [Statistic<"numDone", "done", "of another pass alone">];
}
