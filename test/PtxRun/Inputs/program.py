"""The command line, exit statuses, reports, comparison, results, trace, statistics."""
import os
import struct

from ptxrun import GOOD, HERE, Tester, change

tester = Tester()
SAXPY = os.path.join(HERE, "saxpy.ptx")
with open(SAXPY, encoding="utf-8") as source:
    TEXT = source.read()


def write_ptx(name, text):
    with open(tester.path(name), "w", encoding="utf-8") as file:
        file.write(text)
    return tester.path(name)


# The command line.
LAUNCH = "--launch=" + tester.path("launch.json")
for arguments, text in [
    ([], "expected a PTX file"), ([SAXPY], "expected --launch=FILE"), ([SAXPY, LAUNCH, "--trase"], "unknown option '--trase'"),
    ([SAXPY, SAXPY, LAUNCH], "expected one PTX file, got '"), ([SAXPY, LAUNCH, "--device=rocm"], "expected --device=emulated or --device=cuda, got 'rocm'"),
    ([SAXPY, LAUNCH, "--seed=x"], "expected a number after --seed=, got 'x'"), ([SAXPY, LAUNCH, "--limit-instructions="], "expected a number after --limit-instructions=, got ''"),
    ([SAXPY, LAUNCH, "--host-threads=2000"], "expected at most 1024 after --host-threads="),
    ([SAXPY, LAUNCH, "--out="], "expected a directory after --out="), ([SAXPY, LAUNCH, "--device=cuda", "--stats"], "expected --device=emulated beside --trace and --stats"),
    (["no.ptx", LAUNCH], "cannot read 'no.ptx': No such file or directory"), ([SAXPY, "--launch=no.json"], "cannot read 'no.json'"),
]:
    tester.expect(text, tester.call(*arguments), 2, text)
tester.expect("help", tester.call("--help"), 0, output="usage: ptx-run KERNEL.ptx")

# Results: all of them or none.
out = tester.path("out/deep")
tester.expect("results", tester.run(GOOD, "--out=" + out), 0)
with open(out + "/y.npy", "rb") as file:
    data = file.read()
tester.check("header of a result", data.startswith(b"\x93NUMPY\x01\x00") and b"'<f4'" in data and b"(500,)" in data)
values = struct.unpack("<500f", data[-2000:])
tester.check("values of a result", all(value == i + 1000 - i for i, value in enumerate(values)))
tester.check("inputs are no results", sorted(os.listdir(out)) == ["y.npy"])
os.remove(out + "/y.npy")
os.makedirs(out + "/y.npy")
two = change(["buffers"], GOOD["buffers"] + [{"name": "a", "dtype": "u8", "shape": [3], "direction": "inout"}])
tester.expect("a directory in the way", tester.run(two, "--out=" + out), 2, "y.npy': Is a directory")
tester.check("nothing is left", sorted(os.listdir(out)) == ["y.npy"])
open(tester.path("plain"), "w", encoding="utf-8").close()
tester.expect("a file in the way", tester.run(GOOD, "--out=" + tester.path("plain")), 2, "cannot write '")
tester.expect("a file above", tester.run(GOOD, "--out=" + tester.path("plain/below")), 2, "cannot make directory '")

# Comparison.
expected = [value for value in values]
expected[7] += 0.5
tester.write("wrong.npy", "<f8", [500], struct.pack("<500d", *expected))
wrong = change(["buffers", 1, "expected"], "wrong.npy")
tester.expect("no comparison", tester.run(wrong), 0)
tester.expect("beyond the bound", tester.run(wrong, "--compare"), 1,
              "buffer 'y', element [7]: got 1000, expected 1000.5, bound 1e-06 (1 of 500 differ, by at most 0.5)")
tester.write("bound.npy", "<f8", [500], struct.pack("<500d", *[0.5 if i == 7 else 0.0 for i in range(500)]))
wrong["buffers"][1]["tolerance"] = {"kind": "bound", "file": "bound.npy", "derivation": "made so"}
tester.expect("a bound for each element", tester.run(wrong, "--compare"), 0)
tester.write("exact.npy", "<f4", [500], struct.pack("<500f", *expected))
exact = change(["buffers", 1, "expected"], "exact.npy", wrong)
exact["buffers"][1]["tolerance"] = {"kind": "exact"}
tester.expect("other bits", tester.run(exact, "--compare"), 1,
              "buffer 'y', element [7]: got 1000 (0x447a0000), expected 1000.5 (0x447a2000), bound: the same bits (1 of 500 differ)")
exact["buffers"][1]["expected"] = "y.npy"
exact["args"][3]["value"] = 0
tester.expect("the same bits", tester.run(exact, "--compare"), 0)

# Reports: first line, class, line, exit statuses.
short = change(["buffers", 0, "shape"], [400])
tester.write("x400.npy", "<f4", [400], struct.pack("<400f", *[0.0] * 400))
short["buffers"][0]["file"] = "x400.npy"
REPORT = "ptx-run: error: out_of_bounds_global_read: kernel 'saxpy', line 24, block (3,0,0), thread ("
tester.expect("a report", tester.run(short), 3, REPORT)
tester.expect("a report that is not expected", tester.run(short, "--compare"), 1, REPORT)
tester.check("why", "expected no report" in tester.run(short, "--compare")[2])
short["expect"] = {"report": "error", "class": "out_of_bounds_global_read", "ptx_lines": [24]}
tester.expect("the report that is expected", tester.run(short, "--compare"), 0, REPORT)
tester.expect("it is no success without comparison", tester.run(short), 3, REPORT)
short["expect"]["ptx_lines"] = [25, 26]
tester.expect("another line", tester.run(short, "--compare"), 1)
tester.check("why", "expected a report at line 25 26, got line 24" in tester.run(short, "--compare")[2])
short["expect"] = {"report": "error", "class": "null_pointer"}
tester.expect("another class", tester.run(short, "--compare"), 1)
tester.check("why", "expected a report of class null_pointer, got out_of_bounds_global_read" in tester.run(short, "--compare")[2])
short["expect"]["also_accept"] = ["out_of_bounds_global_read"]
tester.expect("a class that is accepted too", tester.run(short, "--compare"), 0)
clean = change(["expect"], {"report": "error", "class": "deadlock"})
tester.expect("no report where one is expected", tester.run(clean, "--compare"), 1, "expected a report of class deadlock, got none")

broken = write_ptx("broken.ptx", TEXT.replace("add.s64 %rd4", "add.s64 %rd44"))
tester.expect("PTX that is none", tester.run(GOOD, ptx=broken), 3, "ptx-run: error: parse_error: 'broken.ptx', line 22")
unknown = write_ptx("unknown.ptx", TEXT.replace("fma.rn.f32", "frobnicate.f32"))
tester.expect("an instruction that is not there", tester.run(GOOD, ptx=unknown), 3, "unknown_instruction: 'unknown.ptx', line 26")

# An expected result that was never written.
missing = change(["buffers", 1, "direction"], "out")
del missing["buffers"][1]["file"]
unread = write_ptx("unread.ptx", TEXT.replace("ld.global.f32 %f3, [%rd5];", "mov.f32 %f3, %f2;"))
missing["args"][3]["value"] = 490
tester.expect("bytes that were never written", tester.run(missing, ptx=unread), 3,
              "missing_result: kernel 'saxpy', buffer 'y', element [490]: 40 of 2000 bytes were never written")

# The limit, seeds, trace, statistics, time.
tester.expect("the limit", tester.run(GOOD, "--limit-instructions=10"), 3, "infinite_loop: kernel 'saxpy'")
for seed in range(5):
    tester.expect("a seed", tester.run(GOOD, f"--seed={seed}", "--compare", f"--host-threads={seed % 3}"), 0)
trace = tester.run(GOOD, "--trace")
tester.expect("trace", trace, 0, output="saxpy block (0,0,0) warp 0 lanes ffffffff line 11: ")
tester.check("trace of all", "block (3,0,0) warp 3 lanes 000fffff line 24" in trace[1])
stats = tester.run(GOOD, "--stats")
tester.expect("statistics", stats, 0, output="blocks 4, warps 16, barriers 0")
for text in ["fma.rn.f32", "together", "sectors/request", "global", "hot lines"]:
    tester.check("statistics: " + text, text in stats[1])
tester.check("bytes", any(row.split()[:3] == ["global", "4000", "2000"] for row in stats[1].splitlines() if row.strip()))
tester.expect("time", tester.run(GOOD, "--time"), 0, output="saxpy: ")
tester.expect("empty buffers", tester.run({"kernel": "saxpy", "grid": [1, 1, 1], "block": [32, 1, 1], "buffers": [
    {"name": "x", "dtype": "f32", "shape": [0], "direction": "in"},
    {"name": "y", "dtype": "f32", "shape": [0], "direction": "out"}], "args": [
        {"kind": "pointer", "buffer": "x"}, {"kind": "null_pointer"}, {"kind": "scalar", "type": "f32", "value": "nan"},
        {"kind": "scalar", "type": "i32", "value": 0}]}, "--out=" + tester.path("empty")), 0)

# A machine without a GPU says so; the driver's name can be given.
os.environ["QNTRT_CUDA_LIBRARY"] = "no-driver.so"
tester.expect("no driver", tester.run(GOOD, "--device=cuda"), 2, "there is no CUDA driver: 'no-driver.so' cannot be loaded")
tester.finish()
