/* shipped.h - what is shipped beside the program, as it stands in this source folder. */
#ifndef ORTOP_TESTS_SUPPORT_SHIPPED_H
#define ORTOP_TESTS_SUPPORT_SHIPPED_H

#include "ui/theme.h"

/* themes/NAME.theme; fails when it is not there or has a fault. */
struct theme shipped_theme(const char *name);

#endif
