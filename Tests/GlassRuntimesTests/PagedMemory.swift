import GlassModel
import GlassRuntimes
import GlassTestSupport

/// The memory of a process as it was when each page was first read, which a test may damage.
final class PagedMemory: MemoryReader {
    private let source: any MemoryReader
    private var pages: [UInt64: [UInt8]?] = [:]
    private(set) var readCount = 0
    private static let pageSize: UInt64 = 4096

    init(of source: any MemoryReader) { self.source = source }

    /// The same pages, and no others; what else is read cannot be.
    init(copying other: PagedMemory) {
        source = MemorySnapshot([])
        pages = other.pages
    }

    func read(_ address: VirtualAddress, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        readCount += 1
        var done = 0
        while done < buffer.count {
            let byte = address.rawValue &+ UInt64(done)
            let start = Int(byte % Self.pageSize)
            let count = min(buffer.count - done, Int(Self.pageSize) - start)
            guard let page = page(byte / Self.pageSize) else { return false }
            page.withUnsafeBytes { page in
                UnsafeMutableRawBufferPointer(rebasing: buffer[done..<done + count])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: page[start..<start + count]))
            }
            done += count
        }
        return true
    }

    private func page(_ number: UInt64) -> [UInt8]? {
        if let page = pages[number] { return page }
        var bytes = [UInt8](repeating: 0, count: Int(Self.pageSize))
        let isRead = bytes.withUnsafeMutableBytes { source.read(VirtualAddress(number &* Self.pageSize), into: $0) }
        pages[number] = .some(isRead ? bytes : nil)
        return isRead ? bytes : nil
    }

    func write(_ value: UInt64, at address: VirtualAddress) {
        for index in 0..<8 as Range<UInt64> {
            let byte = address.rawValue + index
            guard var page = page(byte / Self.pageSize) else { continue }
            page[Int(byte % Self.pageSize)] = UInt8(truncatingIfNeeded: value >> (8 * index))
            pages[byte / Self.pageSize] = page
        }
    }

    /// Flips bits in every page that was read.
    func damage(_ count: Int, _ generator: inout SeededGenerator) {
        for number in pages.keys.sorted() {
            guard var page = pages[number] ?? nil else { continue }
            generator.flipBits(count, in: page.indices, of: &page)
            pages[number] = page
        }
    }
}
