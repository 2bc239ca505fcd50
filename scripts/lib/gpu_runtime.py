"""The project's runtime (include/Qnt/Runtime) from Python: a GPU, or the emulated device."""
import ctypes

CUDA, EMULATED = 0, 1


class Argument(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_size_t), ("alignment", ctypes.c_size_t)]


class Launch(ctypes.Structure):
    _fields_ = [("grid", ctypes.c_uint32 * 3), ("block", ctypes.c_uint32 * 3), ("cluster", ctypes.c_uint32 * 3),
                ("dynamic_shared_bytes", ctypes.c_size_t), ("is_cooperative", ctypes.c_int)]


class Properties(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char * 256), ("kind", ctypes.c_int), ("major", ctypes.c_int), ("minor", ctypes.c_int),
                ("driver", ctypes.c_int), ("multiprocessors", ctypes.c_int), ("warp", ctypes.c_int),
                ("threads", ctypes.c_int), ("block", ctypes.c_int * 3), ("grid", ctypes.c_int * 3),
                ("shared", ctypes.c_size_t), ("shared_optin", ctypes.c_size_t), ("total", ctypes.c_size_t),
                ("l2", ctypes.c_int), ("clusters", ctypes.c_int), ("cooperative", ctypes.c_int), ("maps", ctypes.c_int)]


class RuntimeFailure(Exception):
    """A call of the runtime that did not succeed: its name, status and text."""


class Runtime:
    """A context with one stream. Everything that is made lives until close()."""

    def __init__(self, library, kind):
        self.library = ctypes.CDLL(str(library))
        self.library.qntrtGetLastError.restype = ctypes.c_char_p
        self.library.qntrtGetStatusName.restype = ctypes.c_char_p
        self.context, self.stream = ctypes.c_void_p(), ctypes.c_void_p()
        self.call("ContextCreate", kind, 0, ctypes.byref(self.context))
        self.call("StreamCreate", self.context, ctypes.byref(self.stream))
        self.begin, self.end = self._event(), self._event()

    def call(self, name, *arguments):
        status = getattr(self.library, f"qntrt{name}")(*arguments)
        if status:
            status_name = self.library.qntrtGetStatusName(status).decode()
            raise RuntimeFailure(f"qntrt{name}: {status_name}: {self.library.qntrtGetLastError().decode()}")

    def _event(self):
        event = ctypes.c_void_p()
        self.call("EventCreate", self.context, ctypes.byref(event))
        return event

    def properties(self):
        result = Properties()
        self.call("ContextGetProperties", self.context, ctypes.byref(result))
        return result

    def allocate(self, size, fill=None):
        pointer = ctypes.c_uint64()
        self.call("MemoryAllocate", self.context, ctypes.c_size_t(max(size, 1)), ctypes.byref(pointer))
        if fill is not None:
            self.call("Fill", self.context, pointer, ctypes.c_uint8(fill), ctypes.c_size_t(max(size, 1)), None)
        return pointer

    def upload(self, data):
        pointer = self.allocate(len(data))
        self.call("CopyToDevice", self.context, pointer, data, ctypes.c_size_t(len(data)), None)
        return pointer

    def copy(self, to, source, size):
        self.call("CopyOnDevice", self.context, to, source, ctypes.c_size_t(size), self.stream)

    def free(self, pointers):
        for pointer in pointers:
            self.call("MemoryFree", self.context, pointer)

    def load(self, ptx, name, kernel):
        """The kernel of a module of PTX text."""
        module, function = ctypes.c_void_p(), ctypes.c_void_p()
        self.call("ModuleLoadText", self.context, ptx, ctypes.c_size_t(len(ptx)), name.encode(), ctypes.byref(module))
        self.call("ModuleGetFunction", module, kernel.encode(), ctypes.byref(function))
        return function

    def launch(self, function, shape, values):
        """`values`: ctypes numbers, in the order of the kernel's parameters."""
        arguments = (Argument * len(values))(
            *(Argument(ctypes.addressof(value), ctypes.sizeof(value), 0) for value in values))
        self.call("Launch", function, ctypes.byref(shape), arguments, ctypes.c_size_t(len(values)), self.stream)

    def capture(self, give):
        """The graph of what `give()` hands to the stream."""
        graph = ctypes.c_void_p()
        self.call("CaptureBegin", self.context, self.stream)
        give()
        self.call("CaptureEnd", self.context, self.stream, ctypes.byref(graph))
        return graph

    def time(self, graph):
        """Milliseconds of one replay."""
        elapsed = ctypes.c_float()
        self.call("EventRecord", self.context, self.begin, self.stream)
        self.call("GraphLaunch", self.context, graph, self.stream)
        self.call("EventRecord", self.context, self.end, self.stream)
        self.call("EventSynchronize", self.context, self.end)
        self.call("EventElapsed", self.context, self.begin, self.end, ctypes.byref(elapsed))
        return elapsed.value

    def close(self):
        self.call("ContextDestroy", self.context)
