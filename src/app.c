#include "app.h"

#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/calendar.h"
#include "base/format.h"
#include "base/mem.h"
#include "browser.h"
#include "commands.h"
#include "refresh/cache.h"
#include "refresh/worker.h"
#include "themes.h"
#include "ui/copy.h"
#include "ui/keymap.h"
#include "ui/pointer.h"
#include "ui/screen.h"
#include "ui/signals.h"
#include "ui/subject.h"
#include "ui/term.h"
#include "ui/weeks.h"
#include "ui/welcome.h"

/* Keys that are typed before the whole history is there. */
#define HELD_KEYS 256

struct app {
	struct context *context;
	struct cache *cache;
	struct worker *worker;
	struct screen screen;
	struct canvas canvas;
	struct themes themes;
	uint32_t held[HELD_KEYS];
	int n_held;
	char *opened; /* id of the model whose providers were asked for last, or NULL */
	/* The week of --week while it is not there, and which one is shown in its place; else 0. */
	int32_t missing_week, shown_instead;
	sigset_t wait_mask;
	bool dirty, resized, done;
	int signal_number;
};

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
	canvas_clear(&app->canvas);
	screen_draw(&app->screen, &app->canvas);
	term_draw(&app->canvas);
	app->dirty = false;
	if (app->resized)
		mem_release();
	app->resized = false;
}

static void fit(struct app *app)
{
	int rows, columns;

	term_size(&rows, &columns);
	canvas_resize(&app->canvas, rows, columns);
	screen_resize(&app->screen, rows, columns);
	app->dirty = app->resized = true;
}

static void export_view(struct app *app)
{
	struct query query;
	const struct view *view = screen_focused(&app->screen, &query);
	struct error error;
	char *path, *folder;

	if (!export_new_file(view, app->screen.snapshot, &query, &path, &error)) {
		screen_message(&app->screen, true, "%s", error.text);
		return;
	}
	folder = getcwd(NULL, 0);
	screen_message(&app->screen, false, "wrote %s%s%s", folder ? folder : "", folder ? "/" : "",
		       path);
	free(folder);
	free(path);
}

static void copy_selected(struct app *app)
{
	struct query query;
	const struct view *view = screen_focused(&app->screen, &query);
	const struct pane *pane = screen_pane(&app->screen);
	const struct row *row = subject_row(pane);
	struct strbuf text;
	const char *tmux = getenv("TMUX");

	if (!row) {
		screen_message(&app->screen, false, "no row to copy");
		return;
	}
	strbuf_init(&text, TERM_COPY_MAX + 1);
	copy_row(&text, app->screen.snapshot, &query, view->title, pane->table, row);
	if (term_copy(text.data, text.length))
		screen_message(&app->screen, false, "copied%s",
			       tmux && *tmux ? "; in tmux this needs set-clipboard on" : "");
	else
		screen_message(&app->screen, true, "not copied: too long for the clipboard");
	strbuf_done(&text);
}

static void open_page(struct app *app)
{
	const char *slug = subject_model(&app->screen);
	struct strbuf url;
	struct error error;
	struct quote quote;

	if (!slug) {
		screen_message(&app->screen, false, "only models have a page to open");
		return;
	}
	quote = price_quote(app->screen.snapshot->catalog, slug, app->screen.query.week);
	if (!quote.listing) {
		screen_message(&app->screen, false, "its page is not known: it is in no catalogue");
		return;
	}
	strbuf_init(&url, SCREEN_MESSAGE_MAX - 1);
	browser_model_url(&url, quote.listing->id);
	if (!browser_is_here())
		screen_message(&app->screen, false, "%s", url.data);
	else if (browser_open(url.data, &error))
		screen_message(&app->screen, false, "opened %s", url.data);
	else
		screen_message(&app->screen, true, "%s; %s", error.text, url.data);
	strbuf_done(&url);
}

static void change_theme(struct app *app, int step)
{
	struct error error = {""};

	if (!themes_step(&app->themes, step, &error))
		screen_message(&app->screen, true, "%s", error.text);
	else
		screen_message(&app->screen, false, "theme %s", app->themes.current.name);
	term_theme(&app->themes.current);
}

static void ask_refresh(struct app *app)
{
	const struct status *status = &app->screen.snapshot->status;
	int64_t wait = status->retry_at - clock_now(app->context->clock);
	char words[FORMAT_SIZE];

	if (app->context->options->settings.offline) {
		screen_message(&app->screen, true, "--offline: nothing is asked");
		return;
	}
	if (wait > 0) {
		screen_message(&app->screen, true, "the server asked to wait: next try in %s",
			       format_wait(words, wait));
		return;
	}
	worker_refresh_now(app->worker);
	screen_message(&app->screen, false, "%s",
		       status->rankings.trouble == TROUBLE_NO_KEY ? welcome_no_key
								  : "refresh asked for");
}

static void react(struct app *app, unsigned reaction)
{
	if (reaction & REACT_QUIT)
		app->done = true;
	if (reaction & REACT_REFRESH)
		ask_refresh(app);
	if (reaction & REACT_EXPORT)
		export_view(app);
	if (reaction & REACT_THEME_NEXT)
		change_theme(app, 1);
	if (reaction & REACT_THEME_PREVIOUS)
		change_theme(app, -1);
	if (reaction & REACT_COPY)
		copy_selected(app);
	if (reaction & REACT_OPEN)
		open_page(app);
	if (reaction & REACT_SUSPEND) {
		term_suspend();
		fit(app);
	}
	if (reaction & REACT_REPAINT)
		term_repaint();
	if (reaction)
		app->dirty = true;
}

/* A partial history answers no key but quitting: in the few milliseconds until the whole is there
 * keys wait, so that no step, sheet or export misses a week. */
static void take_key(struct app *app, uint32_t key)
{
	bool quits = key == UI_KEY_CTRL('c') ||
		     (app->n_held == 0 && keymap_find(&app->screen.keymap, key) == COMMAND_QUIT);

	if (quits || !app->screen.snapshot->history->partial)
		react(app, screen_key(&app->screen, key));
	else if (app->n_held < HELD_KEYS)
		app->held[app->n_held++] = key;
}

/* What is at a place of a partial history is about to change. */
static void take_pointer(struct app *app, const struct report *report)
{
	if (app->screen.snapshot->history->partial || app->n_held > 0)
		return;
	react(app, pointer_act(&app->screen, report, clock_boot_ms(app->context->clock)));
}

static void release_keys(struct app *app)
{
	for (int i = 0; i < app->n_held && !app->done; i++)
		react(app, screen_key(&app->screen, app->held[i]));
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
	app->dirty = true;
	if (!snapshot->history->partial)
		release_keys(app);
}

static void handle_events(struct app *app)
{
	unsigned events = signals_take(&app->signal_number);

	if (events & SIGNALS_ENDED)
		app->done = true;
	if (events & SIGNALS_SUSPENDED) {
		term_suspend();
		fit(app);
	}
	if (events & SIGNALS_RESUMED)
		term_resume();
	if (events & (SIGNALS_RESIZED | SIGNALS_RESUMED)) {
		term_resize();
		fit(app);
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

/* The providers of the model that is open are asked for once, when it is opened. */
static void follow_subject(struct app *app)
{
	const struct query *query = &app->screen.query;
	const struct listing *listing = NULL;
	const char *id;

	/* An explanation needs no providers, unless it covers a detail. */
	if (query->subject && (!query->subject_column || query->subject_row))
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
	ready = clock_wait(app->context->clock, fds, 2, next_change_ms(app), &app->wait_mask);
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

static bool start_worker(struct app *app, struct error *error)
{
	const struct context *context = app->context;
	struct worker_options options = {
		.store_path = context->store_path,
		.store_reason = context->store_reason,
		.api_url = context->options->settings.api_url,
		.credentials = &context->credentials,
		.vendors = context->vendors,
		.clock = context->clock,
		.log = context->log,
		.interval = context->options->settings.interval,
		.timeout = context->options->settings.timeout,
		.offline = context->options->settings.offline,
	};

	app->worker = worker_start(&options, app->cache, error);
	return app->worker != NULL;
}

/* Figures of another week than the one that was asked for are not to be taken for its. */
static void tell_other_week(struct app *app)
{
	int32_t asked = app->context->options->week, shown = app->screen.query.week;
	char words[CALENDAR_SIZE], nearest[CALENDAR_SIZE];

	if (!asked || shown == asked)
		return;
	app->missing_week = asked;
	app->shown_instead = shown;
	screen_message(&app->screen, true, "no week %s here: %s is the nearest",
		       calendar_format_week(words, asked), calendar_format_week(nearest, shown));
}

/* The first line of the configuration that is not used, and how many more. */
static void say_problems(struct app *app)
{
	const struct config *config = app->context->config;
	char more[48] = "";

	if (config->n_problems == 0)
		return;
	if (config->n_problems > 1)
		snprintf(more, sizeof(more), "; %zu more: ortop config", config->n_problems - 1);
	screen_message(&app->screen, true, "%s%s", config->problems[0], more);
}

/* The first snapshot: from the store, else the sample with the reason in the message line. */
static void first_snapshot(struct app *app)
{
	struct error error = {""};
	int weeks = weeks_shown(&app->screen, app->context->vendors);
	struct snapshot *snapshot = context_first(app->context, weeks, &error);

	screen_take(&app->screen, snapshot ? snapshot : context_sample(app->context));
	tell_other_week(app);
	say_problems(app);
	if (*app->context->vendors_wrong.text)
		screen_message(&app->screen, true, "%s", app->context->vendors_wrong.text);
	if (!snapshot)
		screen_message(&app->screen, true, "%s", error.text);
}

static void first_screen(struct app *app)
{
	const struct options *options = app->context->options;
	struct query query = settings_query(&options->settings);
	struct error error = {""};
	int rows, columns;

	query.week = options->week;
	query.now = clock_now(app->context->clock);
	term_size(&rows, &columns);
	canvas_init(&app->canvas, rows, columns,
		    options->settings.ascii || term_is_ascii() ||
			    strcmp(nl_langinfo(CODESET), "UTF-8") != 0);
	screen_init(&app->screen, &query, rows, columns);
	app->screen.keymap = options->settings.keymap;
	first_snapshot(app);
	app->screen.welcome = !*app->screen.message;
	if (!themes_init(&app->themes, options->settings.theme, &error))
		screen_message(&app->screen, true, "%s", error.text);
	term_theme(&app->themes.current);
	draw(app);
}

int app_run(struct context *context, int *signal_number)
{
	const char *no_color = getenv("NO_COLOR");
	struct term_options options = {
		.no_color = no_color && *no_color,
		.mouse = context->options->settings.mouse,
		.title = context->options->settings.title,
		.slow = context->options->settings.slow,
	};
	struct app app = {.context = context};
	struct error error;
	int code = EXIT_DONE;

	signals_init(&app.wait_mask);
	app.cache = cache_new(&error);
	if (!app.cache || !term_open(&options, &error)) {
		fprintf(stderr, "ortop: %s\n", error.text);
		cache_free(app.cache);
		return EXIT_USAGE;
	}
	mem_on_failure(term_close);
	app.themes.no_color = options.no_color;
	first_screen(&app);
	if (start_worker(&app, &error)) {
		while (!app.done)
			turn(&app);
	} else {
		code = EXIT_FAILED;
	}
	term_close();
	if (code != EXIT_DONE)
		fprintf(stderr, "ortop: %s\n", error.text);
	worker_stop(app.worker);
	free(app.opened);
	screen_done(&app.screen);
	canvas_done(&app.canvas);
	cache_free(app.cache);
	*signal_number = app.signal_number;
	return code;
}
