/* What is sent makes the terminal show the canvas, whatever it showed before, for each of the
 * terminals that terminfo tells of; and no more is sent than is needed. */
#include "ui/writer.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>
#include <cmocka.h>
#include "support/emulator.h"

/* <term.h> names all of terminfo by macros. */
#include <ncurses.h>
#include <term.h>
#undef columns

static const struct terminfo terminfo = {tigetstr, tigetnum, tigetflag, tiparm};

static const char theme_text[] = "text = default\n"
				 "strong = 15/white/white bold\n"
				 "dim = 244/white/white dim\n"
				 "title = 75/cyan/cyan\n"
				 "head = default underline\n"
				 "up = 114/green/green\n"
				 "down = 203/red/red\n"
				 "warn = 0/black/black on 214/yellow/yellow\n"
				 "error = default reverse\n"
				 "key = 75/cyan/cyan dim\n"
				 "selected = default on 236/blue/blue\n";

struct desk {
	struct sequences sequences;
	struct writer writer;
	struct emulator emulator;
	struct canvas canvas;
	struct theme theme;
	enum theme_depth depth;
};

static void desk_theme(struct desk *desk, const char *text)
{
	struct error error;

	assert_true(theme_parse(&desk->theme, "test", text, strlen(text), &error));
	writer_theme(&desk->writer, &desk->theme, desk->depth);
}

static void desk_init(struct desk *desk, const char *name, int rows, int columns)
{
	int status, n;

	assert_int_equal(setupterm(name, 1, &status), OK);
	sequences_read(&desk->sequences, &terminfo);
	n = desk->sequences.colors;
	desk->depth = n == 256 ? THEME_256 : n >= 16 ? THEME_16 : n >= 8 ? THEME_8 : THEME_DEPTHS;
	writer_init(&desk->writer, &desk->sequences);
	desk_theme(desk, theme_text);
	writer_resize(&desk->writer, rows, columns);
	writer_cleared(&desk->writer);
	emulator_init(&desk->emulator, rows, columns);
	desk->emulator.wraps_late = tigetflag("xenl") > 0;
	desk->emulator.erases_in_color = tigetflag("bce") > 0;
	canvas_init(&desk->canvas, rows, columns, false);
}

static void desk_done(struct desk *desk)
{
	writer_done(&desk->writer);
	emulator_done(&desk->emulator);
	canvas_done(&desk->canvas);
	del_curterm(cur_term);
}

/* What the terminal can show of a role's look. */
static struct look expected_look(const struct desk *desk, const struct cell *cell)
{
	struct look look = theme_look(&desk->theme, cell->role, cell->flags, desk->depth);
	static const struct {
		const char *name;
		unsigned attribute;
		int not_in_color;
	} attributes[] = {{"bold", THEME_BOLD, 32},
			  {"dim", THEME_DIM, 16},
			  {"smul", THEME_UNDERLINE, 2},
			  {"rev", THEME_REVERSE, 4}};
	bool color = look.fg != THEME_DEFAULT || look.bg != THEME_DEFAULT;
	int ncv = tigetnum("ncv") > 0 ? tigetnum("ncv") : 0;

	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		if (!tigetstr(attributes[i].name) || (color && ncv & attributes[i].not_in_color))
			look.attributes &= ~attributes[i].attribute;
	return look;
}

static void assert_cell(const struct desk *desk, int row, int column)
{
	const struct cell *cell = canvas_cell(&desk->canvas, row, column);
	const struct emulated *shown = emulator_cell(&desk->emulator, row, column);
	/* A wide glyph has one look. */
	struct look look = expected_look(desk, cell->width ? cell : cell - 1);
	uint32_t glyph = cell->width == 0 ? 0 : cell->glyph;
	unsigned seen = THEME_UNDERLINE | THEME_REVERSE;
	bool good;

	/* What has no width here is shown as a question mark. */
	if (cell->width && wcwidth((wchar_t)glyph) != cell->width)
		glyph = '?';
	good = shown->glyph == glyph && shown->look.bg == look.bg;
	if (glyph == ' ')
		good = good && (shown->look.attributes & seen) == (look.attributes & seen);
	if (glyph != ' ' || (look.attributes & seen))
		good = good && shown->look.fg == look.fg &&
		       shown->look.attributes == look.attributes;
	if (!good)
		fail_msg("at %d, %d U+%04X in %d/%d/%u is U+%04X in %d/%d/%u", row, column,
			 (unsigned)glyph, look.fg, look.bg, look.attributes, (unsigned)shown->glyph,
			 shown->look.fg, shown->look.bg, shown->look.attributes);
}

/* Draw, check what the terminal shows then, and return how many bytes it took. */
static size_t check_draw(struct desk *desk)
{
	const struct strbuf *out = writer_draw(&desk->writer, &desk->canvas);
	int n = desk->canvas.rows * desk->canvas.columns, last = n;

	if (!desk->sequences.has_corner)
		last -= desk->canvas.cells[n - 1].width == 0 ? 2 : 1;
	emulator_feed(&desk->emulator, out->data, out->length);
	for (int i = 0; i < last; i++)
		assert_cell(desk, i / desk->canvas.columns, i % desk->canvas.columns);
	if (out->length > 0) {
		assert_int_equal(desk->emulator.row, desk->canvas.rows - 1);
		assert_int_equal(desk->emulator.column, 0);
	}
	assert_int_equal(desk->emulator.look.attributes, 0);
	assert_int_equal(desk->emulator.look.fg, THEME_DEFAULT);
	assert_int_equal(desk->emulator.look.bg, THEME_DEFAULT);
	return out->length;
}

/* A generator of its own, so that every run draws the same. */
static unsigned random_below(unsigned n)
{
	static uint32_t state = 2463534242;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % n;
}

static void draw_something(struct canvas *canvas)
{
	/* Letters, blanks, blocks, two wide ones, and a code point that is nobody's. */
	static const uint32_t glyphs[] = {'a',    'b',    ' ',    ' ',  0x2588,
					  0x2500, 0x4E2D, 0xFF21, 0x378};
	int row = (int)random_below((unsigned)canvas->rows);
	int column = (int)random_below((unsigned)canvas->columns);
	int n = (int)random_below((unsigned)canvas->columns + 1);
	enum role role = (enum role)random_below(ROLE_COUNT);

	if (random_below(40) == 0)
		canvas_clear(canvas);
	if (random_below(6) == 0)
		canvas_mark(canvas, row, column, n, CELL_SELECTED);
	for (int i = 0; i < n; i++) {
		if (random_below(8) == 0)
			role = (enum role)random_below(ROLE_COUNT);
		canvas_glyph(canvas, row, column + i,
			     glyphs[random_below(sizeof(glyphs) / sizeof(glyphs[0]))], role,
			     random_below(9) == 0 ? CELL_BOLD : 0);
	}
}

/* Some lines go up or down; what they leave stays. */
static void move_lines(struct canvas *canvas)
{
	int rows = canvas->rows, from = (int)random_below((unsigned)rows);
	int to = (int)random_below((unsigned)rows);
	int n = 1 + (int)random_below((unsigned)rows - (unsigned)(from > to ? from : to));

	memmove(&canvas->cells[to * canvas->columns], &canvas->cells[from * canvas->columns],
		(size_t)(n * canvas->columns) * sizeof(*canvas->cells));
}

static void resize_desk(struct desk *desk)
{
	int rows = 2 + (int)random_below(24), columns = 2 + (int)random_below(40);

	canvas_resize(&desk->canvas, rows, columns);
	writer_resize(&desk->writer, rows, columns);
	emulator_done(&desk->emulator);
	emulator_init(&desk->emulator, rows, columns);
	desk->emulator.wraps_late = tigetflag("xenl") > 0;
	desk->emulator.erases_in_color = tigetflag("bce") > 0;
	/* It shows anything, and attributes are on. */
	for (int i = 0; i < rows * columns; i++)
		desk->emulator.cells[i] = (struct emulated){'#', {1, 4, THEME_REVERSE}};
	desk->emulator.look = (struct look){2, 3, THEME_BOLD};
}

static void test_random_screens(void **state)
{
	static const char *const terminals[] = {
		"linux", "vt100", "xterm-256color", "tmux-256color", "screen", "xterm", "ansi"};

	(void)state;
	for (size_t i = 0; i < sizeof(terminals) / sizeof(terminals[0]); i++) {
		struct desk desk;

		desk_init(&desk, terminals[i], 8, 30);
		assert_true(desk.sequences.ecma_moves);
		for (int n = 0; n < 3000; n++) {
			if (n % 100 == 99)
				resize_desk(&desk);
			for (unsigned k = random_below(4); k-- > 0;)
				draw_something(&desk.canvas);
			if (random_below(3) == 0)
				move_lines(&desk.canvas);
			if (n % 250 == 249)
				desk_theme(&desk, n % 500 == 499 ? theme_text : "up = 1 bold\n");
			check_draw(&desk);
		}
		desk_done(&desk);
	}
}

/* A theme that names a background: a cleared terminal does not show it. */
static void test_background(void **state)
{
	struct desk desk;

	(void)state;
	desk_init(&desk, "tmux-256color", 6, 20);
	desk_theme(&desk, "text = 250 on 17\nup = 114\n");
	writer_cleared(&desk.writer);
	assert_true(check_draw(&desk) > 6 * 20);
	canvas_text(&desk.canvas, 2, 3, 10, "up", ROLE_UP, 0);
	check_draw(&desk);
	canvas_clear(&desk.canvas);
	check_draw(&desk);
	desk_done(&desk);
}

static void assert_sent(struct desk *desk, const char *bytes)
{
	const struct strbuf *out = writer_draw(&desk->writer, &desk->canvas);

	assert_string_equal(out->data, bytes);
}

static void test_economy(void **state)
{
	struct desk desk;
	struct canvas *canvas = &desk.canvas;

	(void)state;
	desk_init(&desk, "tmux-256color", 4, 40);
	assert_sent(&desk, "");
	canvas_text(canvas, 1, 2, 40, "abc 12 def", ROLE_TEXT, 0);
	assert_sent(&desk, "\033[2;3Habc 12 def\033[4;1H");
	assert_sent(&desk, "");
	/* Blanks look alike in every colour of text. */
	canvas_text(canvas, 1, 5, 1, " ", ROLE_UP, 0);
	canvas_text(canvas, 3, 5, 9, "         ", ROLE_STRONG, 0);
	assert_sent(&desk, "");
	/* Four equal cells are written again, five are jumped over. */
	canvas_text(canvas, 1, 2, 10, "Abc 1X def", ROLE_TEXT, 0);
	assert_sent(&desk, "\033[2;3HAbc 1X\033[4;1H");
	canvas_text(canvas, 1, 2, 10, "abc 1X dEf", ROLE_TEXT, 0);
	assert_sent(&desk, "\033[2;3Ha\033[7CE\033[4;1H");
	/* One change of colour for words of one colour, blanks between them or not. */
	canvas_text(canvas, 1, 2, 3, "abc", ROLE_UP, 0);
	canvas_text(canvas, 1, 6, 6, "1X dEf", ROLE_UP, 0);
	assert_sent(&desk, "\033[2;3H\033[38;5;114mabc 1X dEf\033[m\033[4;1H");
	/* What has the same look needs nothing. */
	canvas_text(canvas, 1, 2, 3, "abc", ROLE_NEW, 0);
	assert_sent(&desk, "\033[2;3Habc\033[4;1H");
	canvas_text(canvas, 1, 2, 3, "abc", ROLE_FREE, 0);
	assert_sent(&desk, "");
	/* A blank end is erased. */
	canvas_clear(canvas);
	canvas_text(canvas, 1, 2, 4, "abc", ROLE_TEXT, 0);
	assert_sent(&desk, "\033[2;6H\033[K\033[4;1H");
	desk_done(&desk);
}

/* A list on a screen of 14 lines, in its lines 3 to 12: of the letter `first`, of the next one, ...
 */
static void draw_list(struct desk *desk, char first)
{
	char text[] = "xxxxxxxxxxxx";

	for (int row = 2; row < 12; row++) {
		memset(text, first + row - 2, sizeof(text) - 1);
		canvas_text(&desk->canvas, row, 0, 60, text, ROLE_TEXT, 0);
	}
}

/* A list that moves is moved by the terminal, and what comes in is written. */
static void test_scrolling(void **state)
{
	struct desk desk;

	(void)state;
	desk_init(&desk, "tmux-256color", 14, 60);
	canvas_text(&desk.canvas, 0, 0, 60, "head", ROLE_TITLE, 0);
	canvas_text(&desk.canvas, 13, 0, 60, "foot", ROLE_TITLE, 0);
	draw_list(&desk, 'h');
	check_draw(&desk);
	draw_list(&desk, 'i');
	assert_sent(&desk, "\033[3;12r\033[12;1H\n\033[1;14r"
			   "\033[12;1Hrrrrrrrrrrrr\033[14;1H");
	draw_list(&desk, 'h');
	assert_sent(&desk, "\033[3;12r\033[3;1H\033M\033[1;14r"
			   "\033[3;1Hhhhhhhhhhhhh\033[14;1H");
	draw_list(&desk, 'k');
	assert_sent(&desk, "\033[3;12r\033[12;1H\n\n\n\033[1;14r"
			   "\033[10;1Hrrrrrrrrrrrr"
			   "\033[11;1Hssssssssssss"
			   "\033[12;1Htttttttttttt\033[14;1H");
	/* What is shorter to write is written. */
	canvas_clear(&desk.canvas);
	for (int row = 2; row < 12; row++)
		canvas_text(&desk.canvas, row, 0, 1, row % 2 ? "a" : "b", ROLE_TEXT, 0);
	writer_draw(&desk.writer, &desk.canvas);
	for (int row = 2; row < 12; row++)
		canvas_text(&desk.canvas, row, 0, 1, row % 2 ? "b" : "a", ROLE_TEXT, 0);
	assert_null(strchr(writer_draw(&desk.writer, &desk.canvas)->data, 'r'));
	desk_done(&desk);
	/* Not on a terminal that has no region, or brings back what has left. */
	desk_init(&desk, "tmux-256color", 14, 60);
	desk.sequences.scrolls = false;
	draw_list(&desk, 'b');
	check_draw(&desk);
	draw_list(&desk, 'a');
	assert_null(strchr(writer_draw(&desk.writer, &desk.canvas)->data, 'r'));
	desk_done(&desk);
}

static void test_forgotten(void **state)
{
	struct desk desk;
	size_t whole;

	(void)state;
	desk_init(&desk, "xterm-256color", 3, 10);
	canvas_text(&desk.canvas, 0, 0, 10, "abc", ROLE_UP, 0);
	check_draw(&desk);
	writer_forget(&desk.writer);
	desk.emulator.look.attributes = THEME_BOLD;
	whole = check_draw(&desk);
	assert_true(whole > 0);
	assert_int_equal(check_draw(&desk), 0);
	desk_done(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_screens), cmocka_unit_test(test_background),
		cmocka_unit_test(test_economy),        cmocka_unit_test(test_scrolling),
		cmocka_unit_test(test_forgotten),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
