"""The table of docs/reference/cuda.md, from results shaped as the benchmarks shape them."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))
import table  # noqa: E402
from figures import hardware, operations  # noqa: E402


def spread(median):
    return {"median": median, "min": median, "max": median, "count": 5}


def row(operation, text, milliseconds, **more):
    figures = {cache: {"seconds": spread(factor * milliseconds * 1e-3), "spanSeconds": spread(1), "gbPerSecond": 1.0,
                       "copyGbPerSecond": 2.0, "ofCopy": 0.8 / factor} for cache, factor in (("warm", 1), ("cold", 2))}
    return {"operation": operation, "input": text, "bytes": 1, **figures, **more}


# Inputs as ib bench gpu and peers.py write them.
INPUTS = [
    ("percentiles", "int16 512x512x1000, a third air"), ("percentiles", "float32 512x512x1000, a third air"),
    ("label_components", "512x512x1000, lesions of 1 to 8 voxels radius, 6 neighbours"),
    ("label_components", "512x512x1000, one ellipsoid, 6 neighbours"),
    ("label_components", "512x512x409, noise of 10 %, 6 neighbours"),
    *[("gather_patches", f"7 x {edge}x{edge}x{edge} float32 to {kind}") for edge in (64, 96, 128) for kind in ("float16", "float32")],
    ("upload", "int16 512x512x1000, a third air"),
]
RESULTS = {
    "gpu": {"device": "device 0: a GPU", "hardware": True, "commit": "abc1234", "machine": {"cpu": "a", "cores": 1, "os": "b"},
            "results": [row(*which, 1.5 + i) for i, which in enumerate(INPUTS)]},
    "gpu_peers": {"libraries": {"torch": "2"}, "results": [row(*INPUTS[0], 6, library="cupy"), row(*INPUTS[0], 5, library="torch")]},
    "gpu_epochs": {"epochs": {"input": "batches of 8", "cudaPatchesPerSecond": spread(9000.4), "cpuPatchesPerSecond": spread(800),
                              "cudaIdleShare": spread(0.0123), "cpuIdleShare": spread(0.5), "simulatedStepMs": 10.0}},
    "gpu_serve": {"results": [{"library": "torch", "slotBytes": 7077888, "handOver": {"arraysUs": {"median": 151.2}}}]},
    "gpu_facts": {"nvidiaSmi": {"driverVersion": "580.1"}},
}


class HardwareTest(unittest.TestCase):
    def test_every_row_is_filled_from_results_and_the_fastest_peer_is_named(self):
        lines = hardware.hardware(RESULTS.get)
        self.assertIn("| percentiles of int16 | 3 | 0.40 | 1.5 | 0.80 | 10 (torch) |", lines)
        self.assertIn("| components, noise | 11 | 0.40 | 5.5 | 0.80 | – |", lines)
        self.assertIn("| patches per second on `cuda` | 9000 |", lines)
        self.assertIn("| idle share of a training stream | 1.23 % with steps of 10 ms |", lines)
        self.assertIn("| hand-over to torch, slots of 6.8 MiB | 151 µs |", lines)
        self.assertIn("device 0: a GPU; driver 580.1; commit `abc1234`; `benchmarks/results/gpu*.json`.", lines)
        self.assertNotIn(hardware.NOT_YET, "\n".join(lines))
        self.assertEqual(len(INPUTS), len({line for line in lines if line.endswith(" – |") or "torch)" in line}))

    def test_without_results_every_row_says_so(self):
        lines = hardware.hardware(lambda name: None)
        self.assertEqual(len(INPUTS) + 4, sum(hardware.NOT_YET in line for line in lines))
        self.assertIn("**Nothing has run on hardware yet.**", lines)

    def test_the_page_of_operations_shows_both_states_of_the_cache(self):
        text = "\n".join([*operations.gpu(RESULTS["gpu"]), *operations.gpu_epochs(RESULTS["gpu_epochs"]), *operations.gpu_peers(RESULTS["gpu_peers"])])
        self.assertIn("| upload | int16 512x512x1000, a third air | cold | 25 |", text)
        self.assertIn("| percentiles | torch | int16 512x512x1000, a third air | warm | 5 |", text)

    def test_results_of_the_double_are_not_taken(self):
        with tempfile.TemporaryDirectory() as scratch:
            with self.assertRaisesRegex(SystemExit, "must be there and of hardware"):
                table.take(Path(scratch))
            Path(scratch, "gpu.json").write_text(json.dumps({"hardware": False}))
            with self.assertRaisesRegex(SystemExit, "nothing was taken"):
                table.take(Path(scratch))


if __name__ == "__main__":
    unittest.main()
