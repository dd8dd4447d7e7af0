/// The version of glass, which the command line prints and recordings keep.
public enum GlassVersion {
    public static let current = "0.1.0"
}
