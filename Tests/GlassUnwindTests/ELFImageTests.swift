import Foundation
import GlassModel
import GlassTestSupport
import GlassUnwind
import Testing

@Suite struct ELFImageTests {
    @Test func libraryAsReadelfSeesIt() throws {
        let fixture = try Fixture("call-chain")
        let image = try #require(ProcessFiles.image(ofFile: fixture.executable))
        let text = try Subprocess.output(of: ["readelf", "-W", "-h", "-S", "-n", fixture.executable])
        #expect(image.architecture == .native)
        #expect(image.kind == .shared)
        let entry = String(image.entryPoint.rawValue, radix: 16)
        #expect(text.contains("Entry point address:               0x\(entry)\n"))
        let buildID = try #require(image.buildID)
        #expect(text.contains("Build ID: \(buildID)\n"))
        for section in try [#require(image.ehFrame), #require(image.ehFrameHeader)] {
            let line = try #require(text.split(separator: "\n").first { $0.contains("] \(section.name) ") })
            let fields = line.split(separator: "]")[1].split(separator: " ")
            #expect(
                fields[2...4].compactMap { UInt64($0, radix: 16) } == [
                    section.address.rawValue, section.offset, section.size,
                ])
        }
    }

    @Test func framesAreFoundWithoutSectionHeaders() throws {
        let whole = try #require(ProcessFiles.image(ofFile: Fixture("call-chain", .stripped).executable))
        let bare = try #require(ProcessFiles.image(ofFile: Fixture("call-chain", .withoutSectionHeaders).executable))
        #expect(bare.ehFrameHeader == whole.ehFrameHeader)
        #expect(bare.ehFrame?.address == whole.ehFrame?.address)
        #expect(bare.ehFrame?.offset == whole.ehFrame?.offset)
        #expect(bare.buildID != nil)
    }

    @Test func kindOfAProgramAtFixedAddresses() throws {
        let image = try #require(ProcessFiles.image(ofFile: Fixture("call-chain", .nonPIE).executable))
        #expect(image.kind == .executable)
        let code = try #require(image.loadSegments.first { $0.isExecutable })
        let start = VirtualAddress(code.address.rawValue & ~0xfff)
        #expect(image.bias(forMappingAt: start, fileOffset: code.offset & ~0xfff, isExecutable: true) == 0)
    }

    @Test func biasOfSegmentsThatShareAPage() throws {
        let image = try ELFImage(reader: ProcessFiles.reader(of: Self.twoSegments))
        // The first segment's bytes 0x100–0x1800 are at 0x10100, the second's 0x1800–0x2000 at 0x32800.
        #expect(image.bias(forMappingAt: VirtualAddress(0x7000_0000), fileOffset: 0) == Int64(0x6fff_0000))
        #expect(
            image.bias(forMappingAt: VirtualAddress(0x7000_2000), fileOffset: 0x1000, isExecutable: true) == 0x6ffd_0000
        )
        #expect(
            image.bias(forMappingAt: VirtualAddress(0x7000_1000), fileOffset: 0x1000, isExecutable: false)
                == 0x6fff_0000)
        #expect(image.bias(forMappingAt: VirtualAddress(0x7000_0000), fileOffset: 0x5000) == nil)
    }

    @Test func biasOfAddressesAboveTheMapping() throws {
        let image = try ELFImage(reader: ProcessFiles.reader(of: Self.twoSegments))
        #expect(image.bias(forMappingAt: VirtualAddress(0x1000), fileOffset: 0) == 0x1000 - 0x10000)
    }

    @Test(arguments: [
        (4, UInt8(1), ELFError.notSixtyFourBit), (5, 2, .notLittleEndian), (0, 0, .notELF),
        (18, 40, .unsupportedMachine(40)), (54, 1, .implausible(what: "program header size", value: 1)),
        (57, 0x20, .implausible(what: "number of program headers", value: 0x2002)),
        (33, 0x80, .truncated(what: "program headers", offset: 0x8040, count: 112)),
    ])
    func refuses(_ offset: Int, _ byte: UInt8, _ error: ELFError) {
        var bytes = Self.twoSegments
        bytes[offset] = byte
        #expect(throws: error) { try ELFImage(reader: ProcessFiles.reader(of: bytes)) }
    }

    @Test func refusesAnEmptyFile() {
        let error = ELFError.truncated(what: "header", offset: 0, count: 64)
        #expect(throws: error) { try ELFImage(reader: ProcessFiles.reader(of: [])) }
        #expect(error.description == "the file ends before its header (64 bytes at offset 0)")
    }

    @Test func wordingOfErrors() {
        #expect(ELFError.unsupportedMachine(3).description.hasPrefix("the image is for machine 3 (ELF e_machine)"))
        #expect(ELFError.notSixtyFourBit.description.contains("32-bit"))
        #expect(UnwinderError.foreignArchitecture(.arm64).description.hasPrefix("stacks of arm64 programs"))
    }

    /// Damaged headers are refused or read as far as they make sense; they never trap.
    @Test func damagedHeaders() throws {
        let file = try [UInt8](Data(contentsOf: URL(fileURLWithPath: Fixture("call-chain").executable)))
        let image = try ELFImage(reader: ProcessFiles.reader(of: file))
        let header = 0..<64 + 56 * 13
        let sections = Int(try #require(image.ehFrame).offset)..<file.count
        var generator = SeededGenerator(seed: 1)
        var refused = 0
        for round in 0..<2000 {
            var bytes = file
            generator.flipBits(1 + round % 8, in: header, of: &bytes)
            if round % 2 == 0 { generator.flipBits(64, in: sections, of: &bytes) }
            if round % 5 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
            guard let image = try? ELFImage(reader: ProcessFiles.reader(of: bytes)) else {
                refused += 1
                continue
            }
            let address = VirtualAddress(generator.next())
            _ = image.bias(forMappingAt: address, fileOffset: generator.next() >> 40)
            _ = image.segment(containing: ModuleAddress(generator.next()))
        }
        #expect(0 < refused && refused < 2000)
    }

    /// Two load segments, one of data and one of code, that meet in the middle of a page.
    private static let twoSegments: [UInt8] = {
        var bytes = [UInt8](repeating: 0, count: 0x2000)
        func put<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
            withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
        }
        bytes.replaceSubrange(0..<7, with: [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
        for (offset, value) in [(16, 3), (18, 62), (54, 56), (56, 2)] { put(UInt16(value), at: offset) }
        put(UInt64(64), at: 32)
        let segments: [(flags: UInt32, offset: UInt64, address: UInt64, size: UInt64)] = [
            (4, 0x100, 0x10100, 0x1700), (5, 0x1800, 0x32800, 0x800),
        ]
        for (index, segment) in segments.enumerated() {
            let start = 64 + 56 * index
            put(UInt32(1), at: start)
            put(segment.flags, at: start + 4)
            for (field, value) in [(8, segment.offset), (16, segment.address), (32, segment.size), (40, segment.size)] {
                put(value, at: start + field)
            }
        }
        return bytes
    }()
}
