"""Compilers that make PTX of Sources/*.cu, and PTX that is kept where they are not there."""
import glob
import hashlib
import os
import shutil
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SOURCES = os.path.join(ROOT, "Sources")
STORED = os.path.join(ROOT, "Stored")


def find_cuda():
    """The folder of a CUDA toolkit: CUDA_HOME, the one of nvcc in PATH, the usual places, the packages of pip."""
    nvcc = shutil.which("nvcc")
    folders = [os.environ.get("CUDA_HOME"), os.path.dirname(os.path.dirname(os.path.realpath(nvcc))) if nvcc else None,
               "/usr/local/cuda"]
    try:
        import nvidia  # nvidia-cuda-nvcc
        folders += [found for path in nvidia.__path__ for found in glob.glob(path + "/cu*") + [path + "/cuda_nvcc"]]
    except ImportError:
        pass
    for folder in folders:
        if folder and os.path.exists(os.path.join(folder, "bin", "nvcc")):
            return folder
    return None


def get_command(compiler, source, target, out):
    cuda = find_cuda()
    path = os.path.join(SOURCES, source + ".cu")
    if compiler == "triton":
        return None
    if compiler == "nvcc":
        return cuda and [os.path.join(cuda, "bin", "nvcc"), f"-arch={target}", "-std=c++17", "-ptx", path, "-o", out]
    clang = shutil.which("clang++-22") or shutil.which("clang++")
    if not clang or not cuda:
        return None
    return [clang, "-x", "cuda", "--cuda-device-only", "-S", f"--cuda-gpu-arch={target}", f"--cuda-path={cuda}", "-O2",
            "-isystem", os.path.join(cuda, "include", "cccl"), "-std=c++17", "-Wno-unknown-cuda-version", path, "-o", out]


def get_stored(compiler, source, target):
    path = os.path.join(STORED, compiler, f"{source}.{target}.ptx")
    return path if os.path.exists(path) else None


def compile_source(compiler, source, target, folder, is_stored):
    """PTX of a source: made now, or earlier of the same text, or the stored one where there is no compiler or
    `is_stored`; (path, problem)."""
    out = os.path.join(folder, f"{source}.{target}.ptx")
    command = None if is_stored else get_command(compiler, source, target, out)
    if not command:
        stored = get_stored(compiler, source, target)
        return stored, None if stored else f"no compiler {compiler}, and no stored PTX"
    os.makedirs(folder, exist_ok=True)
    return run_compiler(command, os.path.join(SOURCES, source + ".cu"), out)


def run_compiler(command, source, out):
    """Compiles unless `out` is what the command made of the same text before; (path, problem)."""
    with open(source, "rb") as file:
        key = hashlib.sha256(file.read() + repr((command, os.stat(command[0]).st_mtime_ns)).encode()).hexdigest()
    note = out + ".key"
    if os.path.exists(out) and os.path.exists(note):
        with open(note, encoding="utf-8") as file:
            if file.read() == key:
                return out, None
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        return None, " ".join(command) + "\n" + done.stdout
    with open(note, "w", encoding="utf-8") as file:
        file.write(key)
    return out, None
