#include "ui/term.h"

#include <errno.h>
#include <ncurses.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>
#include "base/base64.h"
#include "base/mem.h"
#include "ui/crash.h"
#include "ui/input.h"
#include "ui/keymap.h"
#include "ui/kind.h"
#include "ui/modes.h"
#include "ui/signals.h"

#undef columns /* <term.h> names all of terminfo by macros */
#undef lines

/* The largest screen that is drawn: a terminal may claim 65535x65535. */
#define ROWS_MAX    500
#define COLUMNS_MAX 1000

#define PAIRS_MAX    64
#define ESC_DELAY_MS 25
#define SLOW_BAUD    9600
#define ALL_FLAGS    (CELL_SELECTED | CELL_BOLD)

struct colors {
	short fg, bg;
};

struct paint {
	attr_t attributes;
	short pair;
};

static struct {
	SCREEN *screen; /* NULL while closed */
	bool keypad;    /* arrow keys come as terminfo says */
	struct kind kind;
	bool slow;           /* see term_is_slow() */
	WINDOW *keys;        /* a pad: reading keys from it never refreshes the screen */
	int rows, columns;   /* of the terminal; curses has at least 2x2 */
	struct cell *shadow; /* what curses was given last, NULL when all must be given */
	enum theme_depth depth;
	struct paint paints[ALL_FLAGS + 1][ROLE_COUNT];
	struct colors pairs[PAIRS_MAX]; /* [i] is pair i + 1 */
	int n_pairs;
	struct input input;
} term = {.depth = THEME_DEPTHS};

static int clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

static bool is_tiny(void)
{
	return term.rows < 2 || term.columns < 2;
}

static void forget_cells(void)
{
	free(term.shadow);
	term.shadow = NULL;
}

/* Size */

/* The size of the terminal; false when it claims more than is drawn. */
static bool measure(void)
{
	struct winsize size = {0};
	int rows, columns;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		memset(&size, 0, sizeof(size));
	/* A serial line has no size: then what terminfo says, then the customary one. */
	rows = size.ws_row ? size.ws_row : tigetnum("lines");
	columns = size.ws_col ? size.ws_col : tigetnum("cols");
	term.rows = rows > 0 ? clamp(rows, 1, ROWS_MAX) : 24;
	term.columns = columns > 0 ? clamp(columns, 1, COLUMNS_MAX) : 80;
	return size.ws_row <= ROWS_MAX && size.ws_col <= COLUMNS_MAX;
}

void term_size(int *rows, int *columns)
{
	*rows = term.rows;
	*columns = term.columns;
}

void term_resize(void)
{
	if (!term.screen)
		return;
	measure();
	resizeterm(clamp(term.rows, 2, ROWS_MAX), clamp(term.columns, 2, COLUMNS_MAX));
	term_repaint();
}

/* Keys */

static bool input_ready(bool *closed)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

	if (poll(&input, 1, 0) <= 0)
		return false;
	if (input.revents & (POLLHUP | POLLERR | POLLNVAL))
		*closed = true;
	return input.revents & POLLIN;
}

static int key_of_code(int code)
{
	static const struct {
		int code, key;
	} codes[] = {
		{KEY_UP, UI_KEY_UP},         {KEY_DOWN, UI_KEY_DOWN},
		{KEY_LEFT, UI_KEY_LEFT},     {KEY_RIGHT, UI_KEY_RIGHT},
		{KEY_HOME, UI_KEY_HOME},     {KEY_END, UI_KEY_END},
		{KEY_PPAGE, UI_KEY_PAGE_UP}, {KEY_NPAGE, UI_KEY_PAGE_DOWN},
		{KEY_BTAB, UI_KEY_BACK_TAB}, {KEY_BACKSPACE, UI_KEY_BACKSPACE},
		{KEY_ENTER, UI_KEY_ENTER},   {KEY_F(1), UI_KEY_F1},
		{KEY_F(5), UI_KEY_F5},
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].code == code)
			return codes[i].key;
	return 0;
}

/* For struct input. */
static int next_byte(void *data)
{
	unsigned char byte;
	bool closed = false;
	int code;

	(void)data;
	if (is_tiny())
		return input_ready(&closed) && read(STDIN_FILENO, &byte, 1) == 1 ? byte : -1;
	code = wgetch(term.keys);
	if (code == ERR)
		return -1;
	return code <= 0xFF ? code : key_of_code(code);
}

bool term_key(uint32_t *key, bool *closed)
{
	*closed = !term.screen;
	if (!term.screen)
		return false;
	while (input_key(&term.input, key)) {
		if (*key != UI_KEY_REPORT || term.input.report.kind != REPORT_MODE)
			return true;
		modes_answer(&term.input.report);
	}
	input_ready(closed);
	return false;
}

const struct report *term_report(void)
{
	return &term.input.report;
}

/* Opening and closing */

/* Can this terminal be used?  Nothing is sent to it. */
static bool check_terminal(struct error *error)
{
	const char *name = getenv("TERM");
	const char *address;
	int status;

	if (!isatty(STDIN_FILENO))
		return error_set(error, "standard input is not a terminal");
	if (!isatty(STDOUT_FILENO))
		return error_set(error, "standard output is not a terminal");
	if (!name || !*name)
		return error_set(error, "TERM is not set: the type of the terminal is not known");
	if (setupterm(NULL, STDOUT_FILENO, &status) != OK)
		return error_set(error, "TERM=%.60s is not a known type of terminal", name);
	address = tigetstr("cup");
	if (!address || address == (char *)-1)
		return error_set(error, "a terminal of type TERM=%.60s cannot place the cursor",
				 name);
	return true;
}

/* Speed 0 is that of a line that was hung up, or of none. */
static bool find_slow(const struct term_options *options)
{
	int speed = baudrate();

	return options->slow || (term.kind.serial && speed > 0 && speed <= SLOW_BAUD);
}

bool term_is_slow(void)
{
	return term.slow;
}

bool term_is_ascii(void)
{
	return term.slow || term.kind.ascii;
}

static enum theme_depth find_depth(const struct term_options *options)
{
	if (options->no_color || !has_colors() || start_color() != OK)
		return THEME_DEPTHS;
	use_default_colors();
	/* Terminals of direct colour take numbers above 7 for RGB values. */
	if (COLORS == 256)
		return THEME_256;
	if (COLORS >= 16 && COLORS < 256)
		return THEME_16;
	return COLORS >= 8 ? THEME_8 : THEME_DEPTHS;
}

bool term_open(const struct term_options *options, struct error *error)
{
	struct theme mono;

	/* LINES and COLUMNS may be stale, and curses would believe any size. */
	use_env(FALSE);
	if (!check_terminal(error))
		return false;
	use_tioctl(measure());
	crash_arm(tigetstr);
	del_curterm(cur_term);
	term.screen = newterm(NULL, stdout, stdin);
	if (!term.screen) {
		crash_disarm();
		return error_set(error, "the terminal cannot be set up");
	}
	set_escdelay(ESC_DELAY_MS);
	/* raw, not cbreak: Ctrl-C and Ctrl-Z are keys like the others, in the order typed, and can
	 * be bound; signals are left to other programs. */
	raw();
	noecho();
	nonl();
	curs_set(0);
	term.keys = newpad(1, 1);
	if (!term.keys) {
		term_close();
		return error_set(error, "the terminal cannot be set up");
	}
	nodelay(term.keys, TRUE);
	input_init(&term.input, next_byte, NULL);
	term.kind = kind_of(tigetstr, getenv("TERM"));
	term.slow = find_slow(options);
	modes_init(&(struct modes_options){options->mouse, term.slow}, &term.kind);
	term.input.clicks = modes_has_mouse();
	term.depth = find_depth(options);
	theme_mono(&mono);
	term_theme(&mono);
	term_resize();
	/* Until the screen was left once, curses writes after each movement of the cursor: a frame
	 * would go out in a hundred pieces.  The first frame enters it again, whole. */
	endwin();
	return true;
}

static void leave(void)
{
	modes_give_back();
	if (!isendwin())
		endwin();
}

void term_close(void)
{
	SCREEN *screen = term.screen;

	if (!screen)
		return;
	term.screen = NULL;
	leave();
	crash_disarm();
	if (term.keys)
		delwin(term.keys);
	term.keys = NULL;
	delscreen(screen);
	forget_cells();
	term.depth = THEME_DEPTHS;
	term.keypad = false;
}

/* Drawing */

enum theme_depth term_depth(void)
{
	return term.depth;
}

/* The number of a pair of colours; 0, the terminal's own, when there are no more. */
static short pair_number(short fg, short bg)
{
	int n = 0;

	if (fg == THEME_DEFAULT && bg == THEME_DEFAULT)
		return 0;
	while (n < term.n_pairs && (term.pairs[n].fg != fg || term.pairs[n].bg != bg))
		n++;
	if (n < term.n_pairs)
		return (short)(n + 1);
	if (n == PAIRS_MAX || n + 1 >= COLOR_PAIRS || init_pair((short)(n + 1), fg, bg) != OK)
		return 0;
	term.pairs[term.n_pairs++] = (struct colors){fg, bg};
	return (short)(n + 1);
}

static struct paint make_paint(struct look look)
{
	struct paint paint = {A_NORMAL, pair_number(look.fg, look.bg)};

	if (look.attributes & THEME_BOLD)
		paint.attributes |= A_BOLD;
	if (look.attributes & THEME_DIM)
		paint.attributes |= A_DIM;
	if (look.attributes & THEME_UNDERLINE)
		paint.attributes |= A_UNDERLINE;
	if (look.attributes & THEME_REVERSE)
		paint.attributes |= A_REVERSE;
	return paint;
}

void term_theme(const struct theme *theme)
{
	struct theme mono;

	if (!term.screen)
		return;
	if (term.slow)
		theme_plain(&mono);
	else
		theme_mono(&mono);
	if (term.slow || term.depth == THEME_DEPTHS)
		theme = &mono;
	term.n_pairs = 0;
	for (unsigned flags = 0; flags <= ALL_FLAGS; flags++)
		for (int role = 0; role < ROLE_COUNT; role++)
			term.paints[flags][role] =
				make_paint(theme_look(theme, role, flags, term.depth));
	forget_cells();
}

static bool same_cell(const struct cell *a, const struct cell *b)
{
	return a->glyph == b->glyph && a->width == b->width && a->role == b->role &&
	       a->flags == b->flags;
}

static void draw_cell(int row, int column, const struct cell *cell)
{
	const struct paint *paint = &term.paints[cell->flags & ALL_FLAGS][cell->role];
	wchar_t text[2] = {(wchar_t)cell->glyph, L'\0'};
	cchar_t wide;

	if (cell->width == 0)
		return;
	/* What curses would not print as wide as the canvas has it would shift the line. */
	if (wcwidth(text[0]) != cell->width)
		text[0] = L'?';
	if (setcchar(&wide, text, paint->attributes, paint->pair, NULL) == OK)
		mvadd_wch(row, column, &wide); /* ERR in the last cell, which is drawn even so */
}

static void send_frame(void)
{
	modes_begin_frame();
	refresh();
	modes_end_frame();
	/* Leaving the screen in term_open() would have undone it.  Clicks are read by ui/input. */
	if (!term.keypad) {
		term.keypad = keypad(term.keys, TRUE) == OK;
		keyok(KEY_MOUSE, FALSE);
	}
	if (modes_take()) {
		wredrawln(stdscr, term.rows - 1, 1);
		refresh();
	}
}

void term_title(const char *text)
{
	modes_title(text);
}

void term_draw(const struct canvas *canvas)
{
	int rows, columns;

	if (!term.screen || is_tiny())
		return;
	rows = canvas->rows < term.rows ? canvas->rows : term.rows;
	columns = canvas->columns < term.columns ? canvas->columns : term.columns;
	if (!term.shadow) {
		/* Width 9 is no cell's: every one of them differs. */
		size_t n = (size_t)term.rows * (size_t)term.columns;

		term.shadow = mem_alloc(n, sizeof(*term.shadow));
		memset(term.shadow, 9, n * sizeof(*term.shadow));
		erase();
	}
	for (int row = 0; row < rows; row++)
		for (int column = 0; column < columns; column++) {
			const struct cell *cell = canvas_cell(canvas, row, column);
			struct cell *last = &term.shadow[row * term.columns + column];

			if (!same_cell(cell, last) && column + cell->width <= columns)
				draw_cell(row, column, cell);
			*last = *cell;
		}
	move(term.rows - 1, 0);
	send_frame();
}

void term_repaint(void)
{
	if (!term.screen)
		return;
	forget_cells();
	clearok(curscr, TRUE);
}

/* Clipboard */

bool term_copy(const char *text, size_t length)
{
	struct strbuf sequence;
	bool good;

	if (!term.screen || length > TERM_COPY_MAX)
		return false;
	strbuf_init(&sequence, 2 * TERM_COPY_MAX);
	strbuf_text(&sequence, "\033]52;c;");
	base64_encode(&sequence, text, length);
	strbuf_text(&sequence, "\a");
	/* Curses has sent all of its own by the end of every refresh. */
	good = modes_write(sequence.data, sequence.length);
	strbuf_done(&sequence);
	return good;
}

/* Stopping */

/* After a stop: another program may have set the terminal otherwise and drawn on it.  Where SIGSTOP
 * left us no time to leave the screen, it is left now, to be entered anew. */
static void take_back(void)
{
	crash_rearm();
	leave();
	reset_prog_mode();
	term_resize();
}

void term_resume(void)
{
	if (term.screen)
		take_back();
}

void term_suspend(void)
{
	if (!term.screen)
		return;
	leave();
	crash_disarm();
	signals_stop();
	take_back();
}
