import GlassModel
import GlassProc
import GlassSystem

/// When the recorder gives back memory that it took for naming: once nothing new has come up for a while, and now and then
/// where that never happens.
struct Tidying {
    /// So long nothing must have been named.
    static let calm = Nanoseconds.seconds(2)
    /// The longest that a target which always brings news goes without.
    static let busyInterval = Nanoseconds.seconds(10)
    /// Code that is in use comes back page by page, which is not worth it more often.
    static let codeInterval = Nanoseconds.seconds(60)

    private var lastNamed: Nanoseconds
    private var lastLook: Nanoseconds
    private var codeGivenBack: Nanoseconds?
    private var freedGivenBack: Nanoseconds
    /// Something was named since code was given back.
    private var isStale = true

    init(now: Nanoseconds) {
        lastNamed = now
        lastLook = now
        freedGivenBack = now
    }

    /// Whether to look what is not needed any more: once a second while it is calm, else every ten seconds.
    mutating func isDue(at now: Nanoseconds, hasNamed: Bool) -> Bool {
        if hasNamed {
            lastNamed = now
            isStale = true
        }
        let interval = now - lastNamed >= Self.calm ? Nanoseconds.seconds(1) : Self.busyInterval
        guard now - lastLook >= interval else { return false }
        lastLook = now
        return true
    }

    /// Whether to give back what was freed: where something was closed, and every ten seconds, because a burst of samples
    /// leaves as much behind, whether it brought new names or not.
    mutating func takesFreed(at now: Nanoseconds, hasClosed: Bool) -> Bool {
        guard hasClosed || now - freedGivenBack >= Self.busyInterval else { return false }
        freedGivenBack = now
        return true
    }

    /// Whether to give back code as well, which naming took a lot of.
    mutating func takesCode(at now: Nanoseconds) -> Bool {
        guard isStale, codeGivenBack.map({ now - $0 >= Self.codeInterval }) ?? true else { return false }
        codeGivenBack = now
        isStale = false
        return true
    }
}

/// The code of this process and its libraries. What was needed only to start, or to name something, stays mapped otherwise.
enum OwnCode {
    static func giveBack() {
        guard let text = try? ProcFiles.content(of: "/proc/self/maps") else { return }
        let mappings = MemoryMap(text.span).mappings.filter { $0.inode != 0 }
        let programs = Set(mappings.lazy.filter(\.isExecutable).map(\.path))
        // Where a program's file begins stands what only its start needs: symbols and relocations. What follows its code may
        // have been written to, and cannot be read again.
        for mapping in mappings where mapping.isExecutable || mapping.fileOffset == 0 && programs.contains(mapping.path)
        {
            OwnMemory.giveBack(mapping.start..<mapping.end)
        }
    }
}
