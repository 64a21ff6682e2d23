/* spell.h - the word that was meant by one that is not known.
 *
 * Distance: optimal string alignment (an insertion, a deletion, a substitution, or two neighbours
 * exchanged, each 1), ASCII letters without regard to case, '-' and '_' the same.  A word is near
 * enough at 1, plus 1 for every four bytes that were typed, but never when all of it would have to
 * change.  One that begins with the three or more letters typed is as near as 1.
 *
 * Thread: any (no state).
 */
#ifndef ORTOP_BASE_SPELL_H
#define ORTOP_BASE_SPELL_H

#include <stddef.h>

/* The nearest of `n` names, the first of equals; NULL when none is near, or `word` is longer than
 * 32 bytes, as no name is.  `list` is an array of strings, or of structures of `stride` bytes that
 * begin with a const char *name; a NULL name is passed over. */
const char *spell_nearest(const char *word, const void *list, size_t n, size_t stride);

#define SPELL_ASK_SIZE 96

/* What is put behind a reason, in the same words everywhere: "; did you mean NAME?", or "" for a
 * NULL.  Returns `out`. */
char *spell_ask(char out[SPELL_ASK_SIZE], const char *name);

/* The same of the nearest name. */
char *spell_ask_nearest(char out[SPELL_ASK_SIZE], const char *word, const void *list, size_t n,
			size_t stride);

/* ... of a NULL-ended list of words; NULL for no list. */
char *spell_ask_word(char out[SPELL_ASK_SIZE], const char *word, const char *const *words);

#define SPELL_VALUES_SIZE 160

/* What a value can be: one of the NULL-ended words ("tokens or usd"), or where there are none what
 * the help of its option says up to the first semicolon.  Returns `out`. */
char *spell_values(char out[SPELL_VALUES_SIZE], const char *const *words, const char *help);

#endif
