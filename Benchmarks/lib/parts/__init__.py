"""The parts of a run. Each measures a few rows of the table: `measure(work, plan)` gives its figures."""
from . import cost, disk, imports, python, reading, stops, threads, throughput, unwinding

PARTS = {
    "unwinding": (unwinding, "a frame, and compiling a module's table"),
    "stops": (stops, "how long a thread stands still"),
    "cost": (cost, "slowdown of a CPU-bound program, the profiler's own CPU time and memory"),
    "python": (python, "the same of a Python program, beside py-spy and austin"),
    "threads": (threads, "5,000 waiting threads"),
    "disk": (disk, "bytes of a sample on disk"),
    "reading": (reading, "summing any stretch of a long recording"),
    "throughput": (throughput, "sample events a second through agent, store and view"),
    "imports": (imports, "folded stacks"),
}
