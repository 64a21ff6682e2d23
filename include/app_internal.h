/* app_internal.h - what the app*.c files share; for no one else.
 *
 * Thread: main.
 */
#ifndef ORTOP_APP_INTERNAL_H
#define ORTOP_APP_INTERNAL_H

#include <signal.h>
#include "context.h"
#include "refresh/cache.h"
#include "refresh/worker.h"
#include "themes.h"
#include "ui/screen.h"
#include "ui/term.h"

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
	bool dirty, done;
	bool freed; /* a large screen or history: the system gets it back after the next frame */
	int signal_number;
	struct error failure; /* why it ends; "" as the user wants it */
};

/* The terminal may have another size. */
void app_fit(struct app *app);

/* Back to the shell until `fg`; no other ortop waits for us meanwhile. */
void app_suspend(struct app *app);

/* Do what a key or click asks for (react flags; see screen.h). */
void app_react(struct app *app, unsigned reaction);

/* The first screen, from the store or the sample; not drawn yet. */
void app_start(struct app *app);

/* On failure the program ends, with app->failure said. */
void app_start_worker(struct app *app);

/* What the settings want of the terminal. */
struct term_options app_term_options(const struct settings *settings);

/* ASCII alone, by the settings, the terminal or the locale? */
bool app_is_ascii(const struct settings *settings);

/* The first line of the configuration that is not used, in the message line, with what else is
 * wrong ("" for nothing) behind it. */
void app_say_problems(struct app *app, const char *also);

/* SIGHUP: read the configuration again, and let what changed in it take effect; what is wrong with
 * the network's part leaves all as it was. */
void app_reread(struct app *app);

#endif
