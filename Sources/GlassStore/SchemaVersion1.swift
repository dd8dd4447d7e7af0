/// The first format. SQLite keeps the comments: `sqlite3 FILE.glass .schema` shows them.
let schemaVersion1 = """
    CREATE TABLE recording (  -- one row: what this recording says of itself
        id INTEGER PRIMARY KEY CHECK (id = 1),
        pid INTEGER NOT NULL,
        executable TEXT NOT NULL,
        command_line TEXT NOT NULL,
        host TEXT NOT NULL,
        started_ns INTEGER NOT NULL,  -- since 1970-01-01 00:00:00 UTC, as every column *_ns but cpu_ns, wall_ns, at_ns
        rate_hz REAL NOT NULL,  -- asked for
        engine TEXT NOT NULL,
        glass_version TEXT NOT NULL,
        pinned INTEGER NOT NULL DEFAULT 0,  -- 1: retention never removes it
        ended_ns INTEGER,  -- NULL while it runs, and for ever where the agent was killed
        end_reason TEXT,
        end_status INTEGER,  -- exit status, or signal
        end_message TEXT
    );
    CREATE TABLE thread (
        id INTEGER PRIMARY KEY,
        pid INTEGER NOT NULL,
        tid INTEGER NOT NULL,
        name TEXT NOT NULL,
        started_ns INTEGER NOT NULL,
        ended_ns INTEGER,
        revision INTEGER NOT NULL  -- of its last change; grows with each batch
    );
    CREATE TABLE module (  -- a file that is mapped into the target
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL,
        build_id TEXT  -- hexadecimal
    );
    CREATE TABLE frame (  -- a place in the code
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,  -- native, inlined, syscall, synthetic
        function TEXT NOT NULL,
        module INTEGER REFERENCES module,
        address INTEGER,  -- within the module, as its symbol table counts
        file TEXT,
        line INTEGER
    );
    CREATE TABLE stack (  -- prefix tree: the stack `parent` with `frame` called by its innermost function
        id INTEGER PRIMARY KEY,
        parent INTEGER REFERENCES stack,  -- always lower than id
        frame INTEGER NOT NULL REFERENCES frame
    );
    CREATE TABLE rollup (  -- all samples of one thread at one stack in one second, summed
        second INTEGER NOT NULL,  -- since recording.started_ns / 1000000000
        thread INTEGER NOT NULL REFERENCES thread,
        stack INTEGER NOT NULL REFERENCES stack,
        samples INTEGER NOT NULL,
        cpu_ns INTEGER NOT NULL,  -- time on a CPU
        wall_ns INTEGER NOT NULL,  -- time that passed, running or not
        PRIMARY KEY (second, thread, stack)
    ) WITHOUT ROWID;
    CREATE TABLE sample_chunk (  -- every sample, to the microsecond, in compressed columns
        id INTEGER PRIMARY KEY,
        first_ns INTEGER NOT NULL,
        last_ns INTEGER NOT NULL,
        count INTEGER NOT NULL,
        bytes BLOB NOT NULL
    );
    CREATE TABLE counter_kind (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    );
    CREATE TABLE counter (
        id INTEGER PRIMARY KEY,
        at_ns INTEGER NOT NULL,  -- since recording.started_ns
        kind INTEGER NOT NULL REFERENCES counter_kind,
        thread INTEGER REFERENCES thread,  -- NULL: of the whole target, or of glass itself
        value INTEGER NOT NULL
    );
    CREATE TABLE loss (  -- what should be here and is not
        reason TEXT NOT NULL,
        detail TEXT NOT NULL,
        count INTEGER NOT NULL,
        last_ns INTEGER NOT NULL,
        PRIMARY KEY (reason, detail)
    ) WITHOUT ROWID;
    CREATE TABLE unwind_end (  -- why unwinding ended where it did, and how often
        module INTEGER NOT NULL,  -- of the outermost frame; 0: in no module
        reason TEXT NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (module, reason)
    ) WITHOUT ROWID;

    CREATE VIEW function_self AS  -- time in each function itself
        SELECT f.function, m.path AS module, sum(r.samples) AS samples,
            round(sum(r.cpu_ns) / 1e6, 3) AS cpu_ms, round(sum(r.wall_ns) / 1e6, 3) AS wall_ms
        FROM rollup r JOIN stack s ON s.id = r.stack JOIN frame f ON f.id = s.frame
            LEFT JOIN module m ON m.id = f.module
        GROUP BY f.function, f.module ORDER BY sum(r.cpu_ns) DESC;
    CREATE VIEW function_total AS  -- time in each function and in what it calls
        WITH RECURSIVE weight (stack, samples, cpu_ns, wall_ns) AS MATERIALIZED (
            SELECT stack, sum(samples), sum(cpu_ns), sum(wall_ns) FROM rollup GROUP BY stack),
        up (stack, ancestor) AS (
            SELECT stack, stack FROM weight
            UNION ALL SELECT up.stack, s.parent FROM up JOIN stack s ON s.id = up.ancestor WHERE s.parent IS NOT NULL),
        member AS (
            SELECT DISTINCT up.stack, f.function, f.module
            FROM up JOIN stack s ON s.id = up.ancestor JOIN frame f ON f.id = s.frame)
        SELECT member.function, m.path AS module, sum(w.samples) AS samples,
            round(sum(w.cpu_ns) / 1e6, 3) AS cpu_ms, round(sum(w.wall_ns) / 1e6, 3) AS wall_ms
        FROM member JOIN weight w ON w.stack = member.stack LEFT JOIN module m ON m.id = member.module
        GROUP BY member.function, member.module ORDER BY sum(w.cpu_ns) DESC;
    CREATE VIEW thread_time AS  -- time of each thread
        SELECT t.id AS thread, t.tid, t.name, sum(r.samples) AS samples,
            round(sum(r.cpu_ns) / 1e6, 3) AS cpu_ms, round(sum(r.wall_ns) / 1e6, 3) AS wall_ms
        FROM thread t LEFT JOIN rollup r ON r.thread = t.id
        GROUP BY t.id ORDER BY sum(r.cpu_ns) DESC;
    CREATE VIEW rollup_time AS  -- rollups with the time of day (UTC)
        SELECT datetime(recording.started_ns / 1000000000 + r.second, 'unixepoch') AS time,
            recording.started_ns / 1000000000 + r.second AS epoch_second,
            r.thread, r.stack, r.samples, r.cpu_ns, r.wall_ns
        FROM rollup r, recording;
    CREATE VIEW counter_reading AS  -- counters with their names and the time of day (UTC)
        SELECT datetime((recording.started_ns + c.at_ns) / 1000000000, 'unixepoch') AS time,
            recording.started_ns + c.at_ns AS time_ns, k.name, c.thread, c.value
        FROM counter c JOIN counter_kind k ON k.id = c.kind, recording;
    CREATE VIEW stack_text AS  -- each stack as one line, outermost function first
        WITH RECURSIVE line (id, depth, text) AS (
            SELECT s.id, 1, f.function FROM stack s JOIN frame f ON f.id = s.frame WHERE s.parent IS NULL
            UNION ALL SELECT s.id, line.depth + 1, line.text || ';' || f.function
            FROM line JOIN stack s ON s.parent = line.id JOIN frame f ON f.id = s.frame)
        SELECT id, depth, text FROM line;
    """
