"""What the host of a virtual machine takes away from it, and runs that it left alone."""
import os, time

# Of all that the CPUs had to give while a run lasted.
LITTLE = 0.01
TRIES = 4
# How often a run was tried, and what was taken from the one that counts.
log = []


def stolen():
    """Seconds of CPU time that the host gave to others, since the machine was started."""
    try:
        with open("/proc/stat") as file:
            columns = file.readline().split()
        return int(columns[8]) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError, ValueError):
        return 0


def undisturbed(run, *arguments):
    """What `run` returns; where the host took more than a little meanwhile it is run again, and the least disturbed of a few
    tries counts."""
    best = None
    for tried in range(1, TRIES + 1):
        before, begin = stolen(), time.monotonic()
        result = run(*arguments)
        taken = (stolen() - before) / max(1e-9, (time.monotonic() - begin) * (os.cpu_count() or 1))
        if best is None or taken < best[0]:
            best = (taken, result)
        if taken <= LITTLE:
            break
    log.append((tried, best[0]))
    return best[1]


def summary():
    """What became of the runs since the log was emptied."""
    if not log:
        return ""
    again, most = sum(tried - 1 for tried, _ in log), max(taken for _, taken in log)
    return f"the host took at most {100 * most:.1f} % of the CPUs, {again} runs were done again for that"
