import GlassRequests
import GlassTestSupport
import Testing

struct StatementNormaliserTests {
    @Test(arguments: [
        ("SELECT * FROM item WHERE id = 7", "SELECT * FROM item WHERE id = ?"),
        ("  SELECT\n*\tFROM item -- why\nWHERE id=$1 /* a /* nested */ b */ ", "SELECT * FROM item WHERE id = ?"),
        (
            "SELECT 'it''s', E'it\\'s', U&'\\0061', $$x$$, $t$ $$ $t$, B'01', X'1F', N'x'",
            "SELECT ?, ?, ?, ?, ?, ?, ?, ?"
        ),
        ("SELECT 1, -1, +1.5, .5, 1e-5, 0xFF, 1_000, a-1, a - -1", "SELECT ?, ?, ?, ?, ?, ?, ?, a - ?, a - ?"),
        ("select x in (1,2,'c',NULL), y IN (?)", "select x in (?), y IN (?)"),
        ("SELECT 1 WHERE a IN ('x'::text, 'y'::text)", "SELECT ? WHERE a IN (?::text)"),
        ("SELECT a IN (SELECT b, c, b FROM d)", "SELECT a IN (SELECT b, c, b FROM d)"),
        ("SELECT a WHERE (a,b) IN ((1,2),(3,4))", "SELECT a WHERE (a, b) IN ((?, ?))"),
        ("INSERT INTO t (a, b) VALUES (1, now())", "INSERT INTO t(a, b) VALUES (?, now())"),
        (
            "INSERT INTO t(a,b) VALUES (1,now()),(NULL,now()),(DEFAULT, now()) ON CONFLICT DO NOTHING",
            "INSERT INTO t(a, b) VALUES (?, now()) ON CONFLICT DO NOTHING"
        ),
        ("WITH v AS (VALUES (1),(2)) SELECT * FROM v", "WITH v AS (VALUES (?)) SELECT * FROM v"),
        ("SELECT ARRAY[1,2,3]::int[], ARRAY[[1,2],[3,4]], a[1:2]", "SELECT ARRAY[?]::int[], ARRAY[[?]], a[?:?]"),
        ("SELECT count( * ), \"A \"\" b\".\"c\" FROM x.y", "SELECT count(*), \"A \"\" b\".\"c\" FROM x.y"),
        ("SELECT a->>'k', b @> '{}', c ? 'd' FROM t", "SELECT a ->> ?, b @> ?, c ? ? FROM t"),
        ("SET app.token TO hunter2", "SET app.token TO ?"),
        ("ALTER ROLE joe SET app.token = hunter2", "ALTER ROLE joe SET app.token = ?"),
        ("SELECT a$b, e FROM f WHERE g = 'x'", "SELECT a$b, e FROM f WHERE g = ?"),
        ("SELECT 'open", "SELECT ? …"),
        ("SELECT 'a\\', 'secret'", "SELECT ? …"),
        ("SELECT \"open name", "SELECT ? …"),
        ("SELECT $tag$ open", "SELECT ? …"),
        ("SELECT $tag", "SELECT ? …"),
        ("SELECT \"a\u{1B}[31mb\u{202E}c\"", "SELECT \"a\u{FFFD}[31mb\u{FFFD}c\""),
    ])
    func givesOneFormWithoutValues(sql: String, expected: String) {
        #expect(StatementNormaliser.normalise(sql).text == expected)
    }

    @Test(arguments: [
        ("select 1", "SELECT"), ("(SELECT 1)", "SELECT"), ("-SELECT", "SQL"), ("with a as (select 1) select 2", "WITH"),
        ("begin", "BEGIN"),
        ("'x'", "SQL"), ("", "SQL"), ("été", "SQL"),
    ])
    func namesTheFirstKeyword(sql: String, method: String) {
        #expect(StatementNormaliser.normalise(sql).method == method)
    }

    @Test func partsStatementsOutsideBracketsAndStrings() {
        let sql = Array(
            "SELECT ';' ; ; UPDATE a SET b = 1; CREATE RULE r AS ON INSERT TO a DO (SELECT 1; SELECT 2)".utf8)
        let texts = StatementNormaliser.statements(in: sql.span.bytes).map(\.text)
        #expect(
            texts == [
                "SELECT ?", "UPDATE a SET b = ?", "CREATE RULE r AS ON INSERT TO a DO(SELECT ? ; SELECT ?)",
            ])
    }

    @Test func listsOfAnyLengthAreOne() {
        for count in [1, 2, 10, 5_000] {
            let values = Array(repeating: "(1, 'x', NULL)", count: count).joined(separator: ",")
            #expect(
                StatementNormaliser.normalise("INSERT INTO t VALUES \(values)").text == "INSERT INTO t VALUES (?, ?, ?)"
            )
            let list = Array(repeating: "'x'", count: count).joined(separator: " , ")
            #expect(StatementNormaliser.normalise("SELECT a IN (\(list)) FROM b").text == "SELECT a IN (?) FROM b")
        }
    }

    @Test func aCutListIsShownAsFarAsItIsWhole() {
        let cut = StatementNormaliser.normalise("INSERT INTO t VALUES (1, 2), (3", isTruncated: true)
        #expect(cut.text == "INSERT INTO t VALUES (?, ?) …")
    }

    @Test func textIsBounded() {
        let columns = (0..<4_000).map { "column\($0)" }.joined(separator: ", ")
        let text = StatementNormaliser.normalise("SELECT \(columns) FROM t").text
        #expect(text.utf8.count <= StatementNormaliser.maximumLength + 8)
        #expect(text.hasSuffix("…"))
        let wide = StatementNormaliser.normalise("SELECT " + String(repeating: "é", count: 4_000)).text
        #expect(!wide.contains("\u{FFFD}"))
        let deep = String(repeating: "(", count: 100_000) + "1"
        #expect(
            StatementNormaliser.normalise("SELECT \(deep)").text.utf8.count <= StatementNormaliser.maximumLength + 8)
        _ = StatementNormaliser.normalise(String(repeating: "a in (array[values (", count: 10_000))
    }

    // MARK: Properties

    /// Literals that say of themselves that they are secret, in each way in which SQL can write one.
    private static func literal(_ random: inout SeededGenerator) -> String {
        let secret = "sEcReT"
        return switch Int.random(in: 0..<12, using: &random) {
        case 0: "'\(secret)'"
        case 1: "'a''\(secret)'';--'"
        case 2: "E'\\'\(secret)\\\\'"
        case 3: "e'\(secret)\\'/*'"
        case 4: "$$\(secret)'$$"
        case 5: "$tag$\(secret)$$ $ta \(secret)$tag$"
        case 6: "U&'\(secret)\\0041'"
        case 7: "N'\(secret)'"
        case 8: "'\(secret)\"'::text"
        case 9: "-987654.\(Int.random(in: 0..<9, using: &random))e+98"
        case 10: "987654"
        default: "'\(secret)'\n  'and \(secret)'"
        }
    }

    private static func statement(_ random: inout SeededGenerator) -> String {
        let blanks = [" ", "\n", "\t ", " /* 'sEcReT */ ", " -- sEcReT \"\n"]
        func blank() -> String { blanks[Int.random(in: 0..<blanks.count, using: &random)] }
        let list = (0..<Int.random(in: 1..<5, using: &random)).map { _ in literal(&random) }.joined(separator: ",")
        return switch Int.random(in: 0..<6, using: &random) {
        case 0:
            "SELECT\(blank())a,\(literal(&random)) FROM \"t\"\(blank())WHERE b=\(literal(&random)) AND c>\(literal(&random))"
        case 1: "INSERT INTO t\(blank())(a) VALUES(\(list)),(\(list))\(blank())RETURNING \(literal(&random))"
        case 2: "UPDATE t SET\(blank())a = \(literal(&random)),b=f(\(list)) WHERE d IN\(blank())(\(list))"
        case 3: "SELECT ARRAY[\(list)]||\(literal(&random))\(blank());DELETE FROM t WHERE a=\(literal(&random))"
        case 4: "CALL f(\(list),\(literal(&random)))"
        default: "SET x.y = \(literal(&random)); ALTER USER u PASSWORD\(blank())\(literal(&random))"
        }
    }

    private static func isClean(_ sql: ArraySlice<UInt8>, isTruncated: Bool) -> Bool {
        StatementNormaliser.statements(in: sql.span.bytes, isTruncated: isTruncated).allSatisfy {
            !$0.text.contains("sEc") && !$0.text.contains("98") && !$0.method.contains("SEC")
        }
    }

    @Test func noLiteralSurvives() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<2_000 {
            let sql = Self.statement(&random)
            #expect(Self.isClean(Array(sql.utf8)[...], isTruncated: false), "\(sql)")
        }
    }

    @Test func noLiteralSurvivesWhereverTheTextIsCut() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<60 {
            let sql = Array(Self.statement(&random).utf8)
            for end in sql.indices {
                #expect(Self.isClean(sql[..<end], isTruncated: true), "\(String(decoding: sql[..<end], as: UTF8.self))")
            }
        }
    }

    @Test func blanksAndCommentsMakeNoDifference() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<500 {
            let words = [
                "SELECT", "a", ",", "f", "(", "'x'", ",", "2", ")", "FROM", "t", "WHERE", "b", "IN", "(", "1", ")",
            ]
            let spaced = words.map { word in
                word + ["\n", " ", "  /* c */", "\t--c\n"][Int.random(in: 0..<4, using: &random)]
            }
            #expect(StatementNormaliser.normalise(spaced.joined()).text == "SELECT a, f(?, ?) FROM t WHERE b IN (?)")
        }
    }

    @Test func anyBytesAreTaken() {
        var random = SeededGenerator(seed: 5)
        let alphabet = Array("'\"$EU&\\;()[],.:-+/*?eé 19abIN VALUES ARRAY\u{0}\n".utf8)
        for _ in 0..<3_000 {
            let sql = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            for statement in StatementNormaliser.statements(in: sql.span.bytes) {
                #expect(!statement.text.unicodeScalars.contains { $0.value < 0x20 })
            }
        }
    }
}
