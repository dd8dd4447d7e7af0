"""Says, for the code objects of some modules of the standard library, what Python itself makes of their line tables.

One line each: FIRST-LINE TABLE-IN-HEX CODE-LENGTH OFFSET:LINE ..., one pair for each run of instructions; `-` for no line.
Then `ready`. Ends with standard input.
"""

import argparse
import dis
import inspect
import json.decoder
import sys
import typing


def code_objects(code):
    yield code
    for constant in code.co_consts:
        if inspect.iscode(constant):
            yield from code_objects(constant)


def runs(code):
    if hasattr(code, "co_lines"):
        return [(start, line) for start, end, line in code.co_lines() if end > start]
    return list(dis.findlinestarts(code))


for module in argparse, json.decoder, typing:
    source = inspect.getsource(module)
    # A statement over many lines, and a leap backwards and forwards by more than a byte holds.
    source += "\n" * 400 + "leap = (1 +\n" + "\n" * 300 + "2 + len([\n" + "\n" * 5000 + "]))\n"
    for code in code_objects(compile(source, module.__file__, "exec")):
        table = getattr(code, "co_linetable", None) or code.co_lnotab
        pairs = " ".join(f"{start}:{'-' if line is None else line}" for start, line in runs(code))
        print(code.co_firstlineno, table.hex() or "-", len(code.co_code), pairs)
print("ready", flush=True)
sys.stdin.read()
