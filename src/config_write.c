#include <stdio.h>
#include <string.h>
#include "config.h"

#define ORIGIN_COLUMN 32
#define COMMENT_WIDTH 78

static bool needs_quotes(const char *text, size_t length)
{
	if (length == 0)
		return false;
	if (*text == '"' || strchr(" \t#", *text) || strchr(" \t", text[length - 1]))
		return true;
	return strstr(text, " #") || strstr(text, "\t#");
}

void config_write_value(struct strbuf *out, const struct settings *settings, int i)
{
	struct strbuf value;
	const char *quote;

	strbuf_init(&value, SIZE_MAX);
	settings_write(settings, i, &value);
	quote = needs_quotes(value.data, value.length) ? "\"" : "";
	strbuf_text(out, quote);
	text_escape(out, value.data, value.length);
	strbuf_text(out, quote);
	strbuf_done(&value);
}

static void write_line(struct strbuf *out, const struct settings *settings, int i)
{
	char name[SETTINGS_NAME_SIZE];

	strbuf_printf(out, "%s = ", settings_name(i, name));
	config_write_value(out, settings, i);
	/* Of no value no blank is left. */
	if (out->data[out->length - 1] == ' ')
		out->data[--out->length] = '\0';
}

static void write_comment(struct strbuf *out, const char *text)
{
	while (*text) {
		int length = (int)text_line(text, COMMENT_WIDTH);

		strbuf_printf(out, "# %.*s\n", length, text);
		text += length;
		text += strspn(text, " ");
	}
}

static void write_padding(struct strbuf *out, size_t start, size_t column)
{
	do
		strbuf_text(out, " ");
	while (out->length < start + column);
}

/* What it means, over a setting or the first of a family. */
static void write_meaning(struct strbuf *out, struct setting_ref ref)
{
	char answers[SETTINGS_NAME_SIZE];
	struct strbuf text;

	if (ref.family && ref.member > 0)
		return;
	strbuf_init(&text, SIZE_MAX);
	if (ref.family)
		strbuf_printf(&text, "%s.%s = %s: %s", ref.family->name, ref.family->member,
			      ref.family->argument, ref.family->help);
	else if (ref.setting->argument)
		strbuf_text(&text, ref.setting->help);
	else
		strbuf_printf(&text, "%s (%s)", ref.setting->help,
			      settings_answers(ref.setting, answers));
	strbuf_text(out, "\n");
	write_comment(out, text.data);
	strbuf_done(&text);
}

void config_write_defaults(struct strbuf *out)
{
	struct settings settings;

	settings_init(&settings);
	write_comment(out,
		      "All settings of ortop with their defaults.  In $XDG_CONFIG_HOME/ortop/config"
		      " (~/.config/ortop/config) only those are wanted that are to be others.");
	for (int i = 0; i < settings_count(); i++) {
		struct setting_ref ref = settings_at(i);
		size_t start;

		write_meaning(out, ref);
		start = out->length;
		write_line(out, &settings, i);
		if (ref.family) {
			write_padding(out, start, ORIGIN_COLUMN);
			strbuf_text(out, "# ");
			ref.family->member_help(ref.member, out);
		}
		strbuf_text(out, "\n");
	}
}

static void write_origin(struct strbuf *out, const struct config *config, int i)
{
	static const char *const words[CONFIG_ORIGINS] = {
		[CONFIG_DEFAULT] = "default",
		[CONFIG_OPTION] = "option",
	};
	struct config_source source = config->sources[i];

	if (source.origin == CONFIG_ENVIRONMENT)
		strbuf_text(out, settings_at(i).setting->variable);
	else if (words[source.origin])
		strbuf_text(out, words[source.origin]);
	else
		strbuf_printf(out, "%s:%d", config->shown[source.origin], source.line);
}

static void write_file(struct strbuf *out, const struct config *config, enum config_origin origin,
		       const char *whose)
{
	if (config->shown[origin])
		strbuf_printf(out, "# %s file: %s%s\n", whose, config->shown[origin],
			      config->there[origin] ? "" : " (not there)");
}

void config_write(struct strbuf *out, const struct config *config, const struct settings *settings)
{
	write_file(out, config, CONFIG_SYSTEM, "the system's");
	write_file(out, config, CONFIG_USER, "the user's");
	for (int i = 0; i < settings_count(); i++) {
		size_t start = out->length;

		write_line(out, settings, i);
		write_padding(out, start, ORIGIN_COLUMN);
		strbuf_text(out, "# ");
		write_origin(out, config, i);
		strbuf_text(out, "\n");
	}
}
