"""What a user of CuPy and of PyTorch would write for the operations that are measured."""
LOW, HIGH = 100.0, 20000.0  # limits of a normalisation
QUANTILE_LIMIT = 1 << 24  # elements torch.quantile takes
L2_FACTOR = 2  # of the cache, what is written to sweep it


def imported(name):
    try:
        return __import__(name)
    except ImportError:
        return None


def libraries():
    """The peers that see a GPU here."""
    found = []
    cupy = imported("cupy")
    if cupy is not None:
        try:
            if cupy.cuda.runtime.getDeviceCount() > 0:
                found.append(Cupy(cupy))
        except cupy.cuda.runtime.CUDARuntimeError:
            pass  # installed, but no driver
    torch = imported("torch")
    if torch is not None and torch.cuda.is_available():
        found.append(Torch(torch, "cuda"))
    return found


class Cupy:
    name = "cupy"

    def __init__(self, cupy):
        import cupyx.scipy.ndimage

        self.cupy = cupy
        self.ndimage = cupyx.scipy.ndimage

    def put(self, array):
        return self.cupy.asarray(array)

    def get(self, array):
        return self.cupy.asnumpy(array)

    def seconds(self, body):
        begin, end = self.cupy.cuda.Event(), self.cupy.cuda.Event()
        begin.record()
        body()
        end.record()
        end.synchronize()
        return self.cupy.cuda.get_elapsed_time(begin, end) * 1e-3

    def sweep(self):
        """Leaves nothing of anybody in the L2 cache."""
        bytes_ = L2_FACTOR * self.cupy.cuda.Device().attributes["L2CacheSize"]
        memory = self.cupy.empty(bytes_, dtype=self.cupy.uint8)
        return lambda: memory.fill(0)

    def copy(self, array):
        return lambda: array.copy()

    def percentiles(self, volume):
        return lambda: self.cupy.percentile(volume, self.cupy.asarray([1.0, 99.0]))

    def components(self, mask):
        def label():
            labels, count = self.ndimage.label(mask)
            index = self.cupy.arange(1, count + 1)
            self.ndimage.sum_labels(mask, labels, index)
            return labels

        return label

    def patches(self, volume, corners, size, half):
        return slices(self.cupy, volume, corners, size, self.cupy.float16 if half else self.cupy.float32)


class Torch:
    name = "torch"

    def __init__(self, torch, device):
        self.torch = torch
        self.device = device

    def put(self, array):
        return self.torch.from_numpy(array).to(self.device)

    def get(self, tensor):
        return tensor.cpu().numpy()

    def seconds(self, body):
        begin, end = (self.torch.cuda.Event(enable_timing=True) for _ in range(2))
        begin.record()
        body()
        end.record()
        end.synchronize()
        return begin.elapsed_time(end) * 1e-3

    def sweep(self):
        bytes_ = L2_FACTOR * self.torch.cuda.get_device_properties(self.device).L2_cache_size
        memory = self.torch.empty(bytes_, dtype=self.torch.uint8, device=self.device)
        return lambda: memory.zero_()

    def copy(self, tensor):
        return lambda: tensor.clone()

    def percentiles(self, volume):
        if volume.numel() > QUANTILE_LIMIT:
            return None
        wanted = self.torch.tensor([0.01, 0.99], device=volume.device)
        return lambda: self.torch.quantile(volume.flatten().float(), wanted)

    def components(self, mask):
        return None  # there is none in torch

    def patches(self, volume, corners, size, half):
        return slices(self.torch, volume, corners, size, self.torch.float16 if half else self.torch.float32)


def slices(library, volume, corners, size, kind):
    """Slice, pad at the end, normalise, stack: what a loader on the device would do."""

    def gather():
        patches = []
        for corner in corners:
            part = volume[tuple(slice(c, c + s) for c, s in zip(corner, size))]
            part = ((part - LOW) / (HIGH - LOW)).clip(0, 1)
            short = [s - length for s, length in zip(size, part.shape)]
            if any(short):
                part = padded(library, part, short)
            patches.append(part)
        stacked = library.stack(patches)
        return stacked.astype(kind) if hasattr(stacked, "astype") else stacked.to(kind)

    return gather


def padded(library, part, short):
    if hasattr(library, "nn"):
        return library.nn.functional.pad(part, (0, short[2], 0, short[1], 0, short[0]))
    return library.pad(part, [(0, n) for n in short])
