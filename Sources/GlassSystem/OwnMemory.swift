import CGlass
import GlassModel
import Glibc

/// Memory of this process that it can do without for now.
public enum OwnMemory {
    /// From this size on, a piece of memory goes back to the kernel as soon as it is freed.
    private static let largePiece: Int32 = 256 << 10

    /// Has the allocator keep little for later: all threads share what is free, instead of each having some of its own, and
    /// large pieces are given back at once, however many there have been. To be called before there are other threads.
    public static func keepLittle() {
        mallopt(M_ARENA_MAX, 1)
        // Setting them keeps the allocator from raising them to what was freed last.
        mallopt(M_MMAP_THRESHOLD, largePiece)
        mallopt(M_TRIM_THRESHOLD, largePiece)
    }

    /// Lets go of pages that the kernel can read again from their file. They must not have been written to.
    public static func giveBack(_ pages: Range<VirtualAddress>) {
        let count = Int(clamping: pages.upperBound.rawValue - pages.lowerBound.rawValue)
        madvise(UnsafeMutableRawPointer(bitPattern: UInt(pages.lowerBound.rawValue)), count, MADV_DONTNEED)
    }

    /// Gives the kernel what was freed and the allocator keeps.
    public static func giveBackFreed() { malloc_trim(0) }
}
