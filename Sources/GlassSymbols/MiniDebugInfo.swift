import CGlass
import Glibc

/// `.gnu_debugdata`: a whole small ELF file, xz-compressed into a section, whose `.symtab` names what a stripped
/// file no longer exports (Fedora's MiniDebugInfo).
enum MiniDebugInfo {
    /// The file within; nil where there is none or it cannot be decompressed.
    static func open(in file: ELFFile, limit: Int) -> ELFFile? {
        guard let section = file.section(".gnu_debugdata"), let packed = file.bytes(of: section, limit: limit),
            let bytes = decompress(packed, limit: limit)
        else { return nil }
        return ELFFile(ByteSource(bytes: bytes))
    }

    /// elfutils decompresses a file on opening it, so the section is put into an anonymous file for it.
    private static func decompress(_ packed: [UInt8], limit: Int) -> [UInt8]? {
        let descriptor = memfd_create("glass-debugdata", UInt32(CGLASS_MFD_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard packed.withUnsafeBytes({ write(descriptor, $0.baseAddress, $0.count) }) == packed.count,
            elf_version(UInt32(EV_CURRENT)) != UInt32(EV_NONE), let elf = dwelf_elf_begin(descriptor)
        else { return nil }
        defer { elf_end(elf) }
        var count = 0
        guard let image = elf_rawfile(elf, &count), count <= limit else { return nil }
        return Array(UnsafeRawBufferPointer(start: image, count: count))
    }
}
