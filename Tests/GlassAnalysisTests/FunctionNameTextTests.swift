import GlassTestSupport
import Testing

@testable import GlassAnalysis

@Suite struct FunctionNameTextTests {
    @Test(
        arguments: [
            ("main", []), ("parse(Request const&)", ["parse"]),
            (
                "shop::Index<std::string, int>::add(std::string, int)",
                [
                    "shop::Index<std::string, int>::add", "shop::Index<…>::add", "Index<…>::add", "add",
                ]
            ),
            (
                "<alloc::boxed::Box<dyn FnOnce<()>> as core::ops::function::FnOnce<()>>::call_once",
                ["<Box as FnOnce>::call_once", "call_once"]
            ),
            (
                "std::operator<< <char>(std::ostream&, char const*)",
                [
                    "std::operator<< <char>", "std::operator<< <…>", "operator<< <…>",
                ]
            ),
            ("Box::operator()(int) const", ["Box::operator()", "operator()"]),
            ("Box::operator->()", ["Box::operator->", "operator->"]),
            ("(anonymous namespace)::run(int)", ["(anonymous namespace)::run", "run"]),
            ("main.(*Basket).Total", []),
            ("core::ops::call_once{{vtable.shim}}", ["ops::call_once{{vtable.shim}}", "call_once{{vtable.shim}}"]),
            ("std::sort<int*, main()::<lambda(int, int)> >", ["std::sort<…>", "sort<…>"]),
            ("", []), ("[epoll_wait]", []), ("a::", []),
        ] as [(String, [String])])
    func formsGetShorter(name: String, forms: [String]) {
        #expect(FunctionNameText(name).shorterForms == forms)
    }

    @Test func theLongestThatFitsIsTaken() {
        let name = FunctionNameText("shop::Index<std::string, int>::add(std::string, int)")
        let widths = [60, 40, 20, 14, 3, 1].map { name.fitting($0) { $0.count } }
        #expect(
            widths == [
                "shop::Index<std::string, int>::add(std::string, int)", "shop::Index<std::string, int>::add",
                "shop::Index<…>::add", "Index<…>::add", "add", "add",
            ])
    }

    @Test func anyTextIsTaken() {
        var random = SeededGenerator(seed: 3)
        let pieces = ["<", ">", "(", ")", "::", "operator", "->", " as ", "a", "é", "{", "}", "~", ",", "[", "]"]
        for _ in 0..<20_000 {
            let name = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            let text = FunctionNameText(name)
            _ = text.shorterForms
            #expect(text.fitting(name.count) { $0.count } == name)
        }
    }
}
