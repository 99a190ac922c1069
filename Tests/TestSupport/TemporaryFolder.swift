import Glibc

/// A new, empty folder for a test, under TMPDIR or /tmp.
///
/// - Parameter prefix: what its name begins with.
/// - Returns: its path; nil where it cannot be made.
public func makeTemporaryFolder(_ prefix: String) -> String? {
    let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    // SAFETY: mkdtemp changes the six letters of its argument in place; the copy is freed after its last use.
    guard let template = unsafe strdup("\(parent)/\(prefix)-XXXXXX") else { return nil }
    defer { unsafe free(template) }
    return unsafe mkdtemp(template).map { unsafe String(cString: $0) }
}

/// Removes a folder with everything in it.
///
/// - Parameter path: the folder; nothing happens where there is none.
public func removeTemporaryFolder(_ path: String) {
    guard let directory = unsafe opendir(path) else { return }
    while let entry = unsafe readdir(directory) {
        // SAFETY: the name of a directory entry is terminated.
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
        }
        guard name != ".", name != ".." else { continue }
        if unsafe unlink("\(path)/\(name)") != 0 { removeTemporaryFolder("\(path)/\(name)") }
    }
    unsafe closedir(directory)
    unsafe rmdir(path)
}
