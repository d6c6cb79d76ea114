"""The table of docs/reference/cuda.md: what backend cuda does on hardware, from the results of ci/gpu.sh run."""
from figures.markdown import table

NOT_YET = "not yet run on hardware"
VOLUME = "512x512x1000"
KERNELS = [
    ("percentiles of int16", "percentiles", f"int16 {VOLUME}"),
    ("percentiles of float32", "percentiles", f"float32 {VOLUME}"),
    ("components, lesions", "label_components", f"{VOLUME}, lesions"),
    ("components, one blob", "label_components", f"{VOLUME}, one"),
    ("components, noise", "label_components", "noise"),
    *[(f"patches of {edge}³, float32 to {kind}", "gather_patches", f"x {edge}x{edge}x{edge} float32 to {kind}")
      for edge in (64, 96, 128) for kind in ("float16", "float32")],
    ("upload of int16", "upload", f"int16 {VOLUME}"),
]


def found(content, operation, text):
    """The rows of an operation whose input has the text in it."""
    rows = [] if content is None else content["results"]
    return [row for row in rows if row["operation"] == operation and text in row["input"]]


def milliseconds(figures):
    return f"{figures['seconds']['median'] * 1e3:.4g}"


def peer(rows):
    """The fastest of the others."""
    if not rows:
        return "–"
    best = min(rows, key=lambda row: row["cold"]["seconds"]["median"])
    return f"{milliseconds(best['cold'])} ({best['library']})"


def kernel(title, rows, peers):
    if not rows:
        return (title, NOT_YET, "", "", "", "")
    warm, cold = rows[0]["warm"], rows[0]["cold"]
    return (title, milliseconds(cold), f"{cold['ofCopy']:.2f}", milliseconds(warm), f"{warm['ofCopy']:.2f}", peer(peers))


def epochs(content):
    titles = ("patches per second on `cuda`", "on `cpu`", "idle share of a training stream")
    if content is None:
        return [(title, NOT_YET) for title in titles]
    of = content["epochs"]
    return list(zip(titles, (
        f"{of['cudaPatchesPerSecond']['median']:.0f}", f"{of['cpuPatchesPerSecond']['median']:.0f}",
        f"{100 * of['cudaIdleShare']['median']:.2f} % with steps of {of['simulatedStepMs']:g} ms")))


def hand_over(content):
    if content is None:
        return [("hand-over to Python", NOT_YET)]
    return [(f"hand-over to {of['library']}, slots of {of['slotBytes'] / 2**20:.1f} MiB",
             f"{of['handOver']['arraysUs']['median']:.0f} µs") for of in content["results"]]


def hardware(load):
    """Lines of markdown; load gives the content of a result file by name, or None."""
    bench, facts = load("gpu"), load("gpu_facts")
    head = ("operation", "cold, ms", "of a copy", "warm, ms", "of a copy", "fastest peer, cold, ms")
    rows = [kernel(title, found(bench, *which), found(load("gpu_peers"), *which)) for title, *which in KERNELS]
    lines = table("Kernels", head, rows)
    lines += table("From a dataset", ("figure", "value"), [*epochs(load("gpu_epochs")), *hand_over(load("gpu_serve"))])
    if bench is None:
        return [*lines, "**Nothing has run on hardware yet.**", ""]
    driver = ((facts or {}).get("nvidiaSmi") or {}).get("driverVersion", "unknown")
    return [*lines, f"{bench['device']}; driver {driver}; commit `{bench['commit']}`; `benchmarks/results/gpu*.json`.", ""]
