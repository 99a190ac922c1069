// RingBufferTests
