#include "fuzz/check.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "base/calendar.h"

#define PICO_LIMIT INT64_C(1000000000000000000) /* a million USD */

void check_failed(const char *file, int line, const char *promise)
{
	fprintf(stderr, "%s:%d: broken promise: %s\n", file, line, promise);
	abort();
}

void check_locale(void)
{
	static bool done;

	if (!done)
		FUZZ_CHECK(setlocale(LC_ALL, "C.UTF-8"));
	done = true;
}

/* Controls, line and paragraph separators, marks of direction, the byte order mark. */
static bool acts(wchar_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

void check_inert(const char *text)
{
	size_t left = strlen(text);
	mbstate_t state = {0};

	check_locale();
	while (left > 0) {
		wchar_t c = (unsigned char)*text;
		size_t used = c < 0x80 ? 1 : mbrtowc(&c, text, left, &state);

		FUZZ_CHECK(used >= 1 && used <= left);
		FUZZ_CHECK(!acts(c));
		text += used;
		left -= used;
	}
}

void check_reason(const struct error *error)
{
	FUZZ_CHECK(*error->text != '\0');
	check_inert(error->text);
}

static void check_bucket(const struct history *history, const struct history_bucket *bucket,
			 int most_days)
{
	int64_t total = bucket->tail;

	FUZZ_CHECK(bucket->days >= 1 && bucket->days <= most_days);
	FUZZ_CHECK(most_days == 1 || calendar_monday(bucket->date) == bucket->date);
	FUZZ_CHECK(bucket->tail >= 0 && (bucket->has_tail || bucket->tail == 0));
	for (size_t i = 0; i < bucket->n_rows; i++) {
		const struct history_row *row = &bucket->rows[i];

		FUZZ_CHECK(row->model < history->n_models && row->tokens >= 0);
		FUZZ_CHECK(i == 0 || row[-1].tokens >= row->tokens);
		FUZZ_CHECK(!__builtin_add_overflow(total, row->tokens, &total));
		FUZZ_CHECK(history_tokens(bucket, row->model) == row->tokens);
	}
	FUZZ_CHECK(total == bucket->total);
}

/* The weeks that name a model, by model, are all rows of all weeks, each once. */
static void check_mentions(const struct history *history)
{
	size_t rows = 0, mentions = 0;

	for (size_t i = 0; i < history->n_weeks; i++)
		rows += history->weeks[i].n_rows;
	for (size_t model = 0; model < history->n_models; model++)
		for (size_t i = history->first_mention[model];
		     i < history->first_mention[model + 1]; i++) {
			const struct history_mention *mention = &history->mentions[i];

			FUZZ_CHECK(i == mentions++ && mention->week < history->n_weeks);
			FUZZ_CHECK(mention->row < history->weeks[mention->week].n_rows);
			FUZZ_CHECK(history->weeks[mention->week].rows[mention->row].model == model);
			FUZZ_CHECK(i == history->first_mention[model] ||
				   mention[-1].week < mention->week);
		}
	FUZZ_CHECK(mentions == rows);
}

/* A store gives back the names that it was given: they must stay what they are. */
static void check_names_again(const struct history *history)
{
	struct history_builder *builder = history_builder_new(history->origin);
	struct history_bucket head = {.date = HISTORY_FIRST_DAY, .days = 1};
	struct history *again;

	for (size_t i = 0; i < history->n_models; i++) {
		const char *name = history->models[i];

		head.date++;
		FUZZ_CHECK(history_builder_bucket(builder, HISTORY_DAY, &head, NULL));
		FUZZ_CHECK(history_builder_row(builder, name, strlen(name), 1, NULL));
	}
	again = history_finish(builder);
	FUZZ_CHECK(again->n_models == history->n_models);
	for (size_t i = 0; i < again->n_days; i++)
		FUZZ_CHECK(again->days[i].n_rows == 1 &&
			   strcmp(again->models[again->days[i].rows[0].model],
				  history->models[i]) == 0);
	history_unref(again);
}

void check_history(const struct history *history)
{
	for (size_t i = 0; i < history->n_models; i++) {
		FUZZ_CHECK(*history->models[i] != '\0');
		check_inert(history->models[i]);
	}
	for (size_t i = 0; i < history->n_weeks; i++) {
		check_bucket(history, &history->weeks[i], 7);
		FUZZ_CHECK(i == 0 || history->weeks[i - 1].date < history->weeks[i].date);
	}
	for (size_t i = 0; i < history->n_days; i++) {
		check_bucket(history, &history->days[i], 1);
		FUZZ_CHECK(i == 0 || history->days[i - 1].date < history->days[i].date);
	}
	check_mentions(history);
	check_names_again(history);
}

static void check_pico(int64_t price)
{
	FUZZ_CHECK(price == PRICE_VARIES || (price >= 0 && price < PICO_LIMIT));
}

void check_price(const struct price *price)
{
	check_pico(price->prompt);
	check_pico(price->completion);
	if (price->cache_read != PRICE_NONE)
		check_pico(price->cache_read);
}

char *check_string(const uint8_t *data, size_t size)
{
	size_t length = strnlen((const char *)data, size);
	char *string = malloc(length + 1);

	FUZZ_CHECK(string);
	memcpy(string, data, length);
	string[length] = '\0';
	return string;
}
