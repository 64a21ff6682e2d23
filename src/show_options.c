#include "show_options.h"

#include <stdlib.h>
#include <string.h>
#include "base/text.h"
#include "cli.h"
#include "typo.h"
#include "view/view.h"

#define TOP_MAX 1000000

const char *const show_formats[] = {
	[SHOW_TEXT] = "text",
	[SHOW_CSV] = "csv",
	[SHOW_JSON] = "json",
	[SHOW_MARKDOWN] = "markdown",
	NULL,
};

const char *const show_colors[] = {
	[SHOW_COLOR_AUTO] = "auto",
	[SHOW_COLOR_ALWAYS] = "always",
	[SHOW_COLOR_NEVER] = "never",
	NULL,
};

bool show_set_format(struct options *options, const char *value)
{
	int place;

	if (!text_find_word(value, show_formats, &place))
		return false;
	options->show.format = (enum show_format)place;
	return true;
}

bool show_set_color(struct options *options, const char *value)
{
	int place;

	if (!text_find_word(value, show_colors, &place))
		return false;
	options->show.color = (enum show_color)place;
	return true;
}

bool show_set_top(struct options *options, const char *value)
{
	char *end;
	long top = strtol(value, &end, 10);

	if (*value < '0' || *value > '9' || *end || top < 1 || top > TOP_MAX)
		return false;
	options->show.top = (int)top;
	return true;
}

bool show_set_sort(struct options *options, const char *value)
{
	options->show.sort = value;
	return true;
}

bool show_set_filter(struct options *options, const char *value)
{
	options->show.filter = value;
	return true;
}

bool show_set_of(struct options *options, const char *value)
{
	options->show.of = value;
	return true;
}

bool show_set_row(struct options *options, const char *value)
{
	options->show.row = value;
	return true;
}

bool show_set_column(struct options *options, const char *value)
{
	options->show.column = value;
	return true;
}

/* "models, vendors, ...; of a --subject: detail, ...", for who names none of them. */
static void list_views(struct strbuf *out)
{
	const char *between = "";

	for (const struct view *view = views; view->id; view++) {
		if (view->uses & (VIEW_SUBJECTS | VIEW_FIGURE))
			continue;
		strbuf_printf(out, "%s%s", between, view->id);
		between = ", ";
	}
	between = "; of a --subject: ";
	for (const struct view *view = views; view->id; view++) {
		if (!(view->uses & VIEW_SUBJECTS))
			continue;
		strbuf_printf(out, "%s%s", between, view->id);
		between = ", ";
	}
}

static bool no_view(const char *name, struct error *error)
{
	struct strbuf text;

	strbuf_init(&text, SIZE_MAX);
	list_views(&text);
	typo_view(name, text.data, error);
	strbuf_done(&text);
	return false;
}

static bool which_view(const struct options *options, struct error *error)
{
	struct strbuf text;

	strbuf_init(&text, SIZE_MAX);
	list_views(&text);
	error_set(error, "%s what? %s", action_info(options->action)->name, text.data);
	strbuf_done(&text);
	return false;
}

/* What is explained is chosen on the screen, or by three options. */
static bool take_figure(const struct options *options, struct error *error)
{
	const struct show_options *show = &options->show;
	const struct view *of = show->of ? view_find(show->of) : NULL;

	if (!show->of || !show->row || !show->column)
		return error_set(error, "explain which figure? --of VIEW --row KEY --column ID");
	if (!of || of->uses & VIEW_FIGURE)
		return no_view(show->of, error);
	if (!options->subject && of->uses & VIEW_SUBJECTS)
		return error_set(error, "%s of which model? --subject MODEL", show->of);
	return true;
}

bool show_take_view(struct options *options, const char *operand, struct error *error)
{
	const struct show_options *show = &options->show;
	const struct view *view = operand ? view_find(operand) : NULL;

	if (!operand)
		return which_view(options, error);
	options->view = operand;
	if (options->action == ACTION_SHOW && view && view->uses & VIEW_FIGURE)
		return take_figure(options, error);
	if (!view || view->uses & VIEW_FIGURE)
		return no_view(operand, error);
	if (show->of || show->row || show->column)
		return error_set(error, "--of, --row and --column are for show explain");
	if (!options->subject && view->uses & VIEW_SUBJECTS)
		return error_set(error, "%s of which model? --subject MODEL", operand);
	return true;
}

/* What the option would be of use to: the views that follow one of `uses`, and what is explained of
 * them. */
static bool of_no_use(const struct options *options, const char *option, unsigned uses,
		      const char *view, struct error *error)
{
	struct strbuf others;

	if (options->action == ACTION_SHOW)
		uses |= VIEW_FIGURE;
	strbuf_init(&others, sizeof(error->text));
	for (const struct view *other = views; other->id; other++)
		if (other->uses & uses)
			strbuf_printf(&others, "%s%s", others.length ? ", " : "", other->id);
	error_set(error, "--%s changes nothing in %s; it is for %s", option, view, others.data);
	strbuf_done(&others);
	return false;
}

bool show_check_uses(const struct options *options, struct error *error)
{
	const char *view = options->show.of ? options->show.of : options->view;
	const unsigned used = view_find(view)->uses;

	for (size_t i = 0; cli_options[i].name; i++)
		if (options->own_given & 1U << i && cli_options[i].uses &&
		    !(cli_options[i].uses & used))
			return of_no_use(options, cli_options[i].name, cli_options[i].uses, view,
					 error);
	for (size_t i = 0; setting_list[i].name; i++)
		if (options->given.values[i] && setting_list[i].uses &&
		    !(setting_list[i].uses & used))
			return of_no_use(options, setting_list[i].name, setting_list[i].uses, view,
					 error);
	return true;
}
