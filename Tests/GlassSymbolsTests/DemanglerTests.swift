import GlassTestSupport
import Testing

@testable import GlassSymbols

@Suite struct DemanglerTests {
    @Test(arguments: [
        ("_ZN4shop5Index5totalERKSs", "shop::Index::total(std::string const&)"),
        ("_ZNK4shop5Index4findEi", "shop::Index::find(int) const"),
        ("_Z4swapIiEvRT_S1_", "swap<int>(int&, int&)"),
        ("_ZN4shop3addERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE", "shop::add(std::string const&)"),
        ("_ZN4shop3addEi.cold", "shop::add(int)"),
        ("_ZN4main6server6handle17h0123456789abcdefE", "main::server::handle"),
        (
            "_ZN4main6server6handle28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE.llvm.1234567",
            "main::server::handle::{{closure}}"
        ),
        ("_RNvNtCs1234_7mycrate3foo3bar", "mycrate::foo::bar"),
        ("parse.constprop.0.cold", "parse"), ("parse.v2", "parse.v2"), (".cold", ".cold"),
        ("$s4main6ServerV6handle7request_S2i_SitF", "Server.handle(request:_:)"),
        ("$sSa6appendyyxnF", "Array.append(_:)"),
        ("main", "main"), ("_ZZZ", "_ZZZ"), ("_R", "_R"), ("$s", "$s"), ("", ""),
    ])
    func `mangled names become readable ones`(symbol: String, name: String) {
        #expect(Demangler.readable(symbol) == name)
    }

    @Test(arguments: [
        (
            "static main.Server.handle(request: main.Request) async throws -> main.Response",
            "static Server.handle(request:)"
        ),
        ("main.Server.(secret in _0F2A9B)(Swift.Int, by: Swift.Int) -> ()", "Server.secret(_:by:)"),
        (
            "closure #1 (Swift.Int) -> Swift.Bool in closure #2 @Sendable () -> () in main.run() -> ()",
            "closure #1 in closure #2 in run()"
        ),
        (
            "(extension in main):Swift.Array< where A: Swift.Comparable>.sorted(by: (A, A) -> Swift.Bool) -> [A]",
            "Array.sorted(by:)"
        ),
        ("main.Index.find<A where A: Swift.Hashable>(key: A, in: [Swift.String : A]) -> A?", "Index.find(key:in:)"),
        ("main.Server.port.getter : Swift.Int", "Server.port.getter"),
        ("main.Server.show@Sendable (_: main.Request) async throws -> main.Item", "Server.show(_:)"),
        ("static main.Money.< infix(main.Money, main.Money) -> Swift.Bool", "static Money.< infix(_:_:)"),
        ("static main.Money.<= infix<A>(A, main.Money) -> Swift.Bool", "static Money.<= infix(_:_:)"),
        (
            "generic specialization <Swift.Int, main.Box<Swift.Int>> of Swift.Dictionary.subscript.getter : (A) -> B?",
            "Dictionary.subscript.getter"
        ),
        (
            "function signature specialization <Arg[0] = Dead> of generic specialization <Swift.Int> of main.f<A>(A) -> ()",
            "f(_:)"
        ),
        (
            "protocol witness for Swift.Sequence.next() -> A.Element? in conformance main.Walk<A> : Swift.Sequence in main",
            "Walk.next()"
        ),
        (
            "partial apply forwarder for closure #1 () -> () in main.run() -> ()",
            "closure #1 in run()"
        ),
        ("(2) suspend resume partial function for main.Server.run() async -> ()", "Server.run()"),
        ("reabstraction thunk helper from @escaping () -> () to @escaping () -> (@out ())", "reabstraction thunk"),
        ("default argument 0 of main.open(mode: Swift.Int) -> ()", "default argument 0 of open(mode:)"),
    ])
    func `Swift's names are cut down to what the programmer wrote`(long: String, short: String) {
        #expect(SwiftNameSimplifier.simplified(long) == short)
    }

    @Test(arguments: [
        ("main.Server.run() -> ()", "Server.run()", FunctionRole.written),
        ("generic specialization <Swift.Int> of main.f<A>(A) -> ()", "f(_:)", .written),
        (
            "function signature specialization <Arg[1] = Dead> of main.Circle.area(Swift.Int) -> ()", "Circle.area(_:)",
            .body
        ),
        (
            "protocol witness for static main.Shape.make(of: Swift.Int) -> A in conformance main.Circle : main.Shape in main",
            "static Circle.make(of:)", .forwarder
        ),
        (
            "protocol witness for static Swift.Equatable.== infix(A, A) -> Swift.Bool in conformance main.Money : Swift.Equatable in main",
            "static Money.== infix(_:_:)", .forwarder
        ),
        (
            "protocol witness for main.Shape.area.getter : Swift.Double in conformance main.Box<A> : main.Shape in main",
            "Box.area.getter", .forwarder
        ),
        ("dispatch thunk of main.Shape.area(Swift.Int) -> Swift.Int", "Shape.area(_:)", .forwarder),
        (
            "vtable thunk for main.Base.run(Swift.Int) -> () dispatching to main.Derived.run(Swift.Int) -> ()",
            "Derived.run(_:)", .forwarder
        ),
        (
            "(1) await resume partial function for partial apply forwarder for closure #1 () async -> () in main.run() async -> ()",
            "closure #1 in run()", .forwarder
        ),
        (
            "partial apply forwarder for generic not re-abstracted specialization <Swift.Int> of reabstraction thunk helper <A> from @escaping () -> (@out A) to @escaping () -> ()",
            "reabstraction thunk", .helper
        ),
        ("@objc main.runThread(Swift.UnsafeMutableRawPointer) -> ()", "runThread(_:)", .forwarder),
        ("outlined destroy of Swift.TaskPriority?", "outlined destroy of TaskPriority?", .helper),
        ("type metadata accessor for main.Worker<Swift.Int>", "type metadata accessor for Worker", .written),
    ])
    func `what the compiler made is named as what it was made of`(long: String, short: String, role: FunctionRole) {
        #expect(SwiftNameSimplifier.name(long) == (short, role))
    }

    @Test func `thunks and parts of C++ are told apart from functions`() {
        let thunk = Demangler.name(of: Array("_ZThn16_N4shop5Index4findEi".utf8))
        #expect(
            thunk
                == ReadableName(
                    "shop::Index::find(int)", role: .forwarder, whole: "non-virtual thunk to shop::Index::find(int)"))
        #expect(Demangler.name(of: Array("_ZN4shop3addEi.part.0".utf8)).role == .body)
        #expect(
            Demangler.name(of: Array("parse.part.3.isra.0".utf8))
                == ReadableName("parse", role: .body, whole: "parse.part.3.isra.0"))
    }

    @Test func `Rust's hash and what tables of functions hold are told apart`() {
        let name = Demangler.name(of: Array("_ZN4main6server6handle17h0123456789abcdefE".utf8))
        #expect(name == ReadableName("main::server::handle", whole: "main::server::handle::h0123456789abcdef"))
        let shim = "_ZN4core3ops8function6FnOnce40call_once$u7b$$u7b$vtable.shim$u7d$$u7d$17h0123456789abcdefE"
        #expect(Demangler.name(of: Array(shim.utf8)).role == .helper)
    }

    @Test func `the whole name is kept where it tells more`() {
        let name = Demangler.name(of: Array("$sSa6appendyyxnF".utf8))
        #expect(name.text == "Array.append(_:)" && name.whole == "Swift.Array.append(__owned A) -> ()")
        #expect(Demangler.name(of: Array("main".utf8)).whole == nil)
    }

    @Test func `names carry no terminal escapes and have an end`() {
        #expect(Demangler.readable("evil\u{1b}[2J\u{7}name\n") == "evil[2Jname")
        #expect(Demangler.readable("right\u{202e}left\u{9b}31m") == "rightleft31m")
        #expect(Demangler.readable(String(repeating: "a", count: 10_000)).count == 4_096)
        #expect(Demangler.readable(Array("nul\0after".utf8)) == "nul")
    }

    @Test func `broken mangled names never crash`() {
        var random = SeededGenerator(seed: 7)
        let seeds = [
            "_ZNSt8__detail9_ExecutorIPKcSaINSt7__cxx119sub_matchIS2_EEENS3_12regex_traitsIcEELb0EE16_M_main_dispatchENS9_11_Match_modeE",
            "$s20FoundationEssentials11JSONDecoderC6decode_4fromxxm_AA4DataVtKSeRzlF",
            "_RNvMs_NtCs1234_7mycrate3fooINtB4_3BarpE3baz",
            "_ZN4core3ptr28drop_in_place$LT$alloc..Vec$GT$17h0123456789abcdefE",
        ].map { Array($0.utf8) }
        for round in 0..<4_000 {
            var name = seeds[round % seeds.count]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                name[Int.random(in: 2..<name.count, using: &random)] = UInt8.random(in: 33...126, using: &random)
            }
            name = Array(name.prefix(Int.random(in: 2...name.count, using: &random)))
            #expect(Demangler.readable(name).utf8.allSatisfy { $0 >= 32 })
        }
        for text in [
            "(", ")", "<<<(", "a.(", " in  in ", " of  for ", "closure #", ".", "..", "(extension in ", "a(b: , c",
        ] {
            _ = SwiftNameSimplifier.simplified(text)
        }
        let nested = String(repeating: "partial apply forwarder for ", count: 2_000) + "main.f() -> ()"
        #expect(SwiftNameSimplifier.simplified(nested).isEmpty == false)
    }
}
