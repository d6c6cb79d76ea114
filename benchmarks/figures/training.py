"""Tables of what training sees: preparing, epochs, plans, batches handed over, and what it learns."""
from figures.markdown import micros, of_all, seconds, table, words


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
        f"{memory['processPeak'] / 1e6:.0f} MB for the whole process at its peak, "
        f"{memory['processBeforeOpening'] / 1e6:.0f} MB of that for the JVM before opening."
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


def rates(title, content):
    rows = [
        (words(name), f"{of['median']:.0f} ({of['min']:.0f} to {of['max']:.0f})")
        for name, of in content["patchesPerSecond"].items()
    ]
    return table(title, ("what", "patches/s"), rows)


def epoch_vs_dataloader(content):
    ratio = content["ratio"]
    text = (
        f"Against the DataLoader script: {ratio['laterEpoch']:.0f} times its patches/s in an epoch once "
        f"training is under way (the script reads its files again, as the published loader does), {ratio['inMemory']:.0f} times "
        f"if the script has decoded every patch before, {ratio['firstEpoch']:.1f} times in the first epoch with "
        "opening included."
    )
    return [*rates("Epochs against a PyTorch DataLoader", content), text, ""]


def python_client(content):
    ratio = content["ratio"]
    text = (
        f"Against the DataLoader script: {ratio['laterEpoch']:.0f} times its patches/s in a later epoch, "
        f"{ratio['inMemory']:.0f} times if the script has decoded every patch before, {ratio['firstEpoch']:.1f} "
        f"times in the first epoch. After steps of {content['stepMs']:g} ms a loop spends "
        f"{100 * content['waitingShare']['median']:.1f} % of its time waiting for batches."
    )
    costs = [
        (patches, f"{of['batchBytes'] / 1e6:.1f}", step, micros(of[step]["micros"]), micros(of[step]["itemsMicros"]))
        for patches, of in content["handOver"].items() for step in ("sleeping", "computing")
    ]
    return [*rates("Epochs in Python (ib serve)", content), text, "",
            *table("Hand-over of a ready batch to Python", ("patches per batch", "MB per batch", "step before it", "µs to the arrays", "µs more to the items"), costs)]


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


def opening(content):
    head = ("selection", "MB kept", "seconds to open")
    rows = [(of["selection"], f"{of['keptBytes'] / 1e6:.1f}", seconds(of["openSeconds"])) for of in content["results"]]
    given = content["input"]
    text = f"{given['cases']:,} prepared cases, {given['windows']:,} background windows; a heap of at most 1 GB."
    return [*table("Opening a dataset", head, rows), text, ""]


def train_demo(content):
    head = ("seed", "loss, first and last tenth", "held-out lesions found", "trained lesions found",
            "background patches with a false alarm", "ms per step", "waiting for data")
    rows = [
        (str(of["seed"]), f"{of['firstLoss']:.2f} → {of['lastLoss']:.2f}", of_all(of["heldOut"]),
         of_all(of["trained"]), of_all(of["falseAlarms"]), f"{of['stepMs']:.0f}", f"{100 * of['waitingShare']:.2f} %")
        for of in content["results"]
    ]
    text = (
        f"{content['results'][0]['steps']} steps on one thread, {content['sideBySide']} runs side by side. Seed "
        f"{content['repeatedSeed']} ran twice: all losses were bit-identical."
    )
    return [*table("ib train-demo on the example", head, rows), text, ""]


def samplers(content):
    found = content["samplers"]
    head = ("lesions of (voxels)", *found)
    first = next(iter(found.values()))
    rows = [
        (f"{group['group']}: {group['instances']}", *(_of_seeds(of["groups"][i]) for of in found.values()))
        for i, group in enumerate(first["groups"])
    ]
    false = [of["falsePositivesPerCase"] for of in found.values()]
    rows.append(("false positives per case", *(f"{of['mean']:.1f} ({of['min']:.1f} to {of['max']:.1f})" for of in false)))
    seeds = len(first["runs"])
    steps = content["settings"]["steps"]
    note = (f"Recall at a probability of 0.5: mean (least to most) of {seeds} seeds; after the slash, the mean of the average recall over 0 to "
            f"5 false positives per case. {steps} steps of the same small U-Net for each; only the sampler differs.")
    return [*table("Which lesions are found, by what patches were drawn", head, rows), note, ""]


def _of_seeds(group):
    recall = group["recall"]
    return f"{recall['mean']:.2f} ({recall['min']:.2f} to {recall['max']:.2f}) / {group['averageRecall']['mean']:.2f}"


def predict(content):
    head = ("prediction written on", "windows", "seconds", "outside the network", "peak MB of the process")
    rows = [
        (words(name), str(of["windows"]), f"{of['seconds']:.1f}", f"{100 * of['shareOutsideNetwork']:.2f} %", f"{of['peakMb']:.0f}")
        for name, of in content["cases"].items()
    ]
    of = content["settings"]
    note = (f"One case of {of['size']}³ voxels, windows of {of['patch']}³, {of['network']}, {of['threads']} thread, --max-memory {of['maxMemory']}, "
            "which does not include what libtorch takes.")
    return [*table("Predicting a whole case (`ib predict`)", head, rows), note, ""]
