#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "app_internal.h"
#include "base/calendar.h"
#include "base/mem.h"
#include "ui/keymap.h"
#include "ui/pointer.h"
#include "ui/signals.h"
#include "ui/term.h"

static void set_title(const struct app *app)
{
	char title[CALENDAR_SIZE + sizeof("ortop ")], week[CALENDAR_SIZE];

	snprintf(title, sizeof(title), "ortop %s",
		 calendar_format_week(week, app->screen.query.week));
	term_title(title);
}

static void draw(struct app *app)
{
	set_title(app);
	screen_draw(&app->screen, &app->canvas);
	term_draw(&app->canvas);
	app->dirty = false;
	if (app->freed)
		mem_release();
	app->freed = false;
}

/* A partial history answers no key but quitting: in the few milliseconds until the whole is there
 * keys wait, so that no step, sheet or export misses a week. */
static void take_key(struct app *app, uint32_t key)
{
	bool quits = key == UI_KEY_CTRL('c') ||
		     (app->n_held == 0 && keymap_find(&app->screen.keymap, key) == COMMAND_QUIT);

	if (quits || !app->screen.snapshot->history->partial)
		app_react(app, screen_key(&app->screen, key));
	else if (app->n_held < HELD_KEYS)
		app->held[app->n_held++] = key;
}

/* What is at a place of a partial history is about to change. */
static void take_pointer(struct app *app, const struct report *report)
{
	if (app->screen.snapshot->history->partial || app->n_held > 0)
		return;
	app_react(app, pointer_act(&app->screen, report, clock_boot_ms(app->context->clock)));
}

static void release_keys(struct app *app)
{
	for (int i = 0; i < app->n_held && !app->done; i++)
		app_react(app, screen_key(&app->screen, app->held[i]));
	app->n_held = 0;
}

static void read_keys(struct app *app)
{
	bool closed = false;
	uint32_t key;

	while (!app->done && term_key(&key, &closed)) {
		if (key == UI_KEY_REPORT)
			take_pointer(app, term_report());
		else
			take_key(app, key);
	}
	if (closed)
		app->done = true;
}

/* The week of --week may come with a later snapshot than the first: it is shown then, unless the
 * user has gone elsewhere meanwhile. */
static void take_week_asked_for(struct app *app, struct snapshot *snapshot)
{
	int32_t *week = &app->screen.query.week;

	if (app->missing_week && *week == app->shown_instead)
		*week = app->missing_week;
	else
		app->missing_week = 0;
	screen_take(&app->screen, snapshot);
	app->shown_instead = *week;
	if (*week == app->missing_week)
		app->missing_week = 0;
}

static void take_snapshot(struct app *app)
{
	struct snapshot *snapshot = cache_acquire(app->cache);

	if (!snapshot)
		return;
	if (snapshot == app->screen.snapshot) {
		snapshot_unref(snapshot);
		return;
	}
	/* Its times are of now. */
	app->screen.query.now = clock_now(app->context->clock);
	take_week_asked_for(app, snapshot);
	app->freed = true;
	app->dirty = true;
	if (!snapshot->history->partial)
		release_keys(app);
}

static void handle_events(struct app *app)
{
	unsigned events = signals_take(&app->signal_number);

	if (events & SIGNALS_ENDED)
		app->done = true;
	if (events & SIGNALS_REREAD)
		app_reread(app);
	if (events & SIGNALS_SUSPENDED) {
		app_suspend(app);
	}
	if (events & SIGNALS_RESUMED)
		term_resume();
	if (events & (SIGNALS_RESIZED | SIGNALS_RESUMED)) {
		term_resize();
		app_fit(app);
	}
}

/* When the next word changes with time (ms since boot), CLOCK_NEVER for none. */
static int64_t next_change_ms(const struct app *app)
{
	const struct clock *clock = app->context->clock;
	int64_t next = banner_next_change(app->screen.snapshot, app->screen.query.now);

	return next ? clock_boot_ms(clock) + (next - clock_now(clock)) * 1000 : CLOCK_NEVER;
}

/* Ages are made new when their minute is over, whatever woke us, or the clock was set back. */
static void keep_time(struct app *app)
{
	int64_t now = clock_now(app->context->clock), shown = app->screen.query.now;
	int64_t next = banner_next_change(app->screen.snapshot, shown);

	if (!next || (now >= shown && now < next))
		return;
	screen_tick(&app->screen, now);
	app->dirty = true;
}

/* The providers of the model that is open are asked for once, when it is opened; a vendor, whose
 * key has no slash, has none. */
static void follow_subject(struct app *app)
{
	const struct query *query = &app->screen.query;
	const struct listing *listing = NULL;
	const char *id;

	/* An explanation needs no providers, unless it covers a detail. */
	if (query->subject && strchr(query->subject, '/') &&
	    (!query->subject_column || query->subject_row))
		listing = endpoints_listing(app->screen.snapshot->catalog, query->subject);
	id = listing ? listing->id : NULL;
	if (id ? app->opened && strcmp(id, app->opened) == 0 : !app->opened)
		return;
	free(app->opened);
	app->opened = id ? mem_strdup(id) : NULL;
	worker_request_endpoints(app->worker, id);
}

static void turn(struct app *app)
{
	struct pollfd fds[] = {
		{.fd = STDIN_FILENO, .events = POLLIN},
		{.fd = cache_wake_fd(app->cache), .events = POLLIN},
	};
	int ready;

	if (app->dirty)
		draw(app);
	/* A signal may have come while the frame was sent. */
	ready = clock_wait(app->context->clock, fds, 2, signals_pending() ? 0 : next_change_ms(app),
			   signals_mask());
	handle_events(app);
	keep_time(app);
	if (ready < 0)
		return;
	if (fds[1].revents)
		take_snapshot(app);
	if (fds[0].revents & POLLIN)
		read_keys(app);
	else if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		app->done = true;
	follow_subject(app);
}

int app_run(struct context *context, int *signal_number)
{
	struct term_options options = app_term_options(&context->options->settings);
	struct app app = {.context = context};
	struct error error;

	signals_init();
	app.cache = cache_new(&error);
	if (!app.cache || !term_open(&options, &error)) {
		fprintf(stderr, "ortop: %s\n", error.text);
		cache_free(app.cache);
		return EXIT_USAGE;
	}
	mem_on_failure(term_close);
	app.themes.no_color = options.no_color;
	app_start(&app);
	draw(&app);
	app_start_worker(&app);
	while (!app.done)
		turn(&app);
	term_close();
	if (*app.failure.text)
		fprintf(stderr, "ortop: %s\n", app.failure.text);
	worker_stop(app.worker);
	free(app.opened);
	themes_done(&app.themes);
	screen_done(&app.screen);
	canvas_done(&app.canvas);
	cache_free(app.cache);
	*signal_number = app.signal_number;
	return *app.failure.text ? EXIT_FAILED : EXIT_DONE;
}
