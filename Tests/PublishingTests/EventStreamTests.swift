import Publishing
import Testing

@Suite struct EventStreamTests {
    @Test func seqCountsFromHello() {
        var stream = EventStream { Samples.moment }
        #expect(stream.lastSeq == nil)
        for (seq, body) in [Samples.bodies[0], Samples.bodies[3], Samples.bodies[4]].enumerated() {
            #expect(stream.event(body, at: Double(seq)).seq == seq)
            #expect(stream.lastSeq == seq)
        }
    }

    @Test func tNeverStepsBack() {
        var stream = EventStream { Samples.moment }
        let times = [0, 1, 0.99995, 1.25].map { (t: Double) in
            stream.event(t == 0 ? .hello(Samples.hello) : .gap(Samples.gap), at: t).t
        }
        #expect(times == [0, 1, 1, 1.25])
    }

    @Test func atEqualTEstimatesPrecedeUtterancesWhichPrecedeTheRest() async {
        var stream = EventStream { Samples.moment }
        _ = stream.event(.hello(Samples.hello), at: 0)
        _ = stream.event(.estimate(Samples.silent, lagMilliseconds: nil), at: 1)
        _ = stream.event(.utterance(Samples.utterance), at: 1)
        _ = stream.event(.status(Samples.status), at: 1)
        _ = stream.event(.end(End(reason: .eof, seconds: 1)), at: 1)
        #expect(stream.lastSeq == 4)
    }

    @Test func aStreamThatDoesNotBeginWithHelloTraps() async {
        await #expect(processExitsWith: .failure) {
            var stream = EventStream { Timestamp(millisecondsSince1970: 0) }
            _ = stream.event(.end(End(reason: .eof, seconds: 0)), at: 0)
        }
    }

    @Test func streamIdentifiersDiffer() {
        let names = Set((0..<100).map { _ in randomStreamIdentifier() })
        #expect(names.count == 100 && names.allSatisfy { $0.utf8.count == 32 })
    }
}
