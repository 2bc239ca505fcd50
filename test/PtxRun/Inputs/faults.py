"""Faulty kernels and their mended twins: each fault is reported with its class at its line, no twin is reported.

A body stands in a kernel with pointers to 64 words each in %in and %out (the thread's own words are at %mine and %to),
and the thread's number in %t. A line that is marked `#` is the place that the report names; lines marked `-` are in the
faulty kernel alone, lines marked `+` in the mended one."""
import struct

from ptxrun import Tester

HEAD = """.version 8.0
.target sm_80
.address_size 64
{globals}
.visible .entry k(.param .u64 in, .param .u64 out)
{{
  .reg .pred %p<4>;
  .reg .b32 %r<12>, %t;
  .reg .f32 %f<4>;
  .reg .b64 %d<12>, %in, %out, %mine, %to, %off;
  .shared .align 16 .b32 words[64];
  .local .align 8 .b32 stack[4];
  ld.param.u64 %in, [in];
  ld.param.u64 %out, [out];
  mov.u32 %t, %tid.x;
  mul.wide.u32 %off, %t, 4;
  add.s64 %mine, %in, %off;
  add.s64 %to, %out, %off;
"""
STORE = "  st.global.u32 [%to], %r1;\n"

# name: (class, classes that are as right, globals, body, grid, bytes of the input)
FAULTS = {
    "parse": ("parse_error", "", """
-  mov.u32 %undeclared, 1; #
+  mov.u32 %r1, 1;
  st.global.u32 [%to], 1;"""),
    "type_width": ("parse_error", "unknown_instruction", """
-  add.u64 %d1, %r2, 1; #
+  add.u64 %d1, %in, 1;
  st.global.u32 [%to], 1;"""),
    "label": ("parse_error", "", """
-  bra NOWHERE; #
+  bra THERE;
THERE:
  st.global.u32 [%to], 1;"""),
    "unknown": ("unknown_instruction", "", """
-  mul.hi.wide.u32 %r1, %t, 3; #
+  mul.lo.u32 %r1, %t, 3;
  st.global.u32 [%to], %r1;"""),
    "register_stored": ("uninitialized_register", "", """
+  mov.u32 %r1, 5;
  st.global.u32 [%to], %r1; #"""),
    "register_address": ("uninitialized_register", "", """
+  mov.u64 %d1, %mine;
  ld.global.u32 %r1, [%d1]; #
  st.global.u32 [%to], %r1;"""),
    "register_branch": ("uninitialized_register", "", """
+  mov.u32 %r2, %t;
  setp.eq.u32 %p1, %r2, 0;
  @%p1 bra END; #
  st.global.u32 [%to], 1;
END:
  st.global.u32 [%to], 2;"""),
    "register_on_one_path": ("uninitialized_register", "", """
  setp.lt.u32 %p1, %t, 60;
  @%p1 mov.u32 %r1, 7;
+  @!%p1 mov.u32 %r1, 8;
  st.global.u32 [%to], %r1; #"""),
    "global_never_written": ("uninitialized_global", "", """
-  ld.global.u32 %r1, [%to];
+  ld.global.u32 %r1, [%mine];
  st.global.u32 [%to], %r1; #"""),
    "shared_never_written": ("uninitialized_shared", "", """
  mov.u64 %d1, words;
  cvta.shared.u64 %d1, %d1;
  add.s64 %d1, %d1, %off;
+  st.u32 [%d1], %t;
  ld.u32 %r1, [%d1];
  st.global.u32 [%to], %r1; #"""),
    "local_never_written": ("uninitialized_local", "", """
+  st.local.u32 [stack+4], %t;
  ld.local.u32 %r1, [stack+4];
  st.global.u32 [%to], %r1; #"""),
    "read_beyond": ("out_of_bounds_global_read", "", """
-  ld.global.u32 %r1, [%mine+4]; #
+  ld.global.u32 %r1, [%mine];
  st.global.u32 [%to], %r1;"""),
    "read_before": ("out_of_bounds_global_read", "", """
-  ld.global.u32 %r1, [%mine+-4]; #
+  ld.global.u32 %r1, [%mine];
  st.global.u32 [%to], %r1;"""),
    "write_beyond": ("out_of_bounds_global_write", "", """
-  st.global.v2.u32 [%to+252], {%t, %t}; #
  st.global.u32 [%to], %t;"""),
    "after_free_space": ("out_of_bounds_global_write", "", """
  add.s64 %d1, %out, 100000;
-  st.global.u32 [%d1], %t; #
  st.global.u32 [%to], %t;"""),
    "shared_beyond": ("out_of_bounds_shared", "", """
  mov.u32 %r2, words;
  mad.lo.u32 %r3, %t, 4, %r2;
-  st.shared.u32 [%r3+4], %t; #
+  st.shared.u32 [%r3], %t;
  st.global.u32 [%to], %t;"""),
    "local_beyond": ("out_of_bounds_local", "", """
-  st.local.u32 [stack+16], %t; #
+  st.local.u32 [stack+12], %t;
  st.global.u32 [%to], %t;"""),
    "null": ("null_pointer", "", """
-  mov.u64 %d1, 0;
+  mov.u64 %d1, %in;
  ld.global.u32 %r1, [%d1]; #
  st.global.u32 [%to], %r1;"""),
    "shared_as_global": ("wrong_address_space", "out_of_bounds_global_read", """
  mov.u64 %d1, words;
  cvta.shared.u64 %d1, %d1;
  add.s64 %d2, %d1, %off;
  st.u32 [%d2], %t;
-  ld.global.u32 %r1, [%d2]; #
+  ld.u32 %r1, [%d2];
  st.global.u32 [%to], %r1;"""),
    "misaligned": ("misaligned_access", "", """
-  add.s64 %d1, %in, 2;
+  add.s64 %d1, %in, 4;
  ld.global.u32 %r1, [%d1]; #
  st.global.u32 [%to], %r1;"""),
    "misaligned_vector": ("misaligned_access", "", """
-  add.s64 %d1, %in, 8;
+  add.s64 %d1, %in, 16;
  ld.global.v4.u32 {%r1, %r2, %r3, %r4}, [%d1]; #
  st.global.u32 [%to], %r1;"""),
    "shared_race": ("shared_race", "", """
  mov.u32 %r2, words;
  mad.lo.u32 %r3, %t, 4, %r2;
  st.shared.u32 [%r3], 1000;
  bar.sync 0;
  st.shared.u32 [%r3], %t; #
+  bar.sync 0;
  sub.u32 %r4, 63, %t;
  mad.lo.u32 %r3, %r4, 4, %r2;
  ld.shared.u32 %r1, [%r3]; #
  st.global.u32 [%to], %r1;"""),
    "shared_race_of_writes": ("shared_race", "", """
-  st.shared.u32 [words], %t; #
+  st.shared.u32 [words], 5;
  st.global.u32 [%to], %t;"""),
    "shared_overwritten_early": ("shared_race", "", """
  mov.u32 %r2, words;
  mad.lo.u32 %r3, %t, 4, %r2;
  st.shared.u32 [%r3], %t;
  bar.sync 0;
  xor.b32 %r4, %t, 32;
  mad.lo.u32 %r4, %r4, 4, %r2;
  ld.shared.u32 %r1, [%r4]; #
+  bar.sync 0;
  add.u32 %r5, %t, 100;
  st.shared.u32 [%r3], %r5; #
  st.global.u32 [%to], %r1;"""),
    "warp_without_sync": ("shared_race", "", """
  mov.u32 %r2, words;
  mad.lo.u32 %r3, %t, 4, %r2;
  xor.b32 %r4, %t, 1;
  mad.lo.u32 %r4, %r4, 4, %r2;
  setp.lt.u32 %p1, %t, 32;
  st.shared.u32 [%r3], 1000;
  bar.sync 0;
  @%p1 st.shared.u32 [%r3], %t; #
+  bar.sync 0;
  @!%p1 xor.b32 %r4, %r4, 128;
  @!%p1 ld.shared.u32 %r1, [%r4]; #
  @%p1 mov.u32 %r1, 0;
  st.global.u32 [%to], %r1;"""),
    "global_race": ("global_race", "", """
  mov.u32 %r2, %ctaid.x;
-  st.global.u32 [%out], %r2; #
+  st.global.u32 [%out], 3;
  st.global.u32 [%to], 3;"""),
    "flag_without_fence": ("global_race", "", """
  mov.u32 %r2, %ctaid.x;
  setp.ne.u32 %p1, %t, 0;
  @%p1 bra END;
  setp.ne.u32 %p2, %r2, 0;
  @%p2 bra READER;
  st.global.u32 [%out+4], 9;
+  fence.acq_rel.gpu;
  atom.global.exch.b32 %r3, [flag], 1;
  bra END;
READER:
  atom.global.or.b32 %r3, [flag], 0;
  setp.eq.u32 %p3, %r3, 0;
  @%p3 bra READER;
+  fence.acq_rel.gpu;
  ld.global.u32 %r4, [%out+4]; #
  st.global.u32 [%out+8], %r4;
END:
"""),
    "barrier_in_branch": ("divergent_barrier", "deadlock", """
-  setp.lt.u32 %p1, %t, 16;
+  setp.lt.u32 %p1, %t, 32;
  @%p1 bra OTHER;
  bar.sync 0; #
  bra END;
OTHER:
  bar.sync 0; #
END:
  st.global.u32 [%to], %t;"""),
    "collective_in_branch": ("divergent_collective", "deadlock", """
-  setp.lt.u32 %p1, %t, 16;
+  setp.lt.u32 %p1, %t, 32;
  @%p1 bra OTHER;
  vote.sync.ballot.b32 %r1, %p1, 0xffffffff; #
  bra END;
OTHER:
  vote.sync.ballot.b32 %r1, %p1, 0xffffffff; #
END:
  st.global.u32 [%to], %r1;"""),
    "not_in_mask": ("divergent_collective", "", """
-  shfl.sync.bfly.b32 %r1, %t, 1, 31, 0x0000ffff; #
+  shfl.sync.bfly.b32 %r1, %t, 1, 31, 0xffffffff;
  st.global.u32 [%to], %r1;"""),
    "barrier_nobody_comes": ("deadlock", "", """
  setp.lt.u32 %p1, %t, 32;
  @%p1 bra OTHER;
  bar.sync 1, 64; #
OTHER:
+  @!%p1 bra END;
+  bar.sync 1, 64;
+END:
  st.global.u32 [%to], %t;"""),
    "endless": ("infinite_loop", "", """
  mov.u32 %r1, 0;
AGAIN:
  add.u32 %r1, %r1, 1;
-  setp.ne.u32 %p1, %r1, %r1;
+  setp.eq.u32 %p1, %r1, 5;
  @!%p1 bra AGAIN;
  st.global.u32 [%to], %r1;"""),
    "copy_not_waited": ("cp_async_not_waited", "uninitialized_shared", """
  mov.u32 %r2, words;
  mad.lo.u32 %r3, %t, 4, %r2;
  cp.async.ca.shared.global [%r3], [%mine], 4;
  cp.async.commit_group;
+  cp.async.wait_group 0;
  ld.shared.u32 %r1, [%r3]; #
  st.global.u32 [%to], %r1;"""),
    "copy_group_left": ("cp_async_not_waited", "uninitialized_shared", """
  mov.u32 %r2, words;
  mad.lo.u32 %r3, %t, 4, %r2;
  cp.async.ca.shared.global [%r3], [%mine], 4;
  cp.async.commit_group;
-  cp.async.wait_group 1;
+  cp.async.wait_all;
  ld.shared.u32 %r1, [%r3]; #
  st.global.u32 [%to], %r1;"""),
    "missing_result": ("missing_result", "", """
-  setp.lt.u32 %p1, %t, 63;
+  setp.lt.u32 %p1, %t, 64;
  @%p1 st.global.u32 [%to], %t;"""),
    "trap": ("trap", "", """
-  trap; #
  st.global.u32 [%to], %t;"""),
    "recursion": ("stack_overflow", "", """
  {
  .param .b32 given;
  st.param.b32 [given], %t;
  call.uni sink, (given);
  }
  st.global.u32 [%to], %t;"""),
}
GLOBALS = {
    "flag_without_fence": ".global .u32 flag = 0;",
    "recursion": """.func sink(.param .b32 depth)
{
  .reg .b32 %a<3>;
  .reg .pred %q;
  .local .align 8 .b8 frame[1024];
  ld.param.b32 %a1, [depth];
  st.local.b32 [frame], %a1;
+  setp.gt.u32 %q, %a1, 70;
+  @%q ret;
  add.u32 %a1, %a1, 1;
  {
  .param .b32 given;
  st.param.b32 [given], %a1;
  call.uni sink, (given); #
  }
  ret;
}""",
}
GRIDS = {"global_race": 2, "flag_without_fence": 2}
# Not every word of the output is written there.
PARTIAL = {"flag_without_fence"}


def make_text(name, is_faulty):
    """(text, lines that a report may name)"""
    kept = []
    body = HEAD.format(globals=GLOBALS.get(name, "")) + FAULTS[name][2].lstrip("\n") + "\n  ret;\n}\n"
    for line in body.split("\n"):
        if line and line[0] in "+-":
            if (line[0] == "-") != is_faulty:
                continue
            line = line[1:]
        kept.append(line)
    lines = [number for number, line in enumerate(kept, 1) if line.endswith("#")]
    return "\n".join(line.rstrip("#") for line in kept), lines


def main():
    tester = Tester()
    tester.write("in.npy", "<u4", [64], struct.pack("<64I", *range(64)))
    tester.write("some.npy", "<f8", [64], struct.pack("<64d", *[0.0] * 64))
    for name, (report, other, _) in FAULTS.items():
        for is_faulty in (True, False):
            text, lines = make_text(name, is_faulty)
            path = tester.path(f"{name}.{'faulty' if is_faulty else 'mended'}.ptx")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            out = {"name": "out", "dtype": "u32", "shape": [64], "direction": "out"}
            if name not in PARTIAL: # the result itself is of no interest: only whether it is whole
                out |= {"expected": "some.npy", "tolerance": {"kind": "bound", "absolute": 1e10, "derivation": "any"}}
            expect = {"report": "error", "class": report, "also_accept": other.split(), "ptx_lines": lines}
            launch = {"kernel": "k", "grid": [GRIDS.get(name, 1), 1, 1], "block": [64, 1, 1],
                      "buffers": [{"name": "in", "dtype": "u32", "shape": [64], "direction": "in", "file": "in.npy"}, out],
                      "args": [{"kind": "pointer", "buffer": "in"}, {"kind": "pointer", "buffer": "out"}],
                      "expect": expect if is_faulty else {"report": "none"}}
            for seed in (0, 1, 7):
                answer = tester.run(launch, "--compare", "--limit-instructions=200000", f"--seed={seed}", ptx=path)
                tester.expect(f"{name}, {'faulty' if is_faulty else 'mended'}, seed {seed}", answer, 0)
                tester.check(f"{name}: a report is the first line",
                             not is_faulty or answer[2].startswith("ptx-run: error: "))
    print(f"{len(FAULTS)} faulty kernels and {len(FAULTS)} mended ones")
    tester.finish()


if __name__ == "__main__":
    main()
