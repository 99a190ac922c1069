// One streaming step of LSTM 256 -> dense 128 -> 64 -> 6 by RTNeural, its shapes fixed when compiled.
// Prints the median microseconds of a step over the seconds given. Built and run by compare.py.
#include <RTNeural/RTNeural.cpp>
#include <RTNeural/RTNeural.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>
#include <xmmintrin.h>

using Clock = std::chrono::steady_clock;

static std::vector<std::vector<float>> matrix(int rows, int columns, std::mt19937 &random) {
    std::uniform_real_distribution<float> weight(-0.1f, 0.1f);
    std::vector<std::vector<float>> values(rows, std::vector<float>(columns));
    for (auto &row : values)
        for (auto &value : row) value = weight(random);
    return values;
}

int main(int argc, char **argv) {
    _mm_setcsr(_mm_getcsr() | 0x8040);
    std::mt19937 random(1);
    static RTNeural::ModelT<
        float, 40, 6, RTNeural::LSTMLayerT<float, 40, 256>, RTNeural::DenseT<float, 256, 128>,
        RTNeural::ReLuActivationT<float, 128>, RTNeural::DenseT<float, 128, 64>,
        RTNeural::ReLuActivationT<float, 64>, RTNeural::DenseT<float, 64, 6>>
        model;
    model.get<0>().setWVals(matrix(40, 1024, random));
    model.get<0>().setUVals(matrix(256, 1024, random));
    model.get<0>().setBVals(std::vector<float>(1024, 0.01f));
    model.get<1>().setWeights(matrix(128, 256, random));
    model.get<3>().setWeights(matrix(64, 128, random));
    model.get<5>().setWeights(matrix(6, 64, random));
    model.reset();
    alignas(64) float input[40];
    std::normal_distribution<float> normal;
    for (auto &value : input) value = normal(random);
    const double seconds = argc > 1 ? std::atof(argv[1]) : 1;
    std::vector<double> times;
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    float sum = 0;
    while (times.size() < 1000 || Clock::now() < end) {
        const auto start = Clock::now();
        sum += model.forward(input);
        times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
    }
    std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
    std::printf("%f\n", times[times.size() / 2]);
    return sum == 12345.0f;
}
