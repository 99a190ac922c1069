// One frame of kaldi-native-fbank's OnlineMfcc at a time, 10 ms of samples each. Prints microseconds per frame over the
// seconds given: the median over clips of ten seconds, their construction outside. Built and run by compare.py.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "kaldi-native-fbank/csrc/online-feature.h"

static double thread_seconds() {
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

// What undertone-bench listens to.
static std::vector<float> voice(int count, int rate) {
    std::vector<float> samples(count);
    for (int i = 0; i < count; i++) {
        const double t = double(i) / rate, pulse = 1 - 2 * std::fmod(t * 140, 1.0);
        samples[i] = float(32768 * (int(t * 8) % 2 == 0 ? 0.4 : 0.01) * pulse);
    }
    return samples;
}

int main(int argc, char **argv) {
    const int rate = 16000, shift = 160;
    const auto samples = voice(10 * rate, rate);
    knf::MfccOptions options;
    options.frame_opts.dither = 0;
    options.frame_opts.samp_freq = rate;
    options.frame_opts.window_type = "hanning";
    options.mel_opts.num_bins = 64;
    options.num_ceps = 40;
    options.use_energy = false;
    const double seconds = argc > 1 ? std::atof(argv[1]) : 1;
    std::vector<double> times;
    float sum = 0;
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (times.size() < 3 || std::chrono::steady_clock::now() < end) {
        knf::OnlineMfcc mfcc(options);
        int taken = 0;
        const double start = thread_seconds();
        for (size_t at = 0; at + shift <= samples.size(); at += shift) {
            mfcc.AcceptWaveform(rate, samples.data() + at, shift);
            for (; taken < mfcc.NumFramesReady(); taken++) sum += mfcc.GetFrame(taken)[0];
        }
        times.push_back((thread_seconds() - start) * 1e6 / taken);
    }
    std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
    std::printf("%f\n", times[times.size() / 2]);
    return sum == 12345.0f;
}
