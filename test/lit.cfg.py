import datetime
import os
import subprocess
import sys

import lit.formats
import lit.util
from lit.llvm import llvm_config
from lit.llvm.subst import ToolSubst

config.name = "Qnt"
config.test_format = lit.formats.ShTest(not llvm_config.use_lit_shell)
config.suffixes = [".mlir", ".test"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.qnt_binary_dir, "test")
config.excludes = ["Inputs", "Samples", "Output"]
# Folders of tests that need no MLIR.
plain_tests = {"PtxRun", "PtxCorpus"}
if not config.qnt_build_compiler:
    folders = (entry.name for entry in os.scandir(config.test_source_root) if entry.is_dir())
    config.excludes += [name for name in folders if name not in plain_tests]

llvm_config.with_system_environment(["HOME", "TMP", "TEMP"])
if config.llvm_tools_dir:
    llvm_config.with_environment("PATH", config.llvm_tools_dir, append_path=True)
tools_dir = os.path.join(config.qnt_binary_dir, "bin")
llvm_config.with_environment("PATH", tools_dir, append_path=True)

config.substitutions.append(("%examples", os.path.join(config.qnt_source_dir, "examples")))
config.substitutions.append(("%source", config.qnt_source_dir))
config.substitutions.append(("%qnt_build", config.qnt_binary_dir))
config.substitutions.append(("%mlir_dir", config.mlir_dir))
config.substitutions.append(("%cxx", config.cxx))
# A program that links an instrumented library needs the sanitizers' run time.
sanitize = f" -fsanitize={config.qnt_sanitize} -fno-sanitize=vptr" if config.qnt_sanitize else ""
config.substitutions.append(("%cc", config.cc + sanitize))
# An empty launcher is none.
config.substitutions.append(("%compiler_launcher", config.ccache if os.path.exists(config.ccache) else ""))
config.substitutions.append(("%mlir_include", config.mlir_include))
config.substitutions.append(("%python", f"'{sys.executable}'"))
config.substitutions.append(("%pass-sweep", os.path.join(config.qnt_binary_dir, "unittests", "pass-sweep")))
config.substitutions.append(("%emulated_cuda", os.path.join(config.qnt_binary_dir, "unittests", "libEmulatedCuda.so")))
config.substitutions.append(("%qnt_libs", os.path.join(config.qnt_binary_dir, "lib")))
# The first seed of random modules: --param smith-seed=N, or daily for one of the day's own.
smith_seed = lit_config.params.get("smith-seed", "1")
if smith_seed == "daily":
    smith_seed = str(datetime.date.today().toordinal() * 100000)
config.substitutions.append(("%smith_seed", smith_seed))
# Kernels of the PTX corpus under few orders of warps, or all of them: --param ptx-corpus=all.
corpus_is_whole = lit_config.params.get("ptx-corpus", "part") == "all"
if corpus_is_whole:
    config.available_features.add("ptx-corpus-all")
config.substitutions.append(("%corpus_orders", "--seeds=20 --threads=1,2,4" if corpus_is_whole else "--seeds=1"))
config.substitutions.append(("%corpus_seeds", "--seeds=20" if corpus_is_whole else "--seeds=2"))
config.substitutions.append(("%corpus_cache", os.path.join(config.qnt_binary_dir, "ptx-corpus")))
# Of the sweep over all modules a part under the sanitizers: the whole takes ten minutes of processor time there.
config.substitutions.append(("%every_sweep_file", "4" if config.qnt_sanitize else "1"))
tools = ["ptx-run", "quant-lsp-server", "quant-run"]
compiler_tools = ["quant-compile", "quant-opt", "quant-smith", "mlir-opt"]
llvm_tools = ["FileCheck", "not", "split-file"]
if config.qnt_build_compiler:
    required = compiler_tools + llvm_tools
else:
    required = []
    tools += llvm_tools
tools = required + [ToolSubst(name, unresolved="ignore") for name in tools]
llvm_config.add_tool_substitutions(tools, [tools_dir] + ([config.llvm_tools_dir] if config.llvm_tools_dir else []))
if lit.util.which("FileCheck", config.environment["PATH"]):
    config.available_features.add("filecheck")


if lit.util.which("ptxas", config.environment["PATH"]):
    config.available_features.add("ptxas")


def may_mount():
    """Whether a test may mount file systems of its own: root, with a mount namespace."""
    command = ["unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=64k tmpfs /tmp"]
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


if os.geteuid() != 0:
    config.available_features.add("not-root")
elif may_mount():
    config.available_features.add("root-mounts")
if config.qnt_build_fuzzers:
    config.available_features.add("fuzzers")

if config.qnt_sanitize:
    config.available_features.add("sanitizer")
    # libMLIR is not instrumented: what our code poisons of an allocator's slab, it uses without taking the poison off.
    config.environment["ASAN_OPTIONS"] = (
        "detect_leaks=0:detect_container_overflow=0:detect_odr_violation=0:allow_user_poisoning=0:"
        "allocator_may_return_null=1")
