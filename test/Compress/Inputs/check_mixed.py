"""Judges reports of mixed precision: check_mixed.py BUDGET.json INT4.json MAX_ERROR.json"""

import json
import sys


def read(path):
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    return [w for w in report["weights"] if "dtype_after" in w]


budget, int4, error = (read(path) for path in sys.argv[1:])
elements = sum(8 * w["bytes_after"] / w["bits_per_weight"] for w in budget)
bits = 8 * sum(w["bytes_after"] for w in budget) / elements
loss, loss_int4 = (sum(w["relative_error"] ** 2 for w in weights) for weights in (budget, int4))
assert bits <= 4.5, bits
assert sum(w["bytes_after"] for w in budget) >= sum(w["bytes_after"] for w in int4), "the budget lets int4 through"
assert loss < loss_int4, (loss, loss_int4)
print(f"budget: within 4.5 bits, sum of squared errors {loss:.4g} below that of int4")
for weight in error:
    assert weight["relative_error"] <= 0.05, weight
assert {w["dtype_after"].split()[0] for w in error} <= {"int5", "int6"}, error
print("max-error: every weight within 0.05, and no dtype with fewer bits would do")
