"""Allocates, frees and recurses at random, for tests that stop it anywhere.

The functions whose names begin with `d` say how deep they are: `d7_3` is called by one `d6_…`, as a function, from C code, from
a generator, from a coroutine, by a constructor or while an exception is handled. They are made and dropped all the time, as
are threads, lists and dicts. Says `ready` when it has begun; ends when killed.
"""

import functools
import gc
import random
import sys
import threading

sys.setrecursionlimit(4000)
BODIES = [
    "def {name}(n):\n  x = [bytearray(random.randrange(300)) for _ in range(random.randrange(20))]\n  step({depth}, n)\n",
    "def {name}(n):\n  functools.reduce(lambda a, b: step({depth}, n), [1], 0)\n",
    "def {name}(n):\n  def gen():\n    yield step({depth}, n)\n    yield 0\n  for x in gen():\n    pass\n",
    "def {name}(n):\n  async def inner():\n    step({depth}, n)\n  async def co():\n    await inner()\n"
    "  try:\n    co().send(None)\n  except StopIteration:\n    pass\n",
    "def {name}(n):\n  class Made:\n    def __init__(self):\n      step({depth}, n)\n  Made()\n",
    "def {name}(n):\n  try:\n    raise KeyError\n  except KeyError:\n    step({depth}, n)\n",
]
functions = {}
rubbish = []


def function(depth):
    key = (depth, random.randrange(6))
    found = functions.get(key)
    if found is None:
        name = f"d{depth}_{random.randrange(100)}"
        namespace = {"step": step, "functools": functools, "random": random}
        text = random.choice(BODIES).format(name=name, depth=depth)
        exec(compile(text, f"/{name}.py", "exec"), namespace)
        found = functions[key] = namespace[name]
    return found


def step(depth, limit):
    if random.random() < 0.001:
        functions.clear()
    if random.random() < 0.05:
        rubbish.append({str(number): [number] for number in range(random.randrange(200))})
        if len(rubbish) > 100:
            rubbish.clear()
            gc.collect()
    if depth < limit:
        function(depth + 1)(limit)


def run(rounds):
    for _ in range(rounds):
        function(0)(random.choice([3, 10, 30, 100, 250]))


def churn():
    while True:
        thread = threading.Thread(target=run, args=(random.randrange(1, 20),))
        thread.start()
        thread.join()


for _ in range(2):
    threading.Thread(target=churn, daemon=True).start()
print("ready", flush=True)
while True:
    run(100)
