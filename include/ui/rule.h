/* rule.h - the keys that change how dollars are made: shares of output and cache, paid models only.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_RULE_H
#define ORTOP_UI_RULE_H

#include "ui/keymap.h"
#include "ui/screen.h"

/* Change the share that the command names by a step, within 0 to 100 %, and say the new rule. */
unsigned rule_change(struct screen *screen, enum command command);

/* Leave free models out, or take them in again. */
unsigned rule_paid_only(struct screen *screen, enum command command);

#endif
