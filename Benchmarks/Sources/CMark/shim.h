#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
// mallopt, for PlanBench.
#include <malloc.h>
