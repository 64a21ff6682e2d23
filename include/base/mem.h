/* mem.h - memory that is there or the program ends, and arenas.
 *
 * Inputs are bounded before they are stored (see source/), so running out of memory is not a
 * condition that callers handle: mem_* call the hook of mem_on_failure (which restores the
 * terminal), print one line on stderr and exit with status 1.  No function here returns NULL.
 *
 * An arena hands out zeroed memory that is freed all at once; a part of a snapshot owns one.
 *
 * Thread: any; one arena belongs to one thread until it is frozen in a snapshot.
 */
#ifndef ORTOP_BASE_MEM_H
#define ORTOP_BASE_MEM_H

#include <stddef.h>

/* What to call before dying for want of memory; NULL for nothing.  Set once, before threads. */
void mem_on_failure(void (*hook)(void));

/* count * size zeroed bytes; free() releases them.  A product that overflows is a failure. */
void *mem_alloc(size_t count, size_t size) __attribute__((returns_nonnull));

/* A copy of a string; free() releases it. */
char *mem_strdup(const char *string) __attribute__((returns_nonnull));

/* Make room for `need` items of `size` bytes in the growing array `items`, whose capacity is
 * `*capacity` items; returns the array, perhaps moved, and updates `*capacity` (it doubles). */
void *mem_grow(void *items, size_t *capacity, size_t need, size_t size)
	__attribute__((returns_nonnull));

/* Give the system back what is free, after much was: a large answer, a large screen.  Else the
 * heap keeps whatever lies below its last block in use.  Takes less than a millisecond. */
void mem_release(void);

struct arena_block;

struct arena {
	struct arena_block *blocks; /* newest first */
	size_t used, capacity;      /* bytes, of the newest block */
};

void arena_init(struct arena *arena);
void arena_done(struct arena *arena);

/* count * size zeroed bytes, aligned for any type; they live until arena_done. */
void *arena_alloc(struct arena *arena, size_t count, size_t size) __attribute__((returns_nonnull));

/* A NUL-terminated copy of `length` bytes. */
char *arena_strndup(struct arena *arena, const char *bytes, size_t length);
char *arena_strdup(struct arena *arena, const char *string);

/* printf into the arena. */
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
