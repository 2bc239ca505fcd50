"""Qwix on the CPU: quantized arrays (presets qwix-cpu and qwix) and products of arrays.

XLA turns a division by a broadcast value into a product with its reciprocal. Every case of quantization runs twice: as
installed (preset qwix-cpu), and in a second process with that rewriting turned off (preset qwix: the source divides).
"""

import os
import pickle
import subprocess
import sys

import numpy as np

import cases
import qwix_arrays
import qwix_contractions
from from_qwix import OFF, run_quantize

QUANTIZE_COUNT = 500
PRODUCT_COUNT = 100


def run_all(drawn):
    """Results by name; a case that the package refuses has the error's text."""
    results = {}
    for c in drawn:
        try:
            results[c["name"]] = run_quantize(c)
        except Exception as error:  # whatever the package raises is a refusal
            results[c["name"]] = f"{type(error).__name__}: {error}"
    return results


def start_divided(seed):
    """The second process, which draws the same cases."""
    environment = {**os.environ, "XLA_FLAGS": OFF, "JAX_PLATFORMS": "cpu"}
    command = [sys.executable, "-B", os.path.abspath(__file__), str(seed)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)


def draw(seed):
    os.environ["JAX_PLATFORMS"] = "cpu"  # before jax is imported
    os.environ.pop("XLA_FLAGS", None)
    import jax
    import jaxlib
    import qwix
    file = cases.CaseFile("qwix", seed, qwix=qwix.__version__, jax=jax.__version__, jaxlib=jaxlib.__version__,
                          numpy=np.__version__)
    child = start_divided(seed)
    drawn = qwix_arrays.draw(np.random.default_rng([seed, 3]), QUANTIZE_COUNT)
    installed = run_all(drawn)
    output, _ = child.communicate()
    if child.returncode != 0:
        raise RuntimeError(f"the process that divides ended with {child.returncode}")
    for preset, results in (("qwix-cpu", installed), ("qwix", pickle.loads(output))):
        for c in drawn:
            qwix_arrays.add(file, c, results[c["name"]], preset)
    qwix_contractions.add_all(file, np.random.default_rng([seed, 4]), PRODUCT_COUNT)
    return file


if __name__ == "__main__":  # the second process
    sys.stdout.buffer.write(pickle.dumps(run_all(qwix_arrays.draw(np.random.default_rng([int(sys.argv[1]), 3]),
                                                                  QUANTIZE_COUNT))))
