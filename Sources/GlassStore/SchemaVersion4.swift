/// Sees to it that no summary outlives what it was made of: whoever changes or deletes rows (new ones aside, which
/// summaries do not speak of) does away with the summaries of their table. The writer's own `INSERT OR REPLACE` into
/// `rollup` is not meant by that, and fires no trigger.
let schemaVersion4 = """
    CREATE TRIGGER rollup_changed AFTER UPDATE ON rollup BEGIN
        DELETE FROM summary WHERE kind IN ('stacks', 'threads', 'totals'); END;
    CREATE TRIGGER rollup_deleted AFTER DELETE ON rollup BEGIN
        DELETE FROM summary WHERE kind IN ('stacks', 'threads', 'totals'); END;
    CREATE TRIGGER counter_changed AFTER UPDATE ON counter BEGIN DELETE FROM summary WHERE kind = 'counters'; END;
    CREATE TRIGGER counter_deleted AFTER DELETE ON counter BEGIN DELETE FROM summary WHERE kind = 'counters'; END;
    CREATE TRIGGER frame_changed AFTER UPDATE ON frame BEGIN DELETE FROM summary WHERE kind = 'frames'; END;
    CREATE TRIGGER frame_deleted AFTER DELETE ON frame BEGIN DELETE FROM summary WHERE kind = 'frames'; END;
    CREATE TRIGGER stack_changed AFTER UPDATE ON stack BEGIN DELETE FROM summary WHERE kind = 'tree'; END;
    CREATE TRIGGER stack_deleted AFTER DELETE ON stack BEGIN DELETE FROM summary WHERE kind = 'tree'; END;
    """
