#include "simulation/inside.h"

#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include "app.h"
#include "base/text.h"
#include "refresh/cache.h"
#include "ui/screen.h"

#define DAY 86400

/* The observers have no data pointer of their own. */
static struct inside *inside;

void __real_cache_publish(struct cache *cache, struct snapshot *snapshot);
void __wrap_cache_publish(struct cache *cache, struct snapshot *snapshot);
unsigned __real_screen_key(struct screen *screen, uint32_t key);
unsigned __wrap_screen_key(struct screen *screen, uint32_t key);
void __real_screen_draw(const struct screen *screen, struct canvas *canvas);
void __wrap_screen_draw(const struct screen *screen, struct canvas *canvas);

static void wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void wrong(const char *format, ...)
{
	va_list args;

	if (atomic_fetch_add(&inside->shared->wrong, 1) > 0)
		return;
	va_start(args, format);
	vsnprintf(inside->shared->words, sizeof(inside->shared->words), format, args);
	va_end(args);
	simclock_report(inside->sim);
}

/* What is published */

/* After a good answer the weeks are those that the source has: the one that is over is the latest,
 * from Monday 00:00 UTC on, and the next is running from its first whole day on. */
static void check_weeks(const struct history *history, int64_t true_now)
{
	int32_t last = world_last_day(true_now), today = last + 1;
	int32_t monday = today - (today + 3) % 7, latest = monday - 7;
	const struct history_bucket *newest = &history->weeks[history->n_weeks - 1];
	int known = atomic_load(&inside->shared->latest);

	if (history->days[history->n_days - 1].date != last)
		wrong("newest day %d, not %d", (int)history->days[history->n_days - 1].date, last);
	if (newest->date != (today > monday ? monday : latest) ||
	    newest->days != (today > monday ? today - monday : 7))
		wrong("newest week %d of %d days on day %d", (int)newest->date, newest->days,
		      today);
	if (history_latest(history)->date != latest)
		wrong("latest week %d, not %d", (int)history_latest(history)->date, latest);
	if (latest != known && known != 0)
		atomic_fetch_add(&inside->shared->rollovers, 1);
	if (latest < known)
		wrong("latest week %d after %d", latest, known);
	/* Every week since the source's first. */
	if ((int)history->n_weeks != (latest - 20087) / 7 + 1 + (today > monday))
		wrong("%zu weeks up to %d", history->n_weeks, latest);
	atomic_store(&inside->shared->latest, latest);
	atomic_store(&inside->shared->weeks, (int)history->n_weeks);
}

/* However the clock was set, nothing is put off for longer than it was meant to be. */
static void check_status(const struct status *status, int64_t now)
{
	if (status->retry_at > now + WORLD_RETRY_MAX)
		wrong("waits %lld s as if the server had asked for it",
		      (long long)(status->retry_at - now));
	if (status->next_try > now + DAY + 60)
		wrong("the next try is in %lld s", (long long)(status->next_try - now));
}

void __wrap_cache_publish(struct cache *cache, struct snapshot *snapshot)
{
	const struct status *status = &snapshot->status;
	int64_t now = clock_now(simclock_clock(inside->sim));

	atomic_fetch_add(&inside->shared->snapshots, 1);
	atomic_store(&inside->shared->next_try, status->next_try);
	atomic_store(&inside->shared->retry_at, status->retry_at);
	atomic_store(&inside->shared->requests_today, status->requests_today);
	atomic_store(&inside->shared->troubles[0], (int)status->rankings.trouble);
	atomic_store(&inside->shared->troubles[1], (int)status->catalog.trouble);
	check_status(status, now);
	if (snapshot->history->origin == HISTORY_LIVE && !status->refreshing &&
	    status->rankings.trouble == TROUBLE_NONE && status->rankings.ok_at == now &&
	    status->rankings.tried_at == now) {
		check_weeks(snapshot->history, simclock_true_now(inside->sim));
		atomic_fetch_add(&inside->shared->good, 1);
	}
	__real_cache_publish(cache, snapshot);
}

/* Keys */

unsigned __wrap_screen_key(struct screen *screen, uint32_t key)
{
	if (key != INSIDE_MARK) {
		atomic_fetch_add(&inside->shared->keys, 1);
		return __real_screen_key(screen, key);
	}
	atomic_fetch_add(&inside->shared->marks, 1);
	simclock_report(inside->sim);
	return REACT_NONE;
}

/* What is on the screen */

static void read_line(const struct canvas *canvas, int row, char out[1024])
{
	size_t length = 0;

	for (int column = 0; column < canvas->columns && length < 1000; column++) {
		const struct cell *cell = canvas_cell(canvas, row, column);

		if (cell->width > 0)
			length += text_encode(cell->glyph, out + length);
	}
	out[length] = '\0';
}

/* The first line begins with the week that is shown: the latest complete one, unless the user went
 * elsewhere. */
static void check_header(const struct screen *screen, const char *line)
{
	time_t monday = (time_t)screen->query.week * DAY;
	char label[16];
	struct tm date;

	gmtime_r(&monday, &date);
	strftime(label, sizeof(label), "%G-W%V", &date);
	if (strncmp(line, label, strlen(label)) != 0)
		wrong("the header is \"%.60s\" for week %s", line, label);
	if (screen->latest && screen->snapshot->history->origin == HISTORY_LIVE &&
	    screen->query.week != history_latest(screen->snapshot->history)->date)
		wrong("the header's %s is not the latest week", label);
}

/* The least minutes that an age says, and in *width how many more it may be; false when the line
 * was too short for it. */
static bool read_age(const char *age, int64_t *least, int64_t *width)
{
	char unit[8], end[4];
	long n;

	*least = 0;
	*width = 1;
	if (strncmp(age, "just now", 8) == 0)
		return true;
	if (sscanf(age, "%ld %3[minhd] %3[ago]", &n, unit, end) != 3 || strcmp(end, "ago") != 0)
		return false;
	*width = !strcmp(unit, "min") ? 1 : !strcmp(unit, "h") ? 60 : 24 * 60;
	*least = n * *width;
	return true;
}

/* "as of 2026-08-22 02:01 UTC, 3 h ago": is it, by the clock on the wall? */
static void check_age(const char *line, int64_t now)
{
	const char *at = strstr(line, "as of "), *age = at ? strstr(at, " UTC, ") : NULL;
	struct tm date = {0};
	int64_t minutes, least, width;

	if (!age || !strptime(at + 6, "%Y-%m-%d %H:%M", &date) ||
	    !read_age(age + 6, &least, &width))
		return;
	minutes = (now - (int64_t)timegm(&date)) / 60;
	/* The time that it is of has lost its seconds; and it is made anew once a minute. */
	if ((least > minutes && least > 0) || minutes > least + width + 1)
		wrong("\"%s\" after %lld minutes", age, (long long)minutes);
	atomic_fetch_add(&inside->shared->ages, 1);
}

void __wrap_screen_draw(const struct screen *screen, struct canvas *canvas)
{
	static int64_t ahead;
	bool was_set = ahead != simclock_ahead(inside->sim);
	int64_t now = clock_now(simclock_clock(inside->sim));
	char line[1024];

	__real_screen_draw(screen, canvas);
	atomic_fetch_add(&inside->shared->draws, 1);
	ahead = simclock_ahead(inside->sim);
	if (screen->overlay != OVERLAY_NONE || canvas->rows < 4)
		return;
	read_line(canvas, 0, line);
	check_header(screen, line);
	read_line(canvas, 1, line);
	/* Whoever sets the clock may do so while a screen is made. */
	if (!was_set)
		check_age(line, now);
}

/* The program */

static void set_up(const char *folder)
{
	clearenv();
	setenv("HOME", folder, 1);
	setenv("XDG_DATA_HOME", folder, 1);
	setenv("XDG_CONFIG_DIRS", folder, 1);
	setenv("PATH", folder, 1);
	setenv("TERM", "tmux-256color", 1);
	setenv("OPENROUTER_API_KEY", WORLD_KEY, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	if (!setlocale(LC_CTYPE, "") || chdir(folder) != 0) {
		perror(folder);
		exit(1);
	}
}

int inside_run(void *data)
{
	char program[] = "ortop", option[] = "--api-url", url[64] = "";
	char *argv[] = {program, option, url, NULL};
	struct options options;
	struct config config;
	struct context context;
	struct error error;
	int signal_number = 0, code;
	ssize_t n;

	inside = data;
	n = read(inside->ready[0], url, sizeof(url) - 1);
	close(inside->ready[0]);
	close(inside->ready[1]);
	set_up(inside->folder);
	if (n <= 0 || !cli_parse(3, argv, &options, &error)) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	config_load(&config, &options.settings, &options.given);
	if (!context_init(&context, &options, &config, simclock_clock(inside->sim), &error)) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	code = app_run(&context, &signal_number);
	context_done(&context);
	config_done(&config);
	simclock_report(inside->sim);
	return signal_number ? 128 + signal_number : code;
}

void inside_init(struct inside *new, struct simclock *sim, const char *folder)
{
	void *memory = mmap(NULL, sizeof(struct inside_shared), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	*new = (struct inside){.sim = sim, .shared = memory, .folder = folder};
	if (memory == MAP_FAILED || pipe(new->ready) != 0) {
		perror("inside");
		exit(1);
	}
}

void inside_done(struct inside *old)
{
	munmap(old->shared, sizeof(*old->shared));
}

void inside_go(struct inside *it, const char *url)
{
	if (write(it->ready[1], url, strlen(url)) < 0)
		perror("inside");
	close(it->ready[0]);
	close(it->ready[1]);
}
