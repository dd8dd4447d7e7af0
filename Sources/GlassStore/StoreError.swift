/// Why a recording could not be written, read or managed. The cases carry the facts; `description` words them.
public enum StoreError: Error, Hashable, Sendable {
    // Reading.
    /// There is nothing at `path`.
    case notFound(path: String)
    /// The file is there but the system does not let it be read.
    case notReadable(path: String, reason: String)
    /// What stands at `path` is something else: a directory, an empty file, another program's database.
    case notARecording(path: String, reason: String)
    /// A newer glass wrote it.
    case newerVersion(path: String, found: Int, supported: Int)
    /// The file is a recording, but damaged where nothing can be read without it.
    case damaged(path: String, place: String)

    // Writing.
    /// A file stands where a new recording should go.
    case exists(path: String)
    /// Another glass is writing this recording.
    case busy(path: String)
    case notWritable(path: String, reason: String)
    /// The disk, the quota or the file size limit is exhausted.
    case full(path: String)
    /// A batch broke the rules of ``RecordingBatch``; nothing of it was written.
    case invalidBatch(path: String, reason: String)

    // Managing.
    case noRecordings(directory: String)
    case noMatch(name: String, directory: String)
    case ambiguous(name: String, candidates: [String])
    /// A recording that still grows can not be removed.
    case live(path: String)
}

extension StoreError {
    /// What a caller may want to tell apart, for an exit status for instance.
    public enum Kind: Sendable, Hashable {
        /// There is no such input.
        case noInput
        /// The input is there but is no readable recording.
        case notAProfile
        /// The output can not be written.
        case notWritable
        /// The system forbids it.
        case notPermitted
        /// The request itself is not clear or not allowed.
        case usage
    }

    public var kind: Kind {
        switch self {
        case .notFound, .noRecordings, .noMatch: .noInput
        case .notARecording, .newerVersion, .damaged: .notAProfile
        case .exists, .busy, .notWritable, .full, .invalidBatch: .notWritable
        case .notReadable: .notPermitted
        case .ambiguous, .live: .usage
        }
    }
}

extension StoreError: CustomStringConvertible {
    /// What happened, to which thing, and what to do about it.
    public var description: String {
        switch self {
        case .notFound(let path):
            "\(path): no such recording; `glass recordings` lists those there are"
        case .notReadable(let path, let reason):
            "\(path): can not be read: \(reason); run glass as the user that owns it"
        case .notARecording(let path, let reason):
            "\(path): not a recording of glass: \(reason); give a *.glass file or the name of a recording"
        case .newerVersion(let path, let found, let supported):
            "\(path): written by a newer glass (format \(found), this one reads up to \(supported)); update glass"
        case .damaged(let path, let place):
            "\(path): the recording is damaged: \(place); use a backup, or record again"
        case .exists(let path):
            "\(path): already exists; name another file with -o, or remove it first"
        case .busy(let path):
            "\(path): another glass is recording into this file; stop that one, or name another file with -o"
        case .notWritable(let path, let reason):
            "\(path): can not be written: \(reason); name another file with -o"
        case .full(let path):
            "\(path): no space left to write the recording; what was written until now is kept: free some space, "
                + "or record elsewhere with -o"
        case .invalidBatch(let path, let reason):
            "\(path): a batch was not written, because \(reason); this is a defect of glass, please report it"
        case .noRecordings(let directory):
            "\(directory): no recordings yet; `glass record PID` or `glass attach PID` makes one"
        case .noMatch(let name, let directory):
            "\(name): no file and no recording in \(directory) is called so; `glass recordings` lists those there are"
        case .ambiguous(let name, let candidates):
            "\(name): several recordings are called so: \(candidates.joined(separator: ", ")); give more of the name"
        case .live(let path):
            "\(path): is still being recorded; stop that recording first"
        }
    }
}
