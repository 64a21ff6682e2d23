#include "source/decode_row.h"

#include <string.h>
#include "base/calendar.h"
#include "source/decode_field.h"

const char *const decode_columns[DECODE_COLUMNS] = {
	[DECODE_DATE] = "date",
	[DECODE_NAME] = "model_permaslug",
	[DECODE_TOKENS] = "total_tokens",
};

void decode_rows_init(struct decode_rows *rows, const struct decode_window *window,
		      const struct decode_meta *meta, int64_t fetched_at,
		      struct history_builder *builder, struct error *error)
{
	*rows = (struct decode_rows){
		.window = window, .meta = *meta, .builder = builder, .error = error};
	rows->meta.stray = 0;
	rows->head.quality = HISTORY_EXACT;
	rows->head.as_of = meta->as_of;
	rows->head.fetched_at = fetched_at;
	strbuf_init(&rows->escaped, DECODE_NAME_ROOM);
}

void decode_rows_done(struct decode_rows *rows)
{
	strbuf_done(&rows->escaped);
}

/* How many days of a bucket a span holds. */
static int days_inside(enum history_period period, int32_t date, int32_t start, int32_t end)
{
	int32_t first = date;
	int32_t last = period == HISTORY_WEEK ? date + 6 : date;

	if (first < start)
		first = start;
	if (last > end)
		last = end;
	return last < first ? 0 : (int)(last - first) + 1;
}

bool decode_outside(const struct decode_window *window, struct error *error)
{
	char start[CALENDAR_SIZE], end[CALENDAR_SIZE];

	return error_set(error, "not within %s to %s", calendar_format_date(start, window->start),
			 calendar_format_date(end, window->end));
}

static bool open_bucket(struct decode_rows *rows, int32_t date)
{
	const struct decode_window *window = rows->window;
	struct decode_meta *meta = &rows->meta;
	struct history_bucket *head = &rows->head;

	head->days = 0;
	if (window->period == HISTORY_WEEK && calendar_monday(date) != date)
		return error_set(rows->error, "not a Monday");
	if (days_inside(window->period, date, window->start, window->end) == 0)
		return decode_outside(window, rows->error);
	if (date > meta->end) {
		meta->stray = date > meta->stray ? date : meta->stray;
		return true;
	}
	head->days = days_inside(window->period, date, meta->start, meta->end);
	if (head->days == 0)
		return error_set(rows->error, "before meta's span");
	head->date = date;
	return history_builder_bucket(rows->builder, window->period, head, rows->error);
}

/* Rows mostly come sorted by date: what the row before had is read already, and open. */
static bool take_date(struct decode_rows *rows, const struct jsonread_string *text)
{
	char date[sizeof(rows->date) + 1] = "";

	if (!text->text || text->length != sizeof(rows->date))
		return error_set(rows->error, "not a date");
	if (*rows->date && memcmp(text->text, rows->date, sizeof(rows->date)) == 0)
		return true;
	memcpy(date, text->text, sizeof(rows->date));
	rows->date[0] = '\0';
	if (!calendar_parse_date(date, &rows->day))
		return error_set(rows->error, "not a date");
	if (!open_bucket(rows, rows->day))
		return false;
	memcpy(rows->date, date, sizeof(rows->date));
	return true;
}

static bool check_name(struct decode_rows *rows, const struct jsonread_string *name)
{
	if (name->text && name->length >= 1 && name->length <= HISTORY_NAME_MAX)
		return true;
	return error_set(rows->error, "not a string of 1 to 256 bytes");
}

/* The builder escapes names itself; here they are counted, as long as that makes them. */
static bool count_name(struct decode_rows *rows, const struct jsonread_string *name)
{
	size_t length = name->length;

	if (!text_is_plain(name->text, name->length)) {
		strbuf_clear(&rows->escaped);
		text_escape(&rows->escaped, name->text, name->length);
		length = rows->escaped.length;
	}
	rows->name_bytes += length;
	return rows->name_bytes <= DECODE_NAMES_MAX ||
	       error_set(rows->error, "names of more than %zu KiB in all", DECODE_NAMES_MAX / 1024);
}

static bool parse_tokens(const struct jsonread_string *text, int64_t *tokens)
{
	*tokens = 0;
	if (!text->text || text->length == 0)
		return false;
	for (size_t i = 0; i < text->length; i++) {
		int digit = text->text[i] - '0';

		if (digit < 0 || digit > 9 || __builtin_mul_overflow(*tokens, 10, tokens) ||
		    __builtin_add_overflow(*tokens, digit, tokens))
			return false;
	}
	return true;
}

bool decode_row(struct decode_rows *rows, const struct jsonread_string texts[DECODE_COLUMNS],
		enum decode_column *column)
{
	const struct jsonread_string *name = &texts[DECODE_NAME];
	int64_t tokens;

	*column = DECODE_DATE;
	if (!take_date(rows, &texts[DECODE_DATE]))
		return false;
	*column = DECODE_NAME;
	if (!check_name(rows, name))
		return false;
	*column = DECODE_COLUMNS;
	if (!count_name(rows, name))
		return false;
	*column = DECODE_TOKENS;
	if (!parse_tokens(&texts[DECODE_TOKENS], &tokens))
		return error_set(rows->error, texts[DECODE_TOKENS].text
						      ? "not a whole number of 0 to 2^63-1"
						      : "not a decimal string of 0 to 2^63-1");
	*column = DECODE_COLUMNS;
	if (rows->head.days == 0)
		return true; /* after meta's span: noted, and left out */
	return history_builder_row(rows->builder, name->text, name->length, tokens, rows->error);
}
