import CGlass
import Glibc

@_silgen_name("swift_demangle")
private func swiftRuntimeDemangle(
    _ name: UnsafePointer<CChar>, _ length: UInt, _ buffer: UnsafeMutablePointer<CChar>?,
    _ bufferSize: UnsafeMutablePointer<UInt>?, _ flags: UInt32
) -> UnsafeMutablePointer<CChar>?

/// Turns the linker's names into those that people write.
///
/// - Swift: without modules, types of arguments and results: `Server.handle(request:)`. See ``SwiftNameSimplifier``.
/// - C++: with the types of arguments, which tell overloads apart, and without the type of the result, as `addr2line -C`
///   has it: `store::Index::find(int) const`.
/// - Any: without what the compiler appended to a copy or a part of a function: `parse`, not `parse.constprop.0.cold`.
/// - Rust, both manglings: without the hash: `server::handle::{{closure}}`.
///
/// Names come from the target, so they are limited in length and freed of control characters.
public enum Demangler {
    /// The readable form of `symbol`; itself, made printable, where it is not mangled or damaged.
    public static func readable(_ symbol: String) -> String { name(of: Array(symbol.utf8)).text }

    static func readable(_ symbol: [UInt8]) -> String { name(of: symbol).text }

    static func name(of symbol: [UInt8]) -> ReadableName { demangled(symbol) ?? CompilerSuffix.name(of: symbol) }

    /// Nil where `symbol` is not mangled, or in a way that this is too old for.
    static func demangled(_ symbol: [UInt8]) -> ReadableName? {
        guard !symbol.contains(0) else { return nil }
        let (plain, suffix) = CompilerSuffix.split(symbol)
        if isSwift(symbol) { return swift(plain) }
        // What calls an asynchronous `main`, and goes on after it: `async_MainTQ0_`.
        if symbol.starts(with: "async_Main".utf8) { return ReadableName("async_Main", role: .helper) }
        guard symbol.starts(with: "_Z".utf8) || symbol.starts(with: "_R".utf8) else { return nil }
        if let rust = rust(plain) { return rust }
        guard let cxx = cxx(plain) else { return nil }
        return cxxName(PrintableText.text(cxx), suffix)
    }

    // MARK: Swift

    private static func isSwift(_ symbol: [UInt8]) -> Bool {
        ["$s", "_$s", "$S", "_$S", "$e", "_$e", "_T0", "@__swiftmacro_"].contains { symbol.starts(with: $0.utf8) }
    }

    private static func swift(_ symbol: [UInt8]) -> ReadableName? {
        let terminated = symbol.map(CChar.init(bitPattern:)) + [0]
        guard let text = swiftRuntimeDemangle(terminated, UInt(symbol.count), nil, nil, 0) else { return nil }
        defer { free(text) }
        let whole = String(cString: text)
        let (short, role) = SwiftNameSimplifier.name(whole)
        return ReadableName(PrintableText.text(short), role: role, whole: PrintableText.text(whole))
    }

    // MARK: C++ and Rust

    private static func rust(_ symbol: [UInt8]) -> ReadableName? {
        guard let text = call(rust_demangle, symbol, 0) else { return nil }
        // What a table of virtual functions holds in place of a closure only passes the call on.
        let isShim = text.hasSuffix("{{vtable.shim}}") || text.contains("::{shim:")
        let whole = call(rust_demangle, symbol, Int32(CGLASS_DEMANGLE_VERBOSE)).map { PrintableText.text($0) }
        return ReadableName(PrintableText.text(text), role: isShim ? .helper : .written, whole: whole)
    }

    private static func cxx(_ symbol: [UInt8]) -> String? {
        let options = CGLASS_DEMANGLE_PARAMETERS | CGLASS_DEMANGLE_ANSI | CGLASS_DEMANGLE_DROP_RETURN_TYPE
        return call(cplus_demangle_v3, symbol, Int32(options)).map(withoutStandardSpelling)
    }

    private static func call(
        _ demangle: (UnsafePointer<CChar>?, Int32) -> UnsafeMutablePointer<CChar>?, _ symbol: [UInt8], _ options: Int32
    ) -> String? {
        let terminated = symbol.map(CChar.init(bitPattern:)) + [0]
        guard let text = demangle(terminated, options) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }

    /// `non-virtual thunk to shop::Index::find(int)` passes a call on to `shop::Index::find(int)`.
    private static func cxxName(_ text: String, _ suffix: CompilerSuffix.Meaning) -> ReadableName {
        let thunks = ["non-virtual thunk to ", "virtual thunk to ", "covariant return thunk to "]
        guard let thunk = thunks.first(where: { text.hasPrefix($0) }) else {
            return ReadableName(text, role: suffix == .body ? .body : .written)
        }
        return ReadableName(String(text.dropFirst(thunk.count)), role: .forwarder, whole: text)
    }

    /// `std::string` as one writes it.
    static func withoutStandardSpelling(_ name: String) -> String {
        guard name.utf8.count < PrintableText.limit * 4, name.contains("__cxx11") else { return name }
        let long = "std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >"
        var result = ""
        var rest = name[...]
        while let range = rest.firstRange(of: long) {
            result += rest[..<range.lowerBound] + "std::string"
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
