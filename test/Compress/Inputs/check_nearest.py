"""Every decoded element is the nearest of the values that its table has: check_nearest.py tensor|row FLOAT.npy DECODED.npy"""

import bisect
import sys

from matrix_file import read

how, weight, decoded = sys.argv[1], read(sys.argv[2]), read(sys.argv[3])
groups = [([v for row in weight for v in row], [v for row in decoded for v in row])] if how == "tensor" else zip(weight, decoded)
for given, found in groups:
    table = sorted(set(found))
    for a, b in zip(given, found):
        at = bisect.bisect_left(table, a)
        nearest = min(table[max(at - 1, 0):at + 1], key=lambda entry: (abs(entry - a), entry))
        assert b == nearest, (a, b, nearest)
print("every element is at its nearest entry")
