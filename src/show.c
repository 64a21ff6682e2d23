#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "asked.h"
#include "base/calendar.h"
#include "browser.h"
#include "commands.h"
#include "hyperlink.h"
#include "output/csv.h"
#include "output/file.h"
#include "output/json.h"
#include "output/markdown.h"
#include "output/text.h"
#include "printing.h"
#include "view/document.h"

#define COLUMNS_DEFAULT 80
#define COLUMNS_MOST    10000

/* What is to be written, and how. */
struct job {
	enum show_format format;
	struct document document;
	struct text_style style;
};

static int complain(const struct error *error, int code)
{
	fprintf(stderr, "ortop: %s\n", error->text);
	return code;
}

static void write_csv(const void *data, FILE *stream)
{
	csv_write(data, stream);
}

static void write_job(const void *data, FILE *stream)
{
	const struct job *job = data;

	switch (job->format) {
	case SHOW_TEXT:
		text_write(&job->document, &job->style, stream);
		break;
	case SHOW_CSV:
		csv_write(job->document.table, stream);
		break;
	case SHOW_JSON:
		json_write(&job->document, stream);
		break;
	case SHOW_MARKDOWN:
		markdown_write(&job->document, job->style.ascii, stream);
		break;
	}
}

/* Where it goes */

static bool is_stdout(const char *output)
{
	return strcmp(output, "-") == 0;
}

static int write_to(struct context *context, const char *output, const struct file_content *content)
{
	struct error error;

	if (is_stdout(output))
		return print_content(content, &context->signal_number) ? EXIT_DONE : EXIT_FAILED;
	return file_write(output, content, &error) ? EXIT_DONE : complain(&error, EXIT_FAILED);
}

/* Style of text */

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

/* COLUMNS is the user's word, where it is one. */
static int terminal_columns(void)
{
	const char *text = getenv("COLUMNS");
	long columns = text ? strtol(text, NULL, 10) : 0;
	struct winsize size;

	if (columns > 0 && columns <= COLUMNS_MOST)
		return (int)columns;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return COLUMNS_DEFAULT;
}

static bool wants_color(enum show_color color, bool terminal)
{
	const char *term = getenv("TERM");

	if (color != SHOW_COLOR_AUTO)
		return color == SHOW_COLOR_ALWAYS;
	return terminal && !is_set("NO_COLOR") && term && *term && strcmp(term, "dumb") != 0;
}

/* The page of the model that a row is of. */
static bool link_of(const struct document *document, const struct row *row, struct strbuf *url)
{
	int column = table_column(document->table, "slug");
	const struct value *slug = column < 0 ? NULL : &row->values[column];
	struct quote quote;

	if (!slug || slug->kind != VALUE_TEXT || !strchr(slug->text, '/'))
		return false;
	quote = price_quote(document->snapshot->catalog, slug->text, document->query->week);
	if (!quote.listing)
		return false;
	browser_model_url(url, quote.listing->id);
	return true;
}

static struct text_style style_of(const struct options *options, const char *output)
{
	bool terminal = is_stdout(output) && isatty(STDOUT_FILENO);
	bool ascii = options->settings.ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	struct text_style style = {
		.columns = terminal ? terminal_columns() : 0,
		/* Markdown is UTF-8, wherever it is made. */
		.ascii = options->show.format == SHOW_MARKDOWN ? options->settings.ascii : ascii,
		.color = wants_color(options->show.color, terminal),
	};

	if (terminal && style.color && hyperlink_is_known())
		style.link = link_of;
	return style;
}

/* Commands */

static void say_sample(const struct snapshot *snapshot)
{
	if (snapshot->history->origin == HISTORY_SAMPLE)
		fprintf(stderr, "ortop: these are the built-in sample's figures; with a key, "
				"\"ortop fetch\" gets the current ones\n");
}

static void say_empty(const struct table *table)
{
	if (table->n_rows == 0)
		fprintf(stderr, "ortop: %s\n", table_find_note(table, NOTE_EMPTY));
}

static int show(struct context *context, const struct view *view)
{
	const struct options *options = context->options;
	const char *output = options->output ? options->output : "-";
	/* What people read says itself that it is a sample, or why it is empty. */
	const bool silent = options->show.format == SHOW_CSV || options->show.format == SHOW_JSON;
	struct asked asked;
	struct job job = {.format = options->show.format, .style = style_of(options, output)};
	struct file_content content = {write_job, &job};
	int code = asked_init(&asked, context, view);

	if (code == EXIT_DONE) {
		if (silent)
			say_empty(asked.table);
		document_init(&job.document, view, asked.snapshot, &asked.query, asked.table);
		asked.table = NULL;
		code = write_to(context, output, &content);
		document_done(&job.document);
	}
	if (code == EXIT_DONE && silent)
		say_sample(asked.snapshot);
	asked_done(&asked);
	return code;
}

int command_show(struct context *context)
{
	return show(context, view_find(context->options->view));
}

int command_weeks(struct context *context)
{
	return show(context, view_find("weeks"));
}

/* Export: CSV, by default to a file with a name of its own. */

static bool write_new(const struct table *table, const struct query *query, char **path,
		      struct error *error)
{
	struct file_content content = {write_csv, table};
	char week[CALENDAR_SIZE], stem[128];

	snprintf(stem, sizeof(stem), "ortop-%s-%s-%s", table->view,
		 calendar_format_week(week, query->week), unit_word(query->unit));
	return file_write_new(stem, "csv", &content, path, error);
}

bool export_new_file(const struct view *view, const struct snapshot *snapshot,
		     const struct query *query, char **path, struct error *error)
{
	struct table *table = view_table(view, snapshot, query);
	bool good = write_new(table, query, path, error);

	table_free(table);
	return good;
}

static int export_to_new_file(const struct asked *asked)
{
	struct error error;
	char *path = NULL;

	if (!write_new(asked->table, &asked->query, &path, &error))
		return complain(&error, EXIT_FAILED);
	fprintf(stderr, "ortop: wrote %s\n", path);
	free(path);
	return EXIT_DONE;
}

int command_export(struct context *context)
{
	const char *output = context->options->output;
	struct asked asked;
	int code = asked_init(&asked, context, view_find(context->options->view));

	if (code == EXIT_DONE) {
		struct file_content content = {write_csv, asked.table};

		say_empty(asked.table);
		code = output ? write_to(context, output, &content) : export_to_new_file(&asked);
	}
	if (code == EXIT_DONE)
		say_sample(asked.snapshot);
	asked_done(&asked);
	return code;
}
