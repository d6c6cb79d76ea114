"""Tables of single operations: the result files native, label_peers, resample, mine, hard_negatives, python, java, gpu, gpu_epochs and gpu_peers."""
from figures.markdown import seconds, table

NO_GPU = [
    "### GPU kernels", "",
    "**Nothing has run on hardware yet**: the kernels and backend `cuda` are tested on a test double of the driver, which says "
    "nothing of speed. `ci/gpu.sh pack` here and `ci/gpu.sh run` on a machine with a GPU make `results/gpu.json`.", "",
]


def native(content):
    head = ("operation", "input", "threads", "seconds", "GB/s", "held against", "ratio")
    rows = [
        (of["operation"], of["input"], str(of["threads"]), seconds(of["seconds"]),
         f"{of['gbPerSecond']:.3g}", of["baseline"], f"{of['ratio']:.3g}")
        for of in content["results"]
    ]
    return table("Native", head, rows)


def label_peers(content):
    head = ("mask", "connectivity", "processor seconds, fastest", "connected-components-3d", "times as fast")
    rows = [
        (of["mask"], str(of["connectivity"]), f"{of['cpuSeconds']['min']:.3g}", f"{of['peerCpuSeconds']['min']:.3g}",
         f"{of['timesAsFast']:.3g}")
        for of in content["results"]
    ]
    size = " × ".join(map(str, content["results"][0]["size"]))
    text = f"A whole label map of {size} voxels by one thread each, in turns; the same components in both, voxel by voxel."
    return [*table("Label maps beside connected-components-3d", head, rows), text, ""]


def python(content):
    head = ("operation", "library", "input", "seconds", "GB/s")
    rows = [
        (of["operation"], of["library"], of["input"], seconds(of["seconds"]), f"{of['gbPerSecond']:.3g}")
        for of in content["results"]
    ]
    return table("Python baselines", head, rows)


def resample(content):
    head = ("operation", "input", "threads", "seconds", "GB/s", "of a copy", "scratch MB", "peak MB", "peer", "its seconds",
            "its peak MB", "times as fast")
    rows = [
        (of["operation"], of["input"], str(of["threads"]), seconds(of["seconds"]), f"{of['gbPerSecond']:.3g}",
         f"{of['ofCopy']:.2f}", f"{of['scratchBytes'] / 1e6:.2g}", f"{of['peakBytes'] / 1e6:.0f}", of["peer"],
         seconds(of["peerSeconds"]), f"{of['peerPeakBytes'] / 1e6:.0f}", f"{of['timesAsFast']:.3g}")
        for of in content["results"]
    ]
    return table("Resampling", head, rows)


MINERS = {"ib": "`ib mine`", "script": "numpy and scipy, distances over the whole grid",
          "near": "numpy and scipy, distances near nodules only"}


def mine(content):
    head = ("lung", "who", "seconds per scan", "CPU seconds per scan", "peak MB", "601 scans would take", "`ib` is times as fast")
    rows = []
    for of in content["results"]:
        times = {"ib": "", "script": f"{of['timesAsFast']:.3g}", "near": f"{of['timesAsFastAsNear']:.3g}"}
        for one in of["contenders"]:
            rows.append((of["lung"], MINERS[one["name"]], seconds(one["secondsPerScan"]), seconds(one["cpuSecondsPerScan"]),
                         f"{one['peakMb']:.0f}", f"{one['secondsFor601'] / 60:.3g} min", times[one["name"]]))
    size = " × ".join(map(str, content["size"]))
    text = (f"{content['scans']} scans of {size} voxels by `ib synth --lungs`, {content['perScan']} windows of 64³ each,"
            f" `--max-memory {content['maxMemory']}`; every window equal byte for byte. 601 scans are counted up from that.")
    return [*table("Mining negatives", head, rows), text, ""]


EVALUATORS = {"ib": "`ib evaluate`", "script": "numpy and scipy, distances over the whole volume",
              "cropped": "numpy and scipy, distances within the box of both masks"}


def evaluate(content):
    head = ("who", "seconds per case", "CPU seconds per case", "peak MB", "`ib` is times as fast")
    of = content["results"]
    times = {"ib": "", "script": f"{of['timesAsFast']:.3g}", "cropped": f"{of['timesAsFastAsCropped']:.3g}"}
    rows = [(EVALUATORS[one["name"]], seconds(one["secondsPerCase"]), seconds(one["cpuSecondsPerCase"]),
             f"{one['peakMb']:.0f}", times[one["name"]]) for one in of["contenders"]]
    size = " × ".join(map(str, content["size"]))
    threads = f"{content['threads']} thread" + ("" if content["threads"] == 1 else "s")
    text = (f"{content['cases']} pairs of masks of {size} voxels with balls, {threads}; Dice, Hausdorff distances (100 and 95) in voxels and mm, surface"
            " Dice and lesions, equal to 1e-9. Reading and starting are part of the time.")
    return [*table("Evaluating masks", head, rows), text, ""]


def ratio(content):
    names = {"ib": "`ib ratio`", "start": "of that, starting (`ib ratio --help`)", "script": "numpy and scipy, summed-area tables"}
    head = ("who", "seconds", "CPU seconds", "peak MB", "`ib` is times as fast")
    rows = [
        (names[one["name"]], seconds(one["seconds"]), seconds(one["cpuSeconds"]), f"{one['peakMb']:.0f}",
         f"{content['timesAsFast']:.3g}" if one["name"] == "script" else "")
        for one in content["contenders"]
    ]
    size = " × ".join(map(str, content["size"]))
    text = (f"A phantom of {size} voxels with 300 lesions, patches of {', '.join(str(n) + '³' for n in content['sizes'])}:"
            f" {content['placements'] / 1e6:.0f} million placements, every figure equal to 1e-9; `--max-memory {content['maxMemory']}`."
            f" To copy the mask, one byte per voxel, takes {content['copySecondsOfMask']['median']:.3f} s in the same run.")
    return [*table("Foreground ratios of all placements", head, rows), text, ""]


def hard_negatives(content):
    head = ("phantoms", "round", "false alarms per scan", "found", "average recall")
    rows = [
        (f"seeds {of['seed']} and {of['seed'] + 1}", name, f"{of[key]['falsePositivesPerCase']:.1f}",
         f"{of[key]['found']} of {of[key]['instances']}", f"{of[key]['averageRecall']:.3f}")
        for of in content["results"] for name, key in (("first", "before"), ("with its false alarms", "after"))
    ]
    return table(f"Hard negatives, at a probability of {content['threshold']}", head, rows)


def java(content):
    head = ("operation", "backend", "input", "seconds", "GB/s", "copy GB/s", "copy ÷ operation")
    rows = []
    for of in content["results"]:
        given = dict(of["input"])
        backend = given.pop("backendName")
        rows.append((
            of["operation"], backend, " ".join(given.values()), seconds(of["seconds"]),
            f"{of['gbPerSecond']:.3g}", f"{of['copyGbPerSecond']:.3g}", f"{of['copyRatio']:.3g}",
        ))
    return table("Through the Java SPI", head, rows)


CACHES = ("cold", "warm")  # the L2 cache swept before, or as the run before left it


def gpu(content):
    head = ("operation", "input", "L2", "ms in kernels", "ms from first to last", "GB/s", "copy GB/s", "of a copy")
    rows = [
        (of["operation"], of["input"], cache, f"{of[cache]['seconds']['median'] * 1e3:.4g}",
         f"{of[cache]['spanSeconds']['median'] * 1e3:.4g}", f"{of[cache]['gbPerSecond']:.4g}",
         f"{of[cache]['copyGbPerSecond']:.4g}", f"{of[cache]['ofCopy']:.2f}")
        for of in content["results"] for cache in CACHES
    ]
    text = [content["device"] + ("." if content["hardware"] else f": **{content['note']}**."), ""]
    return [*table("GPU kernels", head, rows), *text]


def gpu_epochs(content):
    epochs = content["epochs"]
    return [
        "### Epochs on the GPU", "",
        f"Epochs, {epochs['input']}: {epochs['cudaPatchesPerSecond']['median']:.0f} patches/s on `cuda`, "
        f"{epochs['cpuPatchesPerSecond']['median']:.0f} on `cpu`. Idle with steps of {epochs['simulatedStepMs']:g} ms: "
        f"{100 * epochs['cudaIdleShare']['median']:.2f} % of a training stream's time by the device's clock, "
        f"{100 * epochs['cpuIdleShare']['median']:.2f} % of a training thread's on `cpu`.", "",
    ]


def gpu_peers(content):
    head = ("operation", "library", "input", "L2", "ms", "GB/s", "of a copy")
    rows = [
        (of["operation"], of["library"], of["input"], cache, f"{of[cache]['seconds']['median'] * 1e3:.4g}",
         f"{of[cache]['gbPerSecond']:.4g}", f"{of[cache]['ofCopy']:.3g}")
        for of in content["results"] for cache in CACHES
    ]
    versions = ", ".join(f"{name} {version}" for name, version in content["libraries"].items())
    return [*table("The same by others on the GPU", head, rows), f"{versions}.", ""]
