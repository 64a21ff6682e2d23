/* generate TEMPLATE: see generate.h; writes to standard output. */
#include <stdlib.h>
#include <string.h>
#include "generate.h"

static const struct part *const lists[] = {manual_parts, bash_parts, zsh_parts, fish_parts};

static const struct part *find_part(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (const struct part *part = lists[i]; part->name; part++)
			if (strlen(part->name) == length && memcmp(part->name, name, length) == 0)
				return part;
	return NULL;
}

/* Is the line, with its end, only @NAME@? */
static bool is_part(const char *line, size_t length)
{
	return length > 3 && line[0] == '@' && line[length - 2] == '@' && line[length - 1] == '\n';
}

int main(int argc, char **argv)
{
	FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
	char *line = NULL;
	size_t size = 0;
	ssize_t length;
	bool good = true;

	if (!in) {
		fprintf(stderr, "generate: one template that can be read, please\n");
		return EXIT_FAILURE;
	}
	while ((length = getline(&line, &size, in)) > 0) {
		const struct part *part;

		if (!is_part(line, (size_t)length)) {
			fputs(line, stdout);
			continue;
		}
		part = find_part(line + 1, (size_t)length - 3);
		if (part) {
			part->write(stdout);
			continue;
		}
		fprintf(stderr, "%s: no part %s", argv[1], line);
		good = false;
	}
	free(line);
	fclose(in);
	return good && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
