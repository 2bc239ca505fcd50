"""Oracles of Sources/cub_block.cu and cub_device.cu."""
import struct
from itertools import accumulate

from .case import Item, case, changed, given, result, scalar, work

ONLY = ("nvcc",)


@case("cub_block", 4, 128, compilers=ONLY)
def cub_reduce(random):
    x = random.ints(512, -1000, 1000)
    return [given("i32", x), result("i32", [sum(x[i:i + 128]) for i in range(0, 512, 128)])]


@case("cub_block", 1, 96, compilers=ONLY)
def cub_reduce_raking(random):
    x = random.whole(90)
    return [given("f32", x), result("f32", [sum(x)]), scalar("i32", 90)]


@case("cub_block", 1, 128, compilers=ONLY)
def cub_scan(random):
    x = random.ints(512, -100, 100)
    return [given("i32", x), result("i32", [0] + list(accumulate(x))[:-1]), result("i32", [sum(x)])]


@case("cub_block", 1, 64, compilers=ONLY)
def cub_radix_sort(random):
    x = [random.getrandbits(32) for _ in range(256)]
    return [changed("u32", x, sorted(x))]


@case("cub_block", 1, 64, compilers=ONLY)
def cub_merge_sort(random):
    x = random.ints(256, -1000, 1000)
    return [changed("i32", x, sorted(x))]


@case("cub_block", 1, 64, compilers=ONLY)
def cub_histogram(random):
    x = random.ints(256, 0, 255)
    return [given("u8", x), result("u32", [sum(value & 31 == bin for value in x) for bin in range(32)])]


@case("cub_block", 1, 64, compilers=ONLY)
def cub_exchange(random):
    x = random.ints(256, -1000, 1000)
    return [given("i32", x), result("i32", [4 * value + i % 4 for i, value in enumerate(x)])]


@case("cub_block", 1, 128, compilers=ONLY)
def cub_flags(random):
    x = random.ints(128, 0, 3)
    return [given("i32", x), result("i32", [1] + [int(a != b) for a, b in zip(x, x[1:])]),
            result("i32", x[:1] + [b - a for a, b in zip(x, x[1:])])]


@case("cub_block", 1, 64, compilers=ONLY)
def cub_warps(random):
    x = random.whole(64)
    scans = [int(value) for start in (0, 32) for value in accumulate(x[start:start + 32])]
    return [given("f32", x), result("f32", [sum(x[:32]), sum(x[32:])]), result("i32", scans)]


EMPTY = Item("bytes", value=(b"\0", 1))  # a function object without fields


@case("cub_device", 1, 256, kernel="~DeviceReduceSingleTileKernel\\w+EPKiPi", compilers=ONLY)
def cub_device_reduce(random):
    x = random.ints(3000, -1000, 1000)
    return [given("i32", x), result("i32", [sum(x) + 7]), scalar("u32", 3000), EMPTY, scalar("i32", 7), EMPTY]


@case("cub_device", 1, 256, kernel="~DeviceRadixSortSingleTileKernel", compilers=ONLY)
def cub_device_sort_tile(random):
    x = [random.getrandbits(32) for _ in range(1500)]
    return [given("u32", x), result("u32", sorted(x)), Item("null"), Item("null"), scalar("u32", 1500),
            scalar("i32", 0), scalar("i32", 32), EMPTY]


@case("cub_device", 2, 128, kernel="~DeviceRadixSortHistogramKernel", compilers=ONLY)
def cub_device_sort_histogram(random):
    x = [random.getrandbits(32) for _ in range(4096)]
    bins = [sum(key >> shift & 255 == bin for key in x) for shift in (0, 8, 16, 24) for bin in range(256)]
    return [changed("u32", [0] * 1024, bins), given("u32", x), scalar("u32", 4096), scalar("i32", 0), scalar("i32", 32),
            EMPTY]


@case("cub_device", 4, 256, kernel="~DeviceRadixSortExclusiveSumKernel", compilers=ONLY)
def cub_device_sort_sums(random):
    bins = random.ints(1024, 0, 50)
    sums = [sum(bins[i // 256 * 256:i]) for i in range(1024)]
    return [changed("u32", bins, sums)]


# A tile's word: its state in the low half, its sum in the high one. 32 words of state 0 are in front.
TILES = [0] * 32 + [99] * 4


@case("cub_device", 1, 128, kernel="~DeviceScanInitKernel", compilers=ONLY)
def cub_device_scan_start(random):
    words = [word for state in TILES for word in (state, 0)]
    # The kernel takes a struct of one pointer.
    return [result("u32", words), scalar("i32", 4)]


@case("cub_device", 4, 320, kernel="~DeviceScanKernel", compilers=ONLY)
def cub_device_scan(random):
    """Each block looks back at the sums of those before it, while they run."""
    x = random.ints(12000, -1000, 1000)
    sums = [start + 5 for start in accumulate([0] + x[:-1])]
    start = Item("bytes", value=(struct.pack("<qii", 0, 5, 0), 8))
    return [given("i32", x), result("i32", sums), work("u64", TILES), scalar("i32", 0), EMPTY, start,
            scalar("u32", 12000)]
