import GlassModel
import GlassRequests
import Testing

@Suite struct TargetRedactionTests {
    /// What a parser keeps of a target.
    private func kept(_ target: [UInt8], shown: Set<String> = []) -> String? {
        var rules = RequestRules()
        rules.shownParameters = shown
        let request = Array("GET ".utf8) + target + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let talk = Talk([Talk.Piece(speaker: .client, bytes: request)])
        return talk.heard(by: HTTPConversation.self, rules: rules).exchanges.first?.target
    }

    @Test(arguments: [
        ("/", "/"), ("/items/17", "/items/17"), ("/items/", "/items/"), ("//x", "//x"),
        ("/s?user=ann&page=2", "/s?user=*&page=*"), ("/s?flag&x=", "/s?flag&x="), ("/s?a=b=c", "/s?a=*"),
        ("/s?a=1;b=2", "/s?a=*"), ("/s?a=1?b=2", "/s?a=*"), ("/s#frag=x", "/s#frag=*"),
        ("/s?a=http://u:p@h/", "/s?a=*"), ("/x;jsessionid=1A2B/y", "/x;jsessionid=*/y"),
        ("http://u:p@host:80/x?a=1", "/x?a=*"), ("http://host", "/"), ("http://u:p@host?a=b", "?a=*"),
        ("/fetch/http://u:p@host/x", "/fetch/http://*/x"), ("/fetch/http%3A%2F%2Fu%3Ap%40host", "/fetch/*"),
        ("/users/ann@example.com", "/users/ann@example.com"),
        ("/reset/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "/reset/*"),
        ("/k/AKIAIOSFODNN7EXAMPLE", "/k/*"), ("/bot123456:AAF-x9Kd83hFkq02LmZpQ7rT", "/*"),
        ("/k/sk_live_4eC39HqLyjWDarjt", "/k/*"), ("/h/5f4dcc3b5aa765d61d8327deb882cf99", "/h/*"),
        ("/s?5f4dcc3b5aa765d61d8327deb882cf99", "/s?*"),
        ("/o/550e8400-e29b-41d4-a716-446655440000", "/o/550e8400-e29b-41d4-a716-446655440000"),
        ("/blog/a-long-title-about-nothing-in-2024", "/blog/a-long-title-about-nothing-in-2024"),
        ("/api/getUserByIdentifierAndName", "/api/getUserByIdentifierAndName"),
    ])
    func keepsNoValues(_ target: String, _ expected: String) {
        #expect(kept(Array(target.utf8)) == expected)
    }

    @Test func allowedParametersAreShown() {
        let target = Array("/s?Page=2&token=abc&page=3&pag%65=4".utf8)
        #expect(kept(target, shown: ["page"]) == "/s?Page=2&token=*&page=3&pag%65=*")
    }

    @Test(
        arguments: [
            ([0x2f, 0x1b, 0x5b, 0x41], "/\\x1b[A"), ([0x2f, 0x00, 0x7f], "/\\x00\\x7f"),
            ([0x2f, 0xff, 0xc3], "/\\xff\\xc3"),
            ([0x2f, 0xc3, 0xa9], "/é"), ([0x2f, 0xc2, 0x9b], "/\\xc2\\x9b"),
            ([0x2f, 0xe2, 0x80, 0xae], "/\\xe2\\x80\\xae"),
            ([0x2f, 0xed, 0xa0, 0x80], "/\\xed\\xa0\\x80"), ([0x2f, 0xc0, 0xaf], "/\\xc0\\xaf"),
            ([0x2f, 0xf0, 0x9f, 0x98, 0x80], "/😀"), ([0x2f, 0x0d, 0x2f], "/\\x0d/"),
        ] as [([UInt8], String)])
    func whatControlsTerminalsIsMadeVisible(_ target: [UInt8], _ expected: String) {
        #expect(kept(target) == expected)
    }

    @Test func longTargetsAreCut() {
        let target = Array("/".utf8) + [UInt8](repeating: 0x78, count: 100_000)
        #expect(kept(target) == "/" + String(repeating: "x", count: 511) + "…")
        let wide = Array(("/" + String(repeating: "é", count: 1_000)).utf8)
        #expect(kept(wide) == "/" + String(repeating: "é", count: 255) + "…")
    }

    @Test func nothingElseOfAHeadIsKept() {
        let secrets = "Authorization: Bearer HIDDEN\r\nCookie: a=HIDDEN\r\nX-Api-Key: HIDDEN\r\nReferer: /HIDDEN\r\n"
        let talk = Talk([
            ("C", "POST /login?key=HIDDEN HTTP/1.1\r\nHost: me:HIDDEN@a\r\n\(secrets)Content-Length: 6\r\n\r\nHIDDEN"),
            (
                "S",
                "HTTP/1.1 200 HIDDEN\r\nSet-Cookie: a=HIDDEN\r\nLocation: /HIDDEN\r\nContent-Length: 6\r\n\r\nHIDDEN"
            ),
        ])
        for size in [1, 7, 10_000] {
            let output = talk.split(size).heard(by: HTTPConversation.self)
            #expect(output.exchanges.map(\.status) == [200])
            #expect(!"\(output)".contains("HIDDEN"))
        }
    }
}
