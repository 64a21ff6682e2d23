#include "ui/kind.h"

#include <string.h>

/* -1 is what terminfo has for a name that is no string's. */
static const char *find(char *(*look_up)(const char *name), const char *name)
{
	const char *sequence = look_up(name);

	return sequence && sequence != (const char *)-1 ? sequence : "";
}

struct kind kind_of(char *(*look_up)(const char *name), const char *term)
{
	const char *screen = find(look_up, "smcup"), *mouse = find(look_up, "kmous");
	bool xterm = strstr(screen, "\033[?1049h") && *mouse;

	return (struct kind){
		.serial = !*screen,
		.xterm = xterm,
		.titles = xterm && (strstr(screen, "\033[22;") || strncmp(term, "tmux", 4) == 0),
		.ascii = strcmp(term, "linux") == 0 ||
			 (strncmp(term, "vt", 2) == 0 && term[2] >= '0' && term[2] <= '9'),
	};
}
