"""Sends a known set of statements to a PostgreSQL and a Redis server that it starts for itself, and says what it sent.

usage: queries_program.py FOLDER psycopg2|asyncpg|redis

It prints `ready` when its connections are open, works when it gets a line, then prints one line of JSON for each kind of
statement: the text that should be recorded, how often it was sent, and how many rows and errors came of it. It ends
when its standard input does.
"""

import asyncio
import glob
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time

SECRET = "secret-literal"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(3000):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.01)
    raise SystemExit("no server on port %d" % port)


def start_postgresql(folder):
    """As the user `postgres` where root runs this: initdb refuses root."""
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
    data, port = os.path.join(folder, "data"), free_port()
    user = None
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)

    def run(*command, wait=True):
        process = subprocess.Popen(
            command, user=user and user.pw_uid, group=user and user.pw_gid, cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if wait and process.wait() != 0:
            raise SystemExit("%s failed" % command[0])
        return process

    run(programs + "/initdb", "-D", data, "-U", "glass", "--auth=trust", "-N")
    server = run(
        programs + "/postgres", "-D", data, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1",
        wait=False)
    wait_for(port)
    return server, port


def start_redis(folder):
    port = free_port()
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
        stdout=subprocess.DEVNULL)
    wait_for(port)
    return server, port


class Truth:
    def __init__(self):
        self.lines = {}

    def sent(self, text, rows=0, errors=0, times=1):
        line = self.lines.setdefault(text, {"text": text, "count": 0, "rows": 0, "errors": 0})
        line["count"] += times
        line["rows"] += rows
        line["errors"] += errors

    def tell(self):
        for line in self.lines.values():
            print(json.dumps(line), flush=True)
        print("done", flush=True)


def gate():
    print("ready", flush=True)
    sys.stdin.readline()


def with_psycopg2(port, truth):
    import psycopg2

    def connect():
        while True:
            try:
                return psycopg2.connect(host="127.0.0.1", port=port, user="glass", dbname="postgres")
            except psycopg2.OperationalError:
                time.sleep(0.02)

    connection = connect()
    connection.autocommit = True
    cursor = connection.cursor()
    gate()
    cursor.execute("CREATE TEMP TABLE item (id integer PRIMARY KEY, name text, price numeric)")
    truth.sent("CREATE TEMP TABLE item(id integer PRIMARY KEY, name text, price numeric)")
    for number in range(200):
        cursor.execute("INSERT INTO item VALUES (%s, %s, %s)", (number, f"{SECRET}-{number}", number * 1.5))
        truth.sent("INSERT INTO item VALUES (?, ?, ?)", rows=1)
    for number in range(50):
        cursor.execute("SELECT id, name FROM item WHERE id < %s AND name <> %s", (number, SECRET))
        truth.sent("SELECT id, name FROM item WHERE id < ? AND name <> ?", rows=len(cursor.fetchall()))
    cursor.execute("SELECT repeat(%s, 7000) FROM generate_series(1, 20)", (SECRET,))
    truth.sent("SELECT repeat(?, ?) FROM generate_series(?, ?)", rows=len(cursor.fetchall()))
    cursor.execute("UPDATE item SET price = price + 1 WHERE id >= 190")
    truth.sent("UPDATE item SET price = price + ? WHERE id >= ?", rows=cursor.rowcount)
    for _ in range(3):
        try:
            cursor.execute("SELECT * FROM missing WHERE password = %s", (SECRET,))
        except psycopg2.Error:
            truth.sent("SELECT * FROM missing WHERE password = ?", errors=1)


async def with_asyncpg(port, truth):
    import asyncpg

    while True:
        try:
            connection = await asyncpg.connect(host="127.0.0.1", port=port, user="glass", database="postgres")
            break
        except (OSError, asyncpg.PostgresError):
            await asyncio.sleep(0.02)
    await asyncio.get_running_loop().run_in_executor(None, gate)
    await connection.execute("CREATE TEMP TABLE item (id integer PRIMARY KEY, name text)")
    truth.sent("CREATE TEMP TABLE item(id integer PRIMARY KEY, name text)")
    insert = "INSERT INTO item VALUES ($1, $2)"
    await connection.executemany(insert, [(number, f"{SECRET}-{number}") for number in range(150)])
    truth.sent("INSERT INTO item VALUES (?, ?)", rows=150, times=150)
    select = "SELECT id, name FROM item WHERE id < $1"
    for number in range(50):
        truth.sent("SELECT id, name FROM item WHERE id < ?", rows=len(await connection.fetch(select, number)))
    for _ in range(3):
        try:
            await connection.execute(insert, 1, SECRET)
        except asyncpg.UniqueViolationError:
            truth.sent("INSERT INTO item VALUES (?, ?)", errors=1)
    await connection.execute(f"DELETE FROM item WHERE name = '{SECRET}-7'")
    truth.sent("DELETE FROM item WHERE name = ?", rows=1)
    return connection


def with_redis(port, truth):
    import redis

    connections = [redis.Redis(port=port, protocol=protocol) for protocol in (2, 3)]
    for connection in connections:
        connection.ping()
    gate()
    for connection in connections:
        for number in range(100):
            connection.set(f"{SECRET}-{number}", SECRET * 10)
            truth.sent("SET")
            connection.get(f"{SECRET}-{number}")
            truth.sent("GET")
        with connection.pipeline(transaction=False) as pipeline:
            for number in range(500):
                pipeline.incr("counter")
            pipeline.execute()
        truth.sent("INCRBY", times=500)
        connection.set("large", "x" * 300_000)
        truth.sent("SET")
        connection.get("large")
        truth.sent("GET")
        for _ in range(2):
            try:
                connection.lpush("counter", SECRET)
            except redis.ResponseError:
                truth.sent("LPUSH", errors=1)
    return connections


def main():
    folder, kind = sys.argv[1:3]
    truth = Truth()
    server, port = start_redis(folder) if kind == "redis" else start_postgresql(folder)
    try:
        if kind == "redis":
            kept = with_redis(port, truth)
        elif kind == "psycopg2":
            kept = with_psycopg2(port, truth)
        else:
            kept = asyncio.run(with_asyncpg(port, truth))
        truth.tell()
        sys.stdin.read()
        del kept
    finally:
        server.send_signal(signal.SIGINT)  # PostgreSQL would wait for its clients after SIGTERM.
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


main()
