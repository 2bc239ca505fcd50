"""Compares errors of decoded weights: check_scales.py FLOAT.npy ABSMAX.npy MSE.npy EXACT.npy PERCENTILE.npy MINMAX.npy HQQ.npy
(f32, one scale a row; int4 and uint4)."""

import sys

from matrix_file import read

weight, absmax, mse, exact, percentile, minmax, hqq = (read(path) for path in sys.argv[1:])


def loss(row, decoded, power):
    return sum(abs(a - b) ** power for a, b in zip(row, decoded))


def brute_force(row):
    """The smallest squared error over a fine grid of scales, codes -7 .. 7."""
    best = float("inf")
    largest = max(map(abs, row))
    for step in range(1, 4001):
        scale = largest / 7 * 1.2 * step / 4000
        error = 0.0
        for value in row:
            error += (value - scale * max(-7, min(7, round(value / scale)))) ** 2
        best = min(best, error)
    return best


better = {"mse": 0, "exact": 0, "hqq": 0, "percentile": 0}
for i, row in enumerate(weight):
    assert loss(row, exact[i], 2) <= brute_force(row) * (1 + 1e-5), f"row {i}: a scale of the grid is better than exact"
    assert loss(row, exact[i], 2) <= loss(row, mse[i], 2) * (1 + 1e-5)
    assert loss(row, mse[i], 2) <= loss(row, absmax[i], 2) * (1 + 1e-6)
    assert loss(row, hqq[i], 0.7) <= loss(row, minmax[i], 0.7) * (1 + 1e-5)
    better["mse"] += loss(row, mse[i], 2) < loss(row, absmax[i], 2)
    better["exact"] += loss(row, exact[i], 2) < loss(row, absmax[i], 2)
    better["hqq"] += loss(row, hqq[i], 0.7) < loss(row, minmax[i], 0.7)
    # All but the outlier, which saturates.
    inner = sorted(zip(row, percentile[i], absmax[i]), key=lambda entry: abs(entry[0]))[:-1]
    better["percentile"] += sum(abs(v - p) for v, p, _ in inner) < sum(abs(v - a) for v, _, a in inner)
print("better rows of", len(weight), better)
assert better["mse"] == better["exact"] == better["percentile"] == len(weight) and better["hqq"] > len(weight) / 2, better
print("every search lowers its error")
