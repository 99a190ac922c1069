import Testing

@testable import Publishing

@Suite struct SubscriptionTests {
    @Test func theOneObjectIsUnderstoodHoweverItIsSpaced() throws {
        let rows: [(line: String, kinds: Set<EventKind>?, every: Double)] = [
            (#"{"subscribe":["estimate"],"every":1.0}"#, [.estimate], 1),
            (#" { "every" : 2 , "subscribe" : [ "utterance" , "status" ] } "#, [.utterance, .status], 2),
            (#"{"subscribe":[]}"#, [], 0), (#"{"every":0.25}"#, nil, 0.25), (#"{"every":1e1}"#, nil, 10),
            ("{\"every\":0}\r", nil, 0),
        ]
        for row in rows {
            let subscription = try Subscription(parsing: row.line.utf8)
            #expect(subscription.kinds == row.kinds ?? Set(EventKind.allCases), "\(row.line)")
            #expect(subscription.everySeconds == row.every, "\(row.line)")
        }
    }

    @Test func anythingElseIsRefused() {
        let lines = [
            "", "{}", "[]", "null", "{", #"{"subscribe"}"#, #"{"subscribe":"estimate"}"#,
            #"{"subscribe":[1]}"#,
            #"{"subscribe":["nothing"]}"#, #"{"subscribe":["estimate",]}"#, #"{"subscribe":["estimate"]"#,
            #"{"every":-1}"#, #"{"every":1e400}"#, #"{"every":nan}"#, #"{"every":"1"}"#, #"{"every":3601}"#,
            #"{"every":1}{}"#, #"{"every":1}x"#, #"{"every":1,"every":2}"#, #"{"other":1}"#, #"{"every":+1}"#,
            #"{"every":.5}"#, #"{"sub\u0073cribe":[]}"#, "\u{0}", #"{"every":1,}"#, #"{'every':1}"#,
        ]
        for line in lines {
            #expect(throws: SubscriptionRefusal.self, "\(line)") { try Subscription(parsing: line.utf8) }
        }
    }

    @Test func whatTellsSilenceFromLossAlwaysComes() throws {
        let none = try Subscription(parsing: #"{"subscribe":[]}"#.utf8)
        let sent = EventKind.allCases.filter { none.wants($0) }
        #expect(sent == [.hello, .gap, .device, .error, .end])
    }
}

@Suite struct ClientInputTests {
    private let request = Array("{\"subscribe\":[\"estimate\"],\"every\":1.0}\n".utf8)

    @Test func everyChunkingGivesTheSameSubscription() throws {
        let expected = try Subscription(parsing: request.dropLast())
        for size in 1...request.count {
            var input = ClientInput()
            var outcomes: [ClientInput.Outcome] = []
            for start in stride(from: 0, to: request.count, by: size) {
                outcomes.append(input.take(request[start..<min(start + size, request.count)]))
            }
            #expect(outcomes.last == .subscribe(expected))
            #expect(outcomes.dropLast().allSatisfy { $0 == .nothing })
        }
    }

    /// Refusals come at once, and nothing is kept after them.
    @Test func whateverElseComesIsRefusedOnce() {
        let rows: [[UInt8]] = [
            [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20), [UInt8](repeating: 0, count: 5000),
            (0..<100_000).flatMap { _ in [UInt8(ascii: "\n")] }, request + request,
            [UInt8](repeating: 0xFF, count: 4097), [0xFF, 0x0A],
        ]
        for bytes in rows {
            var input = ClientInput()
            var refusals = 0
            for start in stride(from: 0, to: bytes.count, by: 1024) {
                let outcome = input.take(bytes[start..<min(start + 1024, bytes.count)])
                if case .refuse = outcome { refusals += 1 }
            }
            #expect(refusals == 1)
        }
    }

    /// Bytes without sense, made from the request by changing some: nothing traps, and what is accepted is small.
    @Test func changedRequestsAreAcceptedOrRefusedAndNothingElse() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var bytes = request
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: index)
                default: bytes.insert(bytes.randomElement(using: &random) ?? 0, at: index)
                }
                if bytes.isEmpty { bytes = [0] }
            }
            var input = ClientInput()
            if case .subscribe(let subscription) = input.take(bytes) {
                #expect((0...3600).contains(subscription.everySeconds))
            }
        }
    }
}

@Suite struct ClientLinesTests {
    @Test func everyThinsEstimatesAloneAndTheLatestStands() throws {
        var lines = ClientLines(capacity: 100)
        lines.subscribe(try Subscription(parsing: #"{"every":1.0}"#.utf8))
        var sent: [Double] = []
        for hop in 1...20 {
            let t = Double(hop) * 0.25
            if lines.isDue(.estimate, at: t) { sent.append(t) }
            #expect(lines.isDue(.utterance, at: t) && lines.isDue(.gap, at: t))
        }
        #expect(sent == [0.25, 1.25, 2.25, 3.25, 4.25])
    }

    @Test(arguments: [0.1, 0.3, 0.05])
    func sumsOfFloatsDoNotLoseAnEstimate(hop: Double) {
        var lines = ClientLines(capacity: 100)
        lines.subscribe(Subscription(kinds: [.estimate], everySeconds: 3 * hop))
        var t = 0.0
        var sent = 0
        for _ in 0..<300 {
            t += hop
            if lines.isDue(.estimate, at: t) { sent += 1 }
        }
        #expect(sent == 100)
    }

    @Test func whatIsNotSubscribedToIsNotMissed() {
        var lines = ClientLines(capacity: 2)
        lines.subscribe(Subscription(kinds: [.utterance], everySeconds: 0))
        for t in 0..<10 where lines.isDue(.estimate, at: Double(t)) { lines.append([0], of: .estimate) }
        #expect(lines.isEmpty && lines.dropped == 0)
        for line in 0..<5 as Range<UInt8> { lines.append([line], of: .utterance) }
        #expect(lines.dropped == 3 && lines.popFirst() == [3])
    }
}
