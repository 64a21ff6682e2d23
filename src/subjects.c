#include "subjects.h"

#include <string.h>
#include "base/spell.h"
#include "base/text.h"
#include "model/endpoints.h"
#include "model/ranking.h"

#define NAME_COLUMNS 60 /* of a wrong name that is repeated */
#define SEVERAL_SIZE 160
#define NAMED_MOST   4 /* of the subjects of one name that are listed */

/* What can be asked for: a key, and its name in tables. */
struct candidate {
	const char *key, *name;
};

struct candidates {
	struct candidate *list;
	size_t n;
};

static bool is_model(const struct snapshot *snapshot, const char *slug)
{
	for (size_t i = 0; i < snapshot->history->n_models; i++)
		if (strcmp(snapshot->history->models[i], slug) == 0)
			return true;
	return false;
}

static bool is_author(const struct snapshot *snapshot, const char *author)
{
	const size_t length = strlen(author);

	for (size_t i = 0; i < snapshot->history->n_models; i++) {
		const char *slug = snapshot->history->models[i];

		if (vendor_author_length(slug) == length && strncmp(slug, author, length) == 0)
			return true;
	}
	return false;
}

static const struct listing *listing_of(const struct snapshot *snapshot, const char *typed)
{
	return strchr(typed, '/') ? endpoints_listing(snapshot->catalog, typed) : NULL;
}

const char *subjects_slug(const struct snapshot *snapshot, const char *typed)
{
	const struct listing *listing =
		is_model(snapshot, typed) ? NULL : listing_of(snapshot, typed);

	return listing ? listing->permaslug : typed;
}

/* Names */

static void add(struct candidates *all, const char *key, const char *name)
{
	all->list[all->n++] = (struct candidate){key, name};
}

static void add_model(struct candidates *all, const struct snapshot *snapshot, const char *slug)
{
	struct entry entry = {.key = slug, .key_length = strlen(slug)};

	/* The others come with the catalogue. */
	if (catalog_first(snapshot->catalog, slug) == snapshot->catalog->n_listings)
		add(all, slug, entry_name(&entry));
}

static void add_vendor(struct candidates *all, struct arena *arena, const struct snapshot *snapshot,
		       const char *slug)
{
	size_t length = vendor_author_length(slug);
	const struct vendor *vendor = vendor_map_find(snapshot->vendors, slug, length);
	const char *author = arena_strndup(arena, slug, length);

	add(all, author, vendor ? vendor->name : author);
}

static struct candidates candidates_of(struct arena *arena, const struct snapshot *snapshot,
				       enum subjects_kind kind)
{
	const struct history *history = snapshot->history;
	const struct catalog *catalog = snapshot->catalog;
	const size_t most = 2 * history->n_models + catalog->n_listings + 1;
	struct candidates all = {.list = arena_alloc(arena, most, sizeof(*all.list))};

	for (size_t i = 0; i < history->n_models; i++) {
		add_model(&all, snapshot, history->models[i]);
		if (kind == SUBJECTS_ALL)
			add_vendor(&all, arena, snapshot, history->models[i]);
	}
	for (size_t i = 0; i < catalog->n_listings; i++) {
		const struct listing *listing = &catalog->listings[i];
		struct entry entry = {.key = listing->permaslug, .quote = {.listing = listing}};

		add(&all, kind == SUBJECTS_ALL ? listing->permaslug : listing->id,
		    entry_name(&entry));
	}
	return all;
}

/* Leave those of the name, each key once. */
static void keep_named(struct candidates *all, const char *name)
{
	size_t kept = 0;

	for (size_t i = 0; i < all->n; i++) {
		bool again = strcmp(all->list[i].name, name) != 0;

		for (size_t k = 0; k < kept && !again; k++)
			again = strcmp(all->list[k].key, all->list[i].key) == 0;
		if (!again)
			all->list[kept++] = all->list[i];
	}
	all->n = kept;
}

/* Refusals */

static const char *several(const struct candidates *named, const char *typed, struct error *error)
{
	struct strbuf keys;

	strbuf_init(&keys, SEVERAL_SIZE);
	for (size_t i = 0; i < named->n && i < NAMED_MOST; i++)
		strbuf_printf(&keys, "%s%s", i ? ", " : "", named->list[i].key);
	if (named->n > NAMED_MOST)
		strbuf_printf(&keys, " and %zu more", named->n - NAMED_MOST);
	error_set(error, "\"%.*s\" is the name of several, say which: %s",
		  (int)text_fit(typed, NAME_COLUMNS, NULL), typed, keys.data);
	strbuf_done(&keys);
	return NULL;
}

/* A name with a comma cannot stand in a list of some: its key can. */
static const char *without_comma(const struct candidates *all, const char *name)
{
	for (size_t i = 0; name && strchr(name, ',') && i < all->n; i++)
		if (strcmp(all->list[i].name, name) == 0)
			return all->list[i].key;
	return name;
}

/* The nearest by any of its names. */
static const char *nearest(struct arena *arena, const struct snapshot *snapshot,
			   enum subjects_kind kind, const char *typed)
{
	struct candidates all = candidates_of(arena, snapshot, kind);
	const struct history *history = snapshot->history;
	const struct catalog *catalog = snapshot->catalog;
	const size_t most = history->n_models + catalog->n_listings + 2 * all.n + 1;
	const char **names = arena_alloc(arena, most, sizeof(*names));
	size_t n = 0;

	for (size_t i = 0; i < history->n_models; i++)
		names[n++] = history->models[i];
	for (size_t i = 0; i < all.n; i++)
		names[n++] = all.list[i].key;
	for (size_t i = 0; i < catalog->n_listings; i++)
		names[n++] = catalog->listings[i].id;
	for (size_t i = 0; i < all.n; i++)
		names[n++] = all.list[i].name;
	return without_comma(&all, spell_nearest(typed, names, n, sizeof(*names)));
}

static const char *none(struct arena *arena, const struct snapshot *snapshot,
			enum subjects_kind kind, const char *typed, struct error *error)
{
	char ask[SPELL_ASK_SIZE];

	error_set(error, "no model%s \"%.*s\"%s", kind == SUBJECTS_ALL ? " or vendor" : "",
		  (int)text_fit(typed, NAME_COLUMNS, NULL), typed,
		  spell_ask(ask, nearest(arena, snapshot, kind, typed)));
	return NULL;
}

static const char *find_name(struct arena *arena, const struct snapshot *snapshot,
			     enum subjects_kind kind, const char *typed, struct error *error)
{
	struct candidates named = candidates_of(arena, snapshot, kind);

	keep_named(&named, typed);
	if (named.n > 1)
		return several(&named, typed, error);
	return named.n ? named.list[0].key : none(arena, snapshot, kind, typed, error);
}

/* Keys of models have a slash. */
static bool is_vendor(struct arena *arena, const struct snapshot *snapshot, const char *typed)
{
	const char *key = subjects_find(arena, snapshot, SUBJECTS_ALL, typed, NULL);

	return key && !strchr(key, '/');
}

static const char *no_vendor(const char *typed, struct error *error)
{
	error_set(error, "\"%.*s\" is a vendor: providers are of one model",
		  (int)text_fit(typed, NAME_COLUMNS, NULL), typed);
	return NULL;
}

const char *subjects_find(struct arena *arena, const struct snapshot *snapshot,
			  enum subjects_kind kind, const char *typed, struct error *error)
{
	const struct listing *listing = listing_of(snapshot, typed);

	if (is_model(snapshot, typed))
		return typed;
	if (listing)
		return kind == SUBJECTS_ALL ? listing->permaslug : typed;
	if (kind == SUBJECTS_ALL && is_author(snapshot, typed))
		return typed;
	if (kind == SUBJECTS_PROVIDERS && is_vendor(arena, snapshot, typed))
		return no_vendor(typed, error);
	return find_name(arena, snapshot, kind, typed, error);
}
