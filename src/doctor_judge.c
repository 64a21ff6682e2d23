#include "doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/calendar.h"
#include "base/format.h"
#include "refresh/schedule.h"

#define CLOCK_SLACK 60 /* seconds */
#define BUDGET_LOW  48 /* requests that are left: a tenth */

static void say(struct finding *finding, enum doctor_mark mark, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void say(struct finding *finding, enum doctor_mark mark, const char *format, ...)
{
	va_list args;

	finding->mark = mark;
	va_start(args, format);
	vsnprintf(finding->text, sizeof(finding->text), format, args);
	va_end(args);
}

static void advise(struct finding *finding, const char *remedy)
{
	snprintf(finding->remedy, sizeof(finding->remedy), "%s", remedy);
}

/* Was there an answer at all, be it a refusal? */
static bool has_answer(const struct doctor_facts *facts)
{
	return facts->asked && facts->http > 0;
}

static const struct {
	const char *name, *when_wrong, *when_refused;
} sources[] = {
	/* A variable that holds no key is empty, or not one word. */
	[KEY_OF_NOBODY] = {"nowhere", "set OPENROUTER_API_KEY to one key, and nothing else", ""},
	[KEY_OF_ENVIRONMENT] = {"OPENROUTER_API_KEY",
				"set OPENROUTER_API_KEY to one key, and nothing else",
				"set OPENROUTER_API_KEY to a key of openrouter.ai/keys"},
	[KEY_OF_FILE] = {"the key file",
			 "see that the file is there, that only you can read it (mode 600), and "
			 "that one key is in it, and nothing else",
			 "put a key of openrouter.ai/keys into that file"},
	[KEY_OF_COMMAND] =
		{"the key command",
		 "run key-command (ortop config shows it) in a shell: it is to print the "
		 "key as its first line, with status 0, and cannot ask anything",
		 "have key-command print a key of openrouter.ai/keys"},
};

static void judge_key(const struct doctor_facts *facts, struct finding *finding)
{
	const char *name = sources[facts->key_from].name;

	if (*facts->key_wrong.text) {
		say(finding, DOCTOR_FAIL, "%s", facts->key_wrong.text);
		advise(finding, sources[facts->key_from].when_wrong);
	} else if (facts->key_from == KEY_OF_NOBODY) {
		say(finding, DOCTOR_WARN, "none: nothing but the sample and what is stored");
		advise(finding, trouble_remedy(TROUBLE_NO_KEY));
	} else if (!facts->asked) {
		say(finding, DOCTOR_SKIP, "from %s; not asked whether it is accepted", name);
	} else if (facts->trouble == TROUBLE_NONE) {
		say(finding, DOCTOR_OK, "from %s, accepted", name);
	} else if (facts->trouble == TROUBLE_KEY_REFUSED) {
		say(finding, DOCTOR_FAIL, "from %s, refused: %s", name, facts->detail);
		advise(finding, sources[facts->key_from].when_refused);
	} else {
		say(finding, DOCTOR_SKIP, "from %s; not told whether it is accepted: %s", name,
		    trouble_words(facts->trouble));
	}
}

static void judge_clock(const struct doctor_facts *facts, struct finding *finding)
{
	int64_t off = facts->now - facts->trace.date;
	int64_t amount = off < 0 ? -off : off;
	char wait[FORMAT_SIZE];

	if (!facts->asked || facts->trace.date == 0) {
		say(finding, DOCTOR_SKIP, "no answer to compare it with");
	} else if (amount <= CLOCK_SLACK) {
		say(finding, DOCTOR_OK, "as the server's, give or take %lld s", (long long)amount);
	} else {
		say(finding, DOCTOR_WARN, "%s %s the server's",
		    amount < 2 * CALENDAR_DAY_SECONDS ? format_wait(wait, amount) : "days",
		    off > 0 ? "ahead of" : "behind");
		advise(finding, "set the clock, or let NTP do it: certificates, ages and waits "
				"go by it");
	}
}

static void judge_proxy(const struct doctor_facts *facts, struct finding *finding)
{
	const char *beside = facts->no_proxy ? ", but for NO_PROXY" : "";

	if (facts->plain) {
		say(finding, DOCTOR_OK, "not used: plain http to this machine");
	} else if (facts->trouble == TROUBLE_PROXY) {
		say(finding, DOCTOR_FAIL, "%s %s: %s",
		    facts->proxy_variable ? facts->proxy_variable : "", facts->proxy,
		    facts->detail);
		advise(finding, trouble_remedy(TROUBLE_PROXY));
	} else if (!facts->proxy_variable) {
		say(finding, DOCTOR_OK, "none");
	} else {
		say(finding, DOCTOR_OK, "%s %s%s", facts->proxy_variable, facts->proxy, beside);
	}
}

static const char *whom(const struct fetch_about *curl)
{
	return *curl->ca_file ? curl->ca_file : *curl->ca_path ? curl->ca_path : "the system's";
}

static void judge_tls(const struct doctor_facts *facts, struct finding *finding)
{
	const struct fetch_about *curl = &facts->curl;

	if (facts->plain) {
		say(finding, DOCTOR_SKIP, "not used: plain http to this machine");
	} else if (!facts->has_curl) {
		say(finding, DOCTOR_SKIP, "no libcurl");
	} else if (facts->trouble == TROUBLE_TLS) {
		say(finding, DOCTOR_FAIL, "%s; trusted: %s", facts->detail, whom(curl));
		advise(finding, "install ca-certificates, check SSL_CERT_FILE and the clock");
	} else if (facts->trace.tls_ms > 0) {
		say(finding, DOCTOR_OK, "certificate accepted; %s, %s", curl->library, whom(curl));
	} else {
		say(finding, DOCTOR_SKIP, "not tried; %s, %s", curl->library, whom(curl));
	}
}

static void say_steps(const struct doctor_facts *facts, struct finding *finding)
{
	const struct fetch_trace *trace = &facts->trace;

	say(finding, DOCTOR_OK, "answered in %d ms (name %d, connected %d, TLS %d)",
	    trace->answer_ms, trace->name_ms, trace->connect_ms, trace->tls_ms);
}

static void judge_network(const struct doctor_facts *facts, struct finding *finding)
{
	if (facts->offline) {
		say(finding, DOCTOR_SKIP, "--offline: nothing is asked");
	} else if (!facts->has_curl) {
		say(finding, DOCTOR_FAIL, "%s", facts->curl_wrong.text);
		advise(finding, "install libcurl (libcurl4 on Debian and Ubuntu)");
	} else if (has_answer(facts) &&
		   (facts->trouble == TROUBLE_NONE || facts->http == 401 || facts->http == 403)) {
		say_steps(facts, finding);
	} else if (facts->trouble == TROUBLE_TLS || facts->trouble == TROUBLE_PROXY) {
		say(finding, DOCTOR_SKIP, "no answer: see %s",
		    facts->trouble == TROUBLE_TLS ? "tls" : "proxy");
	} else if (facts->trouble == TROUBLE_RATE_LIMITED || facts->trouble == TROUBLE_SERVER) {
		say(finding, DOCTOR_WARN, "%s: %s", trouble_words(facts->trouble), facts->detail);
		advise(finding, trouble_remedy_once(facts->trouble));
	} else if (facts->trouble == TROUBLE_PAYLOAD) {
		say(finding, DOCTOR_FAIL, "%s: %s", trouble_words(facts->trouble), facts->detail);
		advise(finding, "sign in to the network if a page of its own answers for the API; "
				"else check --api-url, or look for a newer ortop");
	} else {
		say(finding, DOCTOR_FAIL, "%s: %s", trouble_words(facts->trouble), facts->detail);
		advise(finding, trouble_remedy_once(facts->trouble));
	}
}

static void judge_budget(const struct doctor_facts *facts, struct finding *finding)
{
	int used = facts->status.requests_today;

	if (!facts->status_known) {
		say(finding, DOCTOR_SKIP,
		    facts->store_there ? "not known: see store"
				       : "no store that counts the requests");
		return;
	}
	say(finding, SCHEDULE_BUDGET - used < BUDGET_LOW ? DOCTOR_WARN : DOCTOR_OK,
	    "%d of %d requests this UTC day by the store's log%s", used, SCHEDULE_BUDGET,
	    !facts->keyed    ? ""
	    : facts->counted ? ", this one too"
			     : "; this one is not counted");
	if (finding->mark == DOCTOR_WARN)
		advise(finding, "a longer --interval; at midnight UTC the count begins anew");
}

static void judge_locale(const struct doctor_facts *facts, struct finding *finding)
{
	if (strcmp(facts->codeset, "UTF-8") != 0) {
		say(finding, DOCTOR_WARN, "%s: drawn with ASCII alone", facts->codeset);
		advise(finding, "set LANG or LC_ALL to a UTF-8 locale, such as C.UTF-8");
	} else if (facts->probe == PROBE_NO_TERMINAL) {
		say(finding, DOCTOR_OK, "UTF-8; no terminal to measure characters on");
	} else if (facts->probe == PROBE_SILENT) {
		say(finding, DOCTOR_OK, "UTF-8; the terminal does not tell how wide it draws");
	} else if (facts->narrow == 1 && facts->wide == 2) {
		say(finding, DOCTOR_OK, "UTF-8; bars and wide characters are as wide as expected");
	} else {
		say(finding, DOCTOR_WARN,
		    "UTF-8; a bar takes %d columns for 1, a wide one %d for 2", facts->narrow,
		    facts->wide);
		advise(finding, facts->narrow > 1
					? "have the terminal draw ambiguous characters narrow, or "
					  "use --ascii"
					: "check that the terminal expects UTF-8, or use --ascii");
	}
}

static void judge_colors(const struct doctor_facts *facts, struct finding *finding)
{
	const char *more = facts->colorterm && *facts->colorterm ? facts->colorterm : NULL;

	if (!facts->term || !*facts->term) {
		say(finding, DOCTOR_WARN, "TERM is not set: no dashboard");
		advise(finding, "start it in a terminal, where TERM says which");
	} else if (facts->colors < 0) {
		say(finding, DOCTOR_WARN, "TERM=%s is not in terminfo: no dashboard", facts->term);
		advise(finding, "install its entry (ncurses-term on Debian), or set TERM=xterm");
	} else {
		say(finding, DOCTOR_OK, "TERM=%s: %d colours%s%s%s", facts->term, facts->colors,
		    more ? ", COLORTERM=" : "", more ? more : "",
		    facts->no_color ? "; NO_COLOR: none are used" : "");
	}
}

static void say_sound(const struct doctor_facts *facts, struct finding *finding)
{
	const struct store_report *report = &facts->report;
	char first[CALENDAR_SIZE], last[CALENDAR_SIZE];
	int mb10 = (int)((report->bytes * 10 + 524288) / 1048576);

	if (report->n_weeks == 0)
		say(finding, DOCTOR_OK, "%s: sound, version %d, no weeks yet", facts->store,
		    report->version);
	else
		say(finding, DOCTOR_OK, "%s: sound, version %d, %d.%d MB, %zu weeks %s to %s",
		    facts->store, report->version, mb10 / 10, mb10 % 10, report->n_weeks,
		    calendar_format_week(first, report->first),
		    calendar_format_week(last, report->last));
	if (!facts->folder_writable) {
		finding->mark = DOCTOR_WARN;
		advise(finding, "its folder cannot be written: what is fetched stays in memory");
	} else if (report->mode & 077) {
		finding->mark = DOCTOR_WARN;
		advise(finding, "others may open it: chmod 600");
	}
}

static void judge_store(const struct doctor_facts *facts, struct finding *finding)
{
	static const char *const remedies[] = {
		[STORE_SOUND] = "",
		[STORE_DAMAGED] = "ortop fetch sets it aside and keeps what is whole of it",
		[STORE_NEWER] = "use the newer ortop",
		[STORE_FOREIGN] = "move that file away: ortop makes its own",
		[STORE_CLOSED] = "check its owner, its permissions and the disk",
		[STORE_LOCKED] = "look again when that process is done",
	};

	if (*facts->store_reason && !facts->store_there) {
		say(finding, DOCTOR_WARN, "%s: figures are kept in memory", facts->store_reason);
		advise(finding, "check HOME, XDG_DATA_HOME and their permissions");
	} else if (!facts->store_there) {
		say(finding, DOCTOR_OK, "%s: none yet", facts->store);
	} else if (facts->report.state == STORE_SOUND) {
		say_sound(facts, finding);
	} else {
		say(finding, facts->report.state == STORE_LOCKED ? DOCTOR_WARN : DOCTOR_FAIL, "%s",
		    facts->report.reason);
		advise(finding, remedies[facts->report.state]);
	}
}

/* "open in 12, 345 and 2 more" */
static void add_openers(const struct doctor_facts *facts, struct finding *finding)
{
	char *text = finding->text;
	size_t shown = facts->n_openers < DOCTOR_OPENERS ? facts->n_openers : DOCTOR_OPENERS;

	for (size_t i = 0; i < shown; i++)
		snprintf(text + strlen(text), DOCTOR_TEXT - strlen(text), "%s%ld",
			 i ? ", " : "; open in process ", (long)facts->openers[i]);
	if (facts->n_openers > shown)
		snprintf(text + strlen(text), DOCTOR_TEXT - strlen(text), " and %zu more",
			 facts->n_openers - shown);
}

/* Who has the store open goes on by itself. */
static const char *refresh_remedy(const struct doctor_facts *facts, enum trouble trouble)
{
	if (held_waits(&facts->status.held))
		return trouble_remedy(TROUBLE_HELD);
	if (trouble == TROUBLE_NONE)
		return "ortop fetch, or the dashboard";
	return facts->n_openers ? trouble_remedy(trouble) : trouble_remedy_once(trouble);
}

static void judge_refresh(const struct doctor_facts *facts, struct finding *finding)
{
	const struct status *status = &facts->status;
	const struct feed *feed = &status->rankings;
	char age[FORMAT_SIZE];

	if (feed->trouble == TROUBLE_NONE)
		feed = &status->catalog;
	if (!facts->status_known) {
		say(finding, DOCTOR_SKIP,
		    facts->store_there ? "not known: see store" : "nobody yet");
		return;
	}
	if (facts->refresher)
		say(finding, DOCTOR_OK, "process %ld, now", (long)facts->refresher);
	else if (held_waits(&status->held))
		say(finding, DOCTOR_WARN, "an answer is held: %s", status->held.reason);
	else if (feed->trouble != TROUBLE_NONE)
		say(finding, DOCTOR_WARN, "the last one failed: %s", trouble_words(feed->trouble));
	else if (!status->rankings.ok_at)
		say(finding, DOCTOR_WARN, "no rankings came yet");
	else
		say(finding, DOCTOR_OK, "nobody now; the last good answer %s",
		    format_age(age, facts->now, status->rankings.ok_at));
	if (finding->mark == DOCTOR_WARN)
		advise(finding, refresh_remedy(facts, feed->trouble));
	if (finding->mark == DOCTOR_OK && !facts->n_openers &&
	    facts->now - status->rankings.ok_at > 2 * status->interval) {
		finding->mark = DOCTOR_WARN;
		advise(finding, "leave a dashboard open, or run ortop fetch from cron");
	}
	add_openers(facts, finding);
}

static void judge_config(const struct doctor_facts *facts, struct finding *finding)
{
	if (facts->n_problems == 0) {
		say(finding, DOCTOR_OK, facts->config_there ? "%s" : "%s: none, all as usual",
		    *facts->config ? facts->config : "no place for a file");
		return;
	}
	say(finding, DOCTOR_WARN, "%s", facts->problem);
	if (facts->n_problems > 1)
		snprintf(finding->text + strlen(finding->text),
			 sizeof(finding->text) - strlen(finding->text), "; and %zu more",
			 facts->n_problems - 1);
	advise(finding, "the rest of it counts; ortop config shows what is in use");
}

static void judge_versions(const struct doctor_facts *facts, struct finding *finding)
{
	say(finding, DOCTOR_OK, "%s", facts->versions);
}

const struct doctor_check doctor_checks[] = {
	{"key", judge_key},
	{"network", judge_network},
	{"proxy", judge_proxy},
	{"tls", judge_tls},
	{"clock", judge_clock},
	{"budget", judge_budget},
	{"store", judge_store},
	{"refresh", judge_refresh},
	{"config", judge_config},
	{"locale", judge_locale},
	{"colours", judge_colors},
	{"versions", judge_versions},
	{NULL, NULL},
};
