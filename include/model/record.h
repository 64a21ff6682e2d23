/* record.h - streaks, crossings, records and moves: what a week means in the whole history.
 *
 * Everything is said as of a complete week: later weeks do not count, and a running week has no
 * records.  "Not known" is a week that is missing, that lacks days, or (for regions, dollars and
 * who moved) that is coarse.  A statement that a week not known could change says so: at_least.
 *
 *	run         weeks in a row for which the same was true, up to and including the week
 *	rise, fall  total > or < total of the week before, both known and with as many days
 *	highest     the first of the weeks with the largest total known
 *	change      value now - value in the week before, of models named in both; where only one
 *	            of the weeks names it, the other's smallest row stands for what it had at most,
 *	            so the change is at least that
 *	new, back   a model that the week names and the week before does not: new when no known
 *	            week before names it
 *
 * Of a partial history (see history.h) runs are "at least", and what is first or highest is not
 * known yet: china.week, highest.week and known_weeks are 0.
 *
 * Ownership: records own their lists; models are indices into history->models.  Thread: any.
 */
#ifndef ORTOP_MODEL_RECORD_H
#define ORTOP_MODEL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "model/run.h"
#include "model/trend.h"

struct change {
	uint32_t model; /* TREND_NO_MODEL when there is none */
	int64_t amount; /* tokens or micro-USD, above 0 for a loss as well */
	bool at_least;
};

struct entrant {
	uint32_t model;
	int64_t value;     /* of the week; -1 without a price */
	int32_t last;      /* Monday of the last week that named it; 0 when new */
	bool perhaps_back; /* it is new, but some week before is not known */
};

struct leaver {
	uint32_t model;
	int64_t value;     /* of the week before; -1 without a price */
	struct run ranked; /* weeks in a row up to the week before */
};

struct records {
	int32_t week;
	int known_weeks; /* with a known total, up to and including the week */
	struct week_count count;
	struct run leader;      /* count.leader has most */
	int ahead;              /* 1: China leads, -1: the US, 0: level or not known */
	struct run lead;        /* of who is ahead */
	struct milestone china; /* the first week with China ahead; value not used */
	int direction;          /* 1: the total rises, -1: it falls, 0: neither or not known */
	struct run total;       /* of rises or falls */
	struct milestone highest;
	bool moves_known; /* what follows: the week and the one before name their models */
	struct change gain, loss;
	size_t n_entrants, n_leavers;
	struct entrant *entrants; /* by place in the week */
	struct leaver *leavers;   /* by place in the week before */
};

/* False when the history has no such week or it is not complete; then nothing is to be freed. */
bool records_init(struct records *records, const struct snapshot *snapshot, int32_t monday,
		  const struct basis *basis);
void records_done(struct records *records);

/* Did a known week before `monday` name the model (index into history->models)?  The newest such
 * Monday, 0 for none. */
int32_t record_last_named(const struct history *history, uint32_t model, int32_t monday);

#endif
