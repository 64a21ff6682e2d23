#include "support/stage.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "source/asset.h"
#include "source/sample.h"

#define TEXT_MAX (1 << 20)

static struct vendor_map *shipped_vendors(void)
{
	const struct asset *asset = asset_find("vendors.map");
	struct vendor_map *map = vendor_map_new();
	struct error error = {"vendors.map is not compiled in"};

	if (!asset || !vendor_map_parse(map, asset->text, asset->length, asset->name, &error)) {
		fprintf(stderr, "%s\n", error.text);
		abort();
	}
	return map;
}

struct snapshot *stage_snapshot(struct stage *stage, struct history *history)
{
	struct status status = {.rankings.trouble = TROUBLE_NO_KEY};

	return snapshot_new(history ? history : stage->history, stage->catalog, stage->vendors,
			    &status);
}

void stage_init(struct stage *stage, int rows, int columns, enum unit unit)
{
	struct catalog_builder *listings = catalog_builder_new();
	struct query query = query_default();

	if (!setlocale(LC_ALL, "C.UTF-8")) {
		fprintf(stderr, "no locale C.UTF-8\n");
		abort();
	}
	sample_listings(listings);
	catalog_builder_checked(listings, 1);
	stage->catalog = catalog_finish(listings);
	stage->history = sample_history();
	stage->vendors = shipped_vendors();
	query.unit = unit;
	query.now = STAGE_NOW;
	screen_init(&stage->screen, &query, rows, columns);
	screen_take(&stage->screen, stage_snapshot(stage, NULL));
	canvas_init(&stage->canvas, rows, columns, false);
	strbuf_init(&stage->text, TEXT_MAX);
}

void stage_done(struct stage *stage)
{
	strbuf_done(&stage->text);
	canvas_done(&stage->canvas);
	screen_done(&stage->screen);
	history_unref(stage->history);
	catalog_unref(stage->catalog);
	vendor_map_free(stage->vendors);
}

int stage_setup(void **state)
{
	static struct stage stage;

	stage_init(&stage, 40, 120, UNIT_TOKENS);
	*state = &stage;
	return 0;
}

int stage_teardown(void **state)
{
	stage_done(*state);
	return 0;
}

void stage_resize(struct stage *stage, int rows, int columns)
{
	screen_resize(&stage->screen, rows, columns);
	canvas_resize(&stage->canvas, rows, columns);
}

unsigned stage_key(struct stage *stage, uint32_t key)
{
	return screen_key(&stage->screen, key);
}

unsigned stage_keys(struct stage *stage, const char *keys)
{
	unsigned react = REACT_NONE;

	for (; *keys; keys++)
		react |= stage_key(stage, *keys == '\n'     ? (uint32_t)UI_KEY_ENTER
					  : *keys == '\x1b' ? (uint32_t)UI_KEY_ESCAPE
							    : (uint32_t)(unsigned char)*keys);
	return react;
}

const char *stage_draw(struct stage *stage)
{
	screen_draw(&stage->screen, &stage->canvas);
	strbuf_clear(&stage->text);
	canvas_dump(&stage->canvas, &stage->text);
	return stage->text.data;
}

const char *stage_line(struct stage *stage, int row, char *out)
{
	const char *line = stage_draw(stage);

	while (row-- > 0)
		line = strchr(line, '\n') + 1;
	snprintf(out, 1024, "%.*s", (int)strcspn(line, "\n"), line);
	return out;
}

void stage_expect(struct stage *stage, int row, const char *words)
{
	char line[1024];

	if (!strstr(stage_line(stage, row, line), words))
		fail_msg("\"%s\" is not in line %d: \"%s\"", words, row, line);
}
