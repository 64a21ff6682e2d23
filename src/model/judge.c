#include "model/judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/calendar.h"
#include "base/format.h"

#define NAME_SIZE  CALENDAR_SIZE
#define DIGEST_NEW UINT64_C(14695981039346656037) /* FNV-1a, 64 bits */
#define DIGEST_BY  UINT64_C(1099511628211)
#define ROUGH_BITS 6 /* of a total that still grows: 1.6 to 3.1 % */

enum kind {
	KIND_AHEAD,
	KIND_SHORTER,
	KIND_FEWER,
	KIND_MOVED,
	KIND_NONE,
};

/* What is worse, by how long it stays the same from answer to answer. */
enum tier {
	TIER_DATES,
	TIER_WEEKS,   /* that are over by the answer */
	TIER_DAYS,    /* ... likewise */
	TIER_GROWING, /* what it still counts */
	TIERS,
};

struct trial {
	const struct history *known;
	const struct candidate *answer;
	int32_t known_end;
	enum kind worst;
	uint64_t digests[TIERS]; /* 0: nothing of the tier is worse */
	struct judgement *judgement;
};

/* A week or day as it is known and as it is answered. */
struct pair {
	enum history_period period;
	const struct history_bucket *old, *new;
};

static void digest_bytes(uint64_t *digest, const void *bytes, size_t length)
{
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < length; i++)
		*digest = (*digest ^ byte[i]) * DIGEST_BY;
}

static void digest_number(uint64_t *digest, int64_t number)
{
	digest_bytes(digest, &number, sizeof(number));
}

/* The first of the worst kind gives the reason. */
static void find(struct trial *trial, enum tier tier, enum kind kind, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void find(struct trial *trial, enum tier tier, enum kind kind, const char *format, ...)
{
	struct judgement *judgement = trial->judgement;
	va_list args;

	judgement->worse = true;
	if (trial->digests[tier] == 0)
		trial->digests[tier] = DIGEST_NEW;
	digest_number(&trial->digests[tier], kind);
	if (kind >= trial->worst)
		return;
	trial->worst = kind;
	va_start(args, format);
	vsnprintf(judgement->reason, sizeof(judgement->reason), format, args);
	va_end(args);
}

static int32_t last_day(enum history_period period, const struct history_bucket *bucket)
{
	int32_t first = bucket->date < HISTORY_FIRST_DAY ? HISTORY_FIRST_DAY : bucket->date;

	return period == HISTORY_WEEK ? first + bucket->days - 1 : bucket->date;
}

/* All but the highest bits of a total are left out. */
static int64_t rough(int64_t total)
{
	int shift = 0;

	while (total >> shift >= INT64_C(1) << ROUGH_BITS)
		shift++;
	return total >> shift << shift;
}

/* A bucket that is missing is over. */
static enum tier tier_of(const struct trial *trial, const struct pair *pair)
{
	if (pair->new &&last_day(pair->period, pair->new) >= trial->answer->end)
		return TIER_GROWING;
	return pair->period == HISTORY_WEEK ? TIER_WEEKS : TIER_DAYS;
}

static void digest_pair(struct trial *trial, const struct pair *pair)
{
	enum tier tier = tier_of(trial, pair);
	uint64_t *digest = &trial->digests[tier];
	const struct history *history = trial->answer->history;
	const struct history_bucket *new = pair->new;

	digest_number(digest, pair->period);
	digest_number(digest, pair->old->date);
	if (!new)
		return;
	digest_number(digest, new->days);
	if (tier == TIER_GROWING) {
		digest_number(digest, rough(new->total));
		return;
	}
	digest_number(digest, new->tail);
	for (size_t i = 0; i < new->n_rows; i++) {
		const char *model = history->models[new->rows[i].model];

		digest_bytes(digest, model, strlen(model) + 1);
		digest_number(digest, new->rows[i].tokens);
	}
}

static const char *name_of(char out[NAME_SIZE], const struct pair *pair)
{
	return pair->period == HISTORY_WEEK ? calendar_format_week(out, pair->old->date)
					    : calendar_format_date(out, pair->old->date);
}

/* Further apart than JUDGE_PERCENT of `from`; exact for whole numbers, and without overflow. */
static bool is_beyond(int64_t from, int64_t distance)
{
	return distance > from / (100 / JUDGE_PERCENT);
}

static bool is_fewer(const struct pair *pair)
{
	size_t had = pair->old->n_rows < JUDGE_TOP ? pair->old->n_rows : JUDGE_TOP;

	return pair->new->n_rows < had;
}

/* May the total rise as it likes? */
static bool still_grows(const struct trial *trial, const struct pair *pair)
{
	if (pair->period == HISTORY_WEEK)
		return !history_is_complete(pair->old);
	return pair->old->date >= trial->known_end;
}

static void weigh_total(struct trial *trial, const struct pair *pair)
{
	int64_t old = pair->old->total, new = pair->new->total;
	char name[NAME_SIZE], before[FORMAT_SIZE], after[FORMAT_SIZE];
	bool fell = new < old &&is_beyond(old, old - new);
	bool rose = new > old &&is_beyond(old, new - old) && !still_grows(trial, pair);

	if (!fell && !rose)
		return;
	find(trial, tier_of(trial, pair), KIND_MOVED, "%s %s from %s to %s", name_of(name, pair),
	     fell ? "fell" : "rose", format_tokens(before, old), format_tokens(after, new));
	digest_pair(trial, pair);
}

static void weigh(struct trial *trial, const struct pair *pair)
{
	const struct history_bucket *old = pair->old, *new = pair->new;
	char name[NAME_SIZE];

	if (!new) {
		find(trial, tier_of(trial, pair), KIND_SHORTER, "%s is missing",
		     name_of(name, pair));
		digest_pair(trial, pair);
		return;
	}
	if (new->days < old->days) {
		find(trial, tier_of(trial, pair), KIND_SHORTER, "%s has %d day%s, had %d",
		     name_of(name, pair), new->days, new->days == 1 ? "" : "s", old->days);
		digest_pair(trial, pair);
		return;
	}
	if (new->quality != old->quality)
		return;
	if (is_fewer(pair)) {
		find(trial, tier_of(trial, pair), KIND_FEWER, "%s has %zu model%s, had %zu",
		     name_of(name, pair), new->n_rows, new->n_rows == 1 ? "" : "s", old->n_rows);
		digest_pair(trial, pair);
	}
	weigh_total(trial, pair);
}

/* What is known from the first date asked for to the answer's end. */
static void weigh_all(struct trial *trial, enum history_period period, int32_t first)
{
	const struct history *known = trial->known, *answered = trial->answer->history;
	bool weeks = period == HISTORY_WEEK;
	size_t n = weeks ? known->n_weeks : known->n_days;

	for (size_t i = 0; i < n; i++) {
		const struct history_bucket *old = weeks ? &known->weeks[i] : &known->days[i];
		struct pair pair = {.period = period, .old = old};

		if (old->date < first || old->date > trial->answer->end)
			continue;
		pair.new = weeks ? history_week(answered, old->date)
				 : history_day(answered, old->date);
		if (trial->answer->imported ? !pair.new : old->imported)
			continue;
		weigh(trial, &pair);
	}
}

static void weigh_dates(struct trial *trial, int32_t today)
{
	const struct candidate *answer = trial->answer;
	char date[CALENDAR_SIZE], limit[CALENDAR_SIZE];

	if (answer->unripe)
		find(trial, TIER_DATES, KIND_AHEAD, "an answer ends %s, after it was made",
		     calendar_format_date(date, answer->unripe));
	if (answer->stray)
		find(trial, TIER_DATES, KIND_AHEAD, "an answer has rows of %s, after its end",
		     calendar_format_date(date, answer->stray));
	if (!trial->known_end || answer->imported)
		return;
	if (trial->known_end <= today && answer->end > today + JUDGE_CLOCK_DAYS)
		find(trial, TIER_DATES, KIND_AHEAD, "the answer ends %s, the clock says %s",
		     calendar_format_date(date, answer->end), calendar_format_date(limit, today));
	if (answer->end >= trial->known_end)
		return;
	find(trial, TIER_DATES, KIND_SHORTER, "the answer ends %s, known to %s",
	     calendar_format_date(date, answer->end),
	     calendar_format_date(limit, trial->known_end));
	digest_number(&trial->digests[TIER_DATES], answer->end);
}

/* The dates, and of the rest what lasts longest: as days go by the same answer has other days. */
static uint64_t digest_of(const struct trial *trial)
{
	uint64_t digest = DIGEST_NEW;
	int tier = TIER_WEEKS;

	digest_number(&digest, (int64_t)trial->digests[TIER_DATES]);
	while (tier < TIER_GROWING && trial->digests[tier] == 0)
		tier++;
	digest_number(&digest, (int64_t)trial->digests[tier]);
	return digest;
}

int32_t judge_last_day(const struct history *known)
{
	return known && known->n_weeks > 0
		       ? last_day(HISTORY_WEEK, &known->weeks[known->n_weeks - 1])
		       : 0;
}

/* The last day of what the source itself has said. */
static int32_t last_answered(const struct history *known)
{
	for (size_t i = known ? known->n_weeks : 0; i > 0; i--)
		if (!known->weeks[i - 1].imported)
			return last_day(HISTORY_WEEK, &known->weeks[i - 1]);
	return 0;
}

void judge(const struct history *known, const struct candidate *answer, int32_t today,
	   struct judgement *judgement)
{
	struct trial trial = {
		.known = known,
		.answer = answer,
		.known_end = answer->imported ? judge_last_day(known) : last_answered(known),
		.worst = KIND_NONE,
		.judgement = judgement,
	};

	*judgement = (struct judgement){.end = answer->end};
	weigh_dates(&trial, today);
	if (known) {
		weigh_all(&trial, HISTORY_WEEK, answer->first_week);
		weigh_all(&trial, HISTORY_DAY, answer->first_day);
	}
	judgement->digest = digest_of(&trial);
}
