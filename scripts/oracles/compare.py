"""Judges what quant-run wrote for one case against what the case says must come out. Needs no NumPy."""

import math

import npy

EQUAL, WITHIN, KNOWN, FAILED = "equal bits", "within bound", "known differences", "failures"


class Verdict:
    """What became of one case, all outputs together."""

    def __init__(self):
        self.kind = EQUAL
        self.tags = set()
        self.messages = []
        self.package_within = None  # of a bounded output: whether the package's result is within the bound as well
        self.as_documented = None  # of a bounded output: whether the bits are those of the documented arithmetic

    def fail(self, message):
        self.kind = FAILED
        self.messages.append(message)

    def weaken(self, kind):
        order = [EQUAL, WITHIN, KNOWN, FAILED]
        self.kind = max(self.kind, kind, key=order.index)


def is_same(a, b, dtype):
    """The same code; any NaN is every NaN."""
    return a == b or (npy.is_float(dtype) and math.isnan(npy.decode(a, dtype)) and math.isnan(npy.decode(b, dtype)))


def show(name, index, got, want, dtype):
    return (f"{name}[{index}]: got {npy.decode(got, dtype)!r} (0x{got:x}), expected {npy.decode(want, dtype)!r} "
            f"(0x{want:x})")


def known_elements(output, dtype):
    """index: (tag, the code that Qnt must give). Without a tag the element is not compared."""
    found = {}
    for entry in output["known"]:
        size = npy.item_size(dtype)
        wants = npy.codes(bytes.fromhex(entry["want"]), size) if entry["want"] is not None else [None] * len(entry["at"])
        for index, want in zip(entry["at"], wants):
            found[index] = (entry["tag"], want)
    return found


def judge_bits(output, got, verdict):
    dtype = output["array"]["dtype"]
    wanted = npy.codes(bytes.fromhex(output["array"]["bits"]), npy.item_size(dtype))
    known = known_elements(output, dtype)
    wrong = []
    for index, (code, want) in enumerate(zip(got, wanted)):
        if is_same(code, want, dtype):
            continue
        if index in known and known[index][0] is None:
            continue
        tag, ours = known.get(index, (None, None))
        if tag is not None and is_same(code, ours, dtype):
            verdict.tags.add(tag)
            verdict.weaken(KNOWN)
        else:
            wrong.append(show(output["name"], index, code, want if ours is None else ours, dtype))
    if wrong:
        verdict.fail(f"{len(wrong)} of {len(got)} elements: " + "; ".join(wrong[:3]))


def count_beyond(codes, dtype, exact, bound):
    """Elements beyond the bound. Where the exact value has no finite result in the type, infinity is right."""
    beyond = []
    for index, (code, e, b) in enumerate(zip(codes, exact, bound)):
        value = npy.decode(code, dtype)
        if not abs(value - e) <= b and not (math.isnan(e) and math.isnan(value)) and value != e:
            beyond.append((index, value, e, b))
    return beyond


def judge_bound(output, got, verdict):
    dtype = output["dtype"]
    exact, bound = npy.doubles(output["exact"]), npy.doubles(output["bound"])
    beyond = count_beyond(got, dtype, exact, bound)
    if beyond:
        index, value, e, b = beyond[0]
        verdict.fail(f"{len(beyond)} of {len(got)} elements: {output['name']}[{index}]: got {value!r}, expected {e!r} "
                     f"within {b:.3g}")
    if output["bits"] is not None:
        wanted = npy.codes(bytes.fromhex(output["bits"]["bits"]), npy.item_size(dtype))
        wrong = [show(output["name"], i, a, b, dtype) for i, (a, b) in enumerate(zip(got, wanted))
                 if not is_same(a, b, dtype)]
        verdict.as_documented = not wrong
        if wrong:
            verdict.fail(f"{len(wrong)} of {len(got)} elements are not as documented: " + "; ".join(wrong[:3]))
    package = output["package"]
    if package is None:
        verdict.weaken(WITHIN)
        return
    theirs = npy.codes(bytes.fromhex(package["bits"]), npy.item_size(dtype))
    same_shape = package["shape"] == output["shape"]
    verdict.package_within = same_shape and not count_beyond(theirs, dtype, exact, bound)
    if not same_shape or not all(is_same(a, b, dtype) for a, b in zip(got, theirs)):
        verdict.weaken(WITHIN)


def judge_output(output, path, verdict):
    if output["rule"] == "none":
        return
    expected = output["array"] if output["rule"] == "bits" else output
    size, shape, data = npy.read(path)
    whole = [entry for entry in output.get("known", []) if entry["at"] == "shape"]
    if whole:  # the package's result has another shape
        verdict.tags.add(whole[0]["tag"])
        verdict.weaken(KNOWN)
        expected = {"shape": whole[0]["shape"], "dtype": expected["dtype"]}
    if shape != expected["shape"] or size != npy.item_size(expected["dtype"]):
        verdict.fail(f"{output['name']}: got shape {shape} and {size} bytes an element, expected {expected['shape']} "
                     f"and {npy.item_size(expected['dtype'])}")
        return
    if whole:
        return
    judge = judge_bits if output["rule"] == "bits" else judge_bound
    judge(output, npy.codes(data, size), verdict)


def judge(case, paths):
    """The verdict on a case whose outputs stand in `paths`."""
    verdict = Verdict()
    for output, path in zip(case["outputs"], paths):
        try:
            judge_output(output, path, verdict)
        except (npy.NpyError, OSError) as error:
            verdict.fail(f"{output['name']}: {error}")
    return verdict
