"""Writes the figures of benchmarks/results/*.json into benchmarks/README.md, between its markers.

Usage: table.py           rewrites the tables
       table.py --check   exit code 1 if they are not what the result files say
       table.py --collect FILE   wraps JSON lines of the native benchmarks (standard input) as FILE
"""
import argparse
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"

sys.path.insert(0, str(HERE / "end_to_end"))
import measuring  # noqa: E402


def load(name):
    path = HERE / "results" / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else None


def table(title, head, rows):
    line = "| " + " | ".join(head) + " |"
    rule = "|" + "---|" * len(head)
    return [f"### {title}", "", line, rule, *("| " + " | ".join(row) + " |" for row in rows), ""]


def origin(content, name):
    machine = content["machine"]
    text = f"`results/{name}.json`: {machine['cpu']}, {machine['cores']} cores, {machine['os']}"
    return [f"{text}, commit `{content['commit']}`.", ""]


def words(name):
    """A key as words: scriptReading is script reading."""
    return re.sub("[A-Z]", lambda letter: " " + letter[0].lower(), name)


def seconds(of):
    return f"{of['median']:.4g} ({of['min']:.4g} to {of['max']:.4g})"


def native(content):
    head = ("operation", "input", "threads", "seconds", "GB/s", "held against", "ratio")
    rows = [
        (of["operation"], of["input"], str(of["threads"]), seconds(of["seconds"]),
         f"{of['gbPerSecond']:.3g}", of["baseline"], f"{of['ratio']:.3g}")
        for of in content["results"]
    ]
    return table("Native", head, rows)


def python(content):
    head = ("operation", "library", "input", "seconds", "GB/s")
    rows = [
        (of["operation"], of["library"], of["input"], seconds(of["seconds"]), f"{of['gbPerSecond']:.3g}")
        for of in content["results"]
    ]
    return table("Python baselines", head, rows)


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


def end_to_end(content):
    head = ("what", "seconds", "peak MB", "MB on disk")
    rows = [
        (words(name), seconds(of["seconds"]), f"{of['peakMb']:.0f}", f"{of['bytesOnDisk'] / 1e6:.1f}")
        for name, of in content["results"].items()
    ]
    given = content["input"]
    size = " × ".join(map(str, given["patchSize"]))
    text = (
        f"{', '.join(given['modalities'])} of {', '.join(given['cases'])}, patches of {size}: "
        f"{content['files']} files, voxels equal within {content['largestDifference']:.1g}; "
        f"`ib prepare` is {content['ratio']:.1f} times as fast."
    )
    return [*table("End to end", head, rows), text, ""]


def waiting(rates):
    share = rates.get("steppedWaitingShare")  # result files of before have none
    return f"{100 * share['median']:.2f} %" if share else "not recorded"


def epoch(content):
    head = ("augmentation", "patches/s", "GB/s", "of a copy (whole epoch)", "of a copy (by CPU time)",
            "gap ÷ step, step of " + f"{content['simulatedStepMs']:g} ms", "waiting then")
    rows = [
        (of["augment"], f"{of['patchesPerSecond']['median']:.0f}", f"{of['gbPerSecond']['median']:.3g}",
         f"{of['ofCopy']:.2f}", f"{of['cpuOfCopy']:.2f}", f"{of['stepped']['gapOfStep']:.2f}", waiting(of))
        for of in content["augmentation"]
    ]
    memory = content["memoryBytes"]
    text = (
        f"First batch {content['firstBatchMs']:.0f} ms after opening began. Memory: "
        f"{memory['predicted'] / 1e6:.0f} MB predicted for volumes and batches, "
        f"{memory['processPeak'] / 1e6:.0f} MB the whole process at most, "
        f"{memory['processBeforeOpening'] / 1e6:.0f} MB of them its JVM before opening."
    )
    return [*table("Epochs", head, rows), text, ""]


def hand_over(content):
    head = ("through", "batch", "KB", "µs, median (10 % to 90 %)", "taking it", "its tensors", "giving it back")
    rows = [
        (of["way"], of["situation"], f"{of['batchBytes'] / 1e3:,.0f}",
         "{median:.0f} ({p10:.0f} to {p90:.0f})".format(**of["wholeMicros"]),
         *(f"{of[f'{part}Micros']['median']:.1f}" for part in ("take", "tensors", "giveBack")))
        for of in content["results"]
    ]
    text = (
        f"Steps of {content['stepMs']:g} ms. Busy: the thread computes on 16 MiB of its own before it asks; sleeping: it "
        "is parked, as a loop that waits for a GPU. The parts are medians."
    )
    return [*table("Hand-over of a filled batch in the JVM", head, rows), text, ""]


def of_all(of):
    return f"{of['found']} of {of['of']}"


def train_demo(content):
    head = ("seed", "loss, first and last tenth", "held-out lesions found", "trained lesions found",
            "background patches with a false alarm", "ms a step", "waiting for data")
    rows = [
        (str(of["seed"]), f"{of['firstLoss']:.2f} → {of['lastLoss']:.2f}", of_all(of["heldOut"]),
         of_all(of["trained"]), of_all(of["falseAlarms"]), f"{of['stepMs']:.0f}", f"{100 * of['waitingShare']:.2f} %")
        for of in content["results"]
    ]
    text = (
        f"{content['results'][0]['steps']} steps on one thread, {content['sideBySide']} runs side by side. Seed "
        f"{content['repeatedSeed']} ran twice: all losses were equal to the bit."
    )
    return [*table("ib train-demo on the example", head, rows), text, ""]


def epoch_vs_dataloader(content):
    head = ("what", "patches/s")
    rows = [
        (words(name), f"{of['median']:.0f} ({of['min']:.0f} to {of['max']:.0f})")
        for name, of in content["patchesPerSecond"].items()
    ]
    ratio = content["ratio"]
    text = (
        f"Against the DataLoader script: {ratio['laterEpoch']:.0f} times its patches/s in an epoch of a running "
        f"training (the script reads its files again, as the published loader does), {ratio['inMemory']:.0f} times "
        f"where the script has decoded every patch before, {ratio['firstEpoch']:.1f} times in the first epoch with "
        "opening included."
    )
    return [*table("Epochs against a PyTorch DataLoader", head, rows), text, ""]


def gpu(content):
    head = ("operation", "input", "ms in kernels", "ms from first to last", "GB/s", "copy GB/s", "of a copy")
    rows = [
        (of["operation"], of["input"], f"{of['seconds']['median'] * 1e3:.4g}",
         f"{of['spanSeconds']['median'] * 1e3:.4g}", f"{of['gbPerSecond']:.4g}", f"{of['copyGbPerSecond']:.4g}",
         f"{of['ofCopy']:.2f}")
        for of in content["results"]
    ]
    text = [content["device"] + ("." if content["hardware"] else f": **{content['note']}**."), ""]
    if "epochs" in content:
        epochs = content["epochs"]
        text += [
            f"Epochs, {epochs['input']}: {epochs['cudaPatchesPerSecond']['median']:.0f} patches/s on `cuda`, "
            f"{epochs['cpuPatchesPerSecond']['median']:.0f} on `cpu`. Idle with steps of {epochs['simulatedStepMs']:g} ms: "
            f"{100 * epochs['cudaIdleShare']['median']:.2f} % of a training stream's time by the device's clock, "
            f"{100 * epochs['cpuIdleShare']['median']:.2f} % of a training thread's on `cpu`.", "",
        ]
    return [*table("GPU kernels", head, rows), *text]


def gpu_peers(content):
    head = ("operation", "library", "input", "ms", "GB/s", "of a copy")
    rows = [
        (of["operation"], of["library"], of["input"], f"{of['seconds']['median'] * 1e3:.4g}",
         f"{of['gbPerSecond']:.4g}", f"{of['ofCopy']:.3g}")
        for of in content["results"]
    ]
    versions = ", ".join(f"{name} {version}" for name, version in content["libraries"].items())
    return [*table("The same by others on the GPU", head, rows), f"{versions}.", ""]


NO_GPU = [
    "### GPU kernels", "",
    "**Nothing has run on hardware yet**: the kernels and backend `cuda` are tested on a test double of the driver, which says "
    "nothing of speed. `ci/gpu.sh pack` here and `ci/gpu.sh run` on a machine with a GPU make `results/gpu.json`.", "",
]


def micros(of):
    return f"{of['median']:.0f} ({of['p10']:.0f} to {of['p90']:.0f} for eight in ten)"


def python_client(content):
    head = ("what", "patches/s")
    rows = [
        (words(name), f"{of['median']:.0f} ({of['min']:.0f} to {of['max']:.0f})")
        for name, of in content["patchesPerSecond"].items()
    ]
    ratio = content["ratio"]
    text = (
        f"Against the DataLoader script: {ratio['laterEpoch']:.0f} times its patches/s in a later epoch, "
        f"{ratio['inMemory']:.0f} times where the script has decoded every patch before, {ratio['firstEpoch']:.1f} "
        f"times in the first epoch. Behind steps of {content['stepMs']:g} ms a loop waits for batches "
        f"{100 * content['waitingShare']['median']:.1f} % of its time."
    )
    costs = [
        (patches, f"{of['batchBytes'] / 1e6:.1f}", step, micros(of[step]["micros"]), micros(of[step]["itemsMicros"]))
        for patches, of in content["handOver"].items() for step in ("sleeping", "computing")
    ]
    return [*table("Epochs in Python (ib serve)", head, rows), text, "",
            *table("Hand-over of a ready batch to Python", ("patches a batch", "MB a batch", "step before it", "µs to the arrays", "µs more to the items"), costs)]


def plan(content):
    head = ("balance", "even batches", "MB kept", "MB allocated while made", "seconds to plan", "seconds to draw every request")
    rows = [
        (of["balance"], "yes" if of["evenBatches"] else "no", f"{of['keptBytes'] / 1e6:.1f}",
         f"{of['allocatedBytes'] / 1e6:.1f}", seconds(of["planSeconds"]), seconds(of["drawSeconds"]))
        for of in content["results"]
    ]
    given = content["input"]
    text = f"{given['instances']:,} instances and {given['windows']:,} background windows; a heap of at most 1 GB."
    return [*table("The plan of an epoch", head, rows), text, ""]


SECTIONS = {"end_to_end": end_to_end, "epoch": epoch, "epoch_vs_dataloader": epoch_vs_dataloader,
            "hand_over": hand_over, "python_client": python_client, "native": native, "python": python, "java": java, "plan": plan,
            "train_demo": train_demo, "gpu": gpu, "gpu_peers": gpu_peers}


def figures():
    lines = []
    for name, section in SECTIONS.items():
        content = load(name)
        if content is not None:
            lines += [*section(content), *origin(content, name)]
        elif name == "gpu":
            lines += NO_GPU
    return "\n".join(lines or ["No results yet: `ci/bench.sh` makes them.", ""])


def collect(path):
    lines = [line for line in sys.stdin if line.startswith("{")]
    results = [json.loads(line) for line in lines]
    content = {"benchmark": "native", "commit": measuring.commit(), "machine": measuring.machine()}
    measuring.write_results(path, content | {"results": results})


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--collect", type=Path)
    options = parser.parse_args()
    if options.collect:
        collect(options.collect)
        return
    readme = HERE / "README.md"
    before = readme.read_text()
    head, rest = before.split(BEGIN)
    after = head + BEGIN + "\n" + figures() + END + rest.split(END)[1]
    if options.check and after != before:
        raise SystemExit("benchmarks/README.md does not show benchmarks/results; run table.py")
    readme.write_text(after)


if __name__ == "__main__":
    main()
