"""Shared by coremltools and Core AI: where their asymmetric zero point is no number."""

import numpy as np

import blockwise
import common
from cases import known
from common import array, decode, load

KINDS = {"f32": np.float32, "f16": np.float16}


def overflowing_blocks(a, dtype, block, epsilon):
    """Blocks in which qmin * max - qmax * min is infinity less infinity in the type of the weight, as a scale grid."""
    kind = a.dtype.type
    shape, inside, outer = blockwise.split(a.shape, block)
    v, (low, high) = a.reshape(shape), map(kind, common.int_range(dtype))
    with np.errstate(all="ignore"):
        minimum, maximum = np.minimum(kind(0), v.min(inside)), np.maximum(kind(0), v.max(inside))
        zero = (low * maximum - high * minimum) / (maximum - minimum + kind(epsilon))
    return (np.isnan(zero) & (maximum != minimum)).reshape(outer)


def with_zero_point_0(a, wt, dtype, scale):
    """Codes and decoded values as Qnt gives them: the zero point is stored as 0 and used as such."""
    s = blockwise.spread(decode(load(scale), wt), a.shape).astype(a.dtype)
    low, high = common.int_range(dtype)
    with np.errstate(all="ignore"):
        q = np.clip(np.rint(a / s), low, high)
        q = np.where(np.isnan(q), 0, q)
        value = (q.astype(np.float32) * s.astype(np.float32)).astype(a.dtype)
    return array(q.astype(common.STORE[dtype]), dtype), array(value, wt)


def explain_overflow(tag, a, wt, dtype, block, epsilon, scale, codes, decoded=None):
    """Entries for codes and decoded values, None where there is nothing to excuse."""
    blocks = overflowing_blocks(a, dtype, block, epsilon)
    if not blocks.any():
        return None, None
    where = blockwise.spread(blocks, a.shape)
    q, value = with_zero_point_0(a, wt, dtype, scale)
    return known(tag, codes, q, where), known(tag, decoded, value, where) if decoded else None
