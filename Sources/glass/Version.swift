/// The version of glass, as `glass --version` and the agent give it.
let glassVersion = "0.1.0"
