import AudioFiles
import Glibc
import Publishing

/// The recording that `listen --or-sample` plays where no microphone can be opened.
///
/// Synthetic speech, made by `Resources/make-sample.sh` and kept in the program itself.
enum BundledSample {
    /// How `hello` names it.
    static let name = "sample"

    /// Opens it; the descriptor lives as long as the program.
    static func open() throws(ProgramFailure) -> AudioFileReader {
        let memory = try sharedMemory()
        do throws(LineError) {
            try LineWriter(descriptor: memory).write(PackageResources.sample_ogg[...])
        } catch {
            throw ProgramFailure("the bundled sample finds no room in /dev/shm: \(error)")
        }
        lseek(memory, 0, SEEK_SET)
        do throws(AudioFileError) {
            return try AudioFileReader(descriptor: memory, name: name)
        } catch {
            throw ProgramFailure("\(error)")
        }
    }

    /// A file without a name: libsndfile wants a descriptor that it can seek in.
    private static func sharedMemory() throws(ProgramFailure) -> Int32 {
        let name = "/undertone-sample-\(getpid())"
        let memory = unsafe shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
        guard memory >= 0 else { throw ProgramFailure("the bundled sample cannot be put into /dev/shm") }
        unsafe shm_unlink(name)
        return memory
    }
}
