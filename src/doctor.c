#include "doctor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/mem.h"

/* Colour for people who look at it. */
static bool wants_color(const struct doctor_facts *facts)
{
	return isatty(STDOUT_FILENO) && !facts->no_color && facts->colors >= 8;
}

int command_doctor(struct context *context)
{
	struct doctor_facts *facts = mem_alloc(1, sizeof(*facts));
	bool failed;

	doctor_gather(context, facts);
	doctor_probe_terminal(facts);
	failed = doctor_print(stdout, facts, wants_color(facts));
	free(facts);
	if (fflush(stdout) != 0) {
		fprintf(stderr, "ortop: cannot write to standard output: %s\n", strerror(errno));
		return EXIT_FAILED;
	}
	return failed ? EXIT_FAILED : EXIT_DONE;
}
