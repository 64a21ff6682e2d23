#include "refresh/lead.h"

#include <stdlib.h>
#include <string.h>
#include "model/trend.h"

#define FIRST_WEEKS 64

/* The weeks are read one by one, as far back as the run goes. */
struct walk {
	const struct vendor_map *vendors;
	enum denominator denominator;
	const struct history_bucket *weeks;
	struct store_rows *rows;
	int ahead; /* in the last week: 1 China, -1 the US */
	bool failed;
	struct error *error;
};

/* Of a week's tokens; held at 2^63-1. */
struct sums {
	const struct vendor_map *vendors;
	const struct vendor *vendor; /* of the row before: rows come by name */
	int64_t china, us, whole;
};

static void add(int64_t *sum, int64_t tokens)
{
	if (__builtin_add_overflow(*sum, tokens, sum))
		*sum = INT64_MAX;
}

static const struct vendor *vendor_of(struct sums *sums, const char *model)
{
	size_t length = vendor_author_length(model);

	if (!sums->vendor || strncmp(sums->vendor->author, model, length) != 0 ||
	    sums->vendor->author[length] != '\0')
		sums->vendor = vendor_map_find(sums->vendors, model, length);
	return sums->vendor;
}

static void add_row(void *data, const char *model, int64_t tokens)
{
	struct sums *sums = data;
	int camp;

	add(&sums->whole, tokens);
	if (strcmp(model, HISTORY_TAIL) == 0)
		return;
	camp = trend_camp(vendor_of(sums, model));
	if (camp != 0)
		add(camp > 0 ? &sums->china : &sums->us, tokens);
}

/* Who is ahead in a week; *known is false where its regions are not known. */
static int ahead_in(struct walk *walk, size_t i, bool *known)
{
	struct sums sums = {.vendors = walk->vendors};

	*known = false;
	if (!run_names_all(&walk->weeks[i]))
		return 0;
	if (!store_rows_of(walk->rows, walk->weeks[i].date, add_row, &sums, walk->error)) {
		walk->failed = true;
		return 0;
	}
	*known = (walk->denominator == DENOMINATOR_IDENTIFIED ? sums.china | sums.us : sums.whole) >
		 0;
	return (sums.china > sums.us) - (sums.china < sums.us);
}

static enum verdict same_ahead(const void *what, size_t i)
{
	/* run_back() only hands it on; that a week could not be read is noted in it. */
	struct walk *walk = *(struct walk *const *)what;
	bool known;
	int ahead = ahead_in(walk, i, &known);

	return verdict_of(known, ahead != 0 && ahead == walk->ahead);
}

static struct run find_run(struct walk *walk, size_t n, int32_t monday)
{
	bool known;

	while (n > 0 && walk->weeks[n - 1].date != monday)
		n--;
	if (n == 0)
		return (struct run){0};
	walk->ahead = ahead_in(walk, n - 1, &known);
	if (!known || walk->ahead == 0)
		return (struct run){0};
	return run_back(walk->weeks, n - 1, same_ahead, &walk);
}

bool lead_is_simple(const struct basis *basis)
{
	return basis->measure == MEASURE_TOKENS && !basis->paid_only &&
	       basis->denominator != DENOMINATOR_TOP_10;
}

/* With as many weeks as it takes, most often the first handful. */
static void read_run(struct walk *walk, struct store *store, int32_t monday, struct run *run)
{
	size_t n = 0, most = FIRST_WEEKS;
	bool ended = false;

	while (!walk->failed && !ended) {
		struct history_bucket *weeks;

		walk->failed = !store_load_heads(store, most, &weeks, &n, walk->error);
		walk->weeks = weeks;
		if (!walk->failed)
			*run = find_run(walk, n, monday);
		/* One that goes back to the first of those that were asked for may be longer. */
		ended = n < most || weeks[0].date < (run->weeks > 0 ? run->since : monday);
		free(weeks);
		most *= 8;
	}
}

bool lead_run(struct store *store, const struct vendor_map *vendors, int32_t monday,
	      enum denominator denominator, struct run *run, struct error *error)
{
	struct walk walk = {.vendors = vendors, .denominator = denominator, .error = error};

	*run = (struct run){0};
	walk.rows = store_rows_new(store, error);
	walk.failed = !walk.rows;
	/* All of one moment; without it every week would take and drop SQLite's locks. */
	if (!walk.failed && store_begin(store, error)) {
		read_run(&walk, store, monday, run);
		store_end(store);
	} else {
		walk.failed = true;
	}
	store_rows_free(walk.rows);
	return !walk.failed;
}
