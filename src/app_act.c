#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "app_internal.h"
#include "base/format.h"
#include "base/text.h"
#include "browser.h"
#include "commands.h"
#include "ui/copy.h"
#include "ui/subject.h"
#include "ui/term.h"
#include "ui/welcome.h"

void app_fit(struct app *app)
{
	int rows, columns;

	term_size(&rows, &columns);
	canvas_resize(&app->canvas, rows, columns);
	screen_resize(&app->screen, rows, columns);
	app->dirty = app->freed = true;
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
		screen_message(&app->screen, false, "its page is not known: %s",
			       quote.status == PRICE_PENDING ? "no catalogue was fetched yet"
							     : "it is in no catalogue");
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

/* The wait is the one that the line of the state shows, which is brought up to the same moment. */
static void say_wait(struct app *app, int64_t now)
{
	const struct status *status = &app->screen.snapshot->status;
	char words[FORMAT_SIZE];

	screen_tick(&app->screen, now);
	screen_message(&app->screen, true, "the server asked to wait: next try in %s",
		       format_wait(words, status_next_try(status) - now));
}

static void ask_refresh(struct app *app)
{
	const struct status *status = &app->screen.snapshot->status;
	int64_t now = clock_now(app->context->clock);

	if (app->context->options->settings.offline) {
		screen_message(&app->screen, true, "--offline: nothing is asked");
		return;
	}
	if (status->retry_at > now) {
		say_wait(app, now);
		return;
	}
	worker_refresh_now(app->worker);
	screen_message(&app->screen, false, "%s",
		       status->rankings.trouble == TROUBLE_NO_KEY && !*status->rankings.detail
			       ? welcome_no_key
			       : "refresh asked for");
}

void app_suspend(struct app *app)
{
	worker_pause(app->worker);
	term_suspend();
	worker_resume(app->worker);
	app_fit(app);
}

void app_react(struct app *app, unsigned reaction)
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
	if (reaction & REACT_SUSPEND)
		app_suspend(app);
	if (reaction & REACT_REPAINT)
		term_repaint();
	if (reaction)
		app->dirty = true;
}
