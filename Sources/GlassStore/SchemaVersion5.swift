/// Packs each minute of rollups that is over, in a third of the room. `rollup` becomes a view that gives both those that
/// are packed and those that are not yet, so that whoever reads it with SQL need not know.
///
/// The text of a packed row is four characters for each second, each a number; see ``RollupPack``. SQLite decodes UTF-8 by
/// itself, so that any program can read it.
let schemaVersion5 = """
    DROP TRIGGER rollup_changed;
    DROP TRIGGER rollup_deleted;
    PRAGMA legacy_alter_table = ON;  -- views go on to speak of "rollup"
    ALTER TABLE rollup RENAME TO rollup_second;
    PRAGMA legacy_alter_table = OFF;
    CREATE TABLE rollup_minute (  -- rollups of a minute that is over; the view rollup is easier to read
        start INTEGER NOT NULL,  -- its first second, counted as those of rollup: a multiple of 60
        thread INTEGER NOT NULL REFERENCES thread,
        stack INTEGER NOT NULL REFERENCES stack,
        seconds TEXT NOT NULL,  -- four characters for each second that holds anything: see rollup_number
        PRIMARY KEY (start, thread, stack)
    ) WITHOUT ROWID;
    CREATE TABLE rollup_place (number INTEGER PRIMARY KEY);  -- 0 to 59: of a second in rollup_minute.seconds
    WITH RECURSIVE place (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM place WHERE number < 59)
        INSERT INTO rollup_place SELECT number FROM place;
    CREATE VIEW rollup_number AS  -- the numbers of rollup_minute: each is the character's code point less 1, or less 10241
        SELECT start, thread, stack, at - 1 - 10240 * (at > 55295) AS at,  -- 2 × second of the minute, + 1 if wall < cpu
            samples - 1 - 10240 * (samples > 55295) AS samples, cpu - 1 - 10240 * (cpu > 55295) AS cpu_us,
            wait - 1 - 10240 * (wait > 55295) AS wait_us  -- how far wall is from cpu
        FROM (SELECT m.start, m.thread, m.stack, unicode(substr(m.seconds, 4 * p.number + 1, 1)) AS at,
                unicode(substr(m.seconds, 4 * p.number + 2, 1)) AS samples,
                unicode(substr(m.seconds, 4 * p.number + 3, 1)) AS cpu,
                unicode(substr(m.seconds, 4 * p.number + 4, 1)) AS wait
            FROM rollup_minute m CROSS JOIN rollup_place p WHERE p.number < length(m.seconds) / 4);
    CREATE VIEW rollup AS  -- all samples of one thread at one stack in one second, summed
        SELECT second, thread, stack, samples, cpu_ns, wall_ns FROM rollup_second
        UNION ALL
        SELECT start + at / 2, thread, stack, samples, cpu_us * 1000,
            (cpu_us + wait_us * (1 - at % 2 * 2)) * 1000
        FROM rollup_number;

    -- What is packed is deleted from rollup_second, and changes nothing.
    CREATE TRIGGER rollup_changed AFTER UPDATE ON rollup_second BEGIN
        DELETE FROM summary WHERE kind IN ('stacks', 'threads', 'totals'); END;
    CREATE TRIGGER rollup_deleted AFTER DELETE ON rollup_second WHEN NOT EXISTS (
        SELECT 1 FROM rollup_minute
        WHERE start = OLD.second - (OLD.second % 60 + 60) % 60 AND thread = OLD.thread AND stack = OLD.stack)
    BEGIN
        DELETE FROM summary WHERE kind IN ('stacks', 'threads', 'totals'); END;
    CREATE TRIGGER rollup_minute_changed AFTER UPDATE ON rollup_minute BEGIN
        DELETE FROM summary WHERE kind IN ('stacks', 'threads', 'totals'); END;
    CREATE TRIGGER rollup_minute_deleted AFTER DELETE ON rollup_minute BEGIN
        DELETE FROM summary WHERE kind IN ('stacks', 'threads', 'totals'); END;
    """
