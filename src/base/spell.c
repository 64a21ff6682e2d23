#include "base/spell.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define WORD_MAX   32
#define PREFIX_MIN 3

static char fold(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c | 0x20);
	return c == '_' ? '-' : c;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* A row holds the distances of the first i bytes of `a` from every beginning of `b`; of the rows
 * before it two are looked at. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t rows[3][WORD_MAX + 1];

	for (size_t j = 0; j <= b_length; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t *row = rows[i % 3], *last = rows[(i - 1) % 3], *older = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			bool same = fold(a[i - 1]) == fold(b[j - 1]);

			row[j] = least(last[j - 1] + !same, least(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) &&
			    fold(a[i - 2]) == fold(b[j - 1]))
				row[j] = least(row[j], older[j - 2] + 1);
		}
	}
	return rows[a_length % 3][b_length];
}

static const char *name_at(const void *list, size_t i, size_t stride)
{
	return *(const char *const *)(const void *)((const char *)list + i * stride);
}

/* How far a name is from what was typed, both not longer than WORD_MAX. */
static size_t changes_between(const char *word, size_t length, const char *name)
{
	if (length >= PREFIX_MIN && strncasecmp(name, word, length) == 0)
		return strlen(name) > length;
	return distance(word, length, name, strlen(name));
}

const char *spell_nearest(const char *word, const void *list, size_t n, size_t stride)
{
	size_t length = strlen(word), nearest_by = 2 + length / 4;
	const char *nearest = NULL;

	if (length == 0 || length > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		const char *name = name_at(list, i, stride);
		size_t changes;

		if (!name || *name == '\0' || strlen(name) > WORD_MAX)
			continue;
		changes = changes_between(word, length, name);
		if (changes < nearest_by && changes < length && changes < strlen(name)) {
			nearest = name;
			nearest_by = changes;
		}
	}
	return nearest;
}

char *spell_ask(char out[SPELL_ASK_SIZE], const char *name)
{
	out[0] = '\0';
	if (name)
		snprintf(out, SPELL_ASK_SIZE, "; did you mean %s?", name);
	return out;
}

char *spell_ask_nearest(char out[SPELL_ASK_SIZE], const char *word, const void *list, size_t n,
			size_t stride)
{
	return spell_ask(out, spell_nearest(word, list, n, stride));
}

char *spell_ask_word(char out[SPELL_ASK_SIZE], const char *word, const char *const *words)
{
	size_t n = 0;

	while (words && words[n])
		n++;
	return spell_ask_nearest(out, word, words, n, sizeof(words[0]));
}

char *spell_values(char out[SPELL_VALUES_SIZE], const char *const *words, const char *help)
{
	size_t used = 0;

	out[0] = '\0';
	if (!words)
		snprintf(out, SPELL_VALUES_SIZE, "%.*s", (int)strcspn(help, ";"), help);
	for (size_t i = 0; words && words[i] && used < SPELL_VALUES_SIZE; i++)
		used += (size_t)snprintf(out + used, SPELL_VALUES_SIZE - used, "%s%s",
					 i == 0         ? ""
					 : words[i + 1] ? ", "
							: " or ",
					 words[i]);
	return out;
}
