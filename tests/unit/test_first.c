/* What a first frame is drawn from: as much of the store as it shows, and nothing that is false. */
#include "refresh/load.h"

#include <setjmp.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include <cmocka.h>
#include "base/calendar.h"
#include "model/mention.h"
#include "model/record.h"
#include "ui/screen.h"
#include "ui/weeks.h"

#define FIRST_WEEK 20094 /* 2025-01-06, a Monday */
#define N_WEEKS    60
#define LATEST     (FIRST_WEEK + 7 * (N_WEEKS - 2)) /* the last of them is running */
#define NOW        ((int64_t)(LATEST + 10) * CALENDAR_DAY_SECONDS)
#define N_MODELS   12
#define ROWS       40
#define COLUMNS    120

static char directory[64], path[96];
static struct vendor_map *vendors;

static void name_model(char name[64], int model)
{
	snprintf(name, 64, "author%d/model-%d", model % 3, model);
}

/* Of the models five are ranked a week, in turn; model 0 leads always. */
static struct history *make_history(int n_weeks)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct error error;
	char name[64];

	for (int w = 0; w < n_weeks; w++) {
		struct history_bucket head = {
			.date = LATEST - 7 * (n_weeks - 2 - w),
			.days = w == n_weeks - 1 ? 3 : 7,
			.as_of = NOW,
			.fetched_at = NOW,
		};

		assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, &error));
		for (int i = 0; i < 5; i++) {
			name_model(name, i == 0 ? 0 : (w / 9 + i) % N_MODELS);
			history_builder_row(builder, name, strlen(name),
					    1000000000LL * (100 - 10 * i + w % 5), &error);
		}
		assert_true(history_builder_row(builder, HISTORY_TAIL, 5, 1000000000LL, &error));
	}
	return history_finish(builder);
}

static struct catalog *make_catalog(void)
{
	struct catalog_builder *builder = catalog_builder_new();

	for (int i = 0; i < N_MODELS; i++) {
		char name[64];
		struct listing listing = {
			.id = name,
			.permaslug = name,
			.name = name,
			.price = {.prompt = 1000000 + i, .completion = 2000000, .cache_read = -1},
		};

		name_model(name, i);
		for (int change = 0; change < 3; change++) {
			listing.seen = (int64_t)(FIRST_WEEK + 140 * change) * CALENDAR_DAY_SECONDS;
			listing.price.prompt += 1000;
			catalog_builder_add(builder, &listing);
		}
	}
	return catalog_finish(builder);
}

static void fill_store(int n_weeks)
{
	struct error error = {""};
	struct store *store = store_open(path, STORE_WRITE, &error);
	struct store_refresh refresh = {.now = NOW};
	struct history *history = make_history(n_weeks);
	struct catalog *catalog = make_catalog();

	assert_non_null(store);
	refresh.history = history;
	refresh.catalog = catalog;
	if (!store_write(store, &refresh, &error))
		fail_msg("%s", error.text);
	store_close(store);
	history_unref(history);
	catalog_unref(catalog);
}

static int setup(void **state)
{
	struct error error;
	static const char map[] = "author0\tZero\tCN\ttest\nauthor1\tOne\tUS\ttest\n";

	(void)state;
	strcpy(directory, "/tmp/ortop-first-XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof(path), "%s/ortop.db", directory);
	vendors = vendor_map_new();
	return vendor_map_parse(vendors, map, sizeof(map) - 1, "map", &error) ? 0 : -1;
}

static int teardown(void **state)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};
	char name[128];

	(void)state;
	vendor_map_free(vendors);
	for (size_t i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%s%s", path, suffixes[i]);
		unlink(name);
	}
	return rmdir(directory);
}

static struct snapshot *load(bool whole, int weeks, bool every_price)
{
	const struct load_first first = {.weeks = weeks, .every_price = every_price};
	struct status status = {.interval = 900};
	struct error error = {""};
	struct store *store = store_open(path, STORE_READ, &error);
	struct snapshot *snapshot;

	assert_non_null(store);
	snapshot = whole ? refresh_snapshot(store, vendors, NOW, &status, &error)
			 : refresh_first(store, &first, vendors, NOW, &status, &error);
	assert_non_null(snapshot);
	assert_true(store_undisturbed(store));
	store_close(store);
	return snapshot;
}

/* The screen as lines of text. */
static void draw(struct snapshot *snapshot, enum unit unit, struct strbuf *out)
{
	struct query query = query_default();
	struct screen screen;
	struct canvas canvas;

	query.unit = unit;
	query.now = NOW;
	canvas_init(&canvas, ROWS, COLUMNS, true);
	screen_init(&screen, &query, ROWS, COLUMNS);
	screen_take(&screen, snapshot);
	screen_draw(&screen, &canvas);
	strbuf_init(out, SIZE_MAX - 1);
	canvas_dump(&canvas, out);
	screen_done(&screen);
	canvas_done(&canvas);
}

static int shown_weeks(void)
{
	struct query query = query_default();
	struct screen screen;
	int weeks;

	screen_init(&screen, &query, ROWS, COLUMNS);
	weeks = weeks_shown(&screen, vendors);
	screen_done(&screen);
	return weeks;
}

/* Only lines with words about the whole history differ, and the first frame says "at least" in all
 * of them or is silent. */
static void assert_alike(const char *first, const char *whole)
{
	int differing = 0;

	while (*first) {
		size_t a = strcspn(first, "\n"), b = strcspn(whole, "\n");

		if (a != b || memcmp(first, whole, a) != 0) {
			differing++;
			if (!memmem(first, a, "at least", 8))
				fail_msg("%.*s\nbecomes\n%.*s", (int)a, first, (int)b, whole);
		}
		first += a + 1;
		whole += b + 1;
	}
	assert_int_equal(*whole, '\0');
	assert_in_range(differing, 1, 3);
}

static void test_a_first_frame_is_the_whole_ones_but_for_words_of_old_weeks(void **state)
{
	const enum unit units[] = {UNIT_TOKENS, UNIT_USD};
	struct strbuf first, whole;

	(void)state;
	fill_store(N_WEEKS);
	for (int i = 0; i < 2; i++) {
		struct snapshot *snapshot = load(false, shown_weeks(), units[i] == UNIT_USD);

		assert_true(snapshot->history->partial);
		assert_int_equal(snapshot->history->n_weeks, shown_weeks() + 1);
		draw(snapshot, units[i], &first);
		snapshot = load(true, 0, false);
		assert_false(snapshot->history->partial);
		assert_int_equal(snapshot->history->n_weeks, N_WEEKS);
		draw(snapshot, units[i], &whole);
		assert_alike(first.data, whole.data);
		strbuf_done(&first);
		strbuf_done(&whole);
	}
}

static void test_a_partial_history_knows_no_firsts(void **state)
{
	struct snapshot *snapshot;
	struct records records;
	struct basis basis = {.measure = MEASURE_TOKENS, .mix = mix_base};

	(void)state;
	fill_store(N_WEEKS);
	snapshot = load(false, 12, false);
	assert_true(records_init(&records, snapshot, LATEST, &basis));
	assert_int_equal(records.leader.weeks, 12);
	assert_true(records.leader.at_least);
	assert_int_equal(records.china.week, 0);
	assert_int_equal(records.highest.week, 0);
	assert_int_equal(records.known_weeks, 0);
	records_done(&records);
	snapshot_unref(snapshot);

	snapshot = load(true, 0, false);
	assert_true(records_init(&records, snapshot, LATEST, &basis));
	assert_int_equal(records.leader.weeks, N_WEEKS - 1);
	assert_int_equal(records.china.week, FIRST_WEEK);
	assert_int_equal(records.known_weeks, N_WEEKS - 1);
	records_done(&records);
	snapshot_unref(snapshot);
}

static void test_a_short_history_is_loaded_whole(void **state)
{
	struct snapshot *snapshot;

	(void)state;
	fill_store(9);
	snapshot = load(false, 12, false);
	assert_false(snapshot->history->partial);
	assert_int_equal(snapshot->history->n_weeks, 9);
	snapshot_unref(snapshot);
}

static void test_a_glance_tells_when_somebody_wrote(void **state)
{
	struct error error = {""};
	struct store *store;
	struct history *history;

	(void)state;
	fill_store(20);
	store = store_open(path, STORE_READ, &error);
	assert_non_null(store);
	fill_store(30);
	assert_false(store_undisturbed(store));
	store_close(store);

	/* While another has it open and has written, its log is read, too. */
	store = store_open(path, STORE_WRITE, &error);
	assert_non_null(store);
	fill_store(40);
	{
		struct store *glance = store_open(path, STORE_READ, &error);

		assert_non_null(glance);
		assert_true(store_load_newest(glance, 100, &history, &error));
		assert_int_equal(history->n_weeks, 40);
		assert_true(store_undisturbed(glance));
		history_unref(history);
		store_close(glance);
	}
	store_close(store);
}

/* Nobody is waited for: not who moves the files, not who writes. */
static void test_a_hasty_glance(void **state)
{
	struct error error = {""};
	struct store *writer, *store;
	struct history *history;
	bool busy = true;
	int folder = open(directory, O_RDONLY | O_DIRECTORY);

	(void)state;
	assert_null(store_open_at_once(path, &busy, &error));
	assert_false(busy);
	fill_store(20);
	assert_int_equal(flock(folder, LOCK_EX), 0);
	assert_null(store_open_at_once(path, &busy, &error));
	assert_true(busy);
	assert_non_null(strstr(error.text, "another ortop"));
	close(folder);

	writer = store_open(path, STORE_WRITE, &error);
	assert_non_null(writer);
	fill_store(30);
	assert_true(store_begin(writer, &error));
	store = store_open_at_once(path, &busy, &error);
	assert_non_null(store);
	assert_false(busy);
	assert_true(store_load_newest(store, 100, &history, &error));
	assert_int_equal(history->n_weeks, 30);
	assert_true(store_undisturbed(store));
	history_unref(history);
	store_close(store);
	store_end(writer);
	store_close(writer);
}

/* Of one line the first model alone is named. */
static void test_the_top_alone(void **state)
{
	const struct load_first first = {.weeks = 2, .top_only = true};
	struct status status = {.interval = 900};
	struct snapshot *snapshot;
	struct store *store;

	(void)state;
	fill_store(N_WEEKS);
	store = store_open(path, STORE_READ, NULL);
	snapshot = refresh_first(store, &first, vendors, NOW, &status, NULL);
	assert_int_equal(snapshot->history->n_weeks, 3);
	assert_int_equal(snapshot->catalog->n_listings, 3);
	assert_string_equal(snapshot->catalog->listings[0].permaslug, "author0/model-0");
	snapshot_unref(snapshot);
	store_close(store);
}

static void test_mentions_are_what_a_walk_finds(void **state)
{
	struct history *history = make_history(N_WEEKS);

	(void)state;
	for (uint32_t m = 0; m < history->n_models; m++) {
		const struct history_mention *mentions;
		size_t found = 0, before = 0;
		size_t n = mention_before(history, m, INT32_MAX, &mentions);

		for (size_t w = 0; w < history->n_weeks; w++) {
			const struct history_bucket *week = &history->weeks[w];
			int64_t tokens = history_tokens(week, m);

			if (tokens < 0)
				continue;
			assert_true(found < n);
			assert_int_equal(mentions[found].week, w);
			assert_int_equal(week->rows[mentions[found].row].tokens, tokens);
			before += week->date < LATEST;
			found++;
		}
		assert_int_equal(n, found);
		assert_int_equal(mention_before(history, m, LATEST, &mentions), before);
	}
	history_unref(history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_a_first_frame_is_the_whole_ones_but_for_words_of_old_weeks, setup,
			teardown),
		cmocka_unit_test_setup_teardown(test_a_partial_history_knows_no_firsts, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_a_short_history_is_loaded_whole, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_a_glance_tells_when_somebody_wrote, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_a_hasty_glance, setup, teardown),
		cmocka_unit_test_setup_teardown(test_the_top_alone, setup, teardown),
		cmocka_unit_test(test_mentions_are_what_a_walk_finds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
