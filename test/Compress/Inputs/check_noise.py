"""Rows of 0.3 and one 127 with scale 1, rounded with noise: check_noise.py DECODED.npy"""

import sys

from matrix_file import read

first, second = read(sys.argv[1])
assert first[0] == 127.0 and set(first[1:]) == {0.0, 1.0}, set(first)
assert second[64] == 127.0 and set(second[:64]) == {0.0, 1.0} and set(second[65:]) == {0.0, -1.0}, set(second)
# A standard deviation of the mean is sqrt(0.3 * 0.7 / 4095), 0.0072.
assert abs(sum(first[1:]) / 4095 - 0.3) < 0.03, sum(first[1:]) / 4095
assert abs(sum(second[65:]) / 4031 + 0.3) < 0.03, sum(second[65:]) / 4031
print("rounded to both neighbours without bias")
