"""Summing any stretch of a long recording, by its summaries and without them."""
import re, subprocess

from ..host import undisturbed
from ..processes import median
from ..table import Figure

SAMPLES_A_SECOND = 8 * 99


def measure(work, plan):
    path = work.path("glass")
    bench = work.binary("reading-bench")
    subprocess.run([bench, "generate", path, str(plan.samples // SAMPLES_A_SECOND), "10"], check=True, capture_output=True)
    said = undisturbed(sums, bench, path, plan.runs)
    raw = [undisturbed(raw_sums, work, plan.samples) for _ in range(plan.runs)]
    size = f"{plan.samples / 1e6:.0f} million samples"
    figures = []
    for line, what, goal in (("by summaries", f"summing any stretch of {size}", "150 ms for 100 million"),
                             ("from the samples", f"summing all {size} without summaries", "1.2 s for 100 million"),
                             ("each sample handed over", "the same, each sample handed over, as an export reads them", "")):
        found = times(line, said)
        cpu = times(line + ", CPU time", said)
        notes = [f"at most {found[1]:.0f} ms"] if found else []
        notes += [f"{cpu[0]:,.0f} ms of CPU time"] if cpu else []
        figure = Figure(what, goal, "ms", found[0] if found else None, note=", ".join(notes))
        if line == "from the samples":
            figure.floor, figure.floor_name = median(raw), "as many plain varints, in C"
        figures.append(figure)
    return figures


def sums(bench, path, runs):
    return subprocess.run([bench, "sums", path, str(runs)], capture_output=True, text=True).stdout


def raw_sums(work, samples):
    """Milliseconds that all processors take for as many samples that are not coded."""
    return float(subprocess.check_output([work.compile("raw-sums", "reading"), str(samples)], text=True))


def times(line, said):
    """Median and worst, in milliseconds; None where nothing was said."""
    found = re.search(f"^{line}: median ([\\d.]+) ms, worst ([\\d.]+) ms", said, re.MULTILINE)
    return (float(found[1]), float(found[2])) if found else None
