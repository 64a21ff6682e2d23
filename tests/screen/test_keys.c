/* What keys do: weeks, units, panes, rows, filter, order, help, and what is left to the loop. */
#include "support/stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "view/glossary.h"

#define LAST (stage->canvas.rows - 1)

static const struct pane *focused(const struct stage *stage)
{
	return &stage->screen.panes[stage->screen.focus];
}

static void test_weeks(void **state)
{
	struct stage *stage = *state;
	struct screen *screen = &stage->screen;

	/* Starts at the latest complete week; the running one is a step to the right. */
	assert_int_equal(screen->query.week, STAGE_W33);
	assert_true(screen->latest);
	stage_key(stage, UI_KEY_RIGHT);
	assert_int_equal(screen->query.week, STAGE_W34);
	assert_false(screen->latest);
	stage_keys(stage, "l");
	assert_int_equal(screen->query.week, STAGE_W34);
	stage_expect(stage, LAST, "newest week");
	stage_keys(stage, "hh");
	assert_int_equal(screen->query.week, STAGE_W32);
	stage_expect(stage, LAST, "quit");
	stage_keys(stage, "$");
	assert_int_equal(screen->query.week, STAGE_W33);
	stage_keys(stage, "0");
	assert_int_equal(screen->query.week, STAGE_W20);
	stage_expect(stage, LAST, "oldest week");
	stage_key(stage, UI_KEY_LEFT);
	assert_int_equal(screen->query.week, STAGE_W20);
	stage_expect(stage, LAST, "oldest week");
	stage_expect(stage, 0, "2026-W20");
}

static void test_units(void **state)
{
	struct stage *stage = *state;

	stage_keys(stage, "d");
	stage_expect(stage, 2, "Top 10 by dollars");
	stage_keys(stage, "d");
	assert_int_equal(stage->screen.query.unit, UNIT_USD);
	stage_keys(stage, "u");
	stage_expect(stage, 2, "Top 10 by tokens");
	stage_keys(stage, "ut");
	assert_int_equal(stage->screen.query.unit, UNIT_TOKENS);
}

/* % goes round the denominators; the title and the answer name them. */
static void test_denominators(void **state)
{
	static const struct {
		const char *title, *answer;
	} steps[] = {
		{"shares of China and US tokens", "China and the US together"},
		{"shares of the top 10's tokens", "the ten largest models"},
		{"shares of all tokens", "everything"},
	};
	struct stage *stage = *state;

	for (size_t i = 0; i < 3; i++) {
		struct query query;
		const struct view *view;
		struct table *table;

		stage_keys(stage, "3%");
		assert_string_equal(focused(stage)->table->title, steps[i].title);
		stage_expect(stage, LAST, steps[i].answer);
		/* What is exported is of the same whole. */
		view = screen_focused(&stage->screen, &query);
		table = view_table(view, stage->screen.snapshot, &query);
		assert_string_equal(table->title, steps[i].title);
		table_free(table);
	}
}

/* 3 % output and 68 % cached at the start, by steps of 1 and 5, never outside of 0 to 100. */
static void test_price_rule(void **state)
{
	struct stage *stage = *state;
	const struct query *query = &stage->screen.query;
	const int rule = LAST - 3;

	stage_expect(stage, rule, "97% in, 3% out");
	stage_expect(stage, rule, "low: 68% cached");
	stage_keys(stage, "++=");
	assert_int_equal(query->mix.output, 6);
	stage_expect(stage, rule, "94% in, 6% out");
	stage_expect(stage, LAST, "94% in, 6% out");
	stage_keys(stage, "--------");
	assert_int_equal(query->mix.output, 0);
	stage_keys(stage, "}}}}}}}}");
	assert_int_equal(query->mix.cached, 100);
	stage_expect(stage, rule, "low: 100% cached");
	stage_keys(stage, "{");
	assert_int_equal(query->mix.cached, 95);
	for (int i = 0; i < 120; i++)
		stage_keys(stage, "+{");
	assert_int_equal(query->mix.output, 100);
	assert_int_equal(query->mix.cached, 0);
}

/* Nemotron 3 Ultra (free) is tenth of W33, MiniMax M3 twelfth after another free model. */
static void test_paid_only(void **state)
{
	struct stage *stage = *state;

	stage_expect(stage, 13, "Nemotron 3 Ultra (free)");
	stage_keys(stage, "f");
	stage_expect(stage, 13, "10 ");
	stage_expect(stage, 13, "MiniMax M3");
	stage_expect(stage, 0, "paid models only");
	stage_expect(stage, 2, "Top 10 by tokens, paid models only");
	stage_expect(stage, LAST, "paid models only");
	stage_keys(stage, "f");
	stage_expect(stage, 13, "Nemotron 3 Ultra (free)");
	stage_expect(stage, LAST, "free models too");
}

static void test_panes_and_zoom(void **state)
{
	struct stage *stage = *state;
	struct screen *screen = &stage->screen;

	for (int i = 1; i <= SCREEN_PANES; i++) {
		stage_key(stage, '\t');
		assert_int_equal(screen->focus, i % SCREEN_PANES);
	}
	stage_key(stage, UI_KEY_BACK_TAB);
	assert_int_equal(screen->focus, 3);
	stage_keys(stage, "2z");
	stage_expect(stage, 2, "2 Vendors");
	for (int i = 0; i < SCREEN_PANES; i++)
		assert_int_equal(screen->tables[i] != NULL, i == 1);
	stage_keys(stage, "3");
	stage_expect(stage, 2, "3 Regions");
	stage_keys(stage, "z");
	stage_expect(stage, 2, "1 Models");
	for (int i = 0; i < SCREEN_PANES; i++)
		assert_non_null(screen->tables[i]);
}

static void test_rows(void **state)
{
	struct stage *stage = *state;
	const struct pane *pane = focused(stage);
	int last = (int)pane->table->n_rows - 1;

	stage_keys(stage, "jjk");
	assert_int_equal(pane->cursor, 1);
	stage_key(stage, UI_KEY_PAGE_DOWN);
	assert_int_equal(pane->cursor, 11);
	stage_expect(stage, 2, "3-12 of 50");
	stage_key(stage, UI_KEY_CTRL('d'));
	assert_int_equal(pane->cursor, 16);
	stage_key(stage, UI_KEY_CTRL('u'));
	stage_key(stage, UI_KEY_PAGE_UP);
	assert_int_equal(pane->cursor, 1);
	stage_keys(stage, "G");
	assert_int_equal(pane->cursor, last);
	stage_keys(stage, "j");
	assert_int_equal(pane->cursor, last);
	stage_keys(stage, "g");
	assert_int_equal(pane->cursor, 0);
	stage_key(stage, UI_KEY_UP);
	assert_int_equal(pane->cursor, 0);
}

/* The fourth model of W33 was third in W32: the selection goes with it, and through dollars. */
static void test_selection_follows_the_model(void **state)
{
	struct stage *stage = *state;
	const struct pane *pane = focused(stage);
	char key[PANE_KEY_MAX];

	stage_keys(stage, "jjj");
	snprintf(key, sizeof(key), "%s", pane->selected);
	assert_string_equal(key, pane->table->rows[3].key);
	stage_keys(stage, "h");
	assert_string_equal(pane->table->rows[pane->cursor].key, key);
	assert_int_equal(pane->cursor, 2);
	stage_keys(stage, "d");
	assert_string_equal(pane->table->rows[pane->cursor].key, key);
	stage_keys(stage, "sss");
	assert_string_equal(pane->table->rows[pane->cursor].key, key);
	/* It did not rank in W20 and is found again in W33. */
	stage_keys(stage, "0$t");
	assert_string_equal(pane->table->rows[pane->cursor].key, key);
}

static void test_filter_follows_every_letter(void **state)
{
	struct stage *stage = *state;
	const struct pane *pane = focused(stage);
	size_t all = pane->table->n_rows;

	stage_keys(stage, "/dEEp");
	stage_expect(stage, LAST, "/dEEp");
	stage_expect(stage, 2, "/dEEp");
	assert_true(pane->table->n_rows > 0 && pane->table->n_rows < all);
	for (size_t i = 0; i < pane->table->n_rows; i++)
		assert_non_null(strstr(pane->table->rows[i].key, "deep"));
	stage_keys(stage, "\n");
	assert_int_equal(stage->screen.overlay, OVERLAY_NONE);
	assert_string_equal(pane->filter, "dEEp");

	/* n and N go round. */
	assert_int_equal(pane->cursor, 0);
	stage_keys(stage, "N");
	assert_int_equal(pane->cursor, (int)pane->table->n_rows - 1);
	stage_keys(stage, "nn");
	assert_int_equal(pane->cursor, 1);

	/* Esc in the prompt gives the old filter back; outside it clears it. */
	stage_keys(stage, "/zzz");
	assert_int_equal(pane->table->n_rows, 0);
	stage_keys(stage, "\x1b");
	assert_string_equal(pane->filter, "dEEp");
	stage_keys(stage, "\x1b");
	assert_string_equal(pane->filter, "");
	assert_int_equal(pane->table->n_rows, all);
	stage_keys(stage, "n");
	stage_expect(stage, LAST, "no filter");
}

static void test_prompt_edits(void **state)
{
	struct stage *stage = *state;
	const struct screen *screen = &stage->screen;

	stage_keys(stage, "/q");
	stage_key(stage, 0xE9);
	stage_key(stage, 0x4E2D);
	assert_string_equal(screen->prompt, "q\u00E9\u4E2D");
	stage_key(stage, UI_KEY_BACKSPACE);
	stage_key(stage, UI_KEY_BACKSPACE);
	assert_string_equal(screen->prompt, "q");
	stage_key(stage, UI_KEY_BACKSPACE);
	stage_key(stage, UI_KEY_BACKSPACE);
	assert_string_equal(screen->prompt, "");
	/* Keys without a sign of their own are no text. */
	stage_key(stage, UI_KEY_LEFT);
	stage_key(stage, '\t');
	stage_key(stage, 0x7F);
	stage_key(stage, 0x9B);
	assert_string_equal(screen->prompt, "");
	assert_int_equal(screen->query.week, STAGE_W33);
	for (int i = 0; i < 100; i++)
		stage_key(stage, 0x4E2D);
	assert_int_equal(strlen(screen->prompt), (PANE_FILTER_MAX - 1) / 3 * 3);
	assert_int_equal(stage_key(stage, UI_KEY_CTRL('c')) & REACT_QUIT, REACT_QUIT);
}

static void test_filters_belong_to_their_panes(void **state)
{
	struct stage *stage = *state;

	stage_keys(stage, "/open\n2/goo\n");
	assert_string_equal(stage->screen.panes[0].filter, "open");
	assert_string_equal(stage->screen.panes[1].filter, "goo");
	assert_int_equal(stage->screen.panes[1].table->n_rows, 1);
	stage_keys(stage, "\x1b");
	assert_string_equal(stage->screen.panes[0].filter, "open");
	assert_string_equal(stage->screen.panes[1].filter, "");
}

/* Texts of a column from the top; numbers must fall. */
static void expect_falling(const struct table *table, const char *id)
{
	int column = table_column(table, id);

	assert_true(column >= 0);
	for (size_t i = 1; i < table->n_ranked; i++)
		assert_true(table->rows[i - 1].values[column].integer >=
			    table->rows[i].values[column].integer);
}

static void test_order(void **state)
{
	struct stage *stage = *state;
	const struct pane *pane = focused(stage);
	int stops = 0;

	stage_keys(stage, "S");
	stage_expect(stage, LAST, "s picks one");
	while (strcmp(pane->sort, "tokens") != 0 && stops++ < 30)
		stage_keys(stage, "s");
	assert_true(pane->descending);
	expect_falling(pane->table, "tokens");
	stage_expect(stage, LAST, "sorted by Tokens, descending");
	stage_keys(stage, "S");
	assert_false(pane->descending);
	assert_true(pane->table->rows[0].values[table_column(pane->table, "tokens")].integer <
		    pane->table->rows[1].values[table_column(pane->table, "tokens")].integer);
	/* The tail stays at the end whatever the order. */
	assert_int_equal(pane->table->rows[pane->table->n_rows - 1].flags & ROW_TAIL, ROW_TAIL);
	for (stops = 0; *pane->sort && stops < 30; stops++)
		stage_keys(stage, "s");
	assert_string_equal(pane->sort, "");
	stage_expect(stage, LAST, "in the order of the view");
}

static void test_names_and_prices_start_with_the_least(void **state)
{
	struct stage *stage = *state;
	const struct pane *pane = focused(stage);

	while (strcmp(pane->sort, "name") != 0)
		stage_keys(stage, "s");
	assert_false(pane->descending);
	while (strcmp(pane->sort, "input_usd_per_m") != 0)
		stage_keys(stage, "s");
	assert_false(pane->descending);
}

static void test_export_gets_what_is_seen(void **state)
{
	struct stage *stage = *state;
	const struct view *view;
	struct query query;

	stage_keys(stage, "d2/goo\ns");
	view = screen_focused(&stage->screen, &query);
	assert_string_equal(view->id, "vendors");
	assert_int_equal(query.week, STAGE_W33);
	assert_int_equal(query.unit, UNIT_USD);
	assert_string_equal(query.filter, "goo");
	assert_string_equal(query.sort, "vendor_name");
	assert_false(query.descending);
}

static void test_help(void **state)
{
	struct stage *stage = *state;
	struct screen *screen = &stage->screen;

	stage_resize(stage, 12, 40);
	assert_int_equal(stage_keys(stage, "?") & REACT_DRAW, REACT_DRAW);
	stage_expect(stage, 2, "PgDn scrolls, Esc ends");
	stage_expect(stage, 3, commands[0].help);
	stage_keys(stage, "jj");
	stage_expect(stage, 3, commands[2].help);
	stage_keys(stage, "ld");
	assert_int_equal(screen->query.week, STAGE_W33);
	assert_int_equal(screen->query.unit, UNIT_TOKENS);
	/* It never scrolls past its end, also when the screen grows. */
	stage_keys(stage, "GGjj");
	assert_true(screen->help_scroll > 0);
	stage_resize(stage, 60, 200);
	assert_int_equal(screen->help_scroll, 0);
	assert_int_equal(stage_keys(stage, "q") & REACT_QUIT, 0);
	assert_int_equal(screen->overlay, OVERLAY_NONE);
	stage_keys(stage, "?\x1b");
	assert_int_equal(screen->overlay, OVERLAY_NONE);
	stage_keys(stage, "??");
	assert_int_equal(screen->overlay, OVERLAY_NONE);
	stage_keys(stage, "?");
	assert_int_equal(stage_key(stage, UI_KEY_CTRL('c')) & REACT_QUIT, REACT_QUIT);
}

/* Every command stands in the help where there is room for all. */
static void test_help_lists_every_command(void **state)
{
	struct stage *stage = *state;
	const char *text;

	stage_resize(stage, 60, 200);
	stage_keys(stage, "?");
	text = stage_draw(stage);
	for (const struct command_info *info = commands; info->command != COMMAND_NONE; info++) {
		char keys[KEYMAP_TEXT_SIZE];

		assert_non_null(strstr(text, info->help));
		assert_non_null(
			strstr(text, keymap_keys_text(&stage->screen.keymap, info->command, keys)));
	}
}

/* The first line of the help's body, line by line to its end, with single blanks. */
static void read_help(struct stage *stage, struct strbuf *out)
{
	char line[1024];
	int last = -1;

	stage_keys(stage, "g");
	while (stage->screen.help_scroll > last) {
		last = stage->screen.help_scroll;
		stage_line(stage, stage->screen.layout.body.row + 1, line);
		for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
			strbuf_printf(out, "%s ", word);
		stage_keys(stage, "j");
	}
	/* The last page shows the rest at once. */
	for (int i = 2; i < stage->screen.layout.body.rows; i++) {
		stage_line(stage, stage->screen.layout.body.row + i, line);
		for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
			strbuf_printf(out, "%s ", word);
	}
}

/* The signs that are drawn, as they are drawn, and one meaning for a word. */
static void test_help_on_signs(void **state)
{
	struct stage *stage = *state;
	struct strbuf help;

	stage_keys(stage, "?");
	strbuf_init(&help, SIZE_MAX);
	read_help(stage, &help);
	assert_non_null(strstr(help.data, "new ranked in no known week before"));
	assert_non_null(strstr(help.data, "back ranked earlier, not the week before"));
	assert_null(strstr(help.data, "new not ranked the week before"));
	assert_non_null(strstr(help.data, "\u25B2\u25BC= places won"));
	assert_non_null(strstr(help.data, "\u25AF the week runs"));
	assert_non_null(strstr(help.data, "\u00B7 a gap"));
	assert_non_null(strstr(help.data, "\u25CF\u25A0\u25B2\u25C6 pinned"));
	strbuf_clear(&help);
	stage->canvas.ascii = true;
	read_help(stage, &help);
	assert_non_null(strstr(help.data, "+-= places won"));
	assert_non_null(strstr(help.data, "ABCD pinned"));
	strbuf_done(&help);
}

/* Whole sentences, however they are broken into lines. */
static void expect_columns_explained(struct stage *stage)
{
	const struct pane *pane = screen_pane(&stage->screen);
	struct strbuf text;
	int explained = 0;

	strbuf_init(&text, 1 << 20);
	stage_keys(stage, "?");
	read_help(stage, &text);
	stage_keys(stage, "\x1b");
	for (size_t i = 0; i < pane->table->n_columns; i++) {
		const struct column *column = &pane->table->columns[i];

		if (!(column->flags & COLUMN_SCREEN))
			continue;
		if (!strstr(text.data, glossary_help(pane->view->id, column->id)))
			fail_msg("%s at %dx%d: %s is not explained", pane->view->id,
				 stage->screen.columns, stage->screen.rows, column->id);
		explained++;
	}
	assert_true(explained > 1);
	strbuf_done(&text);
}

/* `?` speaks of the pane or sheet that has the keys, at every size. */
static void test_help_explains_columns(void **state)
{
	static const struct {
		int rows, columns;
	} sizes[] = {{60, 200}, {40, 120}, {24, 80}, {12, 40}, {5, 20}};
	static const char *const opened[] = {"1", "2", "3", "4", "R", "m", "v", "1\n", "\n", "w"};
	struct stage *stage = *state;

	for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
		stage_resize(stage, sizes[s].rows, sizes[s].columns);
		for (size_t i = 0; i < sizeof(opened) / sizeof(opened[0]); i++) {
			stage_keys(stage, opened[i]);
			expect_columns_explained(stage);
		}
		while (screen_has_sheet(&stage->screen))
			stage_keys(stage, "\x1b");
	}
}

static void test_help_goes_from_part_to_part(void **state)
{
	struct stage *stage = *state;

	stage_resize(stage, 12, 40);
	stage_keys(stage, "2?");
	stage_expect(stage, 2, "PgDn scrolls");
	stage_keys(stage, "\t");
	stage_expect(stage, 3, "All columns of Vendors");
	stage_keys(stage, "\t");
	stage_expect(stage, 3, "Signs and words");
	stage_keys(stage, "\t");
	stage_expect(stage, 3, commands[0].help);
	assert_int_equal(stage->screen.focus, 1);
}

static bool shows(struct stage *stage, const char *words)
{
	return strstr(stage_draw(stage), words) != NULL;
}

/* Words for newcomers go with the first key, which does what it always does, and are not there for
 * anybody who has a key, asks for nothing, or has figures of their own. */
static void test_welcome(void **state)
{
	static const enum trouble others[] = {TROUBLE_NONE, TROUBLE_OFFLINE, TROUBLE_KEY_REFUSED};
	struct stage *stage = *state;
	struct snapshot *snapshot;

	assert_false(shows(stage, "Welcome"));
	stage->screen.welcome = true;
	for (int rows = 1; rows <= 60; rows++)
		for (int columns = 1; columns <= 200; columns += columns < 90 ? 1 : 10) {
			stage_resize(stage, rows, columns);
			if (rows >= 12 && columns >= 40) {
				assert_true(shows(stage, "sample"));
				assert_true(shows(stage, "OPENROUTER_API_KEY=..."));
				assert_true(shows(stage, "openrouter.ai/keys"));
				assert_true(shows(stage, "Hy3") || rows < 13); /* and figures */
			}
		}
	stage_resize(stage, 24, 80);
	assert_int_equal(stage_keys(stage, "d") & REACT_DRAW, REACT_DRAW);
	assert_int_equal(stage->screen.query.unit, UNIT_USD);
	assert_false(shows(stage, "Welcome"));
	/* It names the key that is bound to the help, if one is. */
	stage->screen.welcome = true;
	assert_true(shows(stage, "? explains"));
	assert_true(keymap_bind(&stage->screen.keymap, COMMAND_HELP, "F1", 1, NULL));
	assert_true(shows(stage, "F1 explains"));
	assert_true(keymap_bind(&stage->screen.keymap, COMMAND_HELP, "", 2, NULL));
	assert_true(shows(stage, "start again."));
	assert_false(shows(stage, "explains"));
	/* A key that does nothing closes it, too. */
	stage->screen.welcome = true;
	assert_int_equal(stage_keys(stage, "X") & REACT_DRAW, REACT_DRAW);
	assert_false(shows(stage, "Welcome"));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		const struct status status = {.rankings.trouble = others[i]};

		snapshot = snapshot_new(stage->history, stage->catalog, stage->vendors, &status);
		screen_take(&stage->screen, snapshot);
		stage->screen.welcome = true;
		assert_false(shows(stage, "Welcome"));
	}
}

static void test_what_is_left_to_the_loop(void **state)
{
	static const struct {
		uint32_t key;
		unsigned react;
	} cases[] = {
		{'q', REACT_QUIT},
		{UI_KEY_CTRL('c'), REACT_QUIT},
		{'r', REACT_REFRESH},
		{UI_KEY_F5, REACT_REFRESH},
		{'e', REACT_EXPORT},
		{'p', REACT_THEME_NEXT},
		{'P', REACT_THEME_PREVIOUS},
		{UI_KEY_CTRL('z'), REACT_SUSPEND},
		{UI_KEY_CTRL('l'), REACT_REPAINT | REACT_DRAW},
		{'X', REACT_NONE},
	};
	struct stage *stage = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(stage_key(stage, cases[i].key), cases[i].react);
	/* Esc closes, it never quits. */
	assert_int_equal(stage_keys(stage, "\x1b\x1b\x1b") & REACT_QUIT, 0);
}

static void test_message_stays_until_the_next_key(void **state)
{
	struct stage *stage = *state;

	screen_message(&stage->screen, true, "cannot write %s", "x.csv");
	stage_expect(stage, LAST, "cannot write x.csv");
	assert_int_equal(canvas_cell(&stage->canvas, LAST, 0)->role, ROLE_ERROR);
	screen_message(&stage->screen, false, "exported to x.csv");
	stage_expect(stage, LAST, "exported to x.csv");
	assert_int_equal(canvas_cell(&stage->canvas, LAST, 0)->role, ROLE_MESSAGE);
	assert_int_equal(stage_key(stage, 'X'), REACT_DRAW);
	stage_expect(stage, LAST, "quit");
}

/* A history of the given weeks with one model each. */
static struct history *history_of(const int32_t *weeks, const int *days, size_t n)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);

	for (size_t i = 0; i < n; i++) {
		const struct history_bucket head = {.date = weeks[i],
						    .days = days[i],
						    .as_of = STAGE_NOW,
						    .fetched_at = STAGE_NOW};

		assert_true(history_builder_bucket(builder, HISTORY_WEEK, &head, NULL));
		assert_true(history_builder_row(builder, "openai/gpt-oss-120b", 19, 1000, NULL));
	}
	return history_finish(builder);
}

static void test_refresh_follows_the_latest_week(void **state)
{
	static const int32_t weeks[] = {STAGE_W32, STAGE_W33, STAGE_W34};
	static const int days[] = {7, 7, 7};
	struct stage *stage = *state;
	struct history *next = history_of(weeks, days, 3);

	screen_take(&stage->screen, stage_snapshot(stage, next));
	assert_int_equal(stage->screen.query.week, STAGE_W34);
	stage_expect(stage, 0, "2026-W34");
	history_unref(next);
}

static void test_refresh_keeps_week_unit_and_selection(void **state)
{
	static const int32_t weeks[] = {STAGE_W32, STAGE_W33};
	static const int days[] = {7, 7};
	struct stage *stage = *state;
	struct history *next = history_of(weeks, days, 2);
	const struct pane *pane = focused(stage);
	char key[PANE_KEY_MAX];

	stage_keys(stage, "hdjjj");
	snprintf(key, sizeof(key), "%s", pane->selected);
	screen_take(&stage->screen, stage_snapshot(stage, NULL));
	assert_int_equal(stage->screen.query.week, STAGE_W32);
	assert_int_equal(stage->screen.query.unit, UNIT_USD);
	assert_string_equal(pane->table->rows[pane->cursor].key, key);
	/* A week that is gone becomes the nearest one. */
	stage_keys(stage, "0");
	screen_take(&stage->screen, stage_snapshot(stage, next));
	assert_int_equal(stage->screen.query.week, STAGE_W32);
	history_unref(next);
}

static void test_history_without_weeks(void **state)
{
	struct stage *stage = *state;
	struct history *empty = history_finish(history_builder_new(HISTORY_LIVE));

	screen_take(&stage->screen, stage_snapshot(stage, empty));
	stage_draw(stage);
	stage_keys(stage, "hjs/x\n2zd$0l");
	stage_expect(stage, LAST, "no weeks yet");
	history_unref(empty);
}

static void test_screen_without_data(void **state)
{
	struct query query = query_default();
	struct screen screen;
	struct canvas canvas;

	(void)state;
	screen_init(&screen, &query, 24, 80);
	canvas_init(&canvas, 24, 80, true);
	screen_key(&screen, 'h');
	screen_key(&screen, 'j');
	screen_key(&screen, 'd');
	screen_key(&screen, 's');
	screen_tick(&screen, STAGE_NOW);
	screen_draw(&screen, &canvas);
	assert_int_equal(canvas_cell(&canvas, 2, 3)->glyph, '1');
	canvas_done(&canvas);
	screen_done(&screen);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, stage_setup, stage_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_weeks),
		TEST(test_units),
		TEST(test_denominators),
		TEST(test_price_rule),
		TEST(test_paid_only),
		TEST(test_panes_and_zoom),
		TEST(test_rows),
		TEST(test_selection_follows_the_model),
		TEST(test_filter_follows_every_letter),
		TEST(test_prompt_edits),
		TEST(test_filters_belong_to_their_panes),
		TEST(test_order),
		TEST(test_names_and_prices_start_with_the_least),
		TEST(test_export_gets_what_is_seen),
		TEST(test_help),
		TEST(test_help_lists_every_command),
		TEST(test_help_on_signs),
		TEST(test_help_explains_columns),
		TEST(test_help_goes_from_part_to_part),
		TEST(test_welcome),
		TEST(test_what_is_left_to_the_loop),
		TEST(test_message_stays_until_the_next_key),
		TEST(test_refresh_follows_the_latest_week),
		TEST(test_refresh_keeps_week_unit_and_selection),
		TEST(test_history_without_weeks),
		cmocka_unit_test(test_screen_without_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
