/* subject.h - commands about the selected row: pin it, compare, all about it, why this number.
 *
 * Thread: main.
 */
#ifndef ORTOP_UI_SUBJECT_H
#define ORTOP_UI_SUBJECT_H

#include "ui/screen.h"

/* Each returns react flags; what cannot be done is said in the message line. */
unsigned subject_pin(struct screen *screen, enum command command);
unsigned subject_compare(struct screen *screen, enum command command);
unsigned subject_detail(struct screen *screen, enum command command);
unsigned subject_explain(struct screen *screen, enum command command);

/* The selected row of the focused table, NULL when there is none. */
const struct row *subject_row(const struct pane *pane);

/* The permaslug of the selected model, or of the model that an open sheet is about; NULL when it is
 * no model. */
const char *subject_model(struct screen *screen);

#endif
