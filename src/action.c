#include "action.h"

#include <stddef.h>
#include "app.h"
#include "commands.h"
#include "doctor.h"
#include "status.h"
#include "import.h"

static int run_dashboard(struct context *context)
{
	return app_run(context, &context->signal_number);
}

const struct action_info actions[] = {
	{ACTION_DASHBOARD, "", NULL, "the dashboard", ACTION_NETWORK | ACTION_SCREEN,
	 run_dashboard},
	{ACTION_SHOW, "show", "VIEW", "a view as text, CSV, JSON or Markdown", ACTION_TAKES_VIEW,
	 command_show},
	{ACTION_WEEKS, "weeks", NULL, "the weeks that there are, likewise", 0, command_weeks},
	{ACTION_EXPORT, "export", "VIEW", "a view as CSV", ACTION_TAKES_VIEW, command_export},
	{ACTION_FETCH, "fetch", NULL, "one refresh, without a terminal", ACTION_NETWORK,
	 command_fetch},
	{ACTION_STATUS, "status", NULL, "one line for a status bar or a prompt, from the store", 0,
	 command_status},
	{ACTION_IMPORT, "import", "FILE|-", "rankings from a file: a JSON body or CSV",
	 ACTION_TAKES_FILE, command_import},
	{ACTION_CONFIG, "config", NULL, "the settings in use, and where each is from", ACTION_BARE,
	 command_config},
	{ACTION_DOCTOR, "doctor", NULL, "looks at key, network, store, terminal; says what to do",
	 ACTION_SCREEN, command_doctor},
	{ACTION_HELP, "help", "[COMMAND]", "what --help says, of all or of one",
	 ACTION_TAKES_COMMAND, NULL},
	{ACTION_DASHBOARD, NULL, NULL, NULL, 0, NULL},
};

const struct action_info *action_info(enum action action)
{
	for (const struct action_info *info = actions; info->name; info++)
		if (info->action == action)
			return info;
	return NULL;
}

const struct exit_info exit_codes[] = {
	{EXIT_DONE, "done"},
	{EXIT_FAILED, "failed (bad payload, answer held, store, file, a check of the doctor)"},
	{EXIT_USAGE, "usage, or no terminal"},
	{EXIT_NO_WEEK, "no such week, or no figures for it"},
	{EXIT_KEY, "no key, or key refused"},
	{EXIT_OFFLINE, "offline, no whole answer, server error or rate limited"},
	{0, NULL},
};
