import GlassAnalysis
import GlassModel
import GlassTestSupport
import Testing

/// Programs of C++ and Rust show the functions that their authors wrote, as they wrote them.
@Suite(.serialized)
struct CompiledLanguageTests {
    private func chains(of source: String, by command: String, until function: String) throws -> [[String]] {
        let program = try BuiltProgram(source, by: command + " \"$1\" -o \"$2\"")
        let child = try program.start()
        let run = try AgentRun(on: ProcessID(child.process), "--budget", "100", "--requests", "off")
        let profile = try run.waitFor { $0.cpu(under: function) > 200_000_000 }
        return profile.stacks.map { profile.frames(of: $0.id).map(\.function) }
    }

    @Test(
        .enabled(if: isInstalled("rustc"), "rustc is not installed"),
        arguments: ["rustc -O", "rustc -O -g", "rustc", "rustc -O -C panic=abort", "rustc -O -C strip=debuginfo"])
    func rust(command: String) throws {
        let chains = try chains(of: "compiled/shop.rs", by: command, until: "shop::serve")
        let wanted = ["shop::main", "shop::serve", "shop::Shop<T>::total", "<shop::Book as shop::Price>::price"]
        #expect(chains.contains { chain in chain.filter(wanted.contains) == wanted }, "\(chains.last ?? [])")
    }

    @Test(
        .enabled(if: isInstalled("g++"), "g++ is not installed"),
        arguments: ["g++ -std=c++17 -O2", "g++ -std=c++17 -O2 -g", "g++ -std=c++17 -O0 -g"])
    func templatesOfCPlusPlus(command: String) throws {
        let basket = "shop::Basket<std::string, std::less<std::string > >"
        let chains = try chains(of: "compiled/shop.cc", by: command, until: "shop::serve(\(basket) const&)")
        let price = "shop::Book<int>::price(unsigned long) const"
        let wanted = [
            "main", "shop::serve(\(basket) const&)",
            "\(basket)::total(std::function<unsigned long (shop::Item const&)> const&) const", price,
        ]
        #expect(chains.contains { chain in chain.filter(wanted.contains) == wanted }, "\(chains.last ?? [])")
    }
}
