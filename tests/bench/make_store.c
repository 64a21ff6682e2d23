/* make_store - a store of any number of weeks, for the benchmarks.
 *
 *	make_store FILE WEEKS
 *
 * Fifty models a week and the tail, as the source has them; 1.5 models a week come and go, so that
 * a longer history knows more of them; 35 daily rows; listings for all, and 300 that are never
 * ranked.  China leads in the last 40 weeks.  The same arguments give the same figures.  The
 * history ends with the running week; one that is too long to begin in 1970 ends in the future. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/calendar.h"
#include "source/store.h"

enum {
	RANKED = 50,
	UNRANKED = 300,
	DAYS = 35,
	CHINA_AHEAD = 40, /* complete weeks: a run that is read back to its begin */
	FIRST_MONDAY = 4, /* 1970-01-05 */
};

static const struct {
	const char *name;
	bool american;
} authors[] = {
	{"anthropic", true},   {"deepseek", false}, {"google", true},     {"openai", true},
	{"qwen", false},       {"x-ai", true},      {"z-ai", false},      {"minimax", false},
	{"moonshotai", false}, {"xiaomi", false},   {"mistralai", false}, {"meta-llama", true},
};

#define N_AUTHORS ((int)(sizeof(authors) / sizeof(authors[0])))

static void fail(const char *what, const struct error *error)
{
	fprintf(stderr, "make_store: %s: %s\n", what, error->text);
	exit(1);
}

static void model_name(char *name, size_t size, int model)
{
	snprintf(name, size, "%s/model-%d-2026%04d%s", authors[model * 7 % N_AUTHORS].name, model,
		 model % 10000, model % 11 == 5 ? ":free" : "");
}

/* Zipf's law with a wobble, growing by 1 % a week from 1.2T; in the end the American ones have a
 * quarter of it. */
static int64_t tokens(int model, int rank, int week, int n_weeks)
{
	double all = 75e12;
	uint32_t wobble = (uint32_t)(model * 2654435761u + week * 40503u) >> 8;

	for (int i = week; i < n_weeks && all > 1.2e12; i++)
		all /= 1.01;
	if (authors[model * 7 % N_AUTHORS].american && week > n_weeks - 2 - CHINA_AHEAD)
		all /= 4;
	return (int64_t)(all / 4.5 / (rank + 1) * (0.8 + wobble % 1000 / 2500.0)) + rank;
}

static void add_bucket(struct history_builder *builder, enum history_period period, int32_t date,
		       int days, int week, int n_weeks)
{
	struct history_bucket head = {.date = date, .days = days, .quality = HISTORY_EXACT};
	struct error error;
	char name[64];

	head.as_of = (int64_t)(date + days) * CALENDAR_DAY_SECONDS + 7200;
	head.fetched_at = head.as_of + 60;
	if (!history_builder_bucket(builder, period, &head, &error))
		fail("bucket", &error);
	for (int rank = 0; rank < RANKED; rank++) {
		int model = week * 3 / 2 + (rank * 37 + week) % RANKED;

		model_name(name, sizeof(name), model);
		if (!history_builder_row(builder, name, strlen(name),
					 tokens(model, rank, week, n_weeks) * days / 7, &error))
			fail(name, &error);
	}
	if (!history_builder_row(builder, HISTORY_TAIL, strlen(HISTORY_TAIL),
				 tokens(0, 3, week, n_weeks) * days / 7, &error))
		fail("tail", &error);
}

static struct history *make_history(int n_weeks, int32_t today, int32_t *monday)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	int32_t last = calendar_monday(today - 1), first = last - 7 * (n_weeks - 1);

	if (first < FIRST_MONDAY) {
		last += FIRST_MONDAY - first;
		first = FIRST_MONDAY;
		today = last + 3;
	}
	for (int i = 0; i < n_weeks; i++) {
		int32_t date = first + 7 * i;

		add_bucket(builder, HISTORY_WEEK, date, date == last ? today - last : 7, i,
			   n_weeks);
	}
	for (int i = 1; i <= DAYS; i++) {
		int32_t date = today - i;

		if (date >= first)
			add_bucket(builder, HISTORY_DAY, date, 1, (date - first) / 7, n_weeks);
	}
	*monday = first;
	return history_finish(builder);
}

static struct catalog *make_catalog(int n_weeks, int32_t monday)
{
	struct catalog_builder *builder = catalog_builder_new();
	int n_models = n_weeks * 3 / 2 + RANKED + UNRANKED;
	char name[64];

	for (int i = 0; i < n_models; i++) {
		struct listing listing = {
			.id = name,
			.permaslug = name,
			.name = name,
			.context = 131072,
			.seen = (int64_t)monday * CALENDAR_DAY_SECONDS,
			.price = {.prompt = i % 11 == 5 ? 0 : 100000 * (1 + i % 30),
				  .completion = i % 11 == 5 ? 0 : 500000 * (1 + i % 30),
				  .cache_read = i % 3 ? PRICE_NONE : 10000 * (1 + i % 30)},
		};

		model_name(name, sizeof(name), i);
		catalog_builder_add(builder, &listing);
	}
	return catalog_finish(builder);
}

int main(int argc, char **argv)
{
	int n_weeks = argc == 3 ? atoi(argv[2]) : 0;
	int64_t now = (int64_t)time(NULL);
	struct error error;
	struct store *store;
	struct store_refresh refresh = {.now = now, .catalog_etag = "W/\"bench\""};
	struct store_fetch fetches[] = {
		{.at = now, .feed = STORE_RANKINGS, .keyed = true, .http = 200, .bytes = 2000000},
		{.at = now, .feed = STORE_CATALOG, .http = 200, .bytes = 700000},
	};
	struct history *history;
	struct catalog *catalog;
	int32_t monday;

	if (n_weeks < 1) {
		fprintf(stderr, "usage: make_store FILE WEEKS\n");
		return 2;
	}
	store = store_open(argv[1], STORE_WRITE, &error);
	if (!store)
		fail(argv[1], &error);
	history = make_history(n_weeks, calendar_day_of(now), &monday);
	catalog = make_catalog(n_weeks, monday);
	refresh.history = history;
	refresh.catalog = catalog;
	refresh.fetches = fetches;
	refresh.n_fetches = 2;
	if (!store_write(store, &refresh, &error))
		fail(argv[1], &error);
	store_close(store);
	history_unref(history);
	catalog_unref(catalog);
	return 0;
}
