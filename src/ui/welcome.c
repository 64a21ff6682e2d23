#include "ui/welcome.h"

#include <string.h>
#include "base/glyph.h"
#include "base/text.h"

#define TITLE      " Welcome: the next key closes this "
#define LINES_MOST 8
#define WORDS_MOST 512
#define ROWS_LEFT  3  /* of the panes, at least */
#define WIDE       60 /* columns from which there is room for sentences */
#define NARROW     30 /* below, there is none at all */

#define STEPS "export OPENROUTER_API_KEY=..."

static const char wide_words[] =
	"ortop shows which models OpenRouter's users call and pay for, week by week. These figures "
	"are "
	"a built-in sample. To go live: get a key at openrouter.ai/keys, " STEPS ", start again.";

static const char narrow_words[] = "A built-in sample of OpenRouter's weeks. To go live: " STEPS
				   " (from openrouter.ai/keys), start again.";

const char welcome_no_key[] =
	"no key, so only prices are asked for; to go live: get one at openrouter.ai/keys, " STEPS
	", start ortop again";

bool welcome_is_due(const struct snapshot *snapshot)
{
	return snapshot->history->origin == HISTORY_SAMPLE &&
	       snapshot->status.rankings.trouble == TROUBLE_NO_KEY &&
	       !*snapshot->status.rankings.detail;
}

/* Where each line of a text begins, and how many there are. */
static int break_lines(const char *text, int columns, const char *starts[LINES_MOST + 1])
{
	int n = 0;

	while (*text && n < LINES_MOST) {
		starts[n++] = text;
		text += text_line(text, columns);
		text += *text == ' ';
	}
	starts[n] = text;
	return n;
}

static void draw_rule(struct canvas *canvas, struct rectangle place, int row)
{
	for (int i = 0; i < place.columns; i++)
		canvas_glyph(canvas, row, place.column + i,
			     glyph_sign(GLYPH_HORIZONTAL, canvas->ascii), ROLE_RULE, 0);
	canvas_text(canvas, row, place.column + 2, place.columns - 2, TITLE, ROLE_TITLE, 0);
}

static void draw_words(struct canvas *canvas, struct rectangle place, int row, const char *text,
		       size_t length)
{
	struct strbuf line;

	strbuf_init(&line, length + 1);
	strbuf_bytes(&line, text, length);
	for (int i = 0; i < place.columns; i++)
		canvas_glyph(canvas, row, place.column + i, ' ', ROLE_TEXT, 0);
	canvas_text(canvas, row, place.column + 1, place.columns - 1, line.data, ROLE_MESSAGE, 0);
	strbuf_done(&line);
}

static void put_words(struct strbuf *out, const struct keymap *keymap, bool wide)
{
	char keys[KEYMAP_TEXT_SIZE];

	keymap_keys_text(keymap, COMMAND_HELP, keys);
	keys[strcspn(keys, " ")] = '\0';
	strbuf_text(out, wide ? wide_words : narrow_words);
	if (*keys)
		strbuf_printf(out, wide ? " %s explains keys and columns." : " %s explains all.",
			      keys);
}

void welcome_draw(struct canvas *canvas, struct rectangle place, const struct keymap *keymap)
{
	const char *starts[LINES_MOST + 1];
	struct strbuf words;
	int n, row;

	if (place.columns < NARROW)
		return;
	strbuf_init(&words, WORDS_MOST);
	put_words(&words, keymap, place.columns >= WIDE);
	n = break_lines(words.data, place.columns - 2, starts);
	row = place.row + place.rows - n - 1;
	if (row >= place.row + ROWS_LEFT) {
		draw_rule(canvas, place, row);
		for (int i = 0; i < n; i++)
			draw_words(canvas, place, row + 1 + i, starts[i],
				   (size_t)(starts[i + 1] - starts[i]));
	}
	strbuf_done(&words);
}
