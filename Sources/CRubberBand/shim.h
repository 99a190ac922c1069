// CRubberBand: the C library as its own header declares it.
#pragma once
#include <rubberband/rubberband-c.h>
