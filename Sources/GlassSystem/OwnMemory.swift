import CGlass
import GlassModel
import Glibc

/// Memory of this process that it can do without for now.
public enum OwnMemory {
    /// Lets go of pages that the kernel can read again from their file. They must not have been written to.
    public static func giveBack(_ pages: Range<VirtualAddress>) {
        let count = Int(clamping: pages.upperBound.rawValue - pages.lowerBound.rawValue)
        madvise(UnsafeMutableRawPointer(bitPattern: UInt(pages.lowerBound.rawValue)), count, MADV_DONTNEED)
    }

    /// Gives the kernel what was freed and the allocator keeps.
    public static func giveBackFreed() { malloc_trim(0) }
}
