// CFFTW: the C library as its own header declares it.
#pragma once
#include <fftw3.h>
