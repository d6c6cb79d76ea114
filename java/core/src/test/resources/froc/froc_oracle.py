"""Writes froc.json: objects and curves of made-up cases, by scipy and by trying every threshold.

Run from this folder: python3 froc_oracle.py > froc.json   (numpy and scipy)
MadeUpCases.java makes the same volumes. Nothing here follows how org.ibengine.evaluation works: dense labels, masks of
single components, and for each rate the best of all thresholds, in exact fractions.
"""

import json
import sys
from fractions import Fraction

import numpy as np
from scipy import ndimage

SIZE = (13, 11, 9)  # x, y, z
CASES = 12
RATES = [Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(2), Fraction(4), Fraction(8)]
BINS = [("1", 1, 1), ("2-9", 2, 9), ("10-99", 10, 99), ("100-999", 100, 999)]
DIAMETER = 3.0


def mix(value):
    """A 32-bit integer hash."""
    value &= 0xFFFFFFFF
    value = ((value ^ value >> 16) * 0x7FEB352D) & 0xFFFFFFFF
    value = ((value ^ value >> 15) * 0x846CA68B) & 0xFFFFFFFF
    return value ^ value >> 16


def volumes(case):
    """A mask and probabilities that are multiples of 1/256, as (x, y, z) arrays."""
    truth = np.zeros(SIZE, bool)
    scores = np.full(SIZE, 64, int)
    if case == 7:
        return truth, scores / 256
    for i in range(SIZE[0] * SIZE[1] * SIZE[2]):
        at = (i % SIZE[0], i // SIZE[0] % SIZE[1], i // SIZE[0] // SIZE[1])
        h = mix(case * 100003 + i)
        edge = 1 + (h >> 10 & 3)
        if h % 1000 < 9 and case % 4 != 3:
            fill(truth, at, edge, True)
            if h >> 12 & 3:  # found
                shifted = (at[0] + (h >> 14 & 1), at[1] - (h >> 15 & 1), at[2])
                fill(scores, shifted, 1 + (h >> 16 & 3), min(160 + 14 * (h >> 18 & 7), 256))
        elif h % 1000 < 9 + 8 + case:
            fill(scores, at, 1 + (h >> 20 & 1), 136 + 8 * (h >> 22 & 15))
    return truth, scores / 256


def fill(array, begin, edge, value):
    for x in range(begin[0], min(begin[0] + edge, SIZE[0])):
        for y in range(max(begin[1], 0), min(begin[1] + edge, SIZE[1])):
            for z in range(begin[2], min(begin[2] + edge, SIZE[2])):
                array[x, y, z] = max(array[x, y, z], value)


def logit(p):
    with np.errstate(divide="ignore"):
        return float(np.log(p) - np.log1p(-p))


def components(mask):
    labels, count = ndimage.label(mask, np.ones((3, 3, 3)))
    return [labels == i for i in range(1, count + 1)]


def dice(a, b):
    return Fraction(2 * int((a & b).sum()), int(a.sum()) + int(b.sum()))


def objects(case):
    truth, scores = volumes(case)
    instances = components(truth)
    found = components(scores > 0.5)
    logits = [logit(scores[item].max()) for item in found]
    truths = []
    for item in instances:
        pairs = [(dice(item, other), score) for other, score in zip(found, logits)]
        best = max([pair for pair in pairs if pair[0] > 0], default=(Fraction(0), -np.inf))
        truths.append({"voxels": int(item.sum()), "dice": best[0], "logit": best[1]})
    predictions = [
        {"voxels": int(item.sum()), "logit": score, "dice": max([dice(item, other) for other in instances], default=Fraction(0))}
        for item, score in zip(found, logits)
    ]
    return truths, predictions


def count(truths, alarms, threshold):
    hits = sum(t["dice"] > 0 and t["logit"] >= threshold for t in truths)
    return sum(p["logit"] > threshold for p in alarms), hits


def exact_recall(points, cases, total, rate):
    reachable = [hits for alarms, hits in points if Fraction(alarms, cases) <= rate]
    if reachable:
        return Fraction(max(reachable), total)
    alarms, hits = min(points, key=lambda point: (point[0], -point[1]))
    first = min(hits for a, hits in points if a == alarms)
    return Fraction(first, total) * rate / Fraction(alarms, cases)


def exact(truths, alarms, cases):
    scores = sorted({o["logit"] for o in truths + alarms if np.isfinite(o["logit"])})
    between = [(a + b) / 2 for a, b in zip(scores, scores[1:])]
    points = [count(truths, alarms, t) for t in scores + between + [scores[-1] + 1, -np.inf]]
    def at(rate):
        return exact_recall(points, cases, len(truths), rate)
    return float(sum(at(Fraction(i, 100)) for i in range(501)) / 501), [float(at(rate)) for rate in RATES]


def published(truths, alarms, all_truths, cases):
    scores = [o["logit"] for o in all_truths + alarms if np.isfinite(o["logit"])]
    thresholds = np.concatenate([np.linspace(-0.1, 10, 101), np.linspace(10, max(scores) + 1, 100)])
    points = [count(truths, alarms, t) for t in sorted(thresholds, reverse=True)]
    rates = [0.0] + [alarms / cases for alarms, _ in points]
    recalls = [0.0] + [hits / len(truths) for _, hits in points]
    average = float(np.interp(np.arange(501) / 100, rates, recalls).mean())
    return average, [float(np.interp(float(rate), rates, recalls)) for rate in RATES]


def curves(records):
    all_truths = [t for truths, _ in records for t in truths]
    alarms = [p for _, predictions in records for p in predictions if p["dice"] == 0]
    recorded = sum(bool(truths or predictions) for truths, predictions in records)
    groups = [("all", all_truths)]
    groups += [(name, [t for t in all_truths if low <= t["voxels"] <= high]) for name, low, high in BINS]
    small = [t for t in all_truths if (6 * t["voxels"] / np.pi) ** (1 / 3) < DIAMETER]
    groups += [("small (d<3)", small), ("large (d>=3)", [t for t in all_truths if t not in small])]
    result = []
    for name, truths in groups:
        dices = [float(t["dice"]) for t in truths if t["dice"] > 0]
        average, sensitivities = exact(truths, alarms, len(records))
        old_average, old_sensitivities = published(truths, alarms, all_truths, recorded)
        result.append({
            "group": name, "truths": len(truths), "found": len(dices),
            "objectDice": float(np.mean(dices)), "objectDiceDeviation": float(np.std(dices)),
            "exact": {"averageRecall": average, "sensitivities": sensitivities},
            "published": {"averageRecall": old_average, "sensitivities": old_sensitivities},
        })
    return {"cases": len(records), "recorded": recorded, "falseAlarms": len(alarms), "groups": result}


def plain(item):
    return [item["voxels"], float(item["dice"]), item["logit"] if np.isfinite(item["logit"]) else str(item["logit"])]


def main():
    records = [objects(case) for case in range(CASES)]
    listed = [{"truths": [plain(t) for t in truths], "predictions": [plain(p) for p in predictions]} for truths, predictions in records]
    json.dump({"objects": listed, "curves": curves(records)}, sys.stdout, indent=1)
    print()


main()
