"""Runs at random through functions whose names say who called them, for tests that stop it anywhere.

The innermost function above `f_0_2_1` that is of this kind is always `f_0_2`, and its file `/f_0_2.py`: called as a function, from
C code, from a generator or from a coroutine. Functions are made and dropped all the time.
Says `ready` when it has begun; ends when killed.
"""

import functools
import random
import threading

WIDTH, DEPTH = 3, 24
BODIES = [
    "def {name}():\n  x = [0] * random.randrange(100)\n  step('{name}')\n",
    "def {name}():\n  functools.reduce(lambda a, b: step('{name}'), [1], 0)\n",
    "def {name}():\n  def gen():\n    yield step('{name}')\n    yield 0\n  for x in gen():\n    pass\n",
    "def {name}():\n  async def inner():\n    step('{name}')\n  async def co():\n    await inner()\n"
    "  try:\n    co().send(None)\n  except StopIteration:\n    pass\n",
]
functions = {}


def function(name):
    found = functions.get(name)
    if found is None:
        namespace = {"step": step, "functools": functools, "random": random}
        exec(compile(random.choice(BODIES).format(name=name), f"/{name}.py", "exec"), namespace)
        found = functions[name] = namespace[name]
    return found


def step(caller):
    if len(functions) > 500:
        functions.clear()
    depth = caller.count("_")
    if depth < DEPTH and random.random() < 0.95:
        function(f"{caller}_{random.randrange(WIDTH)}")()


def run():
    while True:
        function("f")()


for _ in range(3):
    threading.Thread(target=run, daemon=True).start()
print("ready", flush=True)
run()
