"""Runs a tool whose output cannot be written, or that is killed while it writes, and looks at what is left.

output_faults.py full-disk|read-only|killed FOLDER [--status N] -- COMMAND ...    (@OUT@ in the command is the output)

full-disk   the output goes to a file system of 256 KiB (needs root), which is too small for it
read-only   likewise to one that is mounted read-only; without root to a folder without write permission
killed      kill -9 at 30 (--kills) random moments of the run

Each is done with an output that was there before and without. The tool must say what is wrong and end with the status
(killed apart); an output that was there must be as it was, one that was not there must be absent; a killed run may also
have put the whole output in its place. Nothing else may stay in the folder.
"""
import argparse
import os
import pathlib
import random
import subprocess
import sys
import time

OLD = b"what was here before\n"


def fail(message):
    sys.exit(f"FAILED: {message}")


def has_nameless_files(folder):
    """Whether a killed program can leave nothing behind (O_TMPFILE)."""
    try:
        os.close(os.open(folder, os.O_TMPFILE | os.O_WRONLY))
        return True
    except OSError:
        return False


def prepare(folder, existing):
    """The output's path in an emptied folder, with the old output or without."""
    for path in folder.iterdir():
        path.unlink()
    output = folder / "out"
    if existing:
        output.write_bytes(OLD)
    return output


def fill(command, output):
    return [word.replace("@OUT@", str(output)) for word in command]


def check_refused(command, status, message, output, existing):
    """Runs it and expects an error that names `message`, and the folder as it was."""
    before = sorted(os.listdir(output.parent))
    result = subprocess.run(fill(command, output), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if result.returncode != status:
        fail(f"expected status {status}, got {result.returncode}:\n{result.stdout[-2000:]}")
    if "error: cannot write" not in result.stdout or message not in result.stdout:
        fail(f"expected an error with '{message}', got:\n{result.stdout[-2000:]}")
    if sorted(os.listdir(output.parent)) != before:
        fail(f"left behind: {os.listdir(output.parent)}")
    if existing and output.read_bytes() != OLD:
        fail("the existing output was changed")
    print(f"{'existing' if existing else 'new'} output: {message}")


def mount(folder, options):
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)


def run_full_disk(options, folder):
    mount(folder, "size=256k")
    for existing in (False, True):
        output = prepare(folder, existing)
        check_refused(options.command, options.status, "No space left on device", output, existing)


def run_read_only(options, folder):
    is_root = os.geteuid() == 0
    if is_root:
        mount(folder, "size=64m")
    for existing in (False, True):
        output = prepare(folder, existing)
        if is_root:
            mount(folder, "remount,ro")
        else:
            folder.chmod(0o555)
        message = "Read-only file system" if is_root else "Permission denied"
        check_refused(options.command, options.status, message, output, existing)
        if is_root:
            mount(folder, "remount,rw")
        else:
            folder.chmod(0o755)


def kill_once(command, output, delay):
    """Whether the run was killed before it ended."""
    process = subprocess.Popen(fill(command, output), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(delay)
    process.kill()
    return process.wait() < 0


def check_left(folder, output, existing, whole, was_killed):
    """What the folder holds after a kill: "absent", "kept" or "whole"."""
    others = [path for path in folder.iterdir() if path != output]
    is_clean = has_nameless_files(folder)
    for path in others:
        # The one moment at which a whole file may have another name is that before it is put in its place.
        if not path.name.endswith(".tmp") or (is_clean and path.read_bytes() != whole):
            fail(f"left behind: {path.name}")
    if not output.exists():
        return fail("the existing output is gone") if existing or not was_killed else "absent"
    content = output.read_bytes()
    if content == whole:
        return "whole"
    if not existing or content != OLD or not was_killed:
        fail(f"a partial output of {len(content)} bytes of {len(whole)}")
    return "kept"


def run_killed(options, folder):
    output = prepare(folder, False)
    start = time.monotonic()
    subprocess.run(fill(options.command, output), check=True, stdout=subprocess.DEVNULL)
    duration = time.monotonic() - start
    whole = output.read_bytes()
    seed = options.seed if options.seed is not None else random.randrange(1 << 32)
    print(f"seed {seed}")
    moments = random.Random(seed)
    counts = {"absent": 0, "kept": 0, "whole": 0}
    for i in range(options.kills):
        existing = i % 2 == 1
        output = prepare(folder, existing)
        was_killed = kill_once(options.command, output, moments.uniform(0, duration))
        counts[check_left(folder, output, existing, whole, was_killed)] += 1
    print(f"{options.kills} kills: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    if counts["absent"] + counts["kept"] == 0:
        fail("every run ended before it was killed")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=["full-disk", "read-only", "killed"])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--status", type=int, default=1, help="of a failed run")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    if options.mode != "killed" and os.geteuid() == 0 and "QNT_IN_NAMESPACE" not in os.environ:
        # Mounts are seen by nobody else and end with the process.
        os.environ["QNT_IN_NAMESPACE"] = "1"
        os.execvp("unshare", ["unshare", "-m", sys.executable, *sys.argv])
    options.folder.mkdir(parents=True, exist_ok=True)
    {"full-disk": run_full_disk, "read-only": run_read_only, "killed": run_killed}[options.mode](options, options.folder)


if __name__ == "__main__":
    main()
