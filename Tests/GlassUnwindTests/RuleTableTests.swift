import Foundation
import GlassModel
import GlassTestSupport
import Testing

@testable import GlassUnwind

/// The compiled rules, address by address, beside what binutils makes of the same bytes.
@Suite(.serialized) struct RuleTableTests {
    static let readelf = "/usr/bin/readelf"
    static let files = [
        "/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2", "/usr/bin/python3", "/usr/bin/redis-server",
    ]

    @Test(.enabled(if: Program.isInstalled(readelf), "readelf is not installed"), arguments: files)
    func sameRulesAsReadelf(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            print("skipped: \(path) is not installed")
            return
        }
        try Self.compare(path)
    }

    @Test(.enabled(if: Program.isInstalled(readelf), "readelf is not installed"))
    func sameRulesAsReadelfInFixtures() throws {
        for variant in [Fixture.Variant.standard, .withFramePointers, .statically, .nonPIE, .withoutFrameIndex] {
            try Self.compare(Fixture("deep-recursion", variant).executable)
        }
        try Self.compare(Fixture("plt-calls").executable)
    }

    /// Larger programs, when somebody asks for them: `GLASS_RULES_OF=/usr/bin/node:/usr/lib/…/cc1plus`.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["GLASS_RULES_OF"] != nil, "GLASS_RULES_OF names no file"))
    func sameRulesAsReadelfOnRequest() throws {
        let list = ProcessInfo.processInfo.environment["GLASS_RULES_OF"] ?? ""
        for path in list.split(separator: ":") { try Self.compare(String(path)) }
    }

    private static func compare(_ path: String) throws {
        let image = try #require(ProcessFiles.image(ofFile: path))
        let table = try #require(RuleTableCompiler.table(of: image))
        let theirs = try ReadelfRules(of: path)
        var (compared, byLibunwind, differing) = (0, 0, [String]())
        for row in theirs.rows {
            compared += 1
            for address in [row.range.lowerBound, row.range.upperBound - 1] {
                let rule = table.rule(at: ModuleAddress(address))
                if rule != row.rule { differing.append("\(String(address, radix: 16)): \(rule), not \(row.rule)") }
            }
            if row.rule == .other { byLibunwind += 1 }
        }
        print("\(path): \(compared) rows of readelf, \(table.rows.count) of glass, \(byLibunwind) for libunwind")
        #expect(compared > 5)
        #expect(differing.isEmpty, "\(differing.count): \(differing.prefix(5))")
        #expect(Double(byLibunwind) <= 5 + 0.02 * Double(compared))
    }

    @Test func noRuleOutsideTheTable() throws {
        let rule = try #require(UnwindRule(.fromStackPointer, offset: 8, framePointer: .unchanged))
        let table = RuleTable(
            base: ModuleAddress(0x1000), rows: [.init(offset: 0, rule: rule), .init(offset: 0x10, rule: .other)])
        #expect(table.rule(at: ModuleAddress(0xfff)) == .other)
        #expect(table.rule(at: ModuleAddress(0x1000)) == rule)
        #expect(table.rule(at: ModuleAddress(0x100f)) == rule)
        #expect(table.rule(at: ModuleAddress(0x1010)) == .other)
        #expect(table.rule(at: ModuleAddress(0x1000 + 1 << 40)) == .other)
        #expect(RuleTable(base: ModuleAddress(0), rows: []).rule(at: ModuleAddress(0)) == .other)
    }

    @Test func aRowIsEightBytes() { #expect(MemoryLayout<RuleTable.Row>.stride == 8) }

    @Test func whatARuleCanSay() throws {
        for (offset, place) in [(Int64(8), UInt64(0)), (16, 16), (524_280, 2032)] {
            let framePointer: UnwindRule.FramePointer = place == 0 ? .unchanged : .savedBelowCFA(place)
            let rule = try #require(UnwindRule(.fromFramePointer, offset: offset, framePointer: framePointer))
            #expect(rule.kind == .fromFramePointer)
            #expect(rule.cfaOffset == offset)
            #expect(rule.framePointer == framePointer)
        }
        for (offset, place) in [(Int64(0), UInt64(16)), (-8, 16), (12, 16), (524_288, 16), (8, 12), (8, 2040)] {
            #expect(UnwindRule(.fromStackPointer, offset: offset, framePointer: .savedBelowCFA(place)) == nil)
        }
    }
}
