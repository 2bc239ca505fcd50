"""What PyTorch runs for the same problem, in graphs as ours: cuBLAS, cuDNN, its own kernels. Without PyTorch or a GPU: none."""
import statistics

try:
    import torch
    HAS_TORCH = torch.cuda.is_available()
except ImportError:
    HAS_TORCH = False


def _linear(copies, rows, columns, inner):
    x = torch.randn(rows, inner, device="cuda", dtype=torch.bfloat16)
    weights = [torch.randn(columns, inner, device="cuda", dtype=torch.bfloat16) for _ in range(copies)]
    return "bf16 linear", [lambda w=w: torch.nn.functional.linear(x, w) for w in weights]


def _int_mm(copies, rows, columns, inner):
    def draw(*shape):
        return torch.randint(-127, 128, shape, device="cuda", dtype=torch.int8)
    x, weights = draw(rows, inner), [draw(columns, inner) for _ in range(copies)]
    return "torch._int_mm", [lambda w=w: torch._int_mm(x, w.t()) for w in weights] # pylint: disable=protected-access


def _conv(copies, images, size, channels, features):
    def draw(*shape):
        return torch.randn(*shape, device="cuda", dtype=torch.float16).to(memory_format=torch.channels_last)
    w, inputs = draw(features, channels, 3, 3), [draw(images, channels, size, size) for _ in range(copies)]
    return "f16 conv2d (cuDNN; it has no int8 one in PyTorch)", [
        lambda x=x: torch.nn.functional.conv2d(x, w, padding=1) for x in inputs]


def _copy(copies, size):
    pairs = [[torch.empty(size // 2, device="cuda", dtype=torch.uint8).random_() for _ in range(2)] for _ in range(copies)]
    return "copy of as many bytes", [lambda a=a, b=b: a.copy_(b) for a, b in pairs]


def _softmax(copies, rows, columns):
    inputs = [torch.randn(rows, columns, device="cuda") for _ in range(copies)]
    return "torch.softmax", [lambda x=x: torch.softmax(x, 1) for x in inputs]


class Peer:
    """A graph of `nodes` calls, over data of `copies` sets in turn."""

    def __init__(self, description, copies, nodes):
        kind, *sizes = description
        self.name, calls = {"linear": _linear, "int_mm": _int_mm, "conv": _conv, "copy": _copy,
                            "softmax": _softmax}[kind](copies, *sizes)
        self.nodes, self.times = nodes, []
        side = torch.cuda.Stream()
        with torch.cuda.stream(side):
            for call in calls:
                call()
        torch.cuda.synchronize()
        self.kernel = self._name_kernel(calls[0])
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            for node in range(nodes):
                calls[node % len(calls)]()
        self.begin, self.end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)

    @staticmethod
    def _name_kernel(call):
        try:
            with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CUDA]) as profile:
                call()
                torch.cuda.synchronize()
            return max(profile.key_averages(), key=lambda event: event.device_time_total).key[:60]
        except (RuntimeError, ValueError):
            return "kernel not known"

    def replay(self, is_kept):
        self.begin.record()
        self.graph.replay()
        self.end.record()
        self.end.synchronize()
        if is_kept:
            self.times.append(self.begin.elapsed_time(self.end) * 1000 / self.nodes)

    def median(self):
        return statistics.median(self.times)


def make_peer(description, copies, nodes):
    """A Peer, or None with the reason."""
    if not HAS_TORCH or not description:
        return None, "PyTorch with a GPU is not here"
    try:
        return Peer(description, copies, nodes), ""
    except RuntimeError as error:
        return None, str(error).splitlines()[0][:80]
