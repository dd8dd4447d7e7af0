import Testing

@testable import GlassConfiguration

@Suite struct KeyPlacesTests {
    @Test func findsKeysBehindEveryKindOfValue() {
        let places = KeyPlaces(
            #"""
            a = "x # no comment = 1" # a comment = 2
            b = '''
            [not.a.header]
            c = 1
            '''
            d = [ # one
              "]",
              { e = "}" },
            ]
            "f g".h = 1
            [ i . 'j k' ]
            l = """
            \""" m = 1
            """
            n = 1
            [[o]]
            [[o]]
            p = 1
            [o.q]
            r = 1
            """#)
        let expected: [([String], Int?)] = [
            (["a"], 1), (["b"], 2), (["c"], nil), (["d"], 6), (["d", "1", "e"], 6), (["f g", "h"], 10),
            (["i", "j k"], 11), (["i", "j k", "l"], 12), (["i", "j k", "m"], 11), (["i", "j k", "n"], 15),
            (["o", "0"], 16), (["o", "1", "p"], 18), (["o", "1", "q", "r"], 20),
        ]
        for (path, line) in expected { #expect(places.line(of: path) == line, "\(path)") }
    }

    @Test func suggestsOnlyWhatIsNear() {
        let known = ["routes", "rules", "show_parameters"]
        #expect(nearestName(to: "route", among: known) == "routes")
        #expect(nearestName(to: "showparameter", among: known) == "show_parameters")
        #expect(nearestName(to: "colour", among: known) == nil)
        #expect(nearestName(to: String(repeating: "routes", count: 1000), among: known) == nil)
        #expect(nearestName(to: "routes", among: []) == nil)
    }
}
