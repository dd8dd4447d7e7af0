"""Two routes of known cost on one event loop: two_costs_service.py PORT uvloop|asyncio. Prints `ready`.

/hash/N spends its time in libcrypto, /pack/N in libz, a few milliseconds each and in turns with every other request, so
that a stack alone tells which route it was sampled in: the truth that the attribution of samples is held against.
/hash-in-thread/N and /pack-in-thread/N do the same in threads, as FastAPI runs what is no coroutine.
"""

import asyncio
import hashlib
import os
import sys
import zlib

import uvicorn
from fastapi import FastAPI

app = FastAPI()
DATA = os.urandom(60_000) * 4


@app.on_event("startup")
async def started():
    print("ready", flush=True)


@app.get("/hash/{number}")
async def hash_(number: int):
    for _ in range(10):
        hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 4_000)
        await asyncio.sleep(0)
    return {"number": number}


@app.get("/pack/{number}")
async def pack(number: int):
    for _ in range(5):
        zlib.compress(DATA[:60_000], 9)
        await asyncio.sleep(0.001)
    return {"number": number}


@app.get("/hash-in-thread/{number}")
def hash_in_thread(number: int):
    for _ in range(10):
        hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 4_000)
    return {"number": number}


@app.get("/pack-in-thread/{number}")
def pack_in_thread(number: int):
    for _ in range(5):
        zlib.compress(DATA[:60_000], 9)
    return {"number": number}


if __name__ == "__main__":
    uvicorn.run(
        app, host="127.0.0.1", port=int(sys.argv[1]), loop=sys.argv[2], log_level="critical", access_log=False)
