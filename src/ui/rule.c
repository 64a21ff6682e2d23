#include "ui/rule.h"

#define OUTPUT_STEP 1 /* percent; a model's dollars follow the share of output closely */
#define CACHE_STEP  5

static int step(int percent, int by)
{
	percent += by;
	return percent < 0 ? 0 : percent > 100 ? 100 : percent;
}

unsigned rule_change(struct screen *screen, enum command command)
{
	struct mix mix = screen->query.mix;

	if (command == COMMAND_OUTPUT_LESS || command == COMMAND_OUTPUT_MORE)
		mix.output = step(mix.output,
				  command == COMMAND_OUTPUT_MORE ? OUTPUT_STEP : -OUTPUT_STEP);
	else
		mix.cached =
			step(mix.cached, command == COMMAND_CACHE_MORE ? CACHE_STEP : -CACHE_STEP);
	screen_show_rule(screen, mix, screen->query.paid_only);
	screen_message(screen, false,
		       "base: %d%% in, %d%% out; low: %d%% of the input at the cache-read price",
		       100 - mix.output, mix.output, mix.cached);
	return REACT_DRAW;
}

unsigned rule_paid_only(struct screen *screen, enum command command)
{
	bool paid_only = !screen->query.paid_only;

	(void)command;
	screen_show_rule(screen, screen->query.mix, paid_only);
	screen_message(screen, false, "%s",
		       paid_only ? "paid models only: ranks and shares without the free ones"
				 : "free models too");
	return REACT_DRAW;
}
