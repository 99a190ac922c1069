import AudioCapture
import AudioFiles
import Glibc
import RingBuffer

/// Where `tune` listens: a microphone for a while, or a recording.
enum TuneCapture {
    /// The least that anything can be said of, in seconds.
    static let leastSeconds = 3.0
    /// The most of a recording that is taken, in seconds.
    private static let mostSeconds = 600

    /// The samples of a file, at 16 kHz, and the rate at which they were recorded.
    static func samples(ofFile path: String, channel: Int?) throws -> (samples: [Float], rateHz: Int) {
        var samples: [Float] = []
        let rateHz: Int
        do throws(AudioFileError) {
            var reader = try AudioFileReader(path: path, channel: channel)
            rateHz = reader.sampleRateHz
            var chunk = [Float](repeating: 0, count: 65_536)
            while samples.count < mostSeconds * rateHz {
                let count = try reader.read(into: &chunk)
                if count == 0 { break }
                samples += chunk[..<count]
            }
        } catch {
            throw ProgramFailure("\(error)")
        }
        return (try convert(samples, rateHz: rateHz, name: path), rateHz)
    }

    /// Listens to a microphone for so many seconds.
    ///
    /// Nothing is kept beyond the run; a device that goes away ends it.
    static func samples(
        ofDevice device: DeviceFeed, seconds: Int, stop: StopSignal, progress: (Int) -> Void
    ) throws -> (samples: [Float], rateHz: Int) {
        let wanted = seconds * device.rateHz
        var samples: [Float] = []
        samples.reserveCapacity(wanted)
        var block = [Float](repeating: 0, count: 4096)
        // What came in before belongs to another part.
        while let mark = device.nextMark() { skip(mark.frameCount, of: device, &block) }
        while samples.count < wanted {
            progress(seconds - samples.count / device.rateHz)
            wait(for: device, stop)
            if stop.isRaised { throw ProgramFailure("stopped; nothing was written") }
            device.acknowledge()
            if case .lost(let failure) = device.end { throw ProgramFailure("\(failure)") }
            while let mark = device.nextMark() {
                var left = mark.frameCount
                while left > 0 {
                    let count = device.read(into: &block)
                    samples += block[..<count]
                    left -= count
                }
            }
        }
        return (try convert(samples, rateHz: device.rateHz, name: device.grant.device), device.rateHz)
    }

    private static func skip(_ frames: Int, of device: DeviceFeed, _ block: inout [Float]) {
        var left = frames
        while left > 0 { left -= device.read(into: &block) }
    }

    private static func wait(for device: DeviceFeed, _ stop: StopSignal) {
        var polled = [device.wakeDescriptor, stop.descriptor].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        // SAFETY: two entries, as many as the array has.
        _ = unsafe poll(&polled, 2, 500)
    }

    private static func convert(
        _ samples: [Float], rateHz: Int, name: String
    ) throws(ProgramFailure) -> [Float] {
        let seconds = Double(samples.count) / Double(rateHz)
        guard seconds >= leastSeconds else {
            let length = (seconds * 10).rounded() / 10
            throw ProgramFailure("\(name) lasts \(length) s; at least \(Int(leastSeconds)) s are needed")
        }
        return Resampler.convert(
            samples, fromHz: Double(rateHz), toHz: Double(Resampler.outputRateHz))
    }
}
