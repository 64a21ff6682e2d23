/* What is read from terminfo, of real terminals and of odd ones. */
#include "ui/sequences.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "ui/theme.h"

/* <term.h> names all of terminfo by macros. */
#include <ncurses.h>
#include <term.h>

static const struct terminfo terminfo = {tigetstr, tigetnum, tigetflag, tiparm};

static void read_terminal(struct sequences *sequences, const char *name)
{
	int status;

	assert_int_equal(setupterm(name, 1, &status), OK);
	sequences_read(sequences, &terminfo);
}

static void test_real_terminals(void **state)
{
	static const struct {
		const char *name, *normal, *erase, *place;
		int colors;
		unsigned colorless;
		bool ecma, corner, scrolls;
	} all[] = {
		{"tmux-256color", "\033[m", "\033[K", "\033[5;10H", 256, 0, true, true, true},
		{"xterm-256color", "\033[m", "\033[K", "\033[5;10H", 256, 0, true, true, true},
		{"screen", "\033[m", "\033[K", "\033[5;10H", 8, 0, true, true, true},
		/* ncv#18: neither underlined nor dim in colour. */
		{"linux", "\033[m", "\033[K", "\033[5;10H", 8, THEME_UNDERLINE | THEME_DIM, true,
		 true, true},
		/* Its padding is gone. */
		{"vt100", "\033[m", "\033[K", "\033[5;10H", 0, 0, true, true, true},
		{"ansi", "\033[0;10m", "\033[K", "\033[5;10H", 8, THEME_UNDERLINE, true, false,
		 false},
		/* Neither attributes nor ECMA-48. */
		{"vt52", "", "\033K", "\033Y$)", 0, 0, false, true, false},
	};
	char out[SEQUENCE_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct sequences sequences;

		read_terminal(&sequences, all[i].name);
		assert_string_equal(sequences.normal, all[i].normal);
		assert_string_equal(sequences.erase, all[i].erase);
		assert_int_equal(sequences.colors, all[i].colors);
		assert_int_equal(sequences.colorless, all[i].colorless);
		assert_int_equal(sequences.ecma_moves, all[i].ecma);
		assert_int_equal(sequences.has_corner, all[i].corner);
		assert_int_equal(sequences.scrolls, all[i].scrolls);
		sequences_place(&sequences, 4, 9, out);
		assert_string_equal(out, all[i].place);
		del_curterm(cur_term);
	}
}

/* Whatever else it has: such a terminal brings back what has left the screen. */
static int flag_of_memory(const char *name)
{
	return strcmp(name, "db") == 0 ? 1 : tigetflag(name);
}

static void test_scrolling(void **state)
{
	struct terminfo remembers = terminfo;
	struct sequences sequences;
	char out[SEQUENCE_MAX];

	(void)state;
	read_terminal(&sequences, "tmux-256color");
	sequences_region(&sequences, 4, 13, out);
	assert_string_equal(out, "\033[5;14r");
	assert_string_equal(sequences.forward, "\n");
	assert_string_equal(sequences.backward, "\033M");
	remembers.flag = flag_of_memory;
	sequences_read(&sequences, &remembers);
	assert_false(sequences.scrolls);
	del_curterm(cur_term);
}

static void test_colors(void **state)
{
	struct sequences sequences;
	char out[SEQUENCE_MAX];

	(void)state;
	read_terminal(&sequences, "tmux-256color");
	sequences_color(&sequences, false, 3, out);
	assert_string_equal(out, "\033[33m");
	sequences_color(&sequences, false, 11, out);
	assert_string_equal(out, "\033[93m");
	sequences_color(&sequences, true, 236, out);
	assert_string_equal(out, "\033[48;5;236m");
	assert_string_equal(sequences.attributes[SEQUENCE_BOLD], "\033[1m");
	assert_string_equal(sequences.attributes[SEQUENCE_DIM], "\033[2m");
	assert_string_equal(sequences.attributes[SEQUENCE_UNDERLINE], "\033[4m");
	assert_string_equal(sequences.attributes[SEQUENCE_REVERSE], "\033[7m");
	/* It switches to line drawing with ^N: a reset switches back. */
	assert_string_equal(sequences.reset, "\033[m\017");
	del_curterm(cur_term);
	read_terminal(&sequences, "vt100");
	sequences_color(&sequences, false, 3, out);
	assert_string_equal(out, "");
	assert_string_equal(sequences.attributes[SEQUENCE_DIM], "");
	del_curterm(cur_term);
}

/* A terminal whose attributes take up a cell each, with sequences longer than any that is real. */
static char *odd_string(const char *name)
{
	static char normal[] = "\033[0m",
		    long_one[] = "\033[1234567890123456789012345678901234567m";
	static char padded[] = "\033Z$<20*/>";

	if (strcmp(name, "sgr0") == 0)
		return normal;
	if (strcmp(name, "cup") == 0)
		return long_one;
	return strcmp(name, "el") == 0 ? padded : NULL;
}

static int odd_number(const char *name)
{
	return strcmp(name, "xmc") == 0 ? 1 : strcmp(name, "colors") == 0 ? 8 : -1;
}

static int odd_flag(const char *name)
{
	return strcmp(name, "am") == 0;
}

static char *odd_expand(const char *capability, ...)
{
	return odd_string(strlen(capability) > 20 ? "cup" : "");
}

static void test_odd_terminal(void **state)
{
	static const struct terminfo odd = {odd_string, odd_number, odd_flag, odd_expand};
	struct sequences sequences;
	char out[SEQUENCE_MAX];

	(void)state;
	sequences_read(&sequences, &odd);
	assert_string_equal(sequences.normal, "");
	assert_int_equal(sequences.colors, 0);
	assert_string_equal(sequences.erase, "\033Z");
	assert_false(sequences.has_corner);
	assert_false(sequences.ecma_moves);
	assert_false(sequences.scrolls);
	sequences_place(&sequences, 1, 1, out);
	assert_string_equal(out, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_real_terminals),
		cmocka_unit_test(test_scrolling),
		cmocka_unit_test(test_colors),
		cmocka_unit_test(test_odd_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
