/// Tells readers that tail which seconds changed, so that they need not read all again that may have; and lets a minute be
/// packed without a look at its packs for each row that is deleted. Since this version `sample_chunk` may hold samples as
/// ``CodedSamples``.
let schemaVersion6 = """
    CREATE TABLE rollup_change (  -- the newest seconds of rollup, for readers that tail the recording
        second INTEGER PRIMARY KEY,
        revision INTEGER NOT NULL  -- the number of the batch that changed it last
    );
    CREATE TABLE rollup_packing (start INTEGER PRIMARY KEY);  -- the minute whose rollups are being packed
    DROP TRIGGER rollup_deleted;
    CREATE TRIGGER rollup_deleted AFTER DELETE ON rollup_second
        WHEN NOT EXISTS (SELECT 1 FROM rollup_packing) BEGIN
        DELETE FROM summary WHERE kind IN ('stacks', 'threads', 'totals'); END;
    """
