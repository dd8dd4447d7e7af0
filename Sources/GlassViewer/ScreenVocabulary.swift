import GlassAnalysis

/// The names by which a configuration speaks of the screen.
public enum ScreenVocabulary {
    public static let panes = Pane.allCases.map(\.rawValue)
    public static let metrics = Metric.allCases.map(\.rawValue)

    /// All that keys can ask for, each with its standard keys.
    public static let actions = Action.allCases.map { (name: $0.rawValue, keys: KeyMap.standard.names(of: $0)) }

    /// The one name of a key that may have several, such as `Tab` for `C-i`; nil for what is no name of a key.
    public static func keyName(_ name: String) -> String? { KeyName.press(name).map(KeyName.name(of:)) }
}
