/// What `Package.swift` says of its targets, read from its text.
struct PackageManifest {
    /// The names of each target's dependencies: of layers as they are, of products as modules are imported.
    private(set) var dependencies: [String: Set<String>] = [:]
    private let products: [Substring: String]

    init(_ text: String) {
        products = Dictionary(
            text.matches(of: /let (\w+) = Target\.Dependency\.product\(name: "(\w+)"/).map { ($0.1, String($0.2)) },
            uniquingKeysWith: { first, _ in first })
        for match in text.matches(of: /layer\(\s*"([\w-]+)"(?:,\s*\[([^\]]*)\])?/) {
            dependencies[String(match.1)] = names(match.2 ?? "")
        }
        for match in text.matches(of: /arget\(\s*name: "([\w-]+)"(?:,\s*dependencies:\s*\[([^\]]*)\])?/) {
            dependencies[String(match.1)] = names(match.2 ?? "")
        }
    }

    private func names(_ list: Substring) -> Set<String> {
        let quoted = list.matches(of: /"([\w-]+)"/).map { String($0.1) }
        let variables = list.replacing(/"[^"]*"/, with: "").matches(of: /\w+/).compactMap { products[$0.0] }
        return Set(quoted + variables)
    }
}
