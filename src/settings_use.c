#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/spell.h"
#include "settings.h"

static int n_listed(void)
{
	int n = 0;

	while (setting_list[n].name)
		n++;
	return n;
}

static size_t n_members(const struct setting_family *family)
{
	size_t n = 0;

	while (family->member_name(n))
		n++;
	return n;
}

int settings_count(void)
{
	int n = n_listed();

	for (const struct setting_family *family = setting_families; family->name; family++)
		n += (int)n_members(family);
	return n;
}

struct setting_ref settings_at(int i)
{
	const struct setting_family *family = setting_families;
	size_t member;

	if (i < n_listed())
		return (struct setting_ref){.setting = &setting_list[i]};
	member = (size_t)(i - n_listed());
	while (member >= n_members(family)) {
		member -= n_members(family);
		family++;
	}
	return (struct setting_ref){.family = family, .member = member};
}

char *settings_name(int i, char out[SETTINGS_NAME_SIZE])
{
	struct setting_ref ref = settings_at(i);

	if (ref.setting)
		snprintf(out, SETTINGS_NAME_SIZE, "%s", ref.setting->name);
	else
		snprintf(out, SETTINGS_NAME_SIZE, "%s.%s", ref.family->name,
			 ref.family->member_name(ref.member));
	return out;
}

static bool is_name(const char *typed, const char *name)
{
	while (*name && *name == (*typed == '_' ? '-' : *typed)) {
		typed++;
		name++;
	}
	return !*typed && !*name;
}

/* The family that a name with a dot is of, or NULL. */
static const struct setting_family *family_of(const char *name)
{
	for (const struct setting_family *family = setting_families; family->name; family++) {
		size_t length = strlen(family->name);

		if (strncmp(name, family->name, length) == 0 && name[length] == '.')
			return family;
	}
	return NULL;
}

int settings_find(const char *name)
{
	const struct setting_family *family = family_of(name);
	int n = n_listed();

	for (int i = 0; i < n && !family; i++)
		if (is_name(name, setting_list[i].name))
			return i;
	for (const struct setting_family *other = setting_families; other < family; other++)
		n += (int)n_members(other);
	for (size_t i = 0; family && family->member_name(i); i++)
		if (is_name(name + strlen(family->name) + 1, family->member_name(i)))
			return n + (int)i;
	return -1;
}

static const char *nearest_member(const struct setting_family *family, const char *name)
{
	const char *names[SETTINGS_MAX];
	size_t n = n_members(family);

	for (size_t i = 0; i < n; i++)
		names[i] = family->member_name(i);
	return spell_nearest(name, names, n, sizeof(names[0]));
}

char *settings_nearest(const char *name, char out[SETTINGS_NAME_SIZE])
{
	const struct setting_family *family = family_of(name);
	const char *nearest;

	out[0] = '\0';
	nearest = family ? nearest_member(family, strchr(name, '.') + 1)
			 : spell_nearest(name, setting_list, (size_t)n_listed(),
					 sizeof(setting_list[0]));
	if (nearest)
		snprintf(out, SETTINGS_NAME_SIZE, "%s%s%s", family ? family->name : "",
			 family ? "." : "", nearest);
	return out;
}

char *settings_answers(const struct setting *setting, char out[SETTINGS_NAME_SIZE])
{
	const char *more = setting->words[2];

	if (more)
		snprintf(out, SETTINGS_NAME_SIZE, "yes, no or %s", more);
	else
		snprintf(out, SETTINGS_NAME_SIZE, "yes or no");
	return out;
}

static bool wants(const struct setting *setting, const char *text, struct error *error)
{
	char ask[SPELL_ASK_SIZE], answers[SETTINGS_NAME_SIZE], values[SPELL_VALUES_SIZE];

	spell_ask_word(ask, text, setting->words);
	if (!setting->argument)
		return error_set(error, "wants %s%s", settings_answers(setting, answers), ask);
	return error_set(error, "wants %s: %s%s", setting->argument,
			 spell_values(values, setting->words, setting->help), ask);
}

bool settings_set(struct settings *settings, int i, const char *text, struct error *error)
{
	struct setting_ref ref = settings_at(i);

	if (ref.family)
		return ref.family->set(settings, ref.member, text, error);
	if (*text == '\0' && *ref.setting->initial)
		return wants(ref.setting, text, error);
	if (ref.setting->check && !ref.setting->check(text, error))
		return false;
	return ref.setting->set(settings, text) || wants(ref.setting, text, error);
}

void settings_write(const struct settings *settings, int i, struct strbuf *out)
{
	struct setting_ref ref = settings_at(i);

	if (ref.family)
		ref.family->write(settings, ref.member, out);
	else
		ref.setting->write(settings, out);
}

void settings_environment(struct settings_layer *layer)
{
	memset(layer, 0, sizeof(*layer));
	for (int i = 0; setting_list[i].name; i++) {
		const char *variable = setting_list[i].variable;
		const char *value = variable ? getenv(variable) : NULL;

		if (value && *value)
			layer->values[i] = value;
	}
}

void settings_init(struct settings *settings)
{
	memset(settings, 0, sizeof(*settings));
	keymap_init(&settings->keymap);
	for (int i = 0; setting_list[i].name; i++)
		setting_list[i].set(settings, setting_list[i].initial);
}

void settings_apply(struct settings *settings, const struct settings_layer *layer)
{
	for (int i = 0; i < SETTINGS_MAX; i++)
		if (layer->values[i])
			settings_set(settings, i, layer->values[i], NULL);
}

struct query settings_query(const struct settings *settings)
{
	struct query query = query_default();

	query.unit = settings->unit;
	query.workload = settings->workload;
	query.mix = settings->mix;
	query.paid_only = settings->paid_only;
	query.denominator = settings->denominator;
	query.segments = settings->segments;
	return query;
}
