import Glibc
import RingBuffer
import Testing

@testable import AudioCapture

@Suite struct PCMResultTests {
    static let rows: [(CInt, PCMAction)] = [
        (EAGAIN, .wait), (EINTR, .wait), (EPIPE, .recover(.overrun)), (ESTRPIPE, .recover(.suspend)),
        (ENODEV, .end(.unplugged)), (ENXIO, .end(.unplugged)), (ENOENT, .end(.unplugged)),
        (EIO, .end(.unplugged)), (EBADFD, .end(.unplugged)), (ECONNREFUSED, .end(.server)),
        (ECONNRESET, .end(.server)), (EHOSTDOWN, .end(.server)), (EINVAL, .end(.other)),
        (EFAULT, .end(.other)),
    ]

    @Test(arguments: rows)
    func everyResultHasOneAction(code: CInt, action: PCMAction) {
        #expect(PCMAction(-code) == action)
    }

    @Test(arguments: CaptureFailure.Reason.allCases, [0, -ENODEV, -EPIPE])
    func anEndComesThroughItsWord(reason: CaptureFailure.Reason, code: CInt) {
        let end = EndCode(word: EndCode.failed(reason, code).word).end(of: "hw:CARD=A")
        #expect(end == .failed(CaptureFailure(reason: reason, device: "hw:CARD=A", code: code)))
        #expect(EndCode.running.end(of: "") == nil)
        #expect(EndCode.stopped.end(of: "") == .stopped)
    }

    @Test func anOpenErrorSaysWhatHappenedToWhatAndWhatToDo() {
        let rows: [(CInt, PCMError.Reason, String)] = [
            (
                ENOENT, .missing,
                "cannot open hw:9: no such device; see which there are with undertone devices"
            ),
            (
                ENODEV, .missing,
                "cannot open hw:9: no such device; see which there are with undertone devices"
            ),
            (EBUSY, .busy, "cannot open hw:9: busy; try --device default"),
            (
                EACCES, .denied,
                "cannot open hw:9: permission denied; add the user to the group audio, and log in again"
            ),
            (
                ECONNREFUSED, .other,
                "cannot open hw:9: the sound server does not answer (Connection refused); start it, or name hardware: see undertone devices"
            ),
            (
                EIO, .other,
                "cannot open hw:9: Input/output error; see which devices work with undertone devices"
            ),
        ]
        for (code, reason, text) in rows {
            let error = PCMError(opening: "hw:9", code: -code)
            #expect(error.reason == reason)
            #expect(error.description == text)
        }
    }
}
