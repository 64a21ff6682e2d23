/* every.h - every view as a document: of the market of round numbers with providers and strange
 * names, and of the sample; by tokens and by dollars, with and without free models. */
#ifndef ORTOP_TESTS_EVERY_H
#define ORTOP_TESTS_EVERY_H

#include "view/document.h"

/* A name that is full of markup of every kind. */
#define EVERY_STRANGE "us-a/#1. a|b*c*_d_[x](y)<z>&amp;`~~e~~$f$\\\"=1"

/* Calls visit for each document; returns how many there were. */
int every_document(void (*visit)(const struct document *document, void *data), void *data);

#endif
