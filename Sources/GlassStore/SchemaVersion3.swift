/// Adds summaries, so that a long recording opens at once. They say nothing that is not in the tables they are made of:
/// what is not summed up yet, or in an older recording never was, is read there.
let schemaVersion3 = """
    CREATE TABLE summary (  -- long stretches of rollup and counter in compressed columns
        kind TEXT NOT NULL,  -- stacks, threads: seconds of rollup; counters: rows of counter
        length INTEGER NOT NULL,  -- of the stretch: seconds; rows
        start INTEGER NOT NULL,  -- of the stretch: rollup.second; counter.id
        bytes BLOB NOT NULL,
        PRIMARY KEY (kind, length, start)
    );
    """
