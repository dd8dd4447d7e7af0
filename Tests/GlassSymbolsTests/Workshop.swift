import Foundation
import GlassModel

@testable import GlassSymbols

/// A directory in which a test compiles small programs; removed with it.
final class Workshop {
    struct CommandFailed: Error { let command: String }

    let directory: String

    init() throws {
        directory =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("glass-symbols-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func path(_ name: String) -> String { directory + "/" + name }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    }

    /// Runs a command line here, given as words separated by blanks; what it prints.
    @discardableResult
    func run(_ command: String, input: String? = nil) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command.split(separator: " ").map(String.init)
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        let (output, source) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = input == nil ? FileHandle.nullDevice : source
        try process.run()
        if let input {
            // From another thread: a tool may answer before it has read everything.
            Thread.detachNewThread {
                source.fileHandleForWriting.write(Data(input.utf8))
                try? source.fileHandleForWriting.close()
            }
        }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CommandFailed(command: command) }
        return String(decoding: data, as: UTF8.self)
    }

    func source(_ name: String, buildID: BuildID? = nil, rootPrefix: String = "") -> SymbolSource {
        SymbolSource(path: path(name), candidates: [path(name)], buildID: buildID, rootPrefix: rootPrefix)
    }
}

/// A function of a binary as `nm` lists it.
struct ListedFunction {
    let name: String
    let address: UInt64
    let size: UInt64

    /// All functions of known size, by address. `options` are for `nm`.
    static func list(_ path: String, in workshop: Workshop, options: String = "--defined-only -S") throws -> [Self] {
        try workshop.run("nm \(options) \(path)").split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count >= 4, "tTwWi".contains(words[2]), let address = UInt64(words[0], radix: 16),
                let size = UInt64(words[1], radix: 16), size > 0
            else { return nil }
            return Self(name: String(words[3].prefix { $0 != "@" }), address: address, size: size)
        }.sorted { $0.address < $1.address }
    }

    static func find(_ name: String, _ path: String, in workshop: Workshop) throws -> Self? {
        try list(path, in: workshop).first { $0.name == name }
    }

    /// Each address in the function.
    var addresses: [ModuleAddress] { (address..<(address + size)).map { ModuleAddress($0) } }
}

enum Program {
    /// `outer` has `middle` inlined into it, and that has `innermost`. Lines are told by their marks.
    static let inlined = """
        #include <stdlib.h>
        volatile int sink;
        static inline __attribute__((always_inline)) int innermost(int x) {
            return sink * x + sink;  // line of innermost
        }
        static inline __attribute__((always_inline)) int middle(int x) {
            return innermost(x + 1) ^ sink;  // line of middle
        }
        __attribute__((noinline)) int outer(int x) {
            int result = middle(x) / (sink + 1);  // line of outer
            return result - sink;
        }
        static __attribute__((noinline)) int hidden(int x) { return outer(x) + outer(sink); }
        int main(int argc, char **argv) { return hidden(argc) + hidden(atoi(argv[0])); }
        """

    static func line(_ mark: String, of text: String = inlined) -> Int32? {
        text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("line of \(mark)") }
            .map { Int32($0) + 1 }
    }

    static let templates = """
        #include <algorithm>
        #include <map>
        #include <string>
        #include <vector>
        namespace shop {
        struct Order { int id; double price; };
        template <typename Key, typename Value> class Index {
            std::map<Key, std::vector<Value>> entries;
        public:
            __attribute__((noinline)) void add(const Key &key, Value value) { entries[key].push_back(value); }
            __attribute__((noinline)) double total(const Key &key) const {
                double sum = 0;
                auto found = entries.find(key);
                if (found == entries.end()) return 0;
                for (auto &order : found->second) sum += order.price;
                return sum;
            }
        };
        }
        int main(int argc, char **argv) {
            shop::Index<std::string, shop::Order> index;
            for (int i = 0; i < argc * 9; i++) index.add("c" + std::to_string(i % 7), shop::Order{i, i * 1.5});
            std::vector<int> ids{3, 1, argc};
            std::sort(ids.begin(), ids.end(), [](int a, int b) { return a % 5 < b % 5; });
            return (int)index.total("c3") + ids[0];
        }
        """
}
