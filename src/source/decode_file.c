#include "source/decode_file.h"

#include <string.h>
#include "base/calendar.h"
#include "base/text.h"
#include "model/judge.h"
#include "source/csvcut.h"
#include "source/decode_row.h"
#include "source/jsonread.h"

#define DATE_LENGTH 10

/* What the dates of all rows are like; those that are none are left to the decoder. */
struct dates {
	bool any, mondays, firsts; /* all are Mondays, all are firsts of a month */
	int32_t first, last;
};

static void add_date(struct dates *dates, const struct jsonread_string *text)
{
	char date[DATE_LENGTH + 1] = "";
	int year, month, mday;
	int32_t day;

	if (!text->text || text->length != DATE_LENGTH)
		return;
	memcpy(date, text->text, DATE_LENGTH);
	if (!calendar_parse_date(date, &day))
		return;
	calendar_civil(day, &year, &month, &mday);
	if (!dates->any)
		*dates = (struct dates){true, true, true, day, day};
	dates->mondays = dates->mondays && calendar_monday(day) == day;
	dates->firsts = dates->firsts && mday == 1;
	dates->first = day < dates->first ? day : dates->first;
	dates->last = day > dates->last ? day : dates->last;
}

/* `span`: the days that the file says it is of, 0 where it does not say. */
static bool find_period(struct decode_file *file, const struct dates *dates, int32_t span,
			struct error *error)
{
	int32_t most = dates->last - dates->first + 1;

	if (file->period_said)
		return true;
	most = span > most ? span : most;
	if (dates->any && dates->firsts && most > 7)
		return error_set(error, "all dates are firsts of a month, and rows of months are "
					"not taken; --period says what they are");
	file->period = dates->any && dates->mondays && span != 1 ? HISTORY_WEEK : HISTORY_DAY;
	return true;
}

static struct decode_window window_of(const struct decode_file *file)
{
	return (struct decode_window){
		.period = file->period,
		.start = HISTORY_FIRST_DAY,
		.end = calendar_day_of(file->now) + JUDGE_CLOCK_DAYS,
	};
}

/* JSON */

static bool add_row_date(void *context, const struct jsonread_string *texts, size_t index)
{
	(void)index;
	add_date(context, texts);
	return true;
}

static bool read_json_dates(const struct decode_file *file, struct dates *dates,
			    struct error *error)
{
	struct jsonread_field data = {.name = "data"};
	struct jsonread reader;
	bool good;

	jsonread_init(&reader, error);
	good = jsonread_fields(&reader, file->bytes, file->length, &data, 1) &&
	       jsonread_string_rows(&reader, &data, &decode_columns[DECODE_DATE], 1, add_row_date,
				    dates);
	jsonread_done(&reader);
	return good;
}

static bool decode_json(struct decode_file *file, struct history_builder *builder,
			struct error *error)
{
	struct dates dates = {.any = false};
	struct decode_window window;

	if (!decode_rankings_meta(file->bytes, file->length, &file->meta, error) ||
	    !read_json_dates(file, &dates, error) ||
	    !find_period(file, &dates, file->meta.end - file->meta.start + 1, error))
		return false;
	window = window_of(file);
	if (calendar_day_of(file->meta.as_of) > window.end) {
		decode_outside(&window, error);
		return error_wrap(error, "meta.as_of");
	}
	return decode_rankings(file->bytes, file->length, &window, file->now, builder, &file->meta,
			       error);
}

/* CSV */

struct csv {
	const struct decode_file *file;
	struct csvcut cut;
	struct csvcut_row row;
	size_t n_fields;                     /* of the header, and so of each row */
	size_t columns[DECODE_COLUMNS];      /* where they stand */
	struct strbuf texts[DECODE_COLUMNS]; /* of those that are written otherwise */
};

static bool is_column(const struct csvcut_field *field, const char *name)
{
	return field->length == strlen(name) && memcmp(field->text, name, field->length) == 0;
}

static bool find_column(struct csv *csv, enum decode_column column, struct error *error)
{
	bool found = false;

	for (size_t i = 0; i < csv->row.n_fields; i++) {
		if (!is_column(&csv->row.fields[i], decode_columns[column]))
			continue;
		if (found)
			return error_set(error, "line %zu: %s: given twice", csv->row.line,
					 decode_columns[column]);
		csv->columns[column] = i;
		found = true;
	}
	return found || error_set(error,
				  "line %zu: %s: no such column; a header with date, "
				  "model_permaslug, total_tokens must be there",
				  csv->row.line, decode_columns[column]);
}

static bool open_csv(struct csv *csv, struct error *error)
{
	enum csvcut_step step;

	csvcut_open(&csv->cut, csv->file->bytes, csv->file->length);
	step = csvcut_next(&csv->cut, &csv->row, error);
	if (step == CSVCUT_END)
		return error_set(error, "empty");
	if (step == CSVCUT_WRONG)
		return false;
	csv->n_fields = csv->row.n_fields;
	for (int i = 0; i < DECODE_COLUMNS; i++)
		if (!find_column(csv, (enum decode_column)i, error))
			return false;
	return true;
}

/* A quote that stands there twice is one. */
static void undouble(struct strbuf *out, const struct csvcut_field *field)
{
	const char *from = field->text, *end = from + field->length;

	strbuf_clear(out);
	while (from < end) {
		const char *quote = memchr(from, '"', (size_t)(end - from));
		const char *to = quote ? quote + 1 : end;

		strbuf_bytes(out, from, (size_t)(to - from));
		from = quote ? to + 1 : end;
	}
}

static enum csvcut_step next_row(struct csv *csv, struct jsonread_string texts[DECODE_COLUMNS],
				 struct error *error)
{
	enum csvcut_step step = csvcut_next(&csv->cut, &csv->row, error);

	if (step != CSVCUT_TAKEN)
		return step;
	if (csv->row.n_fields != csv->n_fields) {
		error_set(error, "line %zu: %zu field%s, the header has %zu", csv->row.line,
			  csv->row.n_fields, csv->row.n_fields == 1 ? "" : "s", csv->n_fields);
		return CSVCUT_WRONG;
	}
	for (int i = 0; i < DECODE_COLUMNS; i++) {
		const struct csvcut_field *field = &csv->row.fields[csv->columns[i]];

		texts[i] = (struct jsonread_string){field->text, field->length};
		if (!field->doubled)
			continue;
		undouble(&csv->texts[i], field);
		texts[i] = (struct jsonread_string){csv->texts[i].data, csv->texts[i].length};
	}
	return CSVCUT_TAKEN;
}

static bool read_csv_dates(struct csv *csv, struct dates *dates, struct error *error)
{
	struct jsonread_string texts[DECODE_COLUMNS];
	enum csvcut_step step;

	if (!open_csv(csv, error))
		return false;
	while ((step = next_row(csv, texts, error)) == CSVCUT_TAKEN)
		add_date(dates, &texts[DECODE_DATE]);
	return step == CSVCUT_END;
}

/* Can the figures have been made then?  The last date was over. */
static bool is_possible(const struct decode_file *file, const struct dates *dates)
{
	return file->made_at <= file->now && calendar_day_of(file->made_at) > dates->last;
}

static bool refuse_made_at(const struct decode_file *file, const struct dates *dates,
			   struct error *error)
{
	char last[CALENDAR_SIZE];

	if (file->made_at > file->now)
		return error_set(error, "--as-of is later than now");
	return error_set(error, "--as-of is not after %s, the last date",
			 calendar_format_date(last, dates->last));
}

/* What a body would say of itself. */
static bool make_meta(struct decode_file *file, const struct dates *dates, struct error *error)
{
	struct decode_meta *meta = &file->meta;
	bool possible = is_possible(file, dates);
	int32_t today;

	if (file->made_said && !possible)
		return refuse_made_at(file, dates, error);
	*meta = (struct decode_meta){.as_of = possible ? file->made_at : file->now,
				     .start = dates->first};
	if (meta->start < HISTORY_FIRST_DAY)
		meta->start = HISTORY_FIRST_DAY;
	meta->end = dates->last;
	today = calendar_day_of(meta->as_of);
	if (file->period == HISTORY_WEEK && today > meta->end + 1)
		meta->end = today > meta->end + 7 ? meta->end + 6 : today - 1;
	return true;
}

static bool read_csv_rows(struct csv *csv, struct decode_rows *rows, struct error *error)
{
	struct jsonread_string texts[DECODE_COLUMNS];
	enum decode_column column;
	enum csvcut_step step;

	if (!open_csv(csv, error))
		return false;
	while ((step = next_row(csv, texts, error)) == CSVCUT_TAKEN) {
		if (decode_row(rows, texts, &column))
			continue;
		return column == DECODE_COLUMNS ? error_wrap(error, "line %zu", csv->row.line)
						: error_wrap(error, "line %zu: %s", csv->row.line,
							     decode_columns[column]);
	}
	return step == CSVCUT_END;
}

static bool decode_csv(struct decode_file *file, struct csv *csv, struct history_builder *builder,
		       struct error *error)
{
	struct dates dates = {.any = false};
	struct decode_window window;
	struct decode_rows rows;
	bool good;

	if (!read_csv_dates(csv, &dates, error) || !find_period(file, &dates, 0, error) ||
	    !make_meta(file, &dates, error))
		return false;
	window = window_of(file);
	decode_rows_init(&rows, &window, &file->meta, file->now, builder, error);
	good = read_csv_rows(csv, &rows, error);
	decode_rows_done(&rows);
	return good;
}

/* Either */

/* A body as somebody may have saved it: past a byte order mark, which JSON itself does not have. */
static bool is_json(const struct decode_file *file, size_t *start)
{
	size_t i;

	*start = file->length >= 3 && memcmp(file->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	i = *start;
	while (i < file->length && memchr(" \t\r\n", file->bytes[i], 4))
		i++;
	return i < file->length && (file->bytes[i] == '{' || file->bytes[i] == '[');
}

bool decode_file(struct decode_file *file, struct history_builder *builder, struct error *error)
{
	struct csv csv = {.file = file};
	size_t start;
	bool good;

	file->csv = !is_json(file, &start);
	if (!file->csv && file->made_said)
		return error_set(error, "--as-of is for CSV: a body says itself when it was made");
	if (!file->csv) {
		file->bytes += start;
		file->length -= start;
		return decode_json(file, builder, error);
	}
	for (int i = 0; i < DECODE_COLUMNS; i++)
		strbuf_init(&csv.texts[i], file->length);
	good = decode_csv(file, &csv, builder, error);
	for (int i = 0; i < DECODE_COLUMNS; i++)
		strbuf_done(&csv.texts[i]);
	return good;
}
