/* A template (the first line) and a model's name (the rest): the filled line is the template's own
 * text and inert values, and each escape can be undone to the same value. */

#include <stdlib.h>
#include <string.h>
#include "fuzz/check.h"
#include "support/market.h"
#include "view/line.h"

#define MONDAY         "2026-03-09"
#define NAME_MAX_BYTES 64

static void fill(const struct market *market, const struct line *line, enum line_escape escape,
		 struct strbuf *out)
{
	struct query query = query_default();
	struct line_facts facts = {.snapshot = market->snapshot, .query = &query};

	query.week = market_day(MONDAY);
	query.now = 1774000000;
	facts.run = (struct run){.weeks = 3, .since = query.week - 14, .at_least = true};
	facts.refresher = 17;
	strbuf_init(out, SIZE_MAX - 1);
	line_fill(line, &facts, escape, out);
}

/* What a name is, in an escape. */
static void fill_name(const struct market *market, enum line_escape escape, struct strbuf *out)
{
	struct line *line = line_parse("{top}", NULL);

	FUZZ_CHECK(line);
	fill(market, line, escape, out);
	line_free(line);
}

/* Undo the doubling of a character, which never stands alone. */
static void check_doubled(const struct market *market, enum line_escape escape, char c,
			  const char *plain)
{
	struct strbuf out;

	fill_name(market, escape, &out);
	for (const char *at = out.data; *at; at++, plain++) {
		FUZZ_CHECK(*at == *plain);
		if (*at == c)
			FUZZ_CHECK(*++at == c);
	}
	FUZZ_CHECK(*plain == '\0');
	strbuf_done(&out);
}

/* RFC 8259, section 7: what must be escaped is, by a backslash before the character itself. */
static void check_json(const struct market *market, const char *plain)
{
	struct strbuf out;

	fill_name(market, LINE_JSON, &out);
	for (const char *at = out.data; *at; at++, plain++) {
		FUZZ_CHECK(*at != '"' && (unsigned char)*at >= 0x20);
		if (*at == '\\') {
			at++;
			FUZZ_CHECK(*at == '"' || *at == '\\');
		}
		FUZZ_CHECK(*at == *plain);
	}
	FUZZ_CHECK(*plain == '\0');
	strbuf_done(&out);
}

static void check_name(const struct market *market)
{
	struct strbuf plain;

	fill_name(market, LINE_PLAIN, &plain);
	check_inert(plain.data);
	FUZZ_CHECK(plain.length > 0);
	check_doubled(market, LINE_TMUX, '#', plain.data);
	check_doubled(market, LINE_ZSH, '%', plain.data);
	check_json(market, plain.data);
	strbuf_done(&plain);
}

/* A control in the line was one of the template's. */
static void check_template(const struct market *market, const char *template)
{
	struct error error = {""};
	struct line *line = line_parse(template, &error);
	struct strbuf out;

	FUZZ_CHECK(line || *error.text);
	if (!line)
		return;
	fill(market, line, LINE_PLAIN, &out);
	for (const char *c = out.data; *c; c++)
		FUZZ_CHECK((unsigned char)*c >= 0x20 || strchr(template, *c));
	FUZZ_CHECK(strpbrk(template, "{}") || strcmp(out.data, template) == 0);
	strbuf_done(&out);
	line_free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, '\n', size);
	size_t length = end ? (size_t)(end - data) : size;
	size_t rest = end ? size - length - 1 : 0;
	char name[NAME_MAX_BYTES + 8] = "us-a/";
	struct market market;
	char *template;

	check_locale();
	rest = rest < NAME_MAX_BYTES ? rest : NAME_MAX_BYTES;
	if (rest > 0)
		memcpy(name + 5, end + 1, rest);
	if (rest == 0 || strlen(name) != 5 + rest)
		strcpy(name, "us-a/x");
	market_init(&market, HISTORY_LIVE);
	market_week(&market, MONDAY, 7, HISTORY_EXACT);
	market_row(&market, name, 100);
	market_open(&market);
	template = check_string(data, length);
	check_template(&market, template);
	check_name(&market);
	free(template);
	market_done(&market);
	return 0;
}
