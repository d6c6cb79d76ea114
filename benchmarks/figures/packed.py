"""Tables of packed volumes: the result files brick_shapes, rounded, packed, packed_epochs and device_memory."""
from figures.markdown import table

WAYS = {"none": "no prediction", "left": "from the left", "plane": "from a plane",
        "brickTable": "none, an offset per brick", "coarseMinimum": "none, 12 bits of head and minimum"}


def size(of):
    return " × ".join(map(str, of))


def shapes(content):
    bricks = [size(of["shape"]) for of in content["results"][0]["shapes"]]
    head = ("scan", "voxels", *bricks, *(f"{bricks[0]}, {way}" for way in WAYS.values()))
    rows = [
        (of["scan"], size(of["size"]), *(f"{shape['bitsPerVoxel']['rowBefore']:.2f}" for shape in of["shapes"]),
         *(f"{of['shapes'][0]['bitsPerVoxel'][way]:.2f}" for way in WAYS))
        for of in content["results"]
    ]
    text = ("Bits per voxel, with all that is kept beside the differences ([decision 23](../docs/adr/0023-bricks-of-8-4-4.md)). The first six: "
            "a brick may predict each row from the one before it, and the table has an offset for each row of bricks.")
    return [*table("Bricks of packed volumes", head, rows), text, ""]


def packed(content):
    ways = [one["way"] for one in content["storage"][0]["stored"]]
    head = ("scan", "voxels", "MB raw", *(f"{way}" for way in ways[1:]))
    rows = []
    for of in content["storage"]:
        voxels = of["size"][0] * of["size"][1] * of["size"][2]
        stored = {one["way"]: one["bytes"] for one in of["stored"]}
        rows.append((of["scan"], size(of["size"]), f"{stored['raw'] / 1e6:.1f}",
                     *(f"{8 * stored[way] / voxels:.2f} ({stored[way] / 1e6:.1f})" for way in ways[1:])))
    text = ("Bits per voxel (MB), of 16 bits raw. gzip and blosc2 store the 16-bit values; nnU-Net stores float32, here z-scores of the same values, "
            "by the chunks that it chooses for patches of that size.")
    return [*table("Bytes of packed volumes", head, rows), text, "", *(rates(content) if content["rates"] else [])]


def rates(content):
    head = ("scan", "patches", "packed", "raw", "fastest blosc2", "nnU-Net's way", "÷ raw", "÷ blosc2", "÷ nnU-Net's way")
    rows = []
    for of in content["rates"]:
        best = {one["way"]: f"{one['patchesPerSecond']['max']:,.0f}" for one in of["ways"]}
        rows.append((of["scan"], f"{of['patchSize']}³", best["packed"], best["raw"],
                     f"{best[of['blosc2Best']]} ({of['blosc2Best'].removeprefix('blosc2 ')})", best["nnU-Net's way"],
                     f"{of['timesRaw']:.2f}", f"{of['timesBlosc2']:.2f}", f"{of['timesNnunet']:.2f}"))
    text = ("Patches per second on one thread, random positions, the fastest of "
            f"{content['rates'][0]['ways'][0]['patchesPerSecond']['runs']} repetitions in turn. Packed and raw give normalised float32, "
            "nnU-Net's way float32 from a memory-mapped file, blosc2 the 16-bit values from memory.")
    return [*table("Patches from packed volumes", head, rows), text, ""]


def rounded(content):
    stores = [one["store"] for one in content["results"][0]["stored"]][1:]
    others = [one["way"] for one in content["results"][0]["others"]]
    head = ("scan", "values", "as they are", *(f"--store {store}" for store in stores), *others, *(f"largest error, {store}" for store in stores))
    rows = []
    for of in content["results"]:
        voxels = of["size"][0] * of["size"][1] * of["size"][2]
        sizes = [one["bytes"] for one in (*of["stored"], *of["others"])]
        rows.append((of["scan"], f"{of['smallest']:.4g} to {of['largest']:.4g}", *(f"{8 * size / voxels:.2f}" for size in sizes),
                     *(f"{one['largestError']:.2g}" for one in of["stored"][1:])))
    text = ("Bits per voxel of float32 scans in the layout volumes, and the largest error of any voxel, in values "
            "([decision 25](../docs/adr/0025-floats-as-16-bit-codes.md)). gzip and blosc2 store the float32 values, or the same codes of 16 bits.")
    return [*table("Bytes of rounded volumes", head, rows), text, ""]


KINDS = {"memory": "in memory", "quarter": "a quarter of the raw bytes as limit", "cold": "cold from the disk, with opening",
         "warm": "new process, files in the page cache, with opening"}


def epochs(content):
    head = ("volumes", "patches", "epoch", "patches/s raw", "packed", "÷ raw", "first batch, ms, raw", "packed", "MB read raw", "packed")
    rows = []
    for of in content["results"]:
        for result in of["results"]:
            raw, packed_ = (result["figures"][encoding] for encoding in ("raw", "packed"))
            more = [f"{one[figure]['median']:.0f}" if figure in one else "" for figure in ("firstBatchMs", "readMb")
                    for one in (raw, packed_)]
            rows.append((of["set"], f"{of['patchSize']}³", KINDS[result["kind"]], f"{raw['off']['median']:.0f}",
                         f"{packed_['off']['median']:.0f}", f"{result['timesRaw']:.2f}", *more))
    prepared = [
        f"{of['set']}: {of['encodings']['raw']['bytes'] / 1e6:.0f} MB raw in {of['encodings']['raw']['seconds']:.1f} s, "
        f"{of['encodings']['packed']['bytes'] / 1e6:.0f} MB packed in {of['encodings']['packed']['seconds']:.1f} s"
        for of in content["prepared"]]
    text = (f"Two modalities and labels, float32, batches of {content['batchSize']}, two threads; without augmentation but for those with opening. "
            f"Prepared: {'; '.join(prepared)}.")
    return [*table("Epochs from packed volumes", head, rows), text, ""]


def device_memory(content):
    budgets = [f"{one['megabytes'] / 1e3:g} GB" for one in content["results"][0]["encodings"]["raw"]["budgets"]]
    devices = [f"{one['gigabytes']} GB" for one in content["results"][0]["encodings"]["raw"]["devices"]]
    head = ("volumes", "cases", "encoding", "MB per case", *budgets, *devices)
    rows = [
        (of["set"], str(of["cases"]), encoding, f"{one['bytesPerCase'] / 1e6:.1f}", *(str(budget["cases"]) for budget in one["budgets"]),
         *(f"{device['cases']:,}" for device in one["devices"]))
        for of in content["results"] for encoding, one in of["encodings"].items()
    ]
    text = (f"Two modalities and labels, batches of {content['batchSize']} patches of {content['patchSize']}³. Up to {budgets[-1]}, what the engine says it keeps "
            "when it is opened with that `--max-device-memory`, of the cases that there are; beyond that, as many such cases as fit beside the batches.")
    if not content["hardware"]:
        text += " The device was the driver's test double; the forecast does not depend on it."
    return [*table("Cases in the memory of a device, by the forecast", head, rows), text, ""]
