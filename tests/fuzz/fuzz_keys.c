/* Keys on the real screen, of a small market, without a terminal.  A byte is a key, or
 *
 *	80-8D  a key of ours (up, down, ...)    90-97  a character from afar, for the prompt
 *	A0-AF  another size: rows, columns      B0     a minute goes by
 *	B1-B3  a new snapshot: the same data, older ones, none at all
 *	B6     ... and only the newest weeks
 *	B7-B9  a click, the wheel up, down: row, column; all within a second
 *	B4     all of it is drawn               B5     ASCII only, or no longer
 *
 * After every key the state is whole, and what is drawn can be sent to a terminal. */

#include <stdio.h>
#include <string.h>
#include "fuzz/check.h"
#include "output/csv.h"
#include "support/market.h"
#include "ui/copy.h"
#include "ui/pointer.h"
#include "ui/screen.h"
#include "ui/subject.h"

#define NOW       1774000000 /* 2026-03-20 */
#define ROWS      10
#define COLUMNS   40
#define ROWS_MAX  64
#define FILE_SIZE (1 << 16)

struct play {
	struct screen screen;
	struct canvas canvas;
	const uint8_t *at, *end;
	int64_t clock; /* ms, of clicks */
};

static struct market full, older, none, part;

/* Names that take two columns, none and many; a price of every kind; more rows than fit. */
static void fill(struct market *market, const char *monday, int days)
{
	static const char *const names[] = {
		"cn-a/\xE6\xB7\xB1\xE5\xBA\xA6",
		"cn-b/b",
		"us-a/\x1B[2J\xE2\x80\xAE",
		"us-a/a:free",
		"host/e\xCC\x81",
		"nobody/a-name-that-is-too-long-for-its-column",
		"other",
	};

	market_week(market, monday, days, HISTORY_EXACT);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		market_row(market, names[i], (int64_t)(i * 7 % 5 + 1) * days * MARKET_MILLION);
	market_date(market, monday);
	market_row(market, "cn-b/b", MARKET_MILLION);
	market_row(market, "us-a/a:free", 1);
}

static void open_market(struct market *market, int first, int weeks)
{
	static const char *const mondays[] = {"2026-02-23", "2026-03-02", "2026-03-16"};

	market_init(market, HISTORY_LIVE);
	if (first > 0)
		history_builder_partial(market->history);
	if (weeks == 1)
		market->status.held = (struct held){
			.agreeing = 1,
			.since = NOW - 7200,
			.counted_at = NOW - 7200,
			.reason = "2026-W09 fell from 3T to 1T",
		};
	for (int i = first; i < weeks; i++)
		fill(market, mondays[i], i < 2 ? 7 : 3);
	market_listing(market, "2026-02-01", "cn-b/b", MARKET_DOLLAR, 5 * MARKET_DOLLAR);
	market_listing(market, "2026-03-10", "cn-b/b", MARKET_DOLLAR / 3, MARKET_DOLLAR);
	market_listing(market, "2026-03-16", "host/e\xCC\x81", 1, INT64_C(999999999999999999));
	market_listing(market, "2026-02-01", "us-a/a:free", 0, 0);
	market_listing(market, "2026-02-01", "cn-a/\xE6\xB7\xB1\xE5\xBA\xA6", PRICE_VARIES,
		       PRICE_VARIES);
	market_open(market);
}

static void add_providers(struct market *market)
{
	struct endpoints_builder *builder = endpoints_builder_new();
	const struct endpoint endpoint = {
		.provider = "Provider",
		.tag = "provider/fp8",
		.price = {.prompt = 1, .completion = 2, .cache_read = PRICE_NONE},
		.status = ENDPOINT_UP,
		.uptime = 999,
		.discount = 250,
	};
	const struct endpoints_state failed = {.trouble = TROUBLE_NO_KEY, .detail = "no key"};
	struct endpoints *endpoints;

	endpoints_builder_open(builder, "cn-b/b", NOW - 7200);
	endpoints_builder_add(builder, &endpoint);
	endpoints_builder_state(builder, "us-a/a:free", &failed);
	endpoints = endpoints_finish(builder);
	snapshot_set_endpoints(market->snapshot, endpoints);
	endpoints_unref(endpoints);
}

static void add_restatements(struct market *market)
{
	struct restatements_builder *builder = restatements_builder_new();
	struct restatement restatement = {
		.period = HISTORY_WEEK,
		.date = market_day("2026-03-02"),
		.model = "cn-b/b",
		.was = RESTATEMENT_UNNAMED,
		.is = MARKET_MILLION,
		.at = NOW - 3600,
	};
	struct restatements *restatements;

	restatements_builder_add(builder, &restatement);
	restatement.period = HISTORY_DAY;
	restatement.was = INT64_MAX;
	restatements_builder_add(builder, &restatement);
	restatement.model = HISTORY_TAIL;
	restatements_builder_add(builder, &restatement);
	restatements = restatements_finish(builder);
	snapshot_set_restatements(market->snapshot, restatements);
	restatements_unref(restatements);
}

static void open_markets(void)
{
	static bool done;

	if (done)
		return;
	done = true;
	check_locale();
	open_market(&full, 0, 3);
	add_providers(&full);
	add_restatements(&full);
	open_market(&older, 0, 1);
	open_market(&none, 0, 0);
	open_market(&part, 1, 3);
}

static void check_pane(const struct pane *pane)
{
	int rows = pane->table ? (int)pane->table->n_rows : 0;

	check_inert(pane->filter);
	check_inert(pane->selected);
	if (!pane->table)
		return;
	FUZZ_CHECK(pane->cursor >= 0 && pane->cursor < (rows > 0 ? rows : 1));
	FUZZ_CHECK(pane->scroll >= 0 && pane->scroll <= pane->cursor);
	FUZZ_CHECK(!*pane->sort || pane->table->n_rows == 0 ||
		   table_column(pane->table, pane->sort) >= 0);
}

static void check_state(const struct screen *screen)
{
	const struct query *query = &screen->query;

	FUZZ_CHECK(screen->focus >= 0 && screen->focus < SCREEN_PANES);
	FUZZ_CHECK(query->mix.output >= 0 && query->mix.output <= 100);
	FUZZ_CHECK(query->mix.cached >= 0 && query->mix.cached <= 100);
	FUZZ_CHECK(screen->snapshot->history->n_weeks == 0 ||
		   history_week(screen->snapshot->history, query->week));
	check_inert(screen->prompt);
	check_inert(screen->message);
	for (int i = 0; i <= SCREEN_SHEET; i++)
		check_pane(&screen->panes[i]);
}

static void check_cell(const struct canvas *canvas, int row, int column)
{
	const struct cell *cell = canvas_cell(canvas, row, column);

	FUZZ_CHECK(cell->role < ROLE_COUNT && cell->flags <= (CELL_SELECTED | CELL_BOLD));
	FUZZ_CHECK(cell->glyph >= ' ' && cell->glyph <= 0x10FFFF);
	FUZZ_CHECK(cell->glyph < 0x7F || (cell->glyph >= 0xA0 && !canvas->ascii));
	FUZZ_CHECK(cell->width <= 2);
	if (cell->width == 2)
		FUZZ_CHECK(column + 1 < canvas->columns && cell[1].width == 0);
	if (cell->width == 0)
		FUZZ_CHECK(column > 0 && cell[-1].width == 2);
}

static void draw(struct play *play)
{
	struct canvas *canvas = &play->canvas;

	screen_draw(&play->screen, canvas);
	for (int row = 0; row < canvas->rows; row++)
		for (int column = 0; column < canvas->columns; column++)
			check_cell(canvas, row, column);
}

/* What the event loop writes to a file: each line has as many bytes of its own as any. */
static void export_view(struct play *play)
{
	static char file[FILE_SIZE];
	static FILE *stream;
	struct query query;
	const struct view *view = screen_focused(&play->screen, &query);
	struct table *table = view_table(view, play->screen.snapshot, &query);

	if (!stream)
		stream = fmemopen(file, sizeof(file), "w");
	FUZZ_CHECK(stream);
	rewind(stream);
	csv_write(table, stream);
	fputc('\0', stream);
	FUZZ_CHECK(fflush(stream) == 0 && !ferror(stream));
	for (char *c = file; *c; c++)
		if (*c == '\r' || *c == '\n')
			*c = ' ';
	check_inert(file);
	table_free(table);
}

static void copy(struct play *play)
{
	struct query query;
	const struct view *view = screen_focused(&play->screen, &query);
	const struct pane *pane = screen_pane(&play->screen);
	const struct row *row = subject_row(pane);
	struct strbuf text;

	if (!row)
		return;
	strbuf_init(&text, FILE_SIZE);
	copy_row(&text, play->screen.snapshot, &query, view->title, pane->table, row);
	FUZZ_CHECK(text.length > 0);
	for (char *c = text.data; *c; c++)
		if (*c == '\t' || *c == '\n')
			*c = ' ';
	check_inert(text.data);
	strbuf_done(&text);
}

static void press(struct play *play, uint32_t key)
{
	unsigned react = screen_key(&play->screen, key);

	FUZZ_CHECK(react < REACT_OPEN << 1);
	if (react & REACT_EXPORT)
		export_view(play);
	if (react & REACT_COPY)
		copy(play);
	if (react & REACT_OPEN)
		subject_model(&play->screen);
}

static void point(struct play *play, enum report_kind kind)
{
	struct report report = {.kind = kind};

	if (play->end - play->at < 2)
		return;
	report.row = *play->at++;
	report.column = *play->at++;
	FUZZ_CHECK(pointer_act(&play->screen, &report, play->clock += 100) < REACT_OPEN << 1);
}

static void take(struct play *play, const struct market *market)
{
	screen_take(&play->screen, snapshot_ref(market->snapshot));
}

static void resize(struct play *play)
{
	int rows, columns;

	if (play->end - play->at < 2)
		return;
	rows = *play->at++ % ROWS_MAX;
	columns = *play->at++;
	screen_resize(&play->screen, rows, columns);
	canvas_resize(&play->canvas, rows, columns);
}

static uint32_t plain_key(uint8_t byte)
{
	switch (byte) {
	case '\n':
	case '\r':
		return UI_KEY_ENTER;
	case '\b':
	case 0x7F:
		return UI_KEY_BACKSPACE;
	case 0x1B:
		return UI_KEY_ESCAPE;
	default:
		return byte;
	}
}

static void act(struct play *play, uint8_t byte)
{
	static const uint32_t afar[] = {0xE9, 0x4E2D, 0x301, 0x1F600, 0xA0, 0xFFFD, 0x10FFFF, 0xA7};

	if (byte > 0 && byte < 0x80)
		press(play, plain_key(byte));
	else if (byte >= 0x80 && byte <= 0x80 + UI_KEY_F5 - UI_KEY_UP)
		press(play, UI_KEY_UP + byte - 0x80);
	else if (byte >= 0x90 && byte <= 0x97)
		press(play, afar[byte - 0x90]);
	else if (byte >= 0xA0 && byte <= 0xAF)
		resize(play);
	else if (byte == 0xB0)
		screen_tick(&play->screen, play->screen.query.now + 60);
	else if (byte >= 0xB1 && byte <= 0xB3)
		take(play, byte == 0xB1 ? &full : byte == 0xB2 ? &older : &none);
	else if (byte == 0xB6)
		take(play, &part);
	else if (byte >= 0xB7 && byte <= 0xB9)
		point(play, REPORT_PRESS + byte - 0xB7);
	else if (byte == 0xB4)
		draw(play);
	else if (byte == 0xB5)
		play->canvas.ascii = !play->canvas.ascii;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct play play = {.at = data, .end = data + size};
	struct query query = query_default();

	open_markets();
	query.now = NOW;
	screen_init(&play.screen, &query, ROWS, COLUMNS);
	canvas_init(&play.canvas, ROWS, COLUMNS, false);
	take(&play, &full);
	while (play.at < play.end) {
		act(&play, *play.at++);
		check_state(&play.screen);
	}
	draw(&play);
	canvas_done(&play.canvas);
	screen_done(&play.screen);
	return 0;
}
