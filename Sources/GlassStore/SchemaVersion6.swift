/// Tells readers that tail which seconds changed, so that they need not read all again that may have; and gives the view
/// `rollup` a column by which SQL finds the packs of a stretch of time. Since this version `sample_chunk` may hold samples as
/// ``CodedSamples``.
let schemaVersion6 = """
    CREATE TABLE rollup_change (  -- the newest seconds of rollup, for readers that tail the recording
        second INTEGER PRIMARY KEY,
        revision INTEGER NOT NULL  -- the number of the batch that changed it last
    );
    DROP TRIGGER rollup_deleted;
    \(rollupDeletedTrigger)
    DROP VIEW rollup;
    CREATE VIEW rollup AS  -- all samples of one thread at one stack in one second, summed
        SELECT second, thread, stack, samples, cpu_ns, wall_ns,
            second - (second % 60 + 60) % 60 AS minute  -- to be quick: only of these minutes is anything decoded
        FROM rollup_second
        UNION ALL
        SELECT start + at / 2, thread, stack, samples, cpu_us * 1000,
            (cpu_us + wait_us * (1 - at % 2 * 2)) * 1000, start
        FROM rollup_number;
    """

/// What is packed is deleted from `rollup_second`, and changes nothing: meanwhile there is no such trigger, see
/// ``RollupPacking``.
let rollupDeletedTrigger = """
    CREATE TRIGGER rollup_deleted AFTER DELETE ON rollup_second BEGIN
        DELETE FROM summary WHERE kind IN ('stacks', 'threads', 'totals'); END;
    """
