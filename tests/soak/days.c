/* Years in front of the dashboard, in minutes: the whole program (loop, worker, store, libcurl,
 * curses on a pty) under a clock that jumps to the next time that anything waits for, a source
 *whose days go on, and a user who presses any key but quit, changes the terminal's size, stops and
 * continues the program, sets the clock wrong and right again, and shuts the lid.
 *
 *	SOAK_REFRESHES=100000 SOAK_KEYS=1000000 SOAK_SEED=1 build/release/tests/soak/days
 *	build/release/tests/soak/days idle SECONDS    only how it rests, the clock stopped so long
 *
 * From LONG_RUN refreshes on the clock is stopped for a minute, in place of a second, and the
 *resident set is judged by how it grows a refresh over the second half.  Closes with its figures
 *and "N passed, N failed". */
#include <glob.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "refresh/schedule.h"
#include "simulation/gauge.h"
#include "simulation/inside.h"
#include "simulation/keys.h"
#include "simulation/terminal.h"
#include "source/store.h"

/* ThreadSanitizer has a thread of its own that wakes up, and shadows memory as it is touched: what
 * is measured then is not the program's alone. */
#if defined(__SANITIZE_THREAD__)
#define OURS_ALONE false
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define OURS_ALONE false
#endif
#endif
#ifndef OURS_ALONE
#define OURS_ALONE true
#endif

#define START   INT64_C(1774051200) /* 2026-03-21T00:00:00Z, a Saturday */
#define DAY     86400
#define HOUR_MS INT64_C(3600000)
#define DAYS_BEFORE                                                                                \
	400 /* as many as the store keeps: from the start on its size is that of years */
#define PATIENCE_MS 120000
#define SETTLE_MS   200 /* the kernel hands a terminal's bytes on in its own time */
#define GAUGES      100 /* one a hundredth of the run */
#define MiB         1048576.0
#define LONG_RUN    20000 /* refreshes: a shorter run's memory wavers by more than it grows */

/* What is allowed. */
#define IDLE_BYTES   60
#define RSS_PER_ROW  400       /* bytes of memory for each row that came: the data's own part */
#define RSS_SLACK    (3 << 20) /* ... and what malloc may scatter, and the shelf may hold */
#define RSS_PER_TURN 16        /* bytes a refresh in a long run, besides the rows: not one block */
#define STORE_SLACK  1.5       /* times what the content needs */
#define LOG_MOST     (8 << 20)
#define LATE_SECONDS 5

struct run {
	int64_t refreshes, keys; /* wanted */
	uint64_t random;
	char folder[64], store[96];
	struct simclock *sim;
	struct world world;
	struct inside inside;
	struct terminal terminal;
	int64_t typed, latest; /* keys sent; seconds that a refresh came late at the most */
	int marks, step, exports;
	int jumps, suspends, stops, resizes;
	struct gauge gauges[GAUGES];
	int n_gauges;
	int64_t rows_before, rows_after;
	int passed, failed;
};

/* Under ASan too, memory that was given back is not the program's. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "quarantine_size_mb=1:thread_local_quarantine_size_kb=16";
}

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
	interrupted = number;
}

static uint32_t dice(struct run *run, uint32_t n)
{
	return keys_dice(&run->random, n);
}

static void check(struct run *run, bool good, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void check(struct run *run, bool good, const char *format, ...)
{
	va_list args;

	printf("days: %s ", good ? "ok   " : "WRONG");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
	*(good ? &run->passed : &run->failed) += 1;
}

/* Waiting for the program */

static void clean(const char *folder)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	if (system(command) != 0)
		fprintf(stderr, "%s is left\n", folder);
}

static void give_up(struct run *run, const char *why)
{
	const struct inside_shared *shared = run->inside.shared;
	int64_t now = simclock_true_now(run->sim), ahead = simclock_ahead(run->sim);

	printf("days: WRONG %s: step %d, %d refreshes, %" PRId64 " of %" PRId64
	       " keys, status %d\ndays: %s\n",
	       why, run->step, atomic_load(&run->world.weeks), atomic_load(&shared->keys),
	       run->typed, atomic_load(&run->terminal.shared->status), shared->words);
	printf("days: %" PRId64 " s: %s; clock ahead by %" PRId64 " s; refreshed %" PRId64
	       " s ago, due in %" PRId64 " s; %d requests today\n",
	       now, world_is_bad(now) ? "bad times" : "good times", ahead,
	       now - atomic_load(&run->world.refreshed_at), atomic_load(&run->world.due_at) - now,
	       world_requests_today(&run->world));
	printf("days: the program: next in %" PRId64 " s, to wait for %" PRId64
	       " s, %d requests today, troubles %d and %d\n",
	       atomic_load(&shared->next_try) - now - ahead,
	       atomic_load(&shared->retry_at) - now - ahead, atomic_load(&shared->requests_today),
	       atomic_load(&shared->troubles[0]), atomic_load(&shared->troubles[1]));
	kill(atomic_load(&run->terminal.shared->program), SIGKILL);
	clean(run->folder);
	printf("%d passed, %d failed\n", run->passed, run->failed + 1);
	exit(1);
}

static bool rests(const struct run *run)
{
	return simclock_rests(run->sim);
}

static bool has_read(const struct run *run)
{
	return atomic_load(&run->inside.shared->marks) >= run->marks;
}

static bool has_stopped(const struct run *run)
{
	return atomic_load(&run->terminal.shared->stops) >= run->stops;
}

static bool has_ended(const struct run *run)
{
	return atomic_load(&run->terminal.shared->status) != -1;
}

static void await(struct run *run, bool (*done)(const struct run *run), const char *what)
{
	int64_t end = clock_boot_ms(&clock_real) + PATIENCE_MS;

	for (;;) {
		struct pollfd fds[] = {{.fd = run->terminal.master, .events = POLLIN},
				       {.fd = simclock_fd(run->sim), .events = POLLIN}};

		simclock_heard(run->sim);
		terminal_drain(&run->terminal);
		if (atomic_load(&run->inside.shared->wrong) > 0)
			give_up(run, "the program's side");
		if (interrupted)
			give_up(run, "interrupted");
		if (done(run))
			return;
		if (has_ended(run) || clock_boot_ms(&clock_real) > end)
			give_up(run, what);
		/* That the program has stopped or ended is not reported. */
		poll(fds, 2, done == has_stopped || done == has_ended ? 1 : 100);
	}
}

/* Let time pass; afterwards the next refresh must still lie ahead. */
static void pass(struct run *run, int64_t ms, bool suspended)
{
	int64_t late;

	if (suspended)
		simclock_suspend(run->sim, ms);
	else
		simclock_pass(run->sim, ms);
	await(run, rests, "time does not pass");
	late = simclock_true_now(run->sim) - atomic_load(&run->world.due_at);
	if (late > run->latest)
		run->latest = late;
	if (late > LATE_SECONDS)
		give_up(run, "no refresh when it was due");
}

/* The user */

/* All that was typed has been read. */
static void mark(struct run *run)
{
	const char byte = INSIDE_MARK;

	run->marks++;
	terminal_type(&run->terminal, &byte, 1);
	await(run, has_read, "keys are not read");
}

static void type_keys(struct run *run, int n)
{
	char bytes[KEYS_BYTES * 250];
	size_t length = 0;

	for (int i = 0; i < n && i < 250; i++) {
		enum command command;

		length += keys_next(&run->random, bytes + length, &command);
		run->typed++;
		run->exports += command == COMMAND_EXPORT;
		if (command == COMMAND_REFRESH)
			atomic_fetch_add(&run->world.pressed, 1);
		if (command != COMMAND_SUSPEND)
			continue;
		/* What was typed before is the program's, what comes after the shell's. */
		run->stops++;
		break;
	}
	terminal_type(&run->terminal, bytes, length);
	await(run, has_stopped, "Ctrl-Z does not stop it");
	mark(run);
}

/* A user without patience: every few seconds, until the day's requests are used up. */
static void insist(struct run *run)
{
	/* Out of a prompt that may be open. */
	terminal_type(&run->terminal, "\033a\033", 3);
	run->typed += 3;
	mark(run);
	for (int i = 0; i < 1000 && world_requests_today(&run->world) < SCHEDULE_BUDGET; i++) {
		atomic_fetch_add(&run->world.pressed, 1);
		terminal_type(&run->terminal, "r", 1);
		run->typed++;
		mark(run);
		pass(run, 6000, false);
	}
}

/* What happens besides keys: each a few times in the first 300 steps. */
static void happen(struct run *run)
{
	int step = run->step;

	if (step % 17 == 5) {
		bool large = step % 34 == 5;

		run->resizes++;
		terminal_resize(&run->terminal, 5 + (int)dice(run, large ? 80 : 30),
				20 + (int)dice(run, large ? 250 : 110));
	}
	if (step % 211 == 30) {
		run->suspends++;
		pass(run, (step % 2110 == 30 ? 60 : 1 + dice(run, 8)) * HOUR_MS, true);
	}
	if (step % 211 == 50 || step % 211 == 100) {
		run->jumps += 2;
		simclock_set_ahead(run->sim, step % 211 == 50 ? DAY : -DAY);
	}
	if (step % 211 == 62 || step % 211 == 112)
		simclock_set_ahead(run->sim, 0);
	if (step % 199 == 70) {
		run->stops++;
		kill(atomic_load(&run->terminal.shared->program), SIGTSTP);
		await(run, has_stopped, "SIGTSTP does not stop it");
		/* Until it has the terminal back, keys would be the shell's. */
		mark(run);
	}
	if (step % 4001 == 150)
		insist(run);
}

static void remove_exports(struct run *run)
{
	char pattern[96];
	glob_t files;

	snprintf(pattern, sizeof(pattern), "%s/*.csv", run->folder);
	if (glob(pattern, 0, NULL, &files) == 0) {
		for (size_t i = 0; i < files.gl_pathc; i++)
			unlink(files.gl_pathv[i]);
		globfree(&files);
	}
}

/* Measuring */

static void measure(struct run *run, int percent)
{
	struct gauge *gauge = &run->gauges[run->n_gauges++];

	gauge_read(gauge, atomic_load(&run->terminal.shared->program), run->store);
	gauge->turns = atomic_load(&run->world.weeks);
	if (percent % 10 > 0)
		return;
	printf("days: %3d %%: RSS %.2f MiB, PSS %.2f MiB, %d descriptors, store %.2f MiB, %.0f "
	       "days\n",
	       percent, (double)gauge->rss / MiB, (double)gauge->pss / MiB, gauge->descriptors,
	       (double)gauge->store / MiB, (double)(simclock_true_now(run->sim) - START) / DAY);
	fflush(stdout);
}

/* Nothing moves while the clock stands; and a minute costs one wake-up and a few bytes. */
static void check_idle(struct run *run, int seconds)
{
	pid_t pid = atomic_load(&run->terminal.shared->program);
	int64_t sleeps, bytes;
	int main_wakes, other_wakes;

	/* To the middle of a minute in which nothing is due. */
	do
		pass(run, 60000, false);
	while (atomic_load(&run->world.due_at) - atomic_load(&run->world.refreshed_at) !=
		       SCHEDULE_INTERVAL ||
	       simclock_true_now(run->sim) - atomic_load(&run->world.refreshed_at) < 60 ||
	       atomic_load(&run->world.due_at) - simclock_true_now(run->sim) < 90);
	while (!gauge_is_asleep(pid))
		poll(NULL, 0, 1);
	terminal_settle(&run->terminal, SETTLE_MS);
	sleeps = gauge_sleeps(pid);
	bytes = run->terminal.bytes;
	terminal_settle(&run->terminal, seconds * 1000);
	check(run, (gauge_sleeps(pid) == sleeps || !OURS_ALONE) && run->terminal.bytes == bytes,
	      "clock stopped, %d s: %" PRId64 " wake-ups, %" PRId64 " bytes", seconds,
	      gauge_sleeps(pid) - sleeps, run->terminal.bytes - bytes);
	main_wakes = simclock_wakes(run->sim, 0);
	other_wakes = simclock_wakes(run->sim, 1);
	bytes = run->terminal.bytes;
	pass(run, 60000, false);
	terminal_settle(&run->terminal, SETTLE_MS);
	main_wakes = simclock_wakes(run->sim, 0) - main_wakes;
	other_wakes = simclock_wakes(run->sim, 1) - other_wakes;
	check(run, main_wakes == 1 && other_wakes == 0,
	      "a minute: %d wake-ups of main, %d of the worker", main_wakes, other_wakes);
	check(run, run->terminal.bytes - bytes > 0 && run->terminal.bytes - bytes <= IDLE_BYTES,
	      "a minute: %" PRId64 " bytes to the terminal, at most %d",
	      run->terminal.bytes - bytes, IDLE_BYTES);
}

static int64_t mean_rss(const struct run *run, int from, int to)
{
	int64_t sum = 0;

	for (int i = from; i < to; i++)
		sum += run->gauges[i].rss;
	return sum / (to - from);
}

/* In a long run what is allowed once and for all would hide a leak, and what a short one's memory
 * wavers by would hide the slope. */
static void check_slope(struct run *run)
{
	const struct gauge *half = &run->gauges[GAUGES / 2];
	double rows = (double)(run->rows_after - run->rows_before) /
		      (double)run->gauges[GAUGES - 1].turns;
	double slope;

	if (run->refreshes < LONG_RUN)
		return;
	slope = gauge_slope(half, GAUGES - GAUGES / 2);
	check(run, slope <= RSS_PER_TURN + rows * RSS_PER_ROW,
	      "RSS over the second half: %+.1f bytes a refresh, of them at most %.1f for %.2f new "
	      "rows",
	      slope, rows * RSS_PER_ROW, rows);
}

static void check_growth(struct run *run)
{
	const struct gauge *last = &run->gauges[GAUGES - 1];
	int64_t begin = mean_rss(run, GAUGES / 10, GAUGES / 5);
	int64_t end = mean_rss(run, GAUGES - GAUGES / 10, GAUGES);
	int64_t rows = run->rows_after - run->rows_before;
	int64_t content = gauge_content(run->store, run->folder);
	int fewest = last->descriptors, most = fewest;
	int64_t log = 0;

	for (int i = GAUGES / 10; i < GAUGES; i++) {
		const struct gauge *gauge = &run->gauges[i];

		fewest = gauge->descriptors < fewest ? gauge->descriptors : fewest;
		most = gauge->descriptors > most ? gauge->descriptors : most;
		log = gauge->log > log ? gauge->log : log;
	}
	check(run, end - begin <= RSS_SLACK + rows * RSS_PER_ROW || !OURS_ALONE,
	      "RSS %.1f MiB in the second tenth, %.1f MiB in the last; %" PRId64 " more rows",
	      (double)begin / MiB, (double)end / MiB, rows);
	check_slope(run);
	check(run, fewest == most && most > 0, "descriptors: %d to %d", fewest, most);
	check(run, content > 0 && (double)last->store <= STORE_SLACK * (double)content,
	      "store: %.2f MiB for %.2f MiB of content, %" PRId64 " rows",
	      (double)last->store / MiB, (double)content / MiB, run->rows_after);
	check(run, log <= LOG_MOST, "write-ahead log: at most %.2f MiB", (double)log / MiB);
}

static void check_requests(struct run *run)
{
	struct world *world = &run->world;
	int64_t days = (simclock_true_now(run->sim) - START) / DAY;
	int keyed = atomic_load(&world->weeks) + atomic_load(&world->days) +
		    atomic_load(&world->providers);

	check(run, atomic_load(&world->most_a_day) <= SCHEDULE_BUDGET,
	      "requests with the key: %d, at most %d on a day of %d", keyed,
	      atomic_load(&world->most_a_day), SCHEDULE_BUDGET);
	check(run, atomic_load(&world->most_a_minute) <= 30, "... at most %d a minute",
	      atomic_load(&world->most_a_minute));
	check(run, atomic_load(&world->storms) == 0 && run->latest <= LATE_SECONDS,
	      "schedule: %d refreshes an hour at the most, none late by more than %d s; %d "
	      "requests a "
	      "simulated day, %d of all answered badly",
	      atomic_load(&world->most_an_hour), LATE_SECONDS, days ? (int)(keyed / days) : 0,
	      atomic_load(&world->failed));
}

static void check_time(struct run *run)
{
	struct inside_shared *shared = run->inside.shared;
	int32_t today = world_last_day(simclock_true_now(run->sim)) + 1;
	int weeks = (today - (int)(START / DAY) + 5) / 7;

	/* The last one may not have been answered yet. */
	check(run,
	      weeks > 0 && atomic_load(&shared->rollovers) <= weeks &&
		      atomic_load(&shared->rollovers) >= weeks - 1,
	      "%d of %d Mondays brought a new week in the running program, the latest %d days old",
	      atomic_load(&shared->rollovers), weeks, today - atomic_load(&shared->latest));
	check(run, atomic_load(&shared->good) > 0 && atomic_load(&shared->ages) > 0,
	      "%d good refreshes with the right weeks, %d of %d screens with an age, all of them "
	      "right",
	      atomic_load(&shared->good), atomic_load(&shared->ages), atomic_load(&shared->draws));
	check(run,
	      atomic_load(&run->terminal.shared->stops) == run->stops && run->jumps > 0 &&
		      run->suspends > 0 && run->stops > 0,
	      "%d jumps of the clock by a day, %d suspends, %d stops, %d resizes, %d exports asked "
	      "for",
	      run->jumps, run->suspends, run->stops, run->resizes, run->exports);
}

static void check_end(struct run *run)
{
	const char quit = 0x03;
	int status;

	check(run, atomic_load(&run->inside.shared->keys) == run->typed && run->typed >= run->keys,
	      "%" PRId64 " keys typed, %" PRId64 " read", run->typed,
	      atomic_load(&run->inside.shared->keys));
	terminal_type(&run->terminal, &quit, 1);
	await(run, has_ended, "it does not end");
	status = atomic_load(&run->terminal.shared->status);
	check(run, WIFEXITED(status) && WEXITSTATUS(status) == 0, "it ends with status %d", status);
}

static void print_figures(const struct run *run)
{
	printf("days: %d refreshes, %" PRId64
	       " keys, %.1f simulated days, %.1f MiB to the terminal\n",
	       atomic_load(&run->world.weeks), run->typed,
	       (double)(simclock_true_now(run->sim) - START) / DAY,
	       (double)run->terminal.bytes / MiB);
}

/* The run */

static int64_t number(const char *name, int64_t standard)
{
	const char *text = getenv(name);

	return text && *text ? strtoll(text, NULL, 10) : standard;
}

/* The days before the start: a store that is as full as it will be. */
static void fill_store(struct run *run)
{
	struct history_builder *builder = history_builder_new(HISTORY_LIVE);
	struct store_refresh refresh = {.now = START - DAY};
	struct error error = {""};
	struct store *store;
	struct history *history;

	for (int32_t day = START / DAY - DAYS_BEFORE; day < START / DAY; day++)
		world_add_day(builder, day);
	history = history_finish(builder);
	refresh.history = history;
	store = store_open(run->store, STORE_WRITE, &error);
	if (!store || !store_write(store, &refresh, &error)) {
		fprintf(stderr, "%s\n", error.text);
		exit(1);
	}
	store_close(store);
	history_unref(history);
}

static void begin(struct run *run)
{
	char data[80];

	strcpy(run->folder, "/tmp/ortop-days-XXXXXX");
	if (!mkdtemp(run->folder)) {
		perror(run->folder);
		exit(1);
	}
	snprintf(data, sizeof(data), "%s/ortop", run->folder);
	snprintf(run->store, sizeof(run->store), "%s/ortop.db", data);
	mkdir(data, 0700);
	fill_store(run);
	run->sim = simclock_new(START);
	inside_init(&run->inside, run->sim, run->folder);
	terminal_open(&run->terminal, 40, 120, inside_run, &run->inside);
	world_start(&run->world, run->sim);
	inside_go(&run->inside, run->world.url);
	pass(run, 1000, false);
}

static void end(struct run *run)
{
	terminal_close(&run->terminal, 10000);
	world_stop(&run->world);
	inside_done(&run->inside);
	simclock_free(run->sim);
	clean(run->folder);
}

static void walk(struct run *run)
{
	int64_t done;

	while ((done = atomic_load(&run->world.weeks)) < run->refreshes || run->typed < run->keys) {
		int64_t due = run->keys * (done + 1) / run->refreshes - run->typed;

		run->step++;
		happen(run);
		if (due > 0)
			type_keys(run, (int)dice(run, 2 * (uint32_t)(due < 100 ? due : 100)) + 1);
		pass(run, 1000 + dice(run, 1800000), false);
		if (run->step % 50 == 0)
			remove_exports(run);
		while (run->n_gauges < GAUGES && done * 100 / run->refreshes > run->n_gauges)
			measure(run, run->n_gauges + 1);
	}
	while (run->n_gauges < GAUGES)
		measure(run, run->n_gauges + 1);
}

static void run_idle(struct run *run, int seconds)
{
	begin(run);
	check_idle(run, seconds);
	check_end(run);
	end(run);
}

static void run_days(struct run *run)
{
	run->refreshes = number("SOAK_REFRESHES", 100000);
	run->keys = number("SOAK_KEYS", 10 * run->refreshes);
	begin(run);
	check_idle(run, run->refreshes < LONG_RUN ? 1 : 60);
	run->rows_before = gauge_rows(run->store);
	walk(run);
	run->rows_after = gauge_rows(run->store);
	check_time(run);
	check_requests(run);
	check_growth(run);
	check_end(run);
	print_figures(run);
	end(run);
}

int main(int argc, char **argv)
{
	static struct run run;
	bool idle = argc == 3 && strcmp(argv[1], "idle") == 0;

	run.random = (uint64_t)number("SOAK_SEED", 1);
	signal(SIGINT, interrupt);
	signal(SIGTERM, interrupt);
	if (idle)
		run_idle(&run, (int)strtol(argv[2], NULL, 10));
	else
		run_days(&run);
	printf("%d passed, %d failed\n", run.passed, run.failed);
	return run.failed > 0;
}
