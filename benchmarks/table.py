"""Writes the figures of benchmarks/results/*.json into README.md, operations.md and docs/reference/cuda.md, between
their markers.

Usage: table.py           rewrites the tables
       table.py --check   exit code 1 if they are not what the result files say
       table.py --take FOLDER   copies what ci/gpu.sh run has measured on hardware to benchmarks/results, and rewrites
       table.py --collect FILE   wraps JSON lines of the native benchmarks (standard input) as FILE
"""
import argparse
import json
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"

sys.path.insert(0, str(HERE / "end_to_end"))
import measuring  # noqa: E402

from figures import operations, packed, training  # noqa: E402
from figures.hardware import hardware  # noqa: E402
from figures.versions import versions  # noqa: E402

PAGES = {
    "README.md": {
        "end_to_end": training.end_to_end, "epoch": training.epoch,
        "epoch_vs_dataloader": training.epoch_vs_dataloader, "hand_over": training.hand_over,
        "python_client": training.python_client, "resample": operations.resample, "mine": operations.mine,
        "evaluate": operations.evaluate, "ratio": operations.ratio,
        "hard_negatives": operations.hard_negatives, "plan": training.plan,
        "open": training.opening, "train_demo": training.train_demo, "predict": training.predict,
        "samplers": training.samplers, "versions": versions, "packed": packed.packed,
        "packed_epochs": packed.epochs, "device_memory": packed.device_memory, "brick_shapes": packed.shapes, "rounded": packed.rounded,
    },
    "operations.md": {
        "native": operations.native, "label_peers": operations.label_peers, "python": operations.python, "java": operations.java,
        "gpu": operations.gpu, "gpu_epochs": operations.gpu_epochs, "gpu_peers": operations.gpu_peers,
    },
}


def load(name):
    path = HERE / "results" / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else None


def origin(content, name):
    machine = content["machine"]
    text = f"`results/{name}.json`: {machine['cpu']}, {machine['cores']} cores, {machine['os']}"
    return [f"{text}, commit `{content['commit']}`.", ""]


def figures(sections):
    lines = []
    for name, section in sections.items():
        content = load(name)
        if content is not None:
            lines += [*section(content), *origin(content, name)]
        elif name == "gpu":
            lines += operations.NO_GPU
    return "\n".join(lines or ["No results yet: `ci/bench.sh` makes them.", ""])


def collect(path):
    lines = [line for line in sys.stdin if line.startswith("{")]
    results = [json.loads(line) for line in lines]
    content = {"benchmark": path.stem, "commit": measuring.commit(), "machine": measuring.machine()}
    measuring.write_results(path, content | {"results": results})


def take(folder):
    """The results of a run on hardware; what the driver's double gives is not a figure."""
    kernels = folder / "gpu.json"
    if not kernels.exists() or not json.loads(kernels.read_text())["hardware"]:
        raise SystemExit(f"{kernels} must be there and of hardware; nothing was taken")
    for file in sorted(folder.glob("gpu*.json")):
        shutil.copy(file, HERE / "results" / file.name)


def rewrite(page, text, check):
    before = page.read_text()
    head, rest = before.split(BEGIN)
    after = head + BEGIN + "\n" + text + END + rest.split(END)[1]
    if check and after != before:
        raise SystemExit(f"{page.relative_to(HERE.parent)} does not show benchmarks/results; run table.py")
    page.write_text(after)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--take", type=Path)
    parser.add_argument("--collect", type=Path)
    options = parser.parse_args()
    if options.collect:
        collect(options.collect)
        return
    if options.take:
        take(options.take)
    for page, sections in PAGES.items():
        rewrite(HERE / page, figures(sections), options.check)
    rewrite(HERE.parent / "docs/reference/cuda.md", "\n".join(hardware(load)), options.check)


if __name__ == "__main__":
    main()
