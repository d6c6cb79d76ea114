"""Hardware counters of some kernels, from what ncu prints.

Usage: counters.py --output FILE [--commit ID] <CSV   CSV: ncu --csv --page raw --metrics "$(counters.py --metrics)"
       counters.py --kernels   the kernels, for ncu --kernel-name "regex:^(…)"
       counters.py --metrics   the metrics, for ncu --metrics

Of the launches of a kernel the longest is kept: the others are the small ones that check results.
"""
import argparse
import csv
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "end_to_end"))
import measuring  # noqa: E402

# Beginnings of names: percentiles_scan2 and 4 are two kernels.
KERNELS = ("gather_patches", "percentiles_scan", "percentiles_histogram16", "label_runs")
METRICS = {
    "seconds": "gpu__time_duration.sum",
    "bytesRead": "dram__bytes_read.sum",
    "bytesWritten": "dram__bytes_write.sum",
    "dramPercent": "dram__throughput.avg.pct_of_peak_sustained_elapsed",
    "multiprocessorPercent": "sm__throughput.avg.pct_of_peak_sustained_elapsed",
    "instructions": "smsp__inst_executed.sum",
    "issueActivePercent": "smsp__issue_active.avg.pct_of_peak_sustained_active",
    "warpsActivePercent": "sm__warps_active.avg.pct_of_peak_sustained_active",
    "registersPerThread": "launch__registers_per_thread",
    "sectorsPerRequestLoad": "l1tex__average_t_sectors_per_request_pipe_lsu_mem_global_op_ld.ratio",
    "sectorsPerRequestStore": "l1tex__average_t_sectors_per_request_pipe_lsu_mem_global_op_st.ratio",
}
SCALES = {
    "ns": 1e-9, "nsecond": 1e-9, "us": 1e-6, "usecond": 1e-6, "ms": 1e-3, "msecond": 1e-3, "s": 1, "second": 1,
    "byte": 1, "Kbyte": 1e3, "Mbyte": 1e6, "Gbyte": 1e9,
}


def value(text, unit):
    """In seconds, bytes or as it stands; None where ncu has no number."""
    try:
        return float(text.replace(",", "")) * SCALES.get(unit, 1)
    except ValueError:
        return None


def launches(lines):
    """Each launch with its kernel's name and the counters that are there."""
    # What the program itself prints comes before, what ncu says begins with ==.
    rows = list(csv.reader(line for line in lines if line.startswith('"')))
    if len(rows) < 2:
        raise SystemExit("ncu has counted nothing")
    head, units = rows[:2]
    for row in rows[2:]:
        of = {name: value(row[i], units[i]) for i, name in enumerate(head)}
        kernel = row[head.index("Kernel Name")].split("(")[0]
        yield {"kernel": kernel} | {key: of[name] for key, name in METRICS.items() if of.get(name) is not None}


def longest(all_launches):
    found = {}
    for launch in all_launches:
        best = found.get(launch["kernel"])
        if best is None or launch.get("seconds", 0) > best.get("seconds", 0):
            found[launch["kernel"]] = launch
    return list(found.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernels", action="store_true")
    parser.add_argument("--metrics", action="store_true")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--commit", default="unknown")
    options = parser.parse_args()
    if options.kernels or options.metrics:
        print("|".join(KERNELS) if options.kernels else ",".join(METRICS.values()))
        return
    content = {"benchmark": "gpu_ncu", "commit": options.commit, "machine": measuring.machine(),
               "results": longest(launches(sys.stdin))}
    measuring.write_results(options.output, content)
    print(json.dumps(content["results"], indent=1))


if __name__ == "__main__":
    main()
