/* The verdicts of `ortop doctor`: from facts to a line and what to do about it. */
#include "doctor.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/calendar.h"
#include "refresh/schedule.h"

#define NOW INT64_C(1787450000)

/* All is well. */
static struct doctor_facts healthy(void)
{
	struct doctor_facts facts = {
		.now = NOW,
		.key_from = KEY_OF_ENVIRONMENT,
		.has_curl = true,
		.curl = {"8.0.0", "OpenSSL/3.0", "/etc/ssl/ca.crt", ""},
		.asked = true,
		.http = 200,
		.trace = {.name_ms = 1, .connect_ms = 2, .tls_ms = 3, .answer_ms = 44, .date = NOW},
		.codeset = "UTF-8",
		.probe = PROBE_MEASURED,
		.narrow = 1,
		.wide = 2,
		.term = "xterm-256color",
		.colors = 256,
		.store = "/data/ortop/ortop.db",
		.store_there = true,
		.folder_writable = true,
		.report = {.version = 3,
			   .bytes = 5 * 1048576 / 2,
			   .mode = 0600,
			   .n_weeks = 85,
			   .first = 20087,
			   .last = 20087 + 84 * 7},
		.status_known = true,
		.status = {.interval = 900, .rankings = {.ok_at = NOW - 120}},
		.config = "~/.config/ortop/config",
		.versions = "ortop 1",
	};

	return facts;
}

static struct finding judge(const char *name, const struct doctor_facts *facts)
{
	struct finding finding = {.mark = DOCTOR_OK};

	for (const struct doctor_check *check = doctor_checks; check->name; check++)
		if (strcmp(check->name, name) == 0) {
			check->judge(facts, &finding);
			return finding;
		}
	fail_msg("no check %s", name);
	return finding;
}

static void expect(const char *name, const struct doctor_facts *facts, enum doctor_mark mark,
		   const char *text, const char *remedy)
{
	struct finding finding = judge(name, facts);

	if (finding.mark != mark || !strstr(finding.text, text) ||
	    !strstr(finding.remedy, remedy) || !*remedy != !*finding.remedy)
		fail_msg("%s: %d \"%s\" -> \"%s\"", name, finding.mark, finding.text,
			 finding.remedy);
}

static void test_all_is_well(void **state)
{
	struct doctor_facts facts = healthy();
	char *text;
	size_t length, lines = 0;
	FILE *stream = open_memstream(&text, &length);

	(void)state;
	assert_false(doctor_print(stream, &facts, false));
	fclose(stream);
	assert_null(strchr(text, '\x1B'));
	for (const char *line = text; *line; line = strchr(line, '\n') + 1)
		lines++;
	assert_int_equal(lines, 14);
	assert_non_null(strstr(text, "\n12 ok, 0 to look at, 0 failed, 0 not checked\n"));
	expect("network", &facts, DOCTOR_OK, "answered in 44 ms (name 1, connected 2, TLS 3)", "");
	expect("store", &facts, DOCTOR_OK,
	       "/data/ortop/ortop.db: sound, version 3, 2.5 MB, 85 weeks 2025-W01 to 2026-W33", "");
	expect("refresh", &facts, DOCTOR_OK, "nobody now; the last good answer 2 min ago", "");
	expect("tls", &facts, DOCTOR_OK, "certificate accepted; OpenSSL/3.0, /etc/ssl/ca.crt", "");
	free(text);
}

static void test_key(void **state)
{
	struct doctor_facts facts = healthy();

	(void)state;
	expect("key", &facts, DOCTOR_OK, "from OPENROUTER_API_KEY, accepted", "");
	facts.trouble = TROUBLE_SERVER;
	expect("key", &facts, DOCTOR_SKIP, "not told whether it is accepted: server error", "");
	facts.trouble = TROUBLE_PAYLOAD;
	expect("key", &facts, DOCTOR_SKIP, "not told whether it is accepted: bad payload", "");
	expect("network", &facts, DOCTOR_FAIL, "bad payload", "sign in to the network");
	facts.trouble = TROUBLE_KEY_REFUSED;
	snprintf(facts.detail, sizeof(facts.detail), "HTTP 401: no such user");
	expect("key", &facts, DOCTOR_FAIL, "refused: HTTP 401: no such user",
	       "set OPENROUTER_API_KEY");
	facts.asked = false;
	expect("key", &facts, DOCTOR_SKIP, "not asked", "");
	facts.key_from = KEY_OF_NOBODY;
	expect("key", &facts, DOCTOR_WARN, "none", "set OPENROUTER_API_KEY");
}

/* What to do about a key is to be done where it is from. */
static void test_keys_of_elsewhere(void **state)
{
	static const struct {
		enum key_source from;
		const char *name, *when_wrong, *when_refused;
	} cases[] = {
		{KEY_OF_ENVIRONMENT, "from OPENROUTER_API_KEY", "set OPENROUTER_API_KEY to one key",
		 "set OPENROUTER_API_KEY to a key of"},
		{KEY_OF_FILE, "from the key file", "that the file is there", "into that file"},
		{KEY_OF_COMMAND, "from the key command", "run key-command",
		 "have key-command print"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct doctor_facts facts = healthy();

		facts.key_from = cases[i].from;
		expect("key", &facts, DOCTOR_OK, cases[i].name, "");
		facts.trouble = TROUBLE_KEY_REFUSED;
		expect("key", &facts, DOCTOR_FAIL, cases[i].name, cases[i].when_refused);
		error_set(&facts.key_wrong, "it failed");
		expect("key", &facts, DOCTOR_FAIL, "it failed", cases[i].when_wrong);
	}
}

/* Is the doctor's own request among those that are counted? */
static void test_what_is_counted(void **state)
{
	struct doctor_facts facts = healthy();

	(void)state;
	facts.status.requests_today = 7;
	expect("budget", &facts, DOCTOR_OK, "7 of 480 requests", "");
	assert_null(strstr(judge("budget", &facts).text, "this one"));
	facts.keyed = true;
	expect("budget", &facts, DOCTOR_OK, "; this one is not counted", "");
	facts.counted = true;
	expect("budget", &facts, DOCTOR_OK, ", this one too", "");
}

static void test_clock(void **state)
{
	static const struct {
		int64_t off;
		enum doctor_mark mark;
		const char *text;
	} cases[] = {
		{0, DOCTOR_OK, "give or take 0 s"},
		{60, DOCTOR_OK, "give or take 60 s"},
		{-60, DOCTOR_OK, "give or take 60 s"},
		{61, DOCTOR_WARN, "1 min ahead of the server's"},
		{-61, DOCTOR_WARN, "1 min behind the server's"},
		{3 * 3600, DOCTOR_WARN, "3 h ahead of"},
		{-400 * 86400, DOCTOR_WARN, "days behind"},
	};
	struct doctor_facts facts = healthy();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		facts.trace.date = NOW - cases[i].off;
		expect("clock", &facts, cases[i].mark, cases[i].text,
		       cases[i].mark == DOCTOR_WARN ? "NTP" : "");
	}
	facts.trace.date = 0;
	expect("clock", &facts, DOCTOR_SKIP, "no answer", "");
}

static void test_network(void **state)
{
	struct doctor_facts facts = healthy();

	(void)state;
	/* A refusal is an answer. */
	facts.http = 401;
	facts.trouble = TROUBLE_KEY_REFUSED;
	expect("network", &facts, DOCTOR_OK, "answered", "");
	facts.trouble = TROUBLE_REQUEST;
	expect("network", &facts, DOCTOR_OK, "answered", "");
	facts.http = 404;
	snprintf(facts.detail, sizeof(facts.detail), "HTTP 404");
	expect("network", &facts, DOCTOR_FAIL, "request refused: HTTP 404", "--api-url");
	facts.http = 503;
	facts.trouble = TROUBLE_SERVER;
	expect("network", &facts, DOCTOR_WARN, "server error", "try again later");
	facts.http = 429;
	facts.trouble = TROUBLE_RATE_LIMITED;
	expect("network", &facts, DOCTOR_WARN, "rate limited", "when the server allows");
	facts.http = 0;
	facts.trouble = TROUBLE_OFFLINE;
	expect("network", &facts, DOCTOR_FAIL, "offline", "check the network");
	facts.trouble = TROUBLE_TLS;
	facts.trace.tls_ms = 0;
	snprintf(facts.detail, sizeof(facts.detail), "certificate has expired");
	expect("network", &facts, DOCTOR_SKIP, "see tls", "");
	expect("tls", &facts, DOCTOR_FAIL, "has expired; trusted: /etc/ssl/ca.crt",
	       "ca-certificates");
	facts.trouble = TROUBLE_PROXY;
	facts.proxy_variable = "ALL_PROXY";
	snprintf(facts.proxy, sizeof(facts.proxy), "http://p:1");
	snprintf(facts.detail, sizeof(facts.detail), "403 from proxy");
	expect("network", &facts, DOCTOR_SKIP, "see proxy", "");
	expect("proxy", &facts, DOCTOR_FAIL, "ALL_PROXY http://p:1: 403 from proxy",
	       "check HTTPS_PROXY");
	facts.trouble = TROUBLE_NONE;
	facts.no_proxy = true;
	expect("proxy", &facts, DOCTOR_OK, "ALL_PROXY http://p:1, but for NO_PROXY", "");
	facts.plain = true;
	expect("proxy", &facts, DOCTOR_OK, "not used", "");
	expect("tls", &facts, DOCTOR_SKIP, "not used", "");
	facts.has_curl = false;
	error_set(&facts.curl_wrong, "libcurl cannot be loaded");
	expect("network", &facts, DOCTOR_FAIL, "cannot be loaded", "libcurl4");
	facts.offline = true;
	expect("network", &facts, DOCTOR_SKIP, "--offline", "");
}

static void test_proxies_are_shown_without_their_user(void **state)
{
	static const char *const cases[][2] = {
		{"http://proxy:3128", "http://proxy:3128"},
		{"http://me:secret@proxy:3128/", "http://proxy:3128/"},
		{"me:secret@proxy:3128", "proxy:3128"},
		{"http://me:s@cret@proxy", "http://proxy"},
		{"http://me:s:cret@[::1]:1", "http://[::1]:1"},
		{"proxy/a@b", "proxy/a@b"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char out[64];

		doctor_hide_user(out, sizeof(out), cases[i][0]);
		assert_string_equal(out, cases[i][1]);
	}
}

static void test_budget(void **state)
{
	struct doctor_facts facts = healthy();

	(void)state;
	facts.status.requests_today = 432;
	expect("budget", &facts, DOCTOR_OK, "432 of 480", "");
	facts.status.requests_today = 433;
	expect("budget", &facts, DOCTOR_WARN, "433 of 480", "--interval");
	facts.status_known = false;
	expect("budget", &facts, DOCTOR_SKIP, "not known: see store", "");
	facts.store_there = false;
	expect("budget", &facts, DOCTOR_SKIP, "no store", "");
}

static void test_terminal(void **state)
{
	struct doctor_facts facts = healthy();

	(void)state;
	expect("locale", &facts, DOCTOR_OK, "as wide as expected", "");
	facts.narrow = 2;
	expect("locale", &facts, DOCTOR_WARN, "a bar takes 2 columns", "--ascii");
	facts.narrow = 3;
	facts.wide = 3;
	expect("locale", &facts, DOCTOR_WARN, "3 for 2", "--ascii");
	facts.probe = PROBE_SILENT;
	expect("locale", &facts, DOCTOR_OK, "does not tell", "");
	facts.probe = PROBE_NO_TERMINAL;
	expect("locale", &facts, DOCTOR_OK, "no terminal", "");
	facts.codeset = "ANSI_X3.4-1968";
	expect("locale", &facts, DOCTOR_WARN, "ANSI_X3.4-1968", "UTF-8 locale");

	facts.colorterm = "truecolor";
	facts.no_color = true;
	expect("colours", &facts, DOCTOR_OK,
	       "TERM=xterm-256color: 256 colours, COLORTERM=truecolor; NO_COLOR", "");
	facts.colors = -1;
	expect("colours", &facts, DOCTOR_WARN, "not in terminfo", "ncurses-term");
	facts.term = "";
	expect("colours", &facts, DOCTOR_WARN, "not set", "terminal");
}

static void test_store(void **state)
{
	struct doctor_facts facts = healthy();

	(void)state;
	facts.folder_writable = false;
	expect("store", &facts, DOCTOR_WARN, "sound", "stays in memory");
	facts.folder_writable = true;
	facts.report.mode = 0644;
	expect("store", &facts, DOCTOR_WARN, "sound", "chmod 600");
	snprintf(facts.report.reason, sizeof(facts.report.reason), "what is wrong");
	facts.report.state = STORE_DAMAGED;
	expect("store", &facts, DOCTOR_FAIL, "what is wrong", "sets it aside");
	facts.report.state = STORE_NEWER;
	expect("store", &facts, DOCTOR_FAIL, "what is wrong", "newer ortop");
	facts.report.state = STORE_FOREIGN;
	expect("store", &facts, DOCTOR_FAIL, "what is wrong", "move that file");
	facts.report.state = STORE_CLOSED;
	expect("store", &facts, DOCTOR_FAIL, "what is wrong", "permissions");
	facts.report.state = STORE_LOCKED;
	expect("store", &facts, DOCTOR_WARN, "what is wrong", "look again");
	facts.store_there = false;
	expect("store", &facts, DOCTOR_OK, "none yet", "");
	facts.folder_writable = false;
	snprintf(facts.store_reason, sizeof(facts.store_reason), "/data/ortop: Read-only");
	expect("store", &facts, DOCTOR_WARN, "/data/ortop: Read-only", "permissions");
	facts.store[0] = '\0';
	snprintf(facts.store_reason, sizeof(facts.store_reason), "no home directory is known");
	expect("store", &facts, DOCTOR_WARN, "no home directory", "XDG_DATA_HOME");
}

static void test_refresh(void **state)
{
	struct doctor_facts facts = healthy();

	(void)state;
	facts.openers[0] = 12;
	facts.openers[1] = 345;
	facts.n_openers = 2;
	expect("refresh", &facts, DOCTOR_OK, "; open in process 12, 345", "");
	facts.n_openers = 6;
	facts.openers[2] = 4;
	facts.openers[3] = 5;
	expect("refresh", &facts, DOCTOR_OK, "12, 345, 4, 5 and 2 more", "");
	facts.refresher = 345;
	expect("refresh", &facts, DOCTOR_OK, "process 345, now", "");
	facts.refresher = 0;
	facts.status.rankings.ok_at = NOW - 1801;
	expect("refresh", &facts, DOCTOR_OK, "30 min ago", "");
	facts.n_openers = 0;
	expect("refresh", &facts, DOCTOR_WARN, "30 min ago", "cron");
	facts.status.rankings.trouble = TROUBLE_OFFLINE;
	expect("refresh", &facts, DOCTOR_WARN, "the last one failed: offline", "network");
	facts.status.rankings.trouble = TROUBLE_SERVER;
	expect("refresh", &facts, DOCTOR_WARN, "server error", "try again later");
	facts.n_openers = 1; /* who has it open does that */
	expect("refresh", &facts, DOCTOR_WARN, "server error", "tried again by itself");
	facts.status.held = (struct held){.agreeing = 1, .since = 1, .counted_at = 1};
	snprintf(facts.status.held.reason, sizeof(facts.status.held.reason), "it fell by half");
	expect("refresh", &facts, DOCTOR_WARN, "it fell by half", "--accept");
	facts.status_known = false;
	expect("refresh", &facts, DOCTOR_SKIP, "not known: see store", "");
	facts.store_there = false;
	expect("refresh", &facts, DOCTOR_SKIP, "nobody yet", "");
}

static void test_config(void **state)
{
	struct doctor_facts facts = healthy();

	(void)state;
	expect("config", &facts, DOCTOR_OK, "none, all as usual", "");
	facts.config_there = true;
	expect("config", &facts, DOCTOR_OK, "~/.config/ortop/config", "");
	facts.n_problems = 3;
	snprintf(facts.problem, sizeof(facts.problem), "~/.config/ortop/config:3: no setting x");
	expect("config", &facts, DOCTOR_WARN, "config:3: no setting x; and 2 more", "ortop config");
}

/* Whatever is wrong at once, it is one screen of 80 columns, and what others say does not act. */
static void test_one_screen(void **state)
{
	struct doctor_facts facts = {
		.now = NOW,
		.has_curl = true,
		.asked = true,
		.trouble = TROUBLE_OFFLINE,
		.trace = {.date = NOW - 9999},
		.detail = "Failed to connect to some.where.example port 443 after 15000 ms\x1B[31m",
		.codeset = "ANSI_X3.4-1968",
		.term = "nonsense",
		.colors = -1,
		.store = "/home/user/.local/share/ortop/ortop.db",
		.store_there = true,
		.report = {.state = STORE_DAMAGED,
			   .reason = "store /home/user/.local/share/ortop/ortop.db: is damaged"},
		.n_problems = 2,
		.config = "~/.config/ortop/config",
		.problem = "~/.config/ortop/config:3: no setting intervall; did you mean interval?",
		.versions = "ortop 0.1.0, sqlite 3.40.1, json-c 0.16, ncurses 6.4.20221231, "
			    "curl 7.88.1 (OpenSSL/3.0.19), glibc 2.36",
	};
	char *text;
	size_t length, lines = 0;
	FILE *stream = open_memstream(&text, &length);

	(void)state;
	assert_true(doctor_print(stream, &facts, false));
	fclose(stream);
	for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
		assert_true(strcspn(line, "\n") <= 80);
		lines++;
	}
	assert_in_range(lines, 13, 24);
	assert_null(strchr(text, '\x1B'));
	assert_non_null(strstr(text, "\\u{001B}[31m"));
	assert_non_null(strstr(text, "2 failed"));
	free(text);
}

static void test_colour(void **state)
{
	struct doctor_facts facts = healthy();
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	(void)state;
	facts.report.state = STORE_FOREIGN;
	assert_true(doctor_print(stream, &facts, true));
	fclose(stream);
	assert_non_null(strstr(text, "\x1B[32mok  \x1B[0m"));
	assert_non_null(strstr(text, "\x1B[1;31mFAIL\x1B[0m"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_is_well),
		cmocka_unit_test(test_key),
		cmocka_unit_test(test_keys_of_elsewhere),
		cmocka_unit_test(test_what_is_counted),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_network),
		cmocka_unit_test(test_proxies_are_shown_without_their_user),
		cmocka_unit_test(test_budget),
		cmocka_unit_test(test_terminal),
		cmocka_unit_test(test_store),
		cmocka_unit_test(test_refresh),
		cmocka_unit_test(test_config),
		cmocka_unit_test(test_one_screen),
		cmocka_unit_test(test_colour),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
