import Glibc

/// A directory of a test's own, gone with the last reference to it and all that is in it.
public final class TemporaryDirectory {
    public let path: String

    public init() throws {
        var template = Array("/tmp/glass-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestFailure("mkdtemp: \(errno)") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for name in names() where unlink(self[name]) != 0 { rmdir(self[name]) }
        rmdir(path)
    }

    public subscript(_ name: String) -> String { path + "/" + name }

    public func names() -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}

public func readBytes(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw TestFailure("\(path): \(errno)") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        if count == 0 { return bytes }
        bytes.append(contentsOf: buffer[..<count])
    }
}

public func writeBytes(_ bytes: [UInt8], _ path: String) throws {
    guard let file = fopen(path, "wb") else { throw TestFailure("\(path): \(errno)") }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw TestFailure("\(path): \(errno)") }
}

public func copyFile(_ source: String, _ target: String) throws { try writeBytes(try readBytes(source), target) }

public func permissions(_ path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
}
