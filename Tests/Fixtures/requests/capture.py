#!/usr/bin/env python3
"""Records what clients and servers really say to each other, for the tests of GlassRequests.

    pip install psycopg2-binary asyncpg redis
    apt-get install postgresql-15 redis-server
    python3 capture.py            # as root; rewrites *.transcript beside this file

Each session runs against a server of its own through a proxy that writes down every piece that passes. A transcript is
a list of pieces: one byte `C` (client) or `S` (server), the length as 4 bytes big-endian, and the bytes. Passwords in it
are made up.
"""

import asyncio
import contextlib
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).parent
BIN = pathlib.Path("/usr/lib/postgresql/15/bin")
PASSWORD = "correct-horse-battery"


class Proxy:
    """Passes connections on, and keeps what was said on each."""

    def __init__(self, port):
        self.port, self.connections = port, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.own = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            with contextlib.suppress(OSError):
                client, _ = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.port))
                pieces, lock, threads = [], threading.Lock(), []
                for tag, source, sink in ((b"C", client, server), (b"S", server, client)):
                    threads.append(threading.Thread(target=self.pump, args=(tag, source, sink, pieces, lock), daemon=True))
                self.connections.append((pieces, threads))
                for thread in threads:
                    thread.start()
                continue
            return

    def pump(self, tag, source, sink, pieces, lock):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                with lock:
                    pieces.append((tag, data))
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def finish(self, name):
        """Writes the longest connection's pieces."""
        for _, threads in self.connections:
            for thread in threads:
                thread.join(10)
        self.listener.close()
        pieces = max((pieces for pieces, _ in self.connections), key=len)
        with open(HERE / f"{name}.transcript", "wb") as out:
            for tag, data in pieces:
                out.write(tag + struct.pack(">I", len(data)) + data)
        print(name, len(pieces), "pieces", sum(len(d) for _, d in pieces), "bytes")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on {port}")


def psycopg2_session(port):
    import psycopg2
    import psycopg2.extras

    link = psycopg2.connect(host="127.0.0.1", port=port, user="glass", password=PASSWORD, dbname="postgres")
    cursor = link.cursor()
    cursor.execute("CREATE TABLE item (id serial PRIMARY KEY, name text, price numeric)")
    for name in ("o'secret-one", "secret\\two", "secret three"):
        cursor.execute("INSERT INTO item (name, price) VALUES (%s, %s) RETURNING id", (name, 12.5))
        cursor.fetchone()
    psycopg2.extras.execute_values(cursor, "INSERT INTO item (name, price) VALUES %s", [(f"secret-{i}", i) for i in range(50)])
    psycopg2.extras.execute_batch(cursor, "UPDATE item SET price = %s WHERE id = %s", [(i, i) for i in range(5)])
    link.commit()
    cursor.execute("SELECT id, name FROM item WHERE id IN %s", ((1, 2, 3, 4),))
    cursor.fetchall()
    cursor.execute("SELECT i, repeat('x', 50) FROM generate_series(1, 400) AS i")
    cursor.fetchall()
    try:
        cursor.execute("SELECT 'secret-literal' FROM missing")
    except psycopg2.Error:
        link.rollback()
    try:
        cursor.execute("INSERT INTO item (id, name) VALUES (1, 'secret-duplicate')")
    except psycopg2.Error:
        link.rollback()
    cursor.execute("DELETE FROM item WHERE id > 50")
    named = link.cursor("reader")
    named.itersize = 20
    named.execute("SELECT id FROM item ORDER BY id LIMIT 30")
    named.fetchall()
    named.close()
    link.commit()
    link.close()


def asyncpg_session(port):
    import asyncpg

    async def run():
        link = await asyncpg.connect(host="127.0.0.1", port=port, user="glass", password=PASSWORD, database="postgres", ssl=False)
        for i in range(3):
            await link.fetch("SELECT id, name FROM item WHERE id = $1", i + 1)
        await link.executemany("INSERT INTO item (name, price) VALUES ($1, $2)", [(f"secret-{i}", i) for i in range(20)])
        for query in ("SELECT secret FROM", "SELECT 1 / $1::int"):
            try:
                await link.fetch(query, *([0] if "$1" in query else []))
            except asyncpg.PostgresError:
                pass
        async with link.transaction():
            async for _ in link.cursor("SELECT generate_series(1, 25)", prefetch=10):
                pass
        await link.copy_records_to_table("item", records=[(1000 + i, f"secret-{i}", i) for i in range(30)])
        await link.fetch("SELECT i, repeat('y', 60) FROM generate_series(1, $1::int) AS i", 300)
        await link.execute("SELECT 1; SELECT 2; UPDATE item SET price = 0 WHERE id < 4")
        await link.close()

    asyncio.run(run())


PSQL = """
LISTEN news; NOTIFY news, 'secret-payload';
COPY item (name) FROM STDIN;
secret-copied
secret-copied-too
\\.
COPY (SELECT id FROM item LIMIT 5) TO STDOUT;
DO $$ BEGIN RAISE NOTICE 'secret notice'; END $$;
PREPARE p AS SELECT name FROM item WHERE id = $1;
EXECUTE p(7);
SELECT 1 AS "A Name" \\; SELECT 2, 'secret-a' \\; SELECT 3/0 \\; SELECT 4;
;
select   1 -- secret comment
  ;
SELECT * FROM item WHERE name = E'it\\'s secret' OR name = $tag$secret$tag$;
"""


def psql_session(port):
    environment = dict(os.environ, PGPASSWORD=PASSWORD)
    subprocess.run(
        ["psql", "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "glass", "postgres"],
        input=PSQL, text=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def pgbench_session(port, mode):
    environment = dict(os.environ, PGPASSWORD=PASSWORD)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write("\\set id random(1, 40)\n")
        if mode == "pipeline":
            script.write("\\startpipeline\n")
        script.write("SELECT name FROM item WHERE id = :id;\nUPDATE item SET price = price + 1 WHERE id = :id;\n")
        if mode == "pipeline":
            script.write("\\endpipeline\n")
        script.flush()
        protocol = "extended" if mode == "pipeline" else mode
        subprocess.run(
            ["pgbench", "-n", "-t", "5", "-M", protocol, "-f", script.name, "-h", "127.0.0.1", "-p", str(port), "-U", "glass", "postgres"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def redis_session(port, version):
    import redis

    link = redis.Redis(port=port, username="default", password=PASSWORD, protocol=version, client_name="glass")
    link.set("key:1", "secret-value")
    link.get("key:1")
    link.get("missing")
    link.set("big", "secret" * 1000)
    link.get("big")
    link.hset("user:1", mapping={"name": "secret", "age": 5})
    link.hgetall("user:1")
    link.rpush("list", *range(100))
    link.lrange("list", 0, -1)
    link.zadd("scores", {"a": 1.5, "b": 2})
    link.zrange("scores", 0, -1, withscores=True)
    link.config_get("maxmemory")
    link.command_count()
    try:
        link.incr("key:1")
    except redis.ResponseError:
        pass
    try:
        link.lpush("key:1", "secret")
    except redis.ResponseError:
        pass
    with link.pipeline(transaction=False) as pipe:
        for i in range(200):
            pipe.set(f"k{i}", f"secret-{i}")
        pipe.execute()
    with link.pipeline(transaction=True) as pipe:
        pipe.incr("counter")
        pipe.hgetall("user:1")
        pipe.get("key:1")
        pipe.execute()
    link.eval("return {1, {2, {'secret'}}}", 0)
    link.close()


def subscribe_session(port, version):
    import redis

    link = redis.Redis(port=port, password=PASSWORD, protocol=version)
    sender = redis.Redis(port=link.connection_pool.connection_kwargs["port"], password=PASSWORD)
    subscriber = link.pubsub()
    subscriber.subscribe("news", "sport")
    subscriber.psubscribe("w*")
    for _ in range(3):
        subscriber.get_message(timeout=2)
    for channel in ("news", "sport", "weather"):
        sender.publish(channel, "secret-message")
    for _ in range(3):
        subscriber.get_message(timeout=2)
    subscriber.ping()
    subscriber.get_message(timeout=2)
    subscriber.unsubscribe()
    for _ in range(2):
        subscriber.get_message(timeout=2)
    subscriber.close()
    link.close()
    sender.close()


def redis_cli_session(port):
    subprocess.run(
        ["redis-cli", "-p", str(port), "--no-auth-warning", "-a", PASSWORD, "-r", "5", "INCR", "n"],
        stdout=subprocess.DEVNULL, check=True)


def inline_session(port):
    with socket.create_connection(("127.0.0.1", port)) as link:
        answers = link.makefile("rb")
        for line in (f"AUTH {PASSWORD}", "PING", "SET inline secret", "GET inline", "INCR inline"):
            link.sendall(line.encode() + b"\r\n")
            if answers.readline().startswith(b"$"):
                answers.readline()


@contextlib.contextmanager
def postgres():
    folder = tempfile.mkdtemp()
    shutil.chown(folder, "postgres")
    port = free_port()
    as_postgres = ["runuser", "-u", "postgres", "--"]
    password = pathlib.Path(folder, "password")
    password.write_text(PASSWORD)
    shutil.chown(password, "postgres")
    subprocess.run([*as_postgres, BIN / "initdb", "-D", f"{folder}/data", "-A", "scram-sha-256", f"--pwfile={password}", "-U", "glass"],
                   check=True, stdout=subprocess.DEVNULL, cwd="/")
    server = subprocess.Popen([*as_postgres, BIN / "postgres", "-D", f"{folder}/data", "-p", str(port), "-k", folder, "-c", "fsync=off"],
                              stderr=subprocess.DEVNULL, cwd="/")
    try:
        wait_for(port)
        yield port
    finally:
        server.send_signal(2)
        server.wait()
        shutil.rmtree(folder)


@contextlib.contextmanager
def redis_server():
    port = free_port()
    folder = tempfile.mkdtemp()
    server = subprocess.Popen(["redis-server", "--port", str(port), "--save", "", "--dir", folder, "--requirepass", PASSWORD],
                              stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


def record(name, port, session, *arguments):
    proxy = Proxy(port)
    session(proxy.own, *arguments)
    proxy.finish(name)


def main():
    with postgres() as port:
        record("psycopg2", port, psycopg2_session)
        record("asyncpg", port, asyncpg_session)
        record("psql", port, psql_session)
        for mode in ("simple", "extended", "prepared", "pipeline"):
            record(f"pgbench-{mode}", port, pgbench_session, mode)
    with redis_server() as port:
        for version in (2, 3):
            record(f"redis-py-resp{version}", port, redis_session, version)
            record(f"redis-py-subscribe-resp{version}", port, subscribe_session, version)
        record("redis-cli", port, redis_cli_session)
        record("redis-inline", port, inline_session)


if __name__ == "__main__":
    main()
