import Testing

@testable import AudioCapture

@Suite struct RetryScheduleTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func waitsDoubleFromHalfASecondToFive() {
        var schedule = RetrySchedule(at: 7)
        #expect(schedule.dueNanoseconds == 7)
        var waits: [UInt64] = []
        for _ in 0..<6 {
            let now = schedule.dueNanoseconds
            schedule.failed(at: now, dice: 0)
            waits.append(schedule.dueNanoseconds - now)
        }
        #expect(waits == [500, 1000, 2000, 4000, 5000, 5000].map { $0 * 1_000_000 })
    }

    @Test func jitterOnlyShortens() {
        for dice in stride(from: 0.0, through: 1, by: 0.125) {
            var schedule = RetrySchedule(at: 0)
            schedule.failed(at: 0, dice: dice)
            #expect(schedule.dueNanoseconds <= 500_000_000 && schedule.dueNanoseconds >= 400_000_000)
        }
    }

    @Test func anEventBringsTheNextAttemptForwardAndMakesAttemptsFrequent() {
        var schedule = RetrySchedule(at: 0)
        for _ in 0..<6 { schedule.failed(at: schedule.dueNanoseconds, dice: 0) }
        let now = schedule.dueNanoseconds - 4 * Self.second
        schedule.woken(at: now)
        // udev sets the group after it has made the node: a moment later is soon enough.
        #expect(schedule.dueNanoseconds == now + 50_000_000)
        // Where that was too early after all, the next attempts are near.
        schedule.failed(at: schedule.dueNanoseconds, dice: 0)
        #expect(schedule.dueNanoseconds == now + 550_000_000)
    }

    @Test func aStormOfEventsIsOneAttempt() {
        var schedule = RetrySchedule(at: 0)
        schedule.failed(at: 0, dice: 0)
        for event in 1..<1000 as Range<UInt64> { schedule.woken(at: event * 1000) }
        #expect(schedule.dueNanoseconds == 50_001_000)
    }

    @Test func anEventNeverPutsAnAttemptOff() {
        var schedule = RetrySchedule(at: 0)
        schedule.failed(at: 0, dice: 0)
        schedule.woken(at: 499_000_000)
        #expect(schedule.dueNanoseconds == 500_000_000)
    }
}

@Suite struct DeviceLifeTests {
    private let busy = PCMError(.busy, device: "hw:0", detail: "busy", remedy: "")
    private let missing = PCMError(.missing, device: "hw:0", detail: "no such device", remedy: "")

    /// Refuses; a function of its own because an expectation takes its values unchanged.
    private func refuse(_ life: inout DeviceLife, _ error: PCMError, at now: UInt64) -> Bool {
        life.refused(error, at: now, dice: 0)
    }

    @Test func aRefusalIsNewsOnce() {
        var life = DeviceLife(at: 0)
        #expect(refuse(&life, missing, at: 0))
        #expect(!refuse(&life, missing, at: 1))
        #expect(refuse(&life, busy, at: 2))
        #expect(refuse(&life, missing, at: 3))
    }

    @Test func afterALossTheSameRefusalIsNewsAgain() {
        var life = DeviceLife(at: 0)
        _ = life.refused(missing, at: 0, dice: 0)
        life.opened()
        #expect(life.nextAttempt == nil)
        life.lost(hadFrames: true, at: 10, dice: 0)
        #expect(life.nextAttempt == 500_000_010)
        #expect(refuse(&life, missing, at: 20))
    }

    @Test func aDeviceThatOpensAndDeliversNothingIsTriedEverMoreSeldom() {
        var life = DeviceLife(at: 0)
        var waits: [UInt64] = []
        for _ in 0..<5 {
            life.opened()
            life.lost(hadFrames: false, at: 0, dice: 0)
            waits.append(life.nextAttempt ?? 0)
        }
        #expect(waits == [500, 1000, 2000, 4000, 5000].map { $0 * 1_000_000 })
        life.opened()
        life.lost(hadFrames: true, at: 0, dice: 0)
        #expect(life.nextAttempt == 500_000_000)
    }

    @Test func anEventWhileItIsOpenChangesNothing() {
        var life = DeviceLife(at: 0)
        life.opened()
        life.woken(at: 5)
        #expect(life.nextAttempt == nil)
    }

    @Test func anotherNameIsTriedAtOnce() {
        var life = DeviceLife(at: 0)
        for _ in 0..<5 { _ = life.refused(missing, at: 0, dice: 0) }
        life.retarget(at: 77)
        #expect(life.nextAttempt == 77)
    }
}
