/// Tells readers that tail which seconds changed, so that they need not read all again that may have. Since this version
/// `sample_chunk` may hold samples as ``CodedSamples``.
let schemaVersion6 = """
    CREATE TABLE rollup_change (  -- the newest seconds of rollup, for readers that tail the recording
        second INTEGER PRIMARY KEY,
        revision INTEGER NOT NULL  -- the number of the batch that changed it last
    );
    DROP TRIGGER rollup_deleted;
    \(rollupDeletedTrigger)
    """

/// What is packed is deleted from `rollup_second`, and changes nothing: meanwhile there is no such trigger, see
/// ``RollupPacking``.
let rollupDeletedTrigger = """
    CREATE TRIGGER rollup_deleted AFTER DELETE ON rollup_second BEGIN
        DELETE FROM summary WHERE kind IN ('stacks', 'threads', 'totals'); END;
    """
