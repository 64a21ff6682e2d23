#include "hyperlink.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define VTE_FIRST 5001

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "";
}

static bool begins(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* "3.4", "3.4a", "1.102.0" against major and minor. */
static bool reaches(const char *version, long major, long minor)
{
	char *end;
	long first = strtol(version, &end, 10);
	long second = *end == '.' ? strtol(end + 1, NULL, 10) : 0;

	return first > major || (first == major && second >= minor);
}

static bool is_program_known(const char *program, const char *version)
{
	static const struct {
		const char *name;
		long major, minor;
	} programs[] = {
		{"iTerm.app", 3, 1}, {"WezTerm", 0, 0}, {"ghostty", 0, 0}, {"vscode", 1, 72}};

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		if (strcmp(program, programs[i].name) == 0)
			return reaches(version, programs[i].major, programs[i].minor);
	return false;
}

static bool is_term_known(const char *term)
{
	static const char *const terms[] = {"xterm-kitty", "xterm-ghostty", "wezterm",
					    "alacritty",   "foot",          "contour"};

	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++)
		if (begins(term, terms[i]))
			return true;
	return false;
}

bool hyperlink_is_known(void)
{
	const char *force = variable("FORCE_HYPERLINK"), *term = variable("TERM");
	const char *program = variable("TERM_PROGRAM");
	const char *version = variable("TERM_PROGRAM_VERSION");

	if (*force)
		return strcmp(force, "0") != 0;
	/* What runs inside of another terminal inherits that one's variables: it comes first. */
	if (*variable("STY") || *variable("ZELLIJ") || begins(term, "dumb") || !*term)
		return false;
	if (strcmp(program, "tmux") == 0)
		return reaches(version, 3, 4);
	if (*variable("TMUX") || begins(term, "tmux") || begins(term, "screen"))
		return false;
	return strtol(variable("VTE_VERSION"), NULL, 10) >= VTE_FIRST ||
	       is_program_known(program, version) || is_term_known(term) || *variable("WT_SESSION");
}
