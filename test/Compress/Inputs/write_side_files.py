"""Side files of weights, good and bad ones: write_side_files.py FOLDER"""

import pathlib
import struct
import sys

folder = pathlib.Path(sys.argv[1])
VALUES = [127.0, -254.0, 3.0, 4.0, -5.0, 6.0, 7.0, 8.0]


def npy(description, shape, data, order=False):
    header = f"{{'descr': '{description}', 'fortran_order': {order}, 'shape': {shape}, }}"
    header += " " * (-(10 + len(header) + 1) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data


floats = struct.pack("<8f", *VALUES)
(folder / "w.npy").write_bytes(npy("<f4", (4, 2), floats))
(folder / "raw.bin").write_bytes(floats)
(folder / "half.npy").write_bytes(npy("|V2", (4, 2), b"".join(struct.pack("<f", v)[2:] for v in VALUES)))
(folder / "type.npy").write_bytes(npy("<f8", (4, 2), struct.pack("<8d", *VALUES)))
(folder / "shape.npy").write_bytes(npy("<f4", (2, 4), floats))
(folder / "order.npy").write_bytes(npy("<f4", (4, 2), floats, True))
(folder / "short.npy").write_bytes(npy("<f4", (4, 2), floats[:-4]))
(folder / "long.bin").write_bytes(floats + b"0")
(folder / "empty.npy").write_bytes(b"")
(folder / "text.npy").write_bytes(b"no array")
