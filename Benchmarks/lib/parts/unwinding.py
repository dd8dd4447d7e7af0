"""What following a stack costs, a frame, and compiling the tables for it."""
import os, re, shutil, subprocess, time

from ..host import undisturbed
from ..processes import median
from ..programs import PROGRAMS, are_there, compiler
from ..table import Figure


def measure(work, plan):
    return [*(frame(work, plan, name) for name in ("redis", "python", "cc1plus", "node")), *compiling(work)]


def steps(work, name):
    """Nanoseconds of a frame, by who follows the stack."""
    program = PROGRAMS[name][0](work)
    process = next(program)
    time.sleep(0.5)
    said = subprocess.run([work.binary("unwind-bench"), str(process)], capture_output=True, text=True).stdout
    next(program, None)
    found = re.findall(r"\d+ (\w+): first pass \d+ ns a frame, then ([\d.]+)", said)
    return {source: float(nanoseconds) for source, nanoseconds in found}


def frame(work, plan, name):
    what = f"unwinding, a frame of {name}'s stacks"
    if not are_there(name):
        return Figure(what, "40 ns", "ns", None, note=f"{name} is not installed")
    runs = [found for _ in range(plan.runs) if len(found := undisturbed(steps, work, name)) == 2]
    if not runs:
        return Figure(what, "40 ns", "ns", None, note="it could not be traced")
    tables, libunwind = (median(found[source] for found in runs) for source in ("tables", "libunwind"))
    return Figure(what, "40 ns", "ns", tables, libunwind, "libunwind with its cache")


def compiling(work):
    files = {"cc1plus": compiler() if shutil.which("gcc") else "", "node": shutil.which("node") or "",
             "glass-agent": work.binary("glass-agent")}
    there = {name: os.path.realpath(path) for name, path in files.items() if os.path.exists(path)}
    said = subprocess.run([work.binary("unwind-bench"), "--compile", *there.values()], capture_output=True, text=True)
    figures = []
    for name, path in there.items():
        words = re.search(re.escape(path) + r": (\d+) rows, (\d+) ns and ([\d.]+) bytes a row", said.stdout)
        what = f"compiling the table of {name}"
        if not words:
            figures.append(Figure(what, "1 µs and 8 bytes a row", "µs a row", None, note="nothing to compile"))
            continue
        figures.append(Figure(what, "1 µs and 8 bytes a row", "µs a row", int(words[2]) / 1000,
                              note=f"{float(words[3]):.0f} bytes a row, {int(words[1]):,} rows"))
    return figures
