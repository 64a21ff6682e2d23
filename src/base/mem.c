#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#define BLOCK_SIZE 16384

struct arena_block {
	struct arena_block *next;
	_Alignas(max_align_t) char bytes[];
};

static void (*failure_hook)(void);

void mem_on_failure(void (*hook)(void))
{
	failure_hook = hook;
}

static _Noreturn void mem_fail(void)
{
	if (failure_hook)
		failure_hook();
	fputs("ortop: out of memory\n", stderr);
	exit(1);
}

void *mem_alloc(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size ? size : 1);

	if (!memory)
		mem_fail();
	return memory;
}

char *mem_strdup(const char *string)
{
	size_t size = strlen(string) + 1;

	return memcpy(mem_alloc(size, 1), string, size);
}

void *mem_grow(void *items, size_t *capacity, size_t need, size_t size)
{
	size_t grown = *capacity ? *capacity : 8;
	size_t bytes;

	if (need <= *capacity)
		return items;
	while (grown < need)
		if (__builtin_mul_overflow(grown, (size_t)2, &grown))
			mem_fail();
	if (__builtin_mul_overflow(grown, size, &bytes))
		mem_fail();
	items = realloc(items, bytes);
	if (!items)
		mem_fail();
	*capacity = grown;
	return items;
}

void mem_release(void)
{
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}

void arena_init(struct arena *arena)
{
	memset(arena, 0, sizeof(*arena));
}

void arena_done(struct arena *arena)
{
	while (arena->blocks) {
		struct arena_block *next = arena->blocks->next;

		free(arena->blocks);
		arena->blocks = next;
	}
	arena_init(arena);
}

static void arena_add_block(struct arena *arena, size_t size)
{
	struct arena_block *block;

	if (size > SIZE_MAX - sizeof(*block))
		mem_fail();
	block = mem_alloc(1, sizeof(*block) + size);
	block->next = arena->blocks;
	arena->blocks = block;
	arena->used = 0;
	arena->capacity = size;
}

/* Bytes at an offset that is a multiple of `align` (a power of two). */
static void *arena_take(struct arena *arena, size_t bytes, size_t align)
{
	size_t start = (arena->used + align - 1) & ~(align - 1);

	if (!arena->blocks || start > arena->capacity || bytes > arena->capacity - start) {
		arena_add_block(arena, bytes > BLOCK_SIZE ? bytes : BLOCK_SIZE);
		start = 0;
	}
	arena->used = start + bytes;
	return arena->blocks->bytes + start;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		mem_fail();
	return arena_take(arena, bytes ? bytes : 1, _Alignof(max_align_t));
}

char *arena_strndup(struct arena *arena, const char *bytes, size_t length)
{
	char *copy = arena_take(arena, length + 1, 1);

	memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

char *arena_strdup(struct arena *arena, const char *string)
{
	return arena_strndup(arena, string, strlen(string));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	char small[256];
	va_list args;
	int length;
	char *text;

	va_start(args, format);
	length = vsnprintf(small, sizeof(small), format, args);
	va_end(args);
	if (length < 0)
		length = 0;
	if ((size_t)length < sizeof(small))
		return arena_strndup(arena, small, (size_t)length);
	text = arena_take(arena, (size_t)length + 1, 1);
	va_start(args, format);
	vsnprintf(text, (size_t)length + 1, format, args);
	va_end(args);
	return text;
}
