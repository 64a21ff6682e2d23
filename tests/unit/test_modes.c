/* What is asked of which terminal, and given back: by the bytes that are sent. */
#include "ui/modes.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "base/clock.h"

#define TAKEN (char *)-1

static const struct kind xterm = {.xterm = true, .titles = true};

/* Standard output is a pipe while modes send. */
static int reader, shown;

static int open_pipe(void **state)
{
	int ends[2];

	(void)state;
	fflush(stdout);
	shown = dup(STDOUT_FILENO);
	if (shown < 0 || pipe(ends) != 0 || dup2(ends[1], STDOUT_FILENO) < 0)
		return -1;
	close(ends[1]);
	reader = ends[0];
	return fcntl(reader, F_SETFL, O_NONBLOCK);
}

static int close_pipe(void **state)
{
	(void)state;
	dup2(shown, STDOUT_FILENO);
	close(shown);
	return close(reader);
}

/* What was sent since the last time. */
static const char *sent(void)
{
	static char bytes[512];
	ssize_t n = read(reader, bytes, sizeof(bytes) - 1);

	bytes[n > 0 ? n : 0] = '\0';
	return bytes;
}

static void init(bool mouse, bool bare, const struct kind *kind)
{
	struct modes_options options = {.mouse = mouse, .title = true, .bare = bare};

	modes_init(&options, kind);
	modes_title("ortop 2026-W33");
}

static void answer(int mode, int value)
{
	struct report report = {.kind = REPORT_MODE, .mode = mode, .value = value};

	modes_answer(&report);
}

static const char *frame(void)
{
	modes_frame("frame", 5);
	return sent();
}

/* A turn in which nothing on the screen changes. */
static const char *nothing(void)
{
	modes_frame("", 0);
	return sent();
}

static void test_taken_once_and_given_back(void **state)
{
	(void)state;
	init(true, false, &xterm);
	assert_string_equal(sent(), "");
	assert_string_equal(frame(), "\033[?2026$pframe\033[22;2t\033]2;ortop 2026-W33\a"
				     "\033[?1000h\033[?1006h");
	assert_string_equal(nothing(), "");
	assert_string_equal(frame(), "frame");
	modes_title("ortop 2026-W32");
	assert_string_equal(nothing(), "\033]2;ortop 2026-W32\a");
	modes_give_back();
	assert_string_equal(sent(), "\033[?1006l\033[?1000l\033]2;\a\033[23;2t");
	modes_give_back();
	assert_string_equal(sent(), "");
	/* After a suspension all but the question. */
	assert_string_equal(frame(),
			    "frame\033[22;2t\033]2;ortop 2026-W32\a\033[?1000h\033[?1006h");
}

static void test_no_mouse_unless_asked_for(void **state)
{
	(void)state;
	init(false, false, &xterm);
	assert_false(modes_has_mouse());
	assert_null(strstr(frame(), "100"));
	modes_give_back();
	assert_null(strstr(sent(), "100"));
}

static void test_no_title_where_it_is_not_wanted(void **state)
{
	const struct modes_options options = {.title = false};

	(void)state;
	modes_init(&options, &xterm);
	modes_title("ortop 2026-W33");
	assert_string_equal(frame(), "\033[?2026$pframe");
	modes_give_back();
	assert_string_equal(sent(), "");
}

static void change(bool mouse, bool title, bool bare)
{
	modes_change(&(struct modes_options){mouse, title, bare});
}

/* What is wanted no more goes at once, what is wanted now comes with the next frame, once each. */
static void test_changed_on_the_way(void **state)
{
	(void)state;
	init(false, false, &xterm);
	frame();
	change(true, true, false);
	assert_true(modes_has_mouse());
	assert_string_equal(sent(), "");
	assert_string_equal(frame(), "frame\033[?1000h\033[?1006h");
	change(true, true, false);
	assert_string_equal(sent(), "");
	change(true, false, false);
	assert_string_equal(sent(), "\033]2;\a\033[23;2t");
	assert_string_equal(frame(), "frame");
	change(false, true, false);
	assert_false(modes_has_mouse());
	assert_string_equal(sent(), "\033[?1006l\033[?1000l");
	assert_string_equal(frame(), "frame\033[22;2t\033]2;ortop 2026-W33\a");
	modes_give_back();
	assert_string_equal(sent(), "\033]2;\a\033[23;2t");
	/* While the screen is not ours nothing is sent. */
	change(true, false, false);
	assert_string_equal(sent(), "");
	assert_string_equal(frame(), "frame\033[?1000h\033[?1006h");
	modes_give_back();
	assert_string_equal(sent(), "\033[?1006l\033[?1000l");
}

/* A slow line has none of them, nor whole frames; the question is asked once. */
static void test_slow_on_the_way(void **state)
{
	(void)state;
	init(true, false, &xterm);
	frame();
	answer(2026, 2);
	assert_string_equal(frame(), "\033[?2026hframe\033[?2026l");
	change(true, true, true);
	assert_false(modes_has_mouse());
	assert_string_equal(sent(), "\033[?1006l\033[?1000l\033]2;\a\033[23;2t");
	assert_string_equal(frame(), "frame");
	change(false, true, false);
	assert_string_equal(frame(),
			    "\033[?2026hframe\033[?2026l\033[22;2t\033]2;ortop 2026-W33\a");
	init(true, true, &xterm);
	assert_string_equal(frame(), "frame");
	change(false, false, false);
	assert_string_equal(frame(), "\033[?2026$pframe");
}

static int count(const char *text, const char *part)
{
	int n = 0;

	for (; (text = strstr(text, part)); text++)
		n++;
	return n;
}

/* Whatever the order of changes, and with or without a frame between: all is given back. */
static void test_given_back_in_every_order(void **state)
{
	static const char *const pairs[][2] = {{"\033[?1000h", "\033[?1000l"},
					       {"\033[?1006h", "\033[?1006l"},
					       {"\033[22;2t", "\033[23;2t"}};

	(void)state;
	for (unsigned order = 0; order < 8 * 16 * 16; order++) {
		char all[2048] = "";

		init(order & 1, order >> 1 & 1, &xterm);
		for (unsigned rest = order; rest; rest >>= 4) {
			if (rest & 8)
				strcat(all, frame());
			change(rest & 1, rest >> 1 & 1, rest >> 2 & 1);
			strcat(all, sent());
		}
		strcat(all, frame());
		modes_give_back();
		strcat(all, sent());
		for (size_t i = 0; i < 3; i++)
			assert_int_equal(count(all, pairs[i][0]), count(all, pairs[i][1]));
	}
}

/* The answer is waited for a moment after the question, and not when it has come. */
static void test_awaited(void **state)
{
	int64_t now = clock_boot_ms(&clock_real);

	(void)state;
	init(false, false, &xterm);
	assert_int_equal(modes_awaited(), 0);
	frame();
	assert_in_range(modes_awaited(), now, now + 60000);
	answer(2004, 2);
	assert_true(modes_awaited() > 0);
	answer(2026, 0);
	assert_int_equal(modes_awaited(), 0);
}

static void test_other_terminals_get_nothing(void **state)
{
	static const struct kind serial = {.serial = true};

	(void)state;
	for (int bare = 0; bare < 2; bare++) {
		init(true, bare, bare ? &xterm : &serial);
		assert_false(modes_has_mouse());
		assert_string_equal(frame(), "frame");
		modes_give_back();
		assert_string_equal(sent(), "");
	}
}

/* Only set and reset are a yes; nobody answers before the question, or for another mode. */
static void test_frames_are_whole_after_the_answer(void **state)
{
	static const char whole[] = "\033[?2026hframe\033[?2026l";

	(void)state;
	init(false, false, &xterm);
	answer(2026, 2);
	frame();
	assert_string_equal(frame(), "frame");
	for (int value = 0; value <= 4; value++) {
		answer(2026, value);
		assert_string_equal(frame(), value == 1 || value == 2 ? whole : "frame");
	}
	answer(2026, 2);
	answer(2004, 0);
	assert_string_equal(frame(), whole);
	/* Nothing is no frame. */
	assert_string_equal(nothing(), "");
}

/* More than a pipe holds at once: all of it comes, in order. */
static void test_long_frames(void **state)
{
	static char frame[200000], got[sizeof(frame)];
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(frame); i++)
		frame[i] = (char)('a' + i * 7 % 26);
	init(false, true, &xterm);
	if (fork() == 0) {
		modes_frame(frame, sizeof(frame));
		_exit(0);
	}
	dup2(shown, STDOUT_FILENO);
	fcntl(reader, F_SETFL, 0);
	for (ssize_t more = 1; more > 0; n += (size_t)more)
		more = read(reader, got + n, sizeof(got) - n);
	assert_true(wait(NULL) > 0);
	assert_int_equal(n, sizeof(got));
	assert_memory_equal(got, frame, sizeof(got));
}

static char *xterm_terminfo(const char *name)
{
	static char screen[] = "\033[?1049h\033[22;0;0t", mouse[] = "\033[<";

	return strcmp(name, "smcup") == 0 ? screen : strcmp(name, "kmous") == 0 ? mouse : NULL;
}

static char *tmux_terminfo(const char *name)
{
	static char screen[] = "\033[?1049h", mouse[] = "\033[M";

	return strcmp(name, "smcup") == 0 ? screen : strcmp(name, "kmous") == 0 ? mouse : NULL;
}

static char *serial_terminfo(const char *name)
{
	static char mouse[] = "\033[M";

	return strcmp(name, "kmous") == 0 ? mouse : strcmp(name, "smcup") == 0 ? TAKEN : NULL;
}

static void assert_kind(struct kind kind, bool serial, bool as_xterm, bool titles, bool ascii)
{
	assert_int_equal(kind.serial, serial);
	assert_int_equal(kind.xterm, as_xterm);
	assert_int_equal(kind.titles, titles);
	assert_int_equal(kind.ascii, ascii);
}

static void test_kinds(void **state)
{
	(void)state;
	assert_kind(kind_of(xterm_terminfo, "xterm-256color"), false, true, true, false);
	assert_kind(kind_of(tmux_terminfo, "tmux-256color"), false, true, true, false);
	assert_kind(kind_of(tmux_terminfo, "screen"), false, true, false, false);
	assert_kind(kind_of(serial_terminfo, "linux"), true, false, false, true);
	assert_kind(kind_of(serial_terminfo, "vt100"), true, false, false, true);
	assert_kind(kind_of(serial_terminfo, "vt220-8bit"), true, false, false, true);
	/* Of emulators, by their name alone. */
	assert_kind(kind_of(xterm_terminfo, "vte-256color"), false, true, true, false);
	assert_kind(kind_of(serial_terminfo, "linux-16color-x"), true, false, false, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define ON_A_PIPE(test) cmocka_unit_test_setup_teardown(test, open_pipe, close_pipe)
		ON_A_PIPE(test_taken_once_and_given_back),
		ON_A_PIPE(test_no_mouse_unless_asked_for),
		ON_A_PIPE(test_no_title_where_it_is_not_wanted),
		ON_A_PIPE(test_changed_on_the_way),
		ON_A_PIPE(test_slow_on_the_way),
		ON_A_PIPE(test_given_back_in_every_order),
		ON_A_PIPE(test_awaited),
		ON_A_PIPE(test_other_terminals_get_nothing),
		ON_A_PIPE(test_frames_are_whole_after_the_answer),
		ON_A_PIPE(test_long_frames),
		cmocka_unit_test(test_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
