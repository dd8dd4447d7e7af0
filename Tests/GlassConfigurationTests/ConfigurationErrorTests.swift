import Testing

@testable import GlassConfiguration

/// Each mistake with the words that a person reads about it.
@Suite struct ConfigurationErrorTests {
    static let mistakes: [(text: String, words: String)] = [
        (
            "[requests]\nmax_request_per_second = 5\n",
            "c.toml:2: requests.max_request_per_second: glass knows no such key; did you mean max_requests_per_second?"
        ),
        (
            "[requests]\n\nzebra = 5\n",
            "c.toml:3: requests.zebra: glass knows no such key; remove it or correct its name"
        ),
        ("[request]\n", "c.toml:1: request: glass knows no such key; did you mean requests?"),
        ("requests = 3\n", "c.toml:1: requests: should be a table, as in [requests]"),
        (
            "[requests]\nmax_requests_per_second = \"many\"\n",
            "c.toml:2: requests.max_requests_per_second: should be a whole number"
        ),
        (
            "[requests]\nmax_requests_per_second = -1\n",
            "c.toml:2: requests.max_requests_per_second: -1 is out of range; give 0 to 1000000"
        ),
        (
            "# a\n[requests]\nroutes = [\"/a\", 3]\n",
            "c.toml:3: requests.routes: should be a list of texts, such as [\"one\", \"two\"]"
        ),
        (
            "[requests]\nroutes = [\"users\"]\n",
            "c.toml:2: requests.routes: 'users' should be a path such as \"/users/{name}\""
        ),
        (
            "[[requests.rules]]\nroute = \"GET /a\"\nkeep = \"all\"\n[[requests.rules]]\nroute = \"GET /b\"\n",
            "c.toml:4: requests.rules.1.keep: this key is missing"
        ),
        (
            "[[requests.rules]]\nroute = \"GET /a\"\nkeep = \"half\"\n",
            "c.toml:3: requests.rules.0.keep: 'half' should be \"all\", \"none\" or a share such as \"1/100\""
        ),
        (
            "[[requests.rules]]\nroute = \"a\"\nkeep = \"all\"\nkept = 1\n",
            "c.toml:4: requests.rules.0.kept: glass knows no such key; did you mean keep?"
        ),
        ("[requests]\nrules = 1\n", "c.toml:2: requests.rules: should be tables, as in [[requests.rules]]"),
        (
            "[env.test.request]\n", "c.toml:1: env.test.request: glass knows no such key; did you mean requests?"
        ),
        (
            "[env.test.requests]\nroute = []\n",
            "c.toml:2: env.test.requests.route: glass knows no such key; did you mean routes?"
        ),
        ("[env]\ntest = 1\n", "c.toml:2: env.test: should be a table, as in [env.test.requests]"),
        ("a = 1\n[=]\n", "c.toml:2: not valid TOML: a table needs a name, as in [requests]"),
        ("a = [1, }\n", "c.toml:1: not valid TOML: a value is missing"),
        ("env = 1\n", "c.toml:1: env: should be a table, as in [env]"),
    ]

    @Test(arguments: mistakes)
    func namesFileLineAndKey(text: String, words: String) {
        #expect { try Configuration(toml: text, file: "c.toml") } throws: { error in
            #expect("\(error)" == words)
            return true
        }
    }

    @Test func namesTheLineOfASyntaxError() {
        #expect { try Configuration(toml: "[requests]\nroutes = [\"/a\"\nx = 1\n", file: "c.toml") } throws: { error in
            "\(error)".hasPrefix("c.toml:3: not valid TOML: ")
        }
    }

    @Test func namesTheEnvironmentsThatThereAre() {
        let text = "[env.live.requests]\n[env.test.requests]\n"
        #expect { try Configuration(toml: text, file: "c.toml", environment: "lvie") } throws: { error in
            "\(error)" == "c.toml: there is no environment “lvie”; it has live, test"
        }
    }

    @Test func doesNotDriveTheTerminal() {
        #expect { try Configuration(toml: "\"\\u001B[2J\" = 1\n", file: "c.toml") } throws: { error in
            !"\(error)".unicodeScalars.contains("\u{1B}")
        }
    }
}
