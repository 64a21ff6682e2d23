#include "doctor.h"

#include <stdlib.h>
#include <unistd.h>
#include "base/mem.h"
#include "printing.h"

/* Colour for people who look at it. */
static bool wants_color(const struct doctor_facts *facts)
{
	return isatty(STDOUT_FILENO) && !facts->no_color && facts->colors >= 8;
}

/* What is printed, and what comes of it. */
struct findings {
	const struct doctor_facts *facts;
	bool *failed;
};

static void write_findings(const void *data, FILE *stream)
{
	const struct findings *findings = data;

	*findings->failed = doctor_print(stream, findings->facts, wants_color(findings->facts));
}

int command_doctor(struct context *context)
{
	struct doctor_facts *facts = mem_alloc(1, sizeof(*facts));
	bool failed = false, printed;
	struct findings findings = {facts, &failed};
	struct file_content content = {write_findings, &findings};

	doctor_gather(context, facts);
	doctor_probe_terminal(facts);
	printed = print_content(&content, &context->signal_number);
	free(facts);
	return printed && !failed ? EXIT_DONE : EXIT_FAILED;
}
