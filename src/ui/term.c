#include "ui/term.h"

/* Before <term.h>, which names all of terminfo by macros. */
#include "ui/sequences.h"
#include "ui/writer.h"

#include <errno.h>
#include <ncurses.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include "base/base64.h"
#include "base/clock.h"
#include "ui/crash.h"
#include "ui/input.h"
#include "ui/keymap.h"
#include "ui/kind.h"
#include "ui/modes.h"
#include "ui/signals.h"
#include "ui/wire.h"

#undef columns /* <term.h> names all of terminfo by macros */
#undef lines

/* The largest screen that is drawn: a terminal may claim 65535x65535. */
#define ROWS_MAX    500
#define COLUMNS_MAX 1000

#define ESC_DELAY_MS 25
#define SLOW_BAUD    9600

static const struct terminfo terminfo = {tigetstr, tigetnum, tigetflag, tiparm};

static struct {
	SCREEN *screen;    /* NULL while closed */
	bool keypad;       /* arrow keys come as terminfo says */
	WINDOW *keys;      /* a pad: reading keys from it never refreshes the screen */
	int rows, columns; /* of the terminal */
	struct kind kind;
	bool slow; /* see term_is_slow() */
	enum theme_depth depth;
	struct sequences sequences;
	struct writer writer; /* draws; curses enters and leaves the screen, and reads the keys */
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
	writer_resize(&term.writer, term.rows, term.columns);
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
		{KEY_F(5), UI_KEY_F5},       {KEY_SUSPEND, UI_KEY_CTRL('z')},
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

/* A window, or one at the other end of ssh: its speed is a custom of its system, not a line's. */
static bool is_window(void)
{
	static const char *const signs[] = {"COLORTERM", "TERM_PROGRAM", "SSH_TTY"};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		const char *value = getenv(signs[i]);

		if (value && *value)
			return true;
	}
	return false;
}

/* Speed 0 is that of a line that was hung up, or of none. */
static bool find_slow(const struct term_options *options)
{
	int speed = baudrate();

	if (options->slow != TERM_SLOW_AUTO)
		return options->slow == TERM_SLOW_YES;
	return speed > 0 && speed <= SLOW_BAUD && (term.kind.serial || !is_window());
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
	int colors = options->no_color ? 0 : term.sequences.colors;

	/* Terminals of direct colour take numbers above 7 for RGB values. */
	if (colors == 256)
		return THEME_256;
	if (colors >= 16 && colors < 256)
		return THEME_16;
	return colors >= 8 ? THEME_8 : THEME_DEPTHS;
}

void term_change(const struct term_options *options)
{
	if (!term.screen)
		return;
	term.slow = find_slow(options);
	modes_change(&(struct modes_options){options->mouse, options->title, term.slow});
	term.input.clicks = modes_has_mouse();
}

/* Curses, which draws nothing, puts the cursor in the last row when it leaves: only then need it
 * know how many there are.  Of columns it has the fewest that it takes. */
static void end_curses(void)
{
	resizeterm(clamp(term.rows, 2, ROWS_MAX), 2);
	endwin();
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
	wire_open();
	term.screen = newterm(NULL, stdout, stdin);
	if (!term.screen) {
		crash_disarm();
		wire_close();
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
	modes_init(&(struct modes_options){.bare = true}, &term.kind);
	term_change(options);
	sequences_read(&term.sequences, &terminfo);
	writer_init(&term.writer, &term.sequences);
	term.depth = find_depth(options);
	theme_mono(&mono);
	term_theme(&mono);
	term_resize();
	/* Until the screen was left once, curses writes after each movement of the cursor: a frame
	 * would go out in a hundred pieces.  The first frame enters it again, whole. */
	end_curses();
	return true;
}

/* What the terminal still has to say is not for the shell. */
static void drain(void)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	uint32_t key;

	while (modes_awaited() && clock_wait(&clock_real, &input, 1, modes_awaited(), NULL) > 0 &&
	       input.revents == POLLIN)
		while (input_key(&term.input, &key))
			if (key == UI_KEY_REPORT && term.input.report.kind == REPORT_MODE)
				modes_answer(&term.input.report);
	/* Clicks that are on their way. */
	if (modes_has_mouse())
		tcflush(STDIN_FILENO, TCIFLUSH);
}

static void leave(void)
{
	modes_give_back();
	if (!isendwin())
		drain();
	if (!isendwin())
		end_curses();
	/* Curses gives them back once, and would take them again only once. */
	term.keypad = false;
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
	wire_close();
	writer_done(&term.writer);
	term.depth = THEME_DEPTHS;
}

/* Drawing */

enum theme_depth term_depth(void)
{
	return term.depth;
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
	writer_theme(&term.writer, theme, term.depth);
}

void term_title(const char *text)
{
	modes_title(text);
}

void term_draw(const struct canvas *canvas)
{
	const struct strbuf *bytes;

	if (!term.screen || is_tiny())
		return;
	if (isendwin()) {
		clearok(curscr, TRUE);
		refresh();
		writer_cleared(&term.writer);
	}
	bytes = writer_draw(&term.writer, canvas);
	if (!modes_frame(bytes->data, bytes->length))
		writer_forget(&term.writer);
	/* Leaving the screen in term_open() would have undone it.  Clicks are read by ui/input. */
	if (!term.keypad) {
		term.keypad = keypad(term.keys, TRUE) == OK;
		keyok(KEY_MOUSE, FALSE);
	}
}

void term_repaint(void)
{
	if (term.screen)
		writer_forget(&term.writer);
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
	/* What was drawn has been sent. */
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

const char *term_library(void)
{
	return curses_version();
}

int term_terminfo_colors(void)
{
	int status, colors;

	if (setupterm(NULL, STDOUT_FILENO, &status) != OK)
		return -1;
	colors = tigetnum("colors");
	return colors > 0 ? colors : 0;
}
