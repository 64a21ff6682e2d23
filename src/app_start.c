#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "app_internal.h"
#include "base/calendar.h"
#include "ui/term.h"
#include "ui/weeks.h"

void app_start_worker(struct app *app)
{
	const struct context *context = app->context;
	struct worker_options options = {
		.store_path = context->store_path,
		.store_reason = context->store_reason,
		.api_url = context->options->settings.api_url,
		.credentials = &context->credentials,
		.key_command = context->options->settings.key_command,
		.vendors = context->vendors,
		.clock = context->clock,
		.log = context->log,
		.interval = context->options->settings.interval,
		.timeout = context->options->settings.timeout,
		.offline = context->options->settings.offline,
	};

	app->worker = worker_start(&options, app->cache, &app->failure);
	if (!app->worker)
		app->done = true;
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
void app_say_problems(struct app *app, const char *also)
{
	const struct config *config = app->context->config;
	char more[48] = "";

	if (config->n_problems == 0) {
		if (*also)
			screen_message(&app->screen, true, "%s", also);
		return;
	}
	if (config->n_problems > 1)
		snprintf(more, sizeof(more), "; %zu more: ortop config", config->n_problems - 1);
	screen_message(&app->screen, true, "%s%s%s%s", config->problems[0], more, *also ? "; " : "",
		       also);
}

/* The first snapshot: from the store, else the sample with the reason in the message line. */
static void first_snapshot(struct app *app)
{
	struct error error = {""};
	int weeks = weeks_shown(&app->screen, app->context->vendors);
	struct snapshot *snapshot = context_first(app->context, weeks, &error);

	screen_take(&app->screen, snapshot ? snapshot : context_sample(app->context));
	tell_other_week(app);
	app_say_problems(app, app->context->vendors_wrong.text);
	if (!snapshot)
		screen_message(&app->screen, true, "%s", error.text);
}

/* The pane of a view is focused; a view without one lies over the panes. */
static void show_start(struct app *app, const char *id)
{
	int pane = 0;

	while (pane < SCREEN_PANES && strcmp(app->screen.panes[pane].view->id, id) != 0)
		pane++;
	if (pane < SCREEN_PANES)
		screen_show_pane(&app->screen, pane, false);
	else
		screen_open(&app->screen, id);
}

/* Why it looks so plain, where nobody asked for it. */
static void tell_slow(struct app *app)
{
	if (term_is_slow() && app->context->options->settings.slow == TERM_SLOW_AUTO &&
	    !*app->screen.message)
		screen_message(&app->screen, false,
			       "a line of 9600 baud or less: plain; --no-slow: in colours");
}

struct term_options app_term_options(const struct settings *settings)
{
	const char *no_color = getenv("NO_COLOR");

	return (struct term_options){
		.no_color = no_color && *no_color,
		.mouse = settings->mouse,
		.title = settings->title,
		.slow = settings->slow,
	};
}

bool app_is_ascii(const struct settings *settings)
{
	return settings->ascii || term_is_ascii() || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

void app_start(struct app *app)
{
	const struct options *options = app->context->options;
	struct query query = settings_query(&options->settings);
	struct error error = {""};
	int rows, columns;

	query.week = options->week;
	query.now = clock_now(app->context->clock);
	term_size(&rows, &columns);
	canvas_init(&app->canvas, rows, columns, app_is_ascii(&options->settings));
	screen_init(&app->screen, &query, rows, columns);
	app->screen.keymap = options->settings.keymap;
	app->screen.choice = options->settings.choice;
	show_start(app, options->settings.view);
	first_snapshot(app);
	app->screen.welcome = !*app->screen.message;
	tell_slow(app);
	if (!themes_init(&app->themes, options->settings.theme, &error))
		screen_message(&app->screen, true, "%s", error.text);
	term_theme(&app->themes.current);
}
