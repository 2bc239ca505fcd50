"""Every field of a launch file, wrong: it is named with its path."""
import json

from ptxrun import GOOD, Tester, change

tester = Tester()
tester.expect("the launch as it is", tester.run(GOOD, "--compare"), 0)
TENSOR_MAP = {"kind": "tensor_map", "buffer": "x", "mode": "tiled", "dtype": "f32", "rank": 2, "global_dims": [20, 25],
              "global_strides_bytes": [80], "box_dims": [4, 5], "element_strides": [1, 1], "swizzle": "none",
              "interleave": "none", "oob_fill": "zero", "l2_promotion": "none"}
IM2COL = {"kind": "tensor_map", "buffer": "x", "mode": "im2col", "dtype": "f32", "rank": 3, "global_dims": [4, 5, 25],
          "global_strides_bytes": [16, 80], "element_strides": [1, 1, 1], "pixel_box_lower_corner": [-1],
          "pixel_box_upper_corner": [1], "channels_per_pixel": 4, "pixels_per_column": 8}
BYTES = {"kind": "bytes", "size": 4, "align": 4, "hex": "00000040"}


def with_argument(value, **fields):
    return change(["args", 2], {**value, **fields})


def without(value, key):
    return change(["args", 2], {name: field for name, field in value.items() if name != key})


WRONG = [
    (change(["kernel"], None), "'kernel': expected this field, it is missing"),
    (change(["kernel"], 5), "'kernel': expected a text, got 5"),
    (change(["kernel"], ""), "'kernel': expected a text that is not empty and has no zero byte"),
    (change(["kernel"], "daxpy"), "'kernel': qntrtModuleGetFunction('daxpy'): the module has no kernel 'daxpy', it has 'saxpy'"),
    (change(["name"], []), "'name': expected a text, got []"),
    (change(["target"], "sm80"), "'target': expected a target like 'sm_80' or 'sm_90a', got \"sm80\""),
    (change(["grid"], None), "'grid': expected this field, it is missing"),
    (change(["grid"], [4, 1]), "'grid': expected a list of 3 integers, got [4,1]"),
    (change(["grid"], [4, 0, 1]), "'grid[1]': expected an integer from 1 to 2147483647, got 0"),
    (change(["block"], [128, 1.5, 1]), "'block[1]': expected an integer from 1 to 2147483647, got 1.5"),
    (change(["cluster"], {}), "'cluster': expected a list of 3 integers, got {}"),
    (change(["dynamic_shared_bytes"], -1), "'dynamic_shared_bytes': expected an integer from 0 to 4294967295, got -1"),
    (change(["cooperative"], 1), "'cooperative': expected true or false, got 1"),
    (change(["order_dependent"], "no"), "'order_dependent': expected true or false, got \"no\""),
    (change(["gird"], [1, 1, 1]), "'gird': there is no such field"),
    (change(["buffers"], {}), "'buffers': expected a list of at most 1000 buffers, got {}"),
    (change(["buffers", 0], 7), "'buffers[0]': expected an object, got 7"),
    (change(["buffers", 0, "dtpye"], "f32"), "'buffers[0].dtpye': there is no such field"),
    (change(["buffers", 0, "name"], "a/b"), "'buffers[0].name': expected a name of letters, digits, '_', '-' and '.', got"),
    (change(["buffers", 0, "name"], "y"), "'buffers[1].name': expected a name of its own, got 'y' again"),
    (change(["buffers", 0, "dtype"], "f31"), "'buffers[0].dtype': expected one of f64, f32, f16, bf16, e4m3"),
    (change(["buffers", 0, "shape"], [-1]), "'buffers[0].shape[0]': expected an integer from 0 to"),
    (change(["buffers", 0, "shape"], [1 << 20, 1 << 20]), "'buffers[0].shape': expected at most 2^33 bytes in a buffer"),
    (change(["buffers", 0, "shape"], [1 << 31]), "'buffers[1].shape': expected at most 2^33 bytes in all buffers"),
    (change(["buffers", 0, "align"], 3), "'buffers[0].align': expected a power of two, got 3"),
    (change(["buffers", 0, "align"], 512), "'buffers[0].align': expected an integer from 1 to 256, got 512"),
    (change(["buffers", 0, "direction"], "up"), "'buffers[0].direction': expected one of 'in', 'out', 'inout', 'scratch'"),
    (change(["buffers", 0, "file"], "no.npy"), "'buffers[0].file': cannot read '"),
    (change(["buffers", 0, "file"], "y.expected.npy"), "'buffers[0].file': expected 'y.expected.npy' to hold f32 as <f4, got <f8"),
    (change(["buffers", 0, "shape"], [50, 10]), "'buffers[0].file': expected 'x.npy' to have shape [50,10], got [500]"),
    (change(["buffers", 0, "expected"], "x.npy"), "'buffers[0].expected': expected direction 'out' or 'inout' beside an expected result"),
    (change(["buffers", 1, "expected"], "x.npy"), "'buffers[1].expected': expected 'x.npy' to hold f64 as <f8, got <f4"),
    (change(["buffers", 1, "expected"], None), "'buffers[1].tolerance': expected an 'expected' result beside a tolerance"),
    (change(["buffers", 1, "tolerance"], 1e-6), "'buffers[1].tolerance': expected an object, got 1e-06"),
    (change(["buffers", 1, "tolerance", "kind"], "near"), "'buffers[1].tolerance.kind': expected one of 'exact', 'bound'"),
    (change(["buffers", 1, "tolerance", "kind"], "exact"), "'buffers[1].tolerance.kind': expected 'bound' beside a bound"),
    (change(["buffers", 1, "tolerance", "absolute"], -1), "'buffers[1].tolerance.absolute': expected a finite number from 0"),
    (change(["buffers", 1, "tolerance", "absolute"], "1"), "'buffers[1].tolerance.absolute': expected a number, got \"1\""),
    (change(["buffers", 1, "tolerance", "file"], "x.npy"), "'buffers[1].tolerance.absolute': expected either 'absolute' or 'file' for a bound"),
    (change(["buffers", 1, "tolerance"], {"kind": "bound", "file": "x.npy"}), "'buffers[1].tolerance.file': expected 'x.npy' to hold f64"),
    (change(["args"], 5), "'args': expected a list of at most 10000 arguments, got 5"),
    (change(["args", 0, "kind"], "pinter"), "'args[0].kind': expected one of 'pointer', 'scalar', 'bytes', 'null_pointer', 'tensor_map'"),
    (change(["args", 0, "bufer"], "x"), "'args[0].bufer': there is no such field"),
    (change(["args", 0, "value"], 5), "'args[0].value': there is no such field"),
    (change(["args", 0, "buffer"], "z"), "'args[0].buffer': expected the name of a buffer, got \"z\""),
    (change(["args", 0, "offset_bytes"], 2001), "'args[0].offset_bytes': expected an integer from 0 to 2000, got 2001"),
    (change(["args", 2, "type"], "float"), "'args[2].type': expected one of f64, f32"),
    (change(["args", 2, "value"], None), "'args[2].value': expected this field, it is missing"),
    (change(["args", 2, "value"], "infinity"), "'args[2].value': expected a number, 'nan', 'inf', '-inf' or bits, got"),
    (change(["args", 2, "value"], {"bits": "123"}), "'args[2].value.bits': expected '0x' and at most 8 hexadecimal digits"),
    (change(["args", 2, "value"], {"bits": "0x123456789"}), "'args[2].value.bits': expected '0x' and at most 8"),
    (change(["args", 2, "value"], {"bit": "0x1"}), "'args[2].value.bit': there is no such field"),
    (change(["args", 3, "value"], 2**31), "'args[3].value': expected an integer from -2147483648 to 2147483647, got 2147483648"),
    (change(["args", 3, "value"], 1.5), "'args[3].value': expected an integer from -2147483648 to 2147483647, got 1.5"),
    (change(["args", 3], {"kind": "scalar", "type": "u8", "value": -1}), "'args[3].value': expected an integer from 0 to 255, got -1"),
    (change(["args", 3], {"kind": "scalar", "type": "e2m1x2", "value": 1}), "'args[3].value': expected bits for two values, got 1"),
    (with_argument(BYTES, size=0), "'args[2].size': expected an integer from 1 to 32764, got 0"),
    (with_argument(BYTES, align=6), "'args[2].align': expected a power of two, got 6"),
    (with_argument(BYTES, hex="0000"), "'args[2].hex': expected 8 hexadecimal digits, got 4"),
    (with_argument(BYTES, hex="0000004g"), "'args[2].hex': expected hexadecimal digits, got \"4g\""),
    (with_argument(TENSOR_MAP, rank=6), "'args[2].rank': expected an integer from 1 to 5, got 6"),
    (with_argument(TENSOR_MAP, mode="tile"), "'args[2].mode': expected one of 'tiled', 'im2col', got \"tile\""),
    (with_argument(TENSOR_MAP, dtype="f8"), "'args[2].dtype': expected one of f64"),
    (with_argument(TENSOR_MAP, global_dims=[20]), "'args[2].global_dims': expected a list of 2 integers, got [20]"),
    (with_argument(TENSOR_MAP, global_strides_bytes=[]), "'args[2].global_strides_bytes': expected a list of 1 integers"),
    (with_argument(TENSOR_MAP, box_dims=[4, 300]), "'args[2].box_dims[1]': expected an integer from 1 to 256, got 300"),
    (with_argument(TENSOR_MAP, element_strides=[0, 1]), "'args[2].element_strides[0]': expected an integer from 1 to 8"),
    (with_argument(TENSOR_MAP, swizzle="256B"), "'args[2].swizzle': expected one of 'none', '32B', '64B', '128B'"),
    (with_argument(TENSOR_MAP, interleave="8B"), "'args[2].interleave': expected one of 'none', '16B', '32B'"),
    (with_argument(TENSOR_MAP, oob_fill="one"), "'args[2].oob_fill': expected one of 'zero', 'nan'"),
    (with_argument(TENSOR_MAP, l2_promotion="1B"), "'args[2].l2_promotion': expected one of 'none', '64B', '128B', '256B'"),
    (with_argument(TENSOR_MAP, hex="00"), "'args[2].hex': there is no such field in a tensor map"),
    (with_argument(TENSOR_MAP, global_strides_bytes=[84]), "'args[2]': qntrtTensorMapEncode(): expected globalStrides[0] to be a multiple of 16"),
    (with_argument(IM2COL, rank=2), "'args[2].global_dims': expected a list of 2 integers"),
    (with_argument({**IM2COL, "global_dims": [4, 5], "global_strides_bytes": [16], "element_strides": [1, 1]}, rank=2),
     "'args[2].rank': expected 3 to 5 for mode 'im2col', got 2"),
    (with_argument(IM2COL, pixel_box_lower_corner=[1, 2]), "'args[2].pixel_box_lower_corner': expected a list of 1 integers"),
    (with_argument(IM2COL, pixel_box_upper_corner=[40000]), "'args[2].pixel_box_upper_corner[0]': expected an integer from -32768 to 32767, got"),
    (with_argument(IM2COL, channels_per_pixel=0), "'args[2].channels_per_pixel': expected an integer from 1 to 256, got 0"),
    (without(IM2COL, "pixels_per_column"), "'args[2].pixels_per_column': expected this field, it is missing"),
    (change(["expect"], "none"), "'expect': expected an object, got \"none\""),
    (change(["expect", "report"], "some"), "'expect.report': expected one of 'none', 'error', got \"some\""),
    (change(["expect", "class"], "shared_race"), "'expect.class': expected report 'error' beside it"),
    (change(["expect"], {"report": "error"}), "'expect.class': expected this field, it is missing"),
    (change(["expect"], {"report": "error", "class": "race"}), "'expect.class': expected a report's class, got \"race\""),
    (change(["expect"], {"report": "error", "class": "deadlock", "also_accept": ["x"]}), "'expect.also_accept[0]': expected a report's class, got"),
    (change(["expect"], {"report": "error", "class": "deadlock", "also_accept": 1}), "'expect.also_accept': expected a list of classes, got 1"),
    (change(["expect"], {"report": "error", "class": "deadlock", "ptx_lines": [0]}), "'expect.ptx_lines[0]': expected an integer from 1"),
    (b"[]", "the file: expected an object, got []"),
    (b"", "expected JSON, got something else at byte"),
    (b"{\"kernel\": ", "expected JSON, got something else at byte 1"),
    (b"{\"kernel\": \"\xff\"}", "expected JSON, got something else at byte"),
    (b"[" * 100000, "expected objects and lists at most 64 deep"),
    (b"{\"kernel\": \"a\", \"kernel\": \"b\"}", "expected field 'kernel' once in its object"),
    (b"{\"kernel\": 1e999}", "expected JSON, got something else at byte"),
]
for launch, text in WRONG:
    tester.expect(text, tester.run(launch), 2, text)

# What does not fit the kernel is a report about the launch.
REPORTED = [
    (change(["args", 3], {"kind": "scalar", "type": "i64", "value": 5}), "expected argument 3 ('n') to have 4 bytes, got 8"),
    (change(["args"], GOOD["args"][:3]), "expected 4 arguments, got 3"),
    (with_argument(BYTES, align=8), "expected argument 2 ('a') to be aligned to at most 4 bytes"),
    (change(["block"], [2048, 1, 1]), "expected block.x from 1 to 1024, got 2048"),
    (change(["block"], [64, 32, 1]), "expected at most 1024 threads in a block, got 2048"),
    (change(["grid"], [4, 65536, 1]), "expected grid.y from 1 to 65535, got 65536"),
    (change(["dynamic_shared_bytes"], 300000), "bytes of dynamic shared memory beside 0 static ones, got 300000"),
    (change(["cluster"], [3, 1, 1]), "expected cluster (3,1,1) to divide grid (4,1,1)"),
]
for launch, text in REPORTED:
    tester.expect(text, tester.run(launch), 3, text)
    code, out, err = tester.run(launch)
    tester.check(text, err.startswith("ptx-run: error: invalid_launch: kernel 'saxpy', "))

# Good forms that the launch above does not have.
for value in [{"kind": "bytes", "size": 4, "align": 4, "hex": "00000040"},
              {"kind": "scalar", "type": "f32", "value": {"bits": "0x40000000"}},
              {"kind": "scalar", "type": "u32", "value": 0x40000000}]:
    tester.expect(json.dumps(value), tester.run(change(["args", 2], value), "--compare"), 0)
tester.finish()
