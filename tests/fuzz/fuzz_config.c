/* A configuration file, key bindings and columns among it: whatever it says the settings are whole,
 * what is wrong is said in inert words, and written out as a file again it says the same. */

#include <stdlib.h>
#include <string.h>
#include "config.h"
#include "fuzz/check.h"

static void read_config(struct config *config, struct settings *settings, const char *text,
			size_t length)
{
	memset(config, 0, sizeof(*config));
	arena_init(&config->arena);
	config->shown[CONFIG_USER] = "f";
	settings_init(settings);
	config_read(config, settings, CONFIG_USER, text, length);
}

static bool has_key(const uint32_t *keys, size_t n, uint32_t key)
{
	while (n > 0)
		if (keys[--n] == key)
			return true;
	return false;
}

/* One key has one command, and Ctrl-C quits. */
static void check_keymap(const struct keymap *keymap)
{
	uint32_t bound[COMMAND_COUNT * KEYMAP_KEYS_MAX];
	size_t n = 0;

	for (int command = 0; command < COMMAND_COUNT; command++) {
		const uint32_t *keys = keymap->keys[command];

		for (size_t i = 0; i < KEYMAP_KEYS_MAX; i++) {
			FUZZ_CHECK(i == 0 || keys[i - 1] || !keys[i]);
			if (keys[i])
				bound[n++] = keys[i];
		}
	}
	for (size_t i = 0; i < n; i++)
		FUZZ_CHECK(!has_key(bound, i, bound[i]));
	FUZZ_CHECK(keymap_find(keymap, UI_KEY_CTRL('c')) == COMMAND_QUIT);
}

static void check_choice(const struct choice *choice)
{
	FUZZ_CHECK(choice->weeks >= 2 && choice->weeks <= 52);
	for (size_t i = 0; choice_view(i); i++) {
		const char *columns = choice->columns[choice_view(i) - views];

		FUZZ_CHECK(!columns || !*columns || choice_check(choice_view(i), columns, NULL));
	}
}

static void check_settings(const struct settings *settings)
{
	FUZZ_CHECK(settings->unit == UNIT_TOKENS || settings->unit == UNIT_USD);
	FUZZ_CHECK(settings->interval >= 60 && settings->interval <= 10080 * 60);
	FUZZ_CHECK(settings->timeout >= 1 && settings->timeout <= 120);
	FUZZ_CHECK(settings->mix.output >= 0 && settings->mix.output <= 100);
	FUZZ_CHECK(settings->mix.cached >= 0 && settings->mix.cached <= 100);
	FUZZ_CHECK(settings->workload.input >= 0 && settings->workload.output >= 0);
	FUZZ_CHECK(settings->segments.mid > 0);
	FUZZ_CHECK(settings->segments.premium > settings->segments.mid);
	FUZZ_CHECK(view_find(settings->view));
	check_keymap(&settings->keymap);
	check_choice(&settings->choice);
}

static void check_problems(const struct config *config)
{
	for (size_t i = 0; i < config->n_problems && i < CONFIG_PROBLEMS_MAX; i++) {
		check_inert(config->problems[i]);
		FUZZ_CHECK(strncmp(config->problems[i], "f:", 2) == 0);
	}
}

/* Direction marks and quotes that stand in a text are written so that they can be read by people,
 * not by the program. */
static bool can_be_read(const struct settings *settings)
{
	bool plain = true;

	for (int i = 0; i < settings_count(); i++) {
		struct strbuf own, inert;

		strbuf_init(&own, SIZE_MAX);
		strbuf_init(&inert, SIZE_MAX);
		settings_write(settings, i, &own);
		text_escape(&inert, own.data, own.length);
		if (strcmp(own.data, inert.data) != 0 || strchr(own.data, '"'))
			plain = false;
		strbuf_done(&own);
		strbuf_done(&inert);
	}
	return plain;
}

static void check_same(const struct settings *a, const struct settings *b)
{
	for (int i = 0; i < settings_count(); i++) {
		struct strbuf first, second;

		strbuf_init(&first, SIZE_MAX);
		strbuf_init(&second, SIZE_MAX);
		settings_write(a, i, &first);
		settings_write(b, i, &second);
		FUZZ_CHECK(strcmp(first.data, second.data) == 0);
		strbuf_done(&first);
		strbuf_done(&second);
	}
}

/* But for the ends of its lines the text is inert. */
static void check_lines(const char *text)
{
	struct strbuf joined;

	strbuf_init(&joined, SIZE_MAX);
	strbuf_text(&joined, text);
	for (char *c = joined.data; *c; c++)
		if (*c == '\n')
			*c = ' ';
	check_inert(joined.data);
	strbuf_done(&joined);
}

static void check_again(const struct config *config, const struct settings *settings)
{
	struct config again;
	struct settings same;
	struct strbuf text;

	strbuf_init(&text, SIZE_MAX);
	config_write(&text, config, settings);
	check_lines(text.data);
	if (can_be_read(settings)) {
		read_config(&again, &same, text.data, text.length);
		FUZZ_CHECK(again.n_problems == 0);
		check_same(settings, &same);
		arena_done(&again.arena);
	}
	strbuf_done(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config config;
	struct settings settings;

	check_locale();
	read_config(&config, &settings, (const char *)data, size);
	check_settings(&settings);
	check_problems(&config);
	/* The whole again only now and then: it is a hundred times what was read. */
	if (size % 64 == 0)
		check_again(&config, &settings);
	arena_done(&config.arena);
	return 0;
}
