/* SIGHUP: the configuration is read again, and what changed in it takes effect. */
#include <stdlib.h>
#include <string.h>
#include "app_internal.h"
#include "ui/term.h"

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* How many settings have other values. */
static int count_changes(const struct settings *old, const struct settings *new)
{
	int changes = 0;

	for (int i = 0; i < settings_count(); i++) {
		struct strbuf before, after;

		strbuf_init(&before, SIZE_MAX);
		strbuf_init(&after, SIZE_MAX);
		settings_write(old, i, &before);
		settings_write(new, i, &after);
		changes += strcmp(before.data, after.data) != 0;
		strbuf_done(&before);
		strbuf_done(&after);
	}
	return changes;
}

/* Does the worker work otherwise with these? */
static bool concerns_worker(const struct settings *old, const struct settings *new)
{
	return !same_text(old->api_url, new->api_url) || !same_text(old->key_file, new->key_file) ||
	       !same_text(old->key_command, new->key_command) || !same_text(old->log, new->log) ||
	       old->interval != new->interval || old->timeout != new->timeout ||
	       old->offline != new->offline;
}

/* What the user has changed by keys since the start stays, unless the file says something new. */
static void change_query(struct query *query, const struct settings *old,
			 const struct settings *new)
{
	if (old->unit != new->unit)
		query->unit = new->unit;
	if (old->paid_only != new->paid_only)
		query->paid_only = new->paid_only;
	if (old->denominator != new->denominator)
		query->denominator = new->denominator;
	if (old->mix.output != new->mix.output)
		query->mix.output = new->mix.output;
	if (old->mix.cached != new->mix.cached)
		query->mix.cached = new->mix.cached;
	query->workload = new->workload;
	query->segments = new->segments;
}

static void say(struct app *app, const struct settings *old, const struct settings *new)
{
	int changes = count_changes(old, new);

	screen_message(&app->screen, false, "configuration read again: %d %s changed%s", changes,
		       changes == 1 ? "setting" : "settings",
		       old->view != new->view ? "; view counts from the next start" : "");
}

/* The theme's file may have changed, too; and a slow line has no colours, and gets them when it is
 * one no more. */
static void change_theme(struct app *app, const struct settings *old, const struct settings *new)
{
	struct error error;
	bool same = same_text(old->theme, new->theme), good;

	/* The same name, in the configuration that stays. */
	if (same && app->themes.file)
		app->themes.file = new->theme;
	good = same ? themes_reread(&app->themes, &error)
		    : themes_init(&app->themes, new->theme, &error);
	if (!good)
		screen_message(&app->screen, true, "%s", error.text);
	term_theme(&app->themes.current);
}

static void show(struct app *app, const struct settings *old, const struct settings *new)
{
	struct term_options terminal = app_term_options(new);

	say(app, old, new);
	term_change(&terminal);
	app->screen.keymap = new->keymap;
	app->screen.choice = new->choice;
	app->canvas.ascii = app_is_ascii(new);
	change_query(&app->screen.query, old, new);
	screen_renew(&app->screen);
	change_theme(app, old, new);
	app_say_problems(app, "");
}

/* The other worker has everything to load, and the providers that are looked at to ask for. */
static void change_worker(struct app *app, struct context_network *network)
{
	worker_stop(app->worker);
	context_take_network(app->context, network);
	free(app->opened);
	app->opened = NULL;
	app_start_worker(app);
}

void app_reread(struct app *app)
{
	struct context *context = app->context;
	struct options *options = context->options;
	struct options before = *options;
	struct config old = *context->config;
	struct error error;
	struct context_network network;
	bool works;

	config_load(context->config, &options->settings, &options->given);
	works = concerns_worker(&before.settings, &options->settings);
	app->dirty = true;
	if (works && !context_open_network(context, &network, &error)) {
		config_done(context->config);
		*context->config = old;
		*options = before;
		screen_message(&app->screen, true, "the configuration stays as it was: %s",
			       error.text);
		return;
	}
	if (works)
		change_worker(app, &network);
	show(app, &before.settings, &options->settings);
	config_done(&old);
}
