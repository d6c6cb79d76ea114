"""The same operations by CuPy and PyTorch on the same GPU: percentiles, components, patches.

Usage: peers.py --output FILE [--size X Y Z] [--patches 64,96,128] [--batch-mb MB] [--runs N] [--commit ID]
       peers.py --available   exit code 0 if there is a library that sees a GPU

What is measured is what a user of the library would write: cupy.percentile, torch.quantile, cupyx.scipy.ndimage.label
(and the statistics that make its labels instances), slices of a volume normalised, padded and stacked. Times are by the
device's events, with the L2 cache as the run before left it (warm) and after it was swept (cold); inputs lie on the
device. Each result is compared with numpy or scipy, or with plain slices, on a small volume before anything is timed.
"""
import argparse
import json
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "end_to_end"))
import measuring  # noqa: E402

from peer_libraries import libraries, slices  # noqa: E402

SMALL = (37, 33, 29)


def volumes(numpy, size, seed):
    """A third air, as ib bench gpu has it, in (z, y, x); and a mask of balls."""
    random = numpy.random.default_rng(seed)
    x, y, z = size
    intensities = random.integers(0, 1021, (z, y, x), dtype=numpy.int16)
    intensities[:, :, : x // 3] = 0
    mask = numpy.zeros((z, y, x), numpy.uint8)
    for _ in range(max(2, x * y * z // 873813)):
        centre = [random.integers(0, n) for n in (z, y, x)]
        r = int(random.integers(1, 9))
        low = [max(0, c - r) for c in centre]
        grid = numpy.ogrid[tuple(slice(a, min(n, c + r + 1)) for a, c, n in zip(low, centre, (z, y, x)))]
        ball = sum((g - c) ** 2 for g, c in zip(grid, centre)) <= r * r
        mask[tuple(slice(a, a + n) for a, n in zip(low, ball.shape))] |= ball
    return intensities, (intensities * 32.0).astype(numpy.float32), mask


def corners_of(numpy, size, edge, count, seed):
    random = numpy.random.default_rng(seed)
    return [tuple(int(random.integers(0, max(1, n - edge + 1))) for n in reversed(size)) for _ in range(count)]


def check(numpy, library, seed):
    """Every operation against numpy and scipy on a small volume."""
    for volume in volumes(numpy, SMALL, seed)[:2]:
        body = library.percentiles(library.put(volume))
        numpy.testing.assert_allclose(library.get(body()), numpy.percentile(volume, [1, 99]), rtol=1e-5)
    mask = volumes(numpy, SMALL, seed)[2]
    body = library.components(library.put(mask))
    if body is not None:
        from scipy import ndimage

        assert int(library.get(body()).max()) == ndimage.label(mask)[1]
    single = volumes(numpy, SMALL, seed)[1]
    corners = [(0, 1, 2), (SMALL[2] - 3, 0, 0)]
    wanted = slices(numpy, single, corners, (5, 5, 5), numpy.float32)()
    found = library.get(library.patches(library.put(single), corners, (5, 5, 5), False)())
    numpy.testing.assert_allclose(found, wanted, rtol=1e-6)


def spread(seconds):
    return {"median": statistics.median(seconds), "min": min(seconds), "max": max(seconds), "count": len(seconds)}


def figures(library, runs, work, before):
    """Of an operation and of a copy, each after something that is not timed."""
    body, copy, size = work

    def timed(one):
        before()
        return library.seconds(one)

    seconds = spread([timed(body) for _ in range(runs)])
    copied = statistics.median([timed(copy) for _ in range(runs)])
    rate = size["bytes"] * 1e-9 / seconds["median"]
    copy_rate = 2 * size["copied"] * 1e-9 / copied
    return {"seconds": seconds, "gbPerSecond": rate, "copyGbPerSecond": copy_rate, "ofCopy": rate / copy_rate}


def row(library, runs, what, body, copy):
    operation, text, size = what
    if body is None:
        return []
    for _ in range(2):
        body()
    work = (body, copy, size)
    return [{
        "operation": operation, "library": library.name, "input": text, "bytes": size["bytes"],
        "warm": figures(library, runs, work, lambda: None), "cold": figures(library, runs, work, library.sweep()),
    }]


def measure(numpy, library, options):
    """Row by row."""
    size = options.size
    name = "x".join(map(str, size))
    integers, floats, mask = volumes(numpy, size, options.seed)
    for kind, volume in (("int16", integers), ("float32", floats)):
        on_device = library.put(volume)
        given = {"bytes": volume.nbytes, "copied": volume.nbytes}
        yield from row(library, options.runs, ("percentiles", f"{kind} {name}, a third air", given),
                       library.percentiles(on_device), library.copy(on_device))
        if kind == "float32":
            yield from gathers(numpy, library, options, on_device, volume.nbytes)
    on_device = library.put(mask)
    given = {"bytes": mask.nbytes, "copied": mask.nbytes}
    yield from row(library, options.runs, ("label_components", f"{name}, lesions of 1 to 8 voxels radius, 6 neighbours", given),
                   library.components(on_device), library.copy(on_device))


def gathers(numpy, library, options, volume, volume_bytes):
    for edge in options.patches:
        for kind, width in (("float16", 2), ("float32", 4)):
            count = max(2, int(options.batch_mb * 1e6) // (edge**3 * width))
            corners = corners_of(numpy, options.size, edge, count, options.seed)
            given = {"bytes": count * edge**3 * (width + 4), "copied": volume_bytes}
            text = f"{count} x {edge}x{edge}x{edge} float32 to {kind}"
            yield from row(library, options.runs, ("gather_patches", text, given),
                           library.patches(volume, corners, (edge,) * 3, width == 2), library.copy(volume))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--available", action="store_true")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--size", type=int, nargs=3, default=(512, 512, 1000))
    parser.add_argument("--patches", type=lambda text: [int(part) for part in text.split(",")], default=[64, 96, 128])
    parser.add_argument("--batch-mb", type=float, default=256)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--commit", default="unknown")
    options = parser.parse_args()
    found = libraries()
    if options.available:
        raise SystemExit(0 if found else 1)
    if not found:
        raise SystemExit("no library here sees a GPU: CuPy or PyTorch with CUDA must be installed")
    import numpy

    rows = []
    content = {
        "benchmark": "gpu_peers", "commit": options.commit, "seed": options.seed, "machine": measuring.machine(),
        "libraries": {library.name: sys.modules[library.name].__version__ for library in found}, "results": rows,
    }
    for library in found:
        check(numpy, library, options.seed)
        for measured in measure(numpy, library, options):
            rows.append(measured)
            measuring.write_results(options.output, content | {"complete": False})  # for a run that is stopped
    measuring.write_results(options.output, content | {"complete": True})
    print(json.dumps([(of["operation"], of["library"], of["input"], round(of["cold"]["ofCopy"], 3)) for of in rows], indent=1))


if __name__ == "__main__":
    main()
