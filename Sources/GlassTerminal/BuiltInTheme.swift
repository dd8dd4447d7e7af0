extension Theme {
    /// The default, which needs no file.
    public static let builtIn: Theme = {
        guard let theme = try? Theme(toml: builtInSource, file: "dark.toml") else {
            return Theme(name: "dark", role: { $0 == .background ? .black : .white }, palette: { _ in [.white] })
        }
        return theme
    }()

    /// The same text as `themes/dark.toml`.
    static let builtInSource = """
        # The default: warm colours for work, cool ones for waiting, on near-black.
        name = "dark"

        [colors]
        background = "#14171c"
        text = "#d5dae3"
        dim = "#8e97a8"
        accent = "#7db8f0"
        border = "#343b48"
        header = "#1c2129"
        selection = "#2b3a52"
        focus = "#f3f5f8"
        search = "#f0d264"
        good = "#8ccf7e"
        warn = "#e5c07b"
        bad = "#ef7b78"
        cpu = "#f0a35c"
        waiting = "#6a8fd0"
        memory = "#b48ee0"
        track = "#262c36"

        [icicle]
        native = ["#efa35f", "#e8946a", "#f0b46a", "#e0855c", "#f3c07e"]
        library = ["#d9b36c", "#c8a860", "#e0c07c", "#bf9d58"]
        kernel = ["#d98080", "#cc7474", "#e08f8a"]
        inlined = ["#c9cf7d", "#bcc46c", "#d6da92"]
        python = ["#7cc7a2", "#6fbb96", "#8dd2b0", "#63b08b"]
        synthetic = ["#8e96a4", "#878f9d"]
        waiting = ["#7298d6", "#6d8fc9", "#82a6df", "#6f8ec5"]

        """
}
