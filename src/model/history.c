#include "model/history.h"

#include <ctype.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include "base/calendar.h"
#include "base/mem.h"
#include "base/text.h"
#include "model/mention.h"

#define ROWS_MAX     1000
#define NAMES_MAX    (32u * 1024) /* bytes of a bucket's names, escaped */
#define ESCAPE_MAX   9            /* bytes of the longest escape, \u{E0FFF} */
#define PERIOD_COUNT 2
#define FIRST_SLOTS  256

struct counted_history {
	struct history history; /* first: callers hold a pointer to it */
	atomic_uint references;
	struct arena arena;
};

struct draft_row {
	const char *name;
	struct history_row row;
};

struct draft {
	struct history_bucket head;
	struct draft_row *rows; /* head.n_rows of them */
	size_t capacity, name_bytes;
};

struct draft_list {
	struct draft *items;
	size_t n, capacity;
	int32_t newest; /* date of items, when there are any */
};

struct history_builder {
	struct counted_history *counted;
	struct draft_list periods[PERIOD_COUNT];
	struct draft *open;
	uint32_t opened; /* how often a bucket was opened */
	const char **models;
	uint32_t *named; /* by model: the value of `opened` when it was last named */
	size_t n_models, models_capacity, named_capacity;
	uint32_t *slots; /* open addressing: index into models + 1, 0 when free */
	size_t n_slots;  /* a power of two */
	struct strbuf name;
};

static void history_free(struct counted_history *counted)
{
	arena_done(&counted->arena);
	free(counted);
}

struct history_builder *history_builder_new(enum history_origin origin)
{
	struct history_builder *builder = mem_alloc(1, sizeof(*builder));

	builder->counted = mem_alloc(1, sizeof(*builder->counted));
	builder->counted->history.origin = origin;
	atomic_init(&builder->counted->references, 1);
	arena_init(&builder->counted->arena);
	builder->n_slots = FIRST_SLOTS;
	builder->slots = mem_alloc(builder->n_slots, sizeof(*builder->slots));
	strbuf_init(&builder->name, ESCAPE_MAX * HISTORY_NAME_MAX);
	return builder;
}

void history_builder_free(struct history_builder *builder)
{
	if (!builder)
		return;
	for (int period = 0; period < PERIOD_COUNT; period++) {
		struct draft_list *list = &builder->periods[period];

		for (size_t i = 0; i < list->n; i++)
			free(list->items[i].rows);
		free(list->items);
	}
	if (builder->counted)
		history_free(builder->counted);
	free(builder->models);
	free(builder->named);
	free(builder->slots);
	strbuf_done(&builder->name);
	free(builder);
}

static struct draft *find_draft(struct draft_list *list, int32_t date)
{
	/* Sources go through the dates in order: nearly every one is new. */
	if (list->n == 0 || date > list->newest)
		return NULL;
	for (size_t i = list->n; i > 0; i--)
		if (list->items[i - 1].head.date == date)
			return &list->items[i - 1];
	return NULL;
}

static struct draft *add_draft(struct draft_list *list, int32_t date)
{
	struct draft *draft;

	list->items = mem_grow(list->items, &list->capacity, list->n + 1, sizeof(*list->items));
	draft = &list->items[list->n++];
	memset(draft, 0, sizeof(*draft));
	draft->head.date = date;
	if (list->n == 1 || date > list->newest)
		list->newest = date;
	return draft;
}

/* Rows that follow go to this draft; what it names already is marked as named. */
static void open_draft(struct history_builder *builder, struct draft *draft)
{
	builder->open = draft;
	builder->opened++;
	for (size_t i = 0; i < draft->head.n_rows; i++)
		builder->named[draft->rows[i].row.model] = builder->opened;
}

bool history_builder_bucket(struct history_builder *builder, enum history_period period,
			    const struct history_bucket *head, struct error *error)
{
	struct draft_list *list = &builder->periods[period];
	int most_days = period == HISTORY_WEEK ? 7 : 1;
	char date[CALENDAR_SIZE];
	struct draft *draft;

	builder->open = NULL;
	if (period == HISTORY_WEEK && calendar_monday(head->date) != head->date)
		return error_set(error, "week of %s does not begin on a Monday",
				 calendar_format_date(date, head->date));
	if (head->days < 1 || head->days > most_days)
		return error_set(error, "%s of %s with %d days",
				 period == HISTORY_WEEK ? "week" : "day",
				 calendar_format_date(date, head->date), head->days);
	draft = find_draft(list, head->date);
	if (!draft)
		draft = add_draft(list, head->date);
	draft->head.days = head->days;
	draft->head.quality = head->quality;
	draft->head.as_of = head->as_of;
	draft->head.fetched_at = head->fetched_at;
	draft->head.imported = head->imported;
	open_draft(builder, draft);
	return true;
}

/* Bytes of what stands at `s`: an escape as text_escape() writes them, or one byte. */
static size_t unit_length(const char *s, size_t left)
{
	size_t i = 3;

	if (left >= 4 && memcmp(s, "\\x", 2) == 0 && isxdigit((unsigned char)s[2]) &&
	    isxdigit((unsigned char)s[3]))
		return 4;
	if (left < 8 || memcmp(s, "\\u{", 3) != 0)
		return 1;
	while (i < left && i < ESCAPE_MAX - 1 && isxdigit((unsigned char)s[i]))
		i++;
	return i >= 7 && i < left && s[i] == '}' ? i + 1 : 1;
}

/* A stored name comes back escaped and thus longer than it was when it came from the source; an
 * escape counts as one, so that what was once accepted can always be read again. */
static bool is_too_long(const char *name, size_t length)
{
	size_t units = 0;

	if (length <= HISTORY_NAME_MAX)
		return false;
	for (size_t i = 0; i < length && units <= HISTORY_NAME_MAX; units++)
		i += unit_length(name + i, length - i);
	return units > HISTORY_NAME_MAX;
}

/* FNV-1a */
static uint32_t hash_name(const char *name, size_t length)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619u;
	return hash;
}

static bool is_model(const struct history_builder *builder, uint32_t model, const char *name,
		     size_t length)
{
	const char *known = builder->models[model];

	return strlen(known) == length && memcmp(known, name, length) == 0;
}

/* The slot that holds a name, or the free one where it belongs. */
static uint32_t *find_slot(const struct history_builder *builder, const char *name, size_t length)
{
	size_t mask = builder->n_slots - 1;
	size_t i = hash_name(name, length) & mask;

	while (builder->slots[i] != 0 && !is_model(builder, builder->slots[i] - 1, name, length))
		i = (i + 1) & mask;
	return &builder->slots[i];
}

static void grow_slots(struct history_builder *builder)
{
	free(builder->slots);
	builder->n_slots *= 2;
	builder->slots = mem_alloc(builder->n_slots, sizeof(*builder->slots));
	for (size_t i = 0; i < builder->n_models; i++)
		*find_slot(builder, builder->models[i], strlen(builder->models[i])) =
			(uint32_t)i + 1;
}

static uint32_t add_name(struct history_builder *builder, const struct strbuf *name)
{
	uint32_t *slot = find_slot(builder, name->data, name->length);

	if (*slot != 0)
		return *slot - 1;
	builder->models = mem_grow(builder->models, &builder->models_capacity,
				   builder->n_models + 1, sizeof(*builder->models));
	builder->named = mem_grow(builder->named, &builder->named_capacity, builder->n_models + 1,
				  sizeof(*builder->named));
	builder->named[builder->n_models] = 0;
	builder->models[builder->n_models++] =
		arena_strndup(&builder->counted->arena, name->data, name->length);
	*slot = (uint32_t)builder->n_models;
	if (builder->n_models > builder->n_slots / 2)
		grow_slots(builder);
	return (uint32_t)builder->n_models - 1;
}

/* A name that is known stands there as it is escaped, and escaping leaves it alone. */
static uint32_t intern_model(struct history_builder *builder, const char *name, size_t length)
{
	uint32_t *slot = find_slot(builder, name, length);

	if (*slot != 0)
		return *slot - 1;
	strbuf_clear(&builder->name);
	text_escape(&builder->name, name, length);
	return add_name(builder, &builder->name);
}

static bool add_tail(struct draft *draft, int64_t tokens)
{
	if (draft->head.has_tail)
		return false;
	draft->head.has_tail = true;
	draft->head.tail = tokens;
	return true;
}

static bool add_model(struct history_builder *builder, struct draft *draft, uint32_t model,
		      int64_t tokens)
{
	struct draft_row *row;

	if (builder->named[model] == builder->opened)
		return false;
	builder->named[model] = builder->opened;
	draft->rows = mem_grow(draft->rows, &draft->capacity, draft->head.n_rows + 1,
			       sizeof(*draft->rows));
	row = &draft->rows[draft->head.n_rows++];
	row->name = builder->models[model];
	row->row.model = model;
	row->row.tokens = tokens;
	return true;
}

static bool is_tail(const char *name, size_t length)
{
	return length == sizeof(HISTORY_TAIL) - 1 && memcmp(name, HISTORY_TAIL, length) == 0;
}

bool history_builder_row(struct history_builder *builder, const char *name, size_t length,
			 int64_t tokens, struct error *error)
{
	struct draft *draft = builder->open;
	char date[CALENDAR_SIZE];
	int64_t total;
	bool tail = is_tail(name, length), added;
	uint32_t model = 0;

	if (!draft)
		return error_set(error, "row without a week or day");
	if (length == 0)
		return error_set(error, "empty model name");
	if (is_too_long(name, length))
		return error_set(error, "model name longer than %d bytes", HISTORY_NAME_MAX);
	if (tokens < 0)
		return error_set(error, "negative tokens");
	if (__builtin_add_overflow(draft->head.total, tokens, &total))
		return error_set(error, "total of %s is above 2^63-1",
				 calendar_format_date(date, draft->head.date));
	if (!tail && draft->head.n_rows == ROWS_MAX)
		return error_set(error, "more than %d rows in %s", ROWS_MAX,
				 calendar_format_date(date, draft->head.date));
	if (!tail)
		model = intern_model(builder, name, length);
	draft->name_bytes += strlen(tail ? HISTORY_TAIL : builder->models[model]);
	if (draft->name_bytes > NAMES_MAX)
		return error_set(error, "names of more than %u KiB in %s", NAMES_MAX / 1024,
				 calendar_format_date(date, draft->head.date));
	added = tail ? add_tail(draft, tokens) : add_model(builder, draft, model, tokens);
	if (!added)
		return error_set(error, "same model twice in %s",
				 calendar_format_date(date, draft->head.date));
	draft->head.total = total;
	return true;
}

static int compare_rows(const void *a, const void *b)
{
	const struct draft_row *x = a, *y = b;

	if (x->row.tokens != y->row.tokens)
		return x->row.tokens > y->row.tokens ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int compare_drafts(const void *a, const void *b)
{
	const struct draft *x = a, *y = b;

	return (x->head.date > y->head.date) - (x->head.date < y->head.date);
}

static const struct history_row *freeze_rows(struct draft *draft, struct arena *arena)
{
	struct history_row *rows = arena_alloc(arena, draft->head.n_rows, sizeof(*rows));

	if (draft->head.n_rows)
		qsort(draft->rows, draft->head.n_rows, sizeof(*draft->rows), compare_rows);
	for (size_t i = 0; i < draft->head.n_rows; i++)
		rows[i] = draft->rows[i].row;
	return rows;
}

static const struct history_bucket *freeze_list(struct draft_list *list, struct arena *arena)
{
	struct history_bucket *buckets = arena_alloc(arena, list->n, sizeof(*buckets));

	if (list->n)
		qsort(list->items, list->n, sizeof(*list->items), compare_drafts);
	for (size_t i = 0; i < list->n; i++) {
		buckets[i] = list->items[i].head;
		buckets[i].rows = freeze_rows(&list->items[i], arena);
	}
	return buckets;
}

void history_builder_partial(struct history_builder *builder)
{
	builder->counted->history.partial = true;
}

struct history *history_finish(struct history_builder *builder)
{
	struct counted_history *counted = builder->counted;
	struct history *history = &counted->history;
	const char **models =
		arena_alloc(&counted->arena, builder->n_models, sizeof(*builder->models));

	for (size_t i = 0; i < builder->n_models; i++)
		models[i] = builder->models[i];
	history->models = models;
	history->n_models = builder->n_models;
	history->n_weeks = builder->periods[HISTORY_WEEK].n;
	history->weeks = freeze_list(&builder->periods[HISTORY_WEEK], &counted->arena);
	history->n_days = builder->periods[HISTORY_DAY].n;
	history->days = freeze_list(&builder->periods[HISTORY_DAY], &counted->arena);
	mention_index(history, &counted->arena);
	builder->counted = NULL;
	history_builder_free(builder);
	return history;
}

struct history *history_ref(struct history *history)
{
	atomic_fetch_add(&((struct counted_history *)history)->references, 1);
	return history;
}

void history_unref(struct history *history)
{
	struct counted_history *counted = (struct counted_history *)history;

	if (counted && atomic_fetch_sub(&counted->references, 1) == 1)
		history_free(counted);
}

/* Index of the first bucket that is not before a date; n when all are. */
static size_t lower_bound(const struct history_bucket *buckets, size_t n, int32_t date)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (buckets[middle].date < date)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct history_bucket *find_bucket(const struct history_bucket *buckets, size_t n,
						int32_t date)
{
	size_t i = lower_bound(buckets, n, date);

	return i < n && buckets[i].date == date ? &buckets[i] : NULL;
}

size_t history_weeks_before(const struct history *history, int32_t date)
{
	return lower_bound(history->weeks, history->n_weeks, date);
}

const struct history_bucket *history_week(const struct history *history, int32_t monday)
{
	return find_bucket(history->weeks, history->n_weeks, monday);
}

const struct history_bucket *history_day(const struct history *history, int32_t date)
{
	return find_bucket(history->days, history->n_days, date);
}

/* The source's first week begins before its first day and never gets all seven. */
bool history_is_complete(const struct history_bucket *week)
{
	int missing = HISTORY_FIRST_DAY - week->date;

	return week->days >= (missing > 0 && missing < 7 ? 7 - missing : 7);
}

const struct history_bucket *history_latest(const struct history *history)
{
	for (size_t i = history->n_weeks; i > 0; i--)
		if (history_is_complete(&history->weeks[i - 1]))
			return &history->weeks[i - 1];
	return NULL;
}

bool history_is_running(const struct history *history, const struct history_bucket *week)
{
	return history->n_weeks > 0 && week == &history->weeks[history->n_weeks - 1] &&
	       !history_is_complete(week);
}

int64_t history_tokens(const struct history_bucket *bucket, uint32_t model)
{
	for (size_t i = 0; i < bucket->n_rows; i++)
		if (bucket->rows[i].model == model)
			return bucket->rows[i].tokens;
	return -1;
}
