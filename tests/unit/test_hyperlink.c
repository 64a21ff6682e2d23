/* Which terminals are taken to know hyperlinks, by what they say of themselves. */
#include "hyperlink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char *const variables[] = {
	"FORCE_HYPERLINK", "TERM",       "TERM_PROGRAM", "TERM_PROGRAM_VERSION",
	"VTE_VERSION",     "WT_SESSION", "TMUX",         "STY",
	"ZELLIJ",
};

/* "NAME=VALUE NAME=VALUE"; the other variables are unset. */
static bool known(const char *environment)
{
	char words[256];

	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		unsetenv(variables[i]);
	strncpy(words, environment, sizeof(words) - 1);
	words[sizeof(words) - 1] = '\0';
	for (char *word = strtok(words, " "); word; word = strtok(NULL, " ")) {
		char *value = strchr(word, '=');

		*value = '\0';
		setenv(word, value + 1, 1);
	}
	return hyperlink_is_known();
}

static void test_terminals(void **state)
{
	static const struct {
		const char *environment;
		bool known;
	} cases[] = {
		{"", false},
		{"TERM=dumb WT_SESSION=x", false},
		{"TERM=linux", false},
		{"TERM=vt100", false},
		{"TERM=xterm-256color", false},
		{"TERM=xterm-256color VTE_VERSION=5000", false},
		{"TERM=xterm-256color VTE_VERSION=7006", true},
		{"TERM=xterm-kitty", true},
		{"TERM=foot-extra", true},
		{"TERM=alacritty", true},
		{"TERM=xterm-256color WT_SESSION=x", true},
		{"TERM=xterm-256color TERM_PROGRAM=WezTerm TERM_PROGRAM_VERSION=20240203-110809",
		 true},
		{"TERM=xterm-256color TERM_PROGRAM=iTerm.app TERM_PROGRAM_VERSION=3.0.15", false},
		{"TERM=xterm-256color TERM_PROGRAM=iTerm.app TERM_PROGRAM_VERSION=3.5.0", true},
		{"TERM=xterm-256color TERM_PROGRAM=vscode TERM_PROGRAM_VERSION=1.71.2", false},
		{"TERM=xterm-256color TERM_PROGRAM=vscode TERM_PROGRAM_VERSION=1.102.0", true},
		{"TERM=xterm-256color TERM_PROGRAM=Apple_Terminal TERM_PROGRAM_VERSION=453", false},
		/* Inside of another: what is around it does not count. */
		{"TERM=tmux-256color TMUX=/tmp/x VTE_VERSION=7006", false},
		{"TERM=screen VTE_VERSION=7006", false},
		{"TERM=xterm-kitty STY=1.pts", false},
		{"TERM=xterm-kitty ZELLIJ=0", false},
		{"TERM=tmux-256color TMUX=/tmp/x TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.3a "
		 "VTE_VERSION=7006",
		 false},
		{"TERM=tmux-256color TMUX=/tmp/x TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.4", true},
		{"TERM=tmux-256color TMUX=/tmp/x TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.5a",
		 true},
		{"TERM=vt100 FORCE_HYPERLINK=1", true},
		{"TERM=xterm-kitty FORCE_HYPERLINK=0", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (known(cases[i].environment) != cases[i].known)
			fail_msg("%s", cases[i].environment);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_terminals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
