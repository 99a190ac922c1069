import Testing

@testable import SpeechFeatures

@Suite struct NoiseFloorTests {
    private func floor() -> NoiseFloor {
        NoiseFloor(lowerBoundDBFS: -80, seconds: 4, blockCount: 8, frameShiftSeconds: 0.01)
    }

    @Test func itNeverSinksBelowItsLowerBound() {
        var floor = floor()
        for _ in 0..<1000 { floor.process(-100) }
        #expect(floor.levelDBFS == -80)
    }

    @Test func itFollowsADropAtOnceAndARiseOnlyAfterItsMemory() {
        var floor = floor()
        for _ in 0..<500 { floor.process(-50) }
        for _ in 0..<20 { floor.process(-70) }
        #expect(abs(floor.levelDBFS + 70) < 0.1)
        // The block of the drop is forgotten after 3.5 to 4 s.
        for _ in 0..<340 { floor.process(-40) }
        #expect(abs(floor.levelDBFS + 70) < 0.1)
        for _ in 0..<80 { floor.process(-40) }
        #expect(abs(floor.levelDBFS + 40) < 0.1)
    }

    @Test func speechOverItDoesNotRaiseItWhileItPauses() {
        var floor = floor()
        for frame in 0..<6000 { floor.process(frame % 100 < 85 ? -20 : -60) }
        #expect(floor.levelDBFS < -55)
    }
}
