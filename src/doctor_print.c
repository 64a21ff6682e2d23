#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "doctor.h"

#define WIDTH  80
#define INDENT 15

static const char *const words[] = {
	[DOCTOR_OK] = "ok",
	[DOCTOR_WARN] = "warn",
	[DOCTOR_FAIL] = "FAIL",
	[DOCTOR_SKIP] = "-",
};

static const char *const colors[] = {
	[DOCTOR_OK] = "\x1B[32m",
	[DOCTOR_WARN] = "\x1B[33m",
	[DOCTOR_FAIL] = "\x1B[1;31m",
	[DOCTOR_SKIP] = "\x1B[2m",
};

/* The cursor stands in column INDENT, to which further lines go.  Paths, and what others said, are
 * made inert. */
static void print_text(FILE *stream, const char *bytes)
{
	struct strbuf inert;
	const char *text;

	strbuf_init(&inert, SIZE_MAX - 1);
	text_escape(&inert, bytes, strlen(bytes));
	text = inert.data;
	while (*text) {
		int length = (int)text_line(text, WIDTH - INDENT);

		fprintf(stream, "%.*s\n", length, text);
		text += length;
		text += strspn(text, " ");
		if (*text)
			fprintf(stream, "%*s", INDENT, "");
	}
	strbuf_done(&inert);
}

static void print_finding(FILE *stream, const char *name, const struct finding *finding,
			  bool colored)
{
	char remedy[DOCTOR_TEXT + 4];

	fprintf(stream, "%s%-4s%s  %-9s", colored ? colors[finding->mark] : "",
		words[finding->mark], colored ? "\x1B[0m" : "", name);
	print_text(stream, finding->text);
	if (!*finding->remedy)
		return;
	snprintf(remedy, sizeof(remedy), "-> %s", finding->remedy);
	fprintf(stream, "%*s", INDENT, "");
	print_text(stream, remedy);
}

bool doctor_print(FILE *stream, const struct doctor_facts *facts, bool colored)
{
	int counts[DOCTOR_SKIP + 1] = {0};

	for (const struct doctor_check *check = doctor_checks; check->name; check++) {
		struct finding finding = {.mark = DOCTOR_OK};

		check->judge(facts, &finding);
		counts[finding.mark]++;
		print_finding(stream, check->name, &finding, colored);
	}
	fprintf(stream, "%d ok, %d to look at, %d failed, %d not checked\n", counts[DOCTOR_OK],
		counts[DOCTOR_WARN], counts[DOCTOR_FAIL], counts[DOCTOR_SKIP]);
	return counts[DOCTOR_FAIL] > 0;
}
