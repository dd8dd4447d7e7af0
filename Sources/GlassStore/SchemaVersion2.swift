/// The second format: requests and queries.
///
/// A stored request is kept small: times count from the start of the recording, and what repeats (targets, peers, errors)
/// is a number that stands for a row of `string`. The views put them together again.
let schemaVersion2 = """
    ALTER TABLE recording ADD COLUMN request_capture TEXT NOT NULL DEFAULT 'off'
        /* whether requests are recorded: off, on, stepped back, unavailable */;
    ALTER TABLE recording ADD COLUMN request_capture_note TEXT NOT NULL DEFAULT '' /* and if not, why */;
    CREATE TABLE string (  -- texts that requests and queries share
        id INTEGER PRIMARY KEY,
        text TEXT NOT NULL
    );
    CREATE TABLE route (  -- a kind of request that is served
        id INTEGER PRIMARY KEY,
        protocol TEXT NOT NULL,  -- http, websocket, postgresql, redis, tls, unknown
        method TEXT NOT NULL,
        pattern TEXT NOT NULL  -- the path with identifiers folded, the statement without its values
    );
    CREATE TABLE request (  -- a request that was served; the view request_list is easier to read
        id INTEGER PRIMARY KEY,
        route INTEGER NOT NULL REFERENCES route,
        target INTEGER NOT NULL REFERENCES string,
        status INTEGER,  -- of HTTP
        error INTEGER REFERENCES string,
        at_ns INTEGER NOT NULL,  -- its first byte, since recording.started_ns
        duration_ns INTEGER NOT NULL,  -- to the last byte of the response
        first_byte_ns INTEGER,  -- to the first byte of the response
        attribution INTEGER NOT NULL,  -- how its samples are known: 0 they are not, 1 by thread, 2 by task
        cpu_ns INTEGER,
        queries INTEGER NOT NULL,
        query_ns INTEGER NOT NULL,  -- sum of their durations
        most_repeated INTEGER NOT NULL,  -- the most often that one statement was sent for it
        bytes_in INTEGER NOT NULL,
        bytes_out INTEGER NOT NULL,
        peer INTEGER NOT NULL REFERENCES string,
        thread INTEGER REFERENCES thread,  -- that wrote the response
        flags INTEGER NOT NULL  -- 1 failed, 2 approximate, 4 cut short, 8 upgraded, 16 streaming, 32 pipelined
    );
    CREATE TABLE request_stack (  -- what the samples that worked for a request weigh at one stack
        request INTEGER NOT NULL REFERENCES request,
        stack INTEGER NOT NULL REFERENCES stack,
        samples INTEGER NOT NULL,
        cpu_ns INTEGER NOT NULL,
        wall_ns INTEGER NOT NULL,
        PRIMARY KEY (request, stack)
    ) WITHOUT ROWID;
    CREATE TABLE statement (  -- what is asked of others, without its values
        id INTEGER PRIMARY KEY,
        protocol TEXT NOT NULL,
        text TEXT NOT NULL
    );
    CREATE TABLE query (  -- a query that was sent; the view query_list is easier to read
        id INTEGER PRIMARY KEY,
        statement INTEGER NOT NULL REFERENCES statement,
        request INTEGER,  -- on whose behalf; it may come later, or not at all if it was not kept
        at_ns INTEGER NOT NULL,  -- its first byte, since recording.started_ns
        duration_ns INTEGER NOT NULL,  -- to the last byte of the answer
        rows INTEGER,
        status INTEGER,  -- of HTTP
        error INTEGER REFERENCES string,
        bytes_out INTEGER NOT NULL,
        bytes_in INTEGER NOT NULL,
        peer INTEGER NOT NULL REFERENCES string,
        thread INTEGER REFERENCES thread,  -- that sent it
        flags INTEGER NOT NULL  -- as those of request
    );
    CREATE INDEX query_request ON query (request) WHERE request IS NOT NULL;
    CREATE TABLE route_second (  -- all requests of one route that ended in one second, also those not kept one by one
        second INTEGER NOT NULL,  -- since recording.started_ns / 1000000000
        route INTEGER NOT NULL REFERENCES route,
        count INTEGER NOT NULL,
        failed INTEGER NOT NULL,
        not_kept INTEGER NOT NULL,  -- of count: those that have no row in request
        bytes_in INTEGER NOT NULL,
        bytes_out INTEGER NOT NULL,
        latency BLOB NOT NULL,  -- how often requests took about so long
        PRIMARY KEY (second, route)
    ) WITHOUT ROWID;
    CREATE TABLE statement_second (  -- all queries of one statement that ended in one second, sent for one route
        second INTEGER NOT NULL,  -- since recording.started_ns / 1000000000
        statement INTEGER NOT NULL REFERENCES statement,
        route INTEGER NOT NULL,  -- 0: not known
        count INTEGER NOT NULL,
        failed INTEGER NOT NULL,
        not_kept INTEGER NOT NULL,  -- of count: those that have no row in query
        rows INTEGER NOT NULL,
        total_ns INTEGER NOT NULL,
        latency BLOB NOT NULL,
        PRIMARY KEY (second, statement, route)
    ) WITHOUT ROWID;
    CREATE TABLE late_second (  -- seconds that changed when they were long over, for readers that tail
        id INTEGER PRIMARY KEY,
        second INTEGER NOT NULL
    );
    CREATE TABLE dead_letter (  -- what was seen on a connection and not understood; its bytes are not kept
        id INTEGER PRIMARY KEY,
        at_ns INTEGER NOT NULL,  -- since recording.started_ns
        protocol TEXT NOT NULL,
        subject TEXT NOT NULL,  -- the connection
        error TEXT NOT NULL
    );

    CREATE VIEW request_list AS  -- requests with their texts and the time of day (UTC)
        SELECT r.id, datetime((recording.started_ns + r.at_ns) / 1000000000, 'unixepoch') AS time,
            recording.started_ns + r.at_ns AS time_ns, route.protocol, route.method, route.pattern AS route,
            target.text AS target, r.status, error.text AS error, r.flags & 1 AS failed,
            r.duration_ns / 1e6 AS duration_ms, r.first_byte_ns / 1e6 AS first_byte_ms, r.cpu_ns / 1e6 AS cpu_ms,
            r.queries, r.query_ns / 1e6 AS query_ms, r.most_repeated, r.bytes_in, r.bytes_out, peer.text AS peer,
            thread.name AS thread, r.flags
        FROM recording, request r JOIN route ON route.id = r.route
            LEFT JOIN string target ON target.id = r.target LEFT JOIN string error ON error.id = r.error
            LEFT JOIN string peer ON peer.id = r.peer LEFT JOIN thread ON thread.id = r.thread;
    CREATE VIEW slow_request AS  -- the requests, the slowest first
        SELECT duration_ms, time, method, target, status, error, cpu_ms, queries, query_ms, most_repeated, id
        FROM request_list ORDER BY duration_ms DESC;
    CREATE VIEW query_list AS  -- queries with their texts and the time of day (UTC)
        SELECT q.id, datetime((recording.started_ns + q.at_ns) / 1000000000, 'unixepoch') AS time,
            recording.started_ns + q.at_ns AS time_ns, s.protocol, s.text AS statement, q.request,
            q.duration_ns / 1e6 AS duration_ms, q.rows, q.status, error.text AS error, q.flags & 1 AS failed,
            q.bytes_out, q.bytes_in, peer.text AS peer, thread.name AS thread, q.flags
        FROM recording, query q JOIN statement s ON s.id = q.statement
            LEFT JOIN string error ON error.id = q.error LEFT JOIN string peer ON peer.id = q.peer
            LEFT JOIN thread ON thread.id = q.thread;
    CREATE VIEW route_summary AS  -- the routes, those with most requests first; times of requests kept one by one
        WITH total AS (
            SELECT route, sum(count) AS requests, sum(failed) AS failed, sum(not_kept) AS not_kept,
                sum(bytes_in) AS bytes_in, sum(bytes_out) AS bytes_out
            FROM route_second GROUP BY route),
        kept AS (
            SELECT route, avg(duration_ns) / 1e6 AS mean_ms, max(duration_ns) / 1e6 AS max_ms, sum(queries) AS queries
            FROM request GROUP BY route)
        SELECT route.protocol, route.method, route.pattern AS route, total.requests, total.failed, total.not_kept,
            round(kept.mean_ms, 3) AS mean_ms, round(kept.max_ms, 3) AS max_ms, kept.queries, total.bytes_in,
            total.bytes_out, route.id
        FROM route JOIN total ON total.route = route.id LEFT JOIN kept ON kept.route = route.id
        ORDER BY total.requests DESC;
    CREATE VIEW query_summary AS  -- the statements, those that took most time first
        SELECT s.protocol, s.text AS statement, sum(q.count) AS queries, sum(q.failed) AS failed, sum(q.rows) AS rows,
            round(sum(q.total_ns) / 1e6, 3) AS total_ms, round(sum(q.total_ns) / 1e6 / sum(q.count), 3) AS mean_ms,
            count(DISTINCT nullif(q.route, 0)) AS routes, s.id
        FROM statement s JOIN statement_second q ON q.statement = s.id
        GROUP BY s.id ORDER BY sum(q.total_ns) DESC;
    """
