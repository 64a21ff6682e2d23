#include "ui/screen.h"

#include "base/glyph.h"
#include "ui/help.h"
#include "ui/lines.h"
#include "ui/welcome.h"

/* Does another pane's title stand at the left of this one's? */
static bool titles_meet(const struct layout *layout, const struct rectangle *place)
{
	for (int i = 0; i < LAYOUT_PANES; i++) {
		const struct rectangle *other = &layout->panes[i];

		if (other->rows > 0 && other->row == place->row && other->column < place->column)
			return true;
	}
	return false;
}

/* The line between panes that stand side by side, and the rule that leads to a title. */
static void draw_gutter(struct canvas *canvas, const struct layout *layout,
			const struct rectangle *place)
{
	uint32_t rule = glyph_sign(GLYPH_HORIZONTAL, canvas->ascii);

	if (place->rows < 1 || place->column == 0)
		return;
	if (titles_meet(layout, place))
		canvas_glyph(canvas, place->row, place->column - 2, rule, ROLE_RULE, 0);
	canvas_glyph(canvas, place->row, place->column - 1, rule, ROLE_RULE, 0);
	for (int row = 1; row < place->rows; row++)
		canvas_glyph(canvas, place->row + row, place->column - 1,
			     glyph_sign(GLYPH_VERTICAL, canvas->ascii), ROLE_RULE, 0);
}

/* Where the coverage has no line of its own, its parts compete with those of the rule. */
static struct banner_line rule_line(const struct screen *screen)
{
	struct banner_line line = screen->banner.rule;
	const struct banner_line *coverage = &screen->banner.coverage;

	if (screen->layout.coverage != LAYOUT_NONE)
		return line;
	for (size_t i = 0; i < coverage->n && line.n < BANNER_PARTS; i++)
		line.parts[line.n++] = coverage->parts[i];
	return line;
}

static void draw_banner(const struct screen *screen, struct canvas *canvas)
{
	const struct layout *layout = &screen->layout;
	struct banner_line rule = rule_line(screen);
	const struct {
		int row;
		const struct banner_line *line;
	} lines[] = {
		{layout->week, &screen->banner.week},
		{layout->state, &screen->banner.state},
		{layout->rule, &rule},
		{layout->coverage, &screen->banner.coverage},
		{layout->source, &screen->banner.source},
	};

	for (size_t i = 0; screen->has_banner && i < sizeof(lines) / sizeof(lines[0]); i++)
		if (lines[i].row != LAYOUT_NONE)
			lines_banner(canvas, lines[i].row, lines[i].line);
}

/* The last line: a prompt, an answer, else the keys. */
static void draw_last_line(const struct screen *screen, struct canvas *canvas)
{
	const struct layout *layout = &screen->layout;
	bool prompt = screen->overlay == OVERLAY_FILTER;

	if (layout->message != LAYOUT_NONE && (prompt || *screen->message)) {
		if (prompt)
			lines_prompt(canvas, layout->message, screen->prompt);
		else
			lines_message(canvas, layout->message, screen->message,
				      screen->message_bad);
	} else if (layout->keys != LAYOUT_NONE) {
		lines_keys(canvas, layout->keys, &screen->keymap, screen_has_sheet(screen));
	}
}

void screen_draw(const struct screen *screen, struct canvas *canvas)
{
	canvas_clear(canvas);
	if (screen->rows < 1 || screen->columns < 1)
		return;
	draw_banner(screen, canvas);
	if (screen->overlay == OVERLAY_HELP) {
		help_draw(canvas, screen->layout.body, &screen->keymap,
			  &screen->panes[screen_has_sheet(screen) ? SCREEN_SHEET : screen->focus],
			  screen->help_scroll);
	} else {
		for (int i = 0; i < SCREEN_PANES; i++) {
			draw_gutter(canvas, &screen->layout, &screen->panes[i].place);
			pane_draw(&screen->panes[i], canvas, i + 1, i == screen->focus);
		}
		pane_draw(&screen->panes[SCREEN_SHEET], canvas, 0, true);
		if (screen->welcome && welcome_is_due(screen->snapshot))
			welcome_draw(canvas, screen->layout.body, &screen->keymap);
	}
	draw_last_line(screen, canvas);
}
