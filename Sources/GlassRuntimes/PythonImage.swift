import GlassModel

/// What is asked of one file that is mapped into the target; the caller adapts its own reader of ELF files.
public protocol PythonImage {
    /// As `/proc/<pid>/maps` names it.
    var path: String { get }

    /// Where a symbol of `.dynsym` or `.symtab` stands in the target's memory.
    func address(ofSymbol name: String) -> VirtualAddress?

    /// Where a section that is loaded stands in the target's memory.
    func range(ofSection name: String) -> Range<VirtualAddress>?
}

extension PythonImage {
    /// `_PyRuntime` stands in a section of its own, which a stripped file keeps.
    var runtimeAddress: VirtualAddress? {
        address(ofSymbol: "_PyRuntime") ?? range(ofSection: ".PyRuntime")?.lowerBound
    }

    /// `Py_Version` is there since 3.11; before, only the name of the file tells.
    func version(_ memory: some MemoryReader) -> PythonVersion? {
        let stated: UInt32? = address(ofSymbol: "Py_Version").flatMap { memory.integer(at: $0) }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return stated.flatMap(PythonVersion.init(hexadecimal:)) ?? PythonVersion(fileName: name)
    }
}
