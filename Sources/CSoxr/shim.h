// CSoxr: the C library as its own header declares it.
#pragma once
#include <soxr.h>
