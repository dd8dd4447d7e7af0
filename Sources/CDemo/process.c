#include "cdemo.h"

#include <sys/prctl.h>

int cdemo_signal_when_parent_ends(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }

int cdemo_allow_any_tracer(void) { return prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0); }
