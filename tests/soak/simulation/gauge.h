/* gauge.h - what a process and its store take: memory, descriptors, sleeps, bytes and rows.
 *
 * Thread: any.
 */
#ifndef ORTOP_TESTS_SIMULATION_GAUGE_H
#define ORTOP_TESTS_SIMULATION_GAUGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct gauge {
	int64_t turns;    /* how much had been done; the caller's to set */
	int64_t rss, pss; /* bytes */
	int descriptors, threads;
	int64_t store, log; /* bytes of the database and of its write-ahead log */
};

void gauge_read(struct gauge *gauge, pid_t pid, const char *store);

/* By how many bytes a turn the resident set grows over `n` gauges, at least 2: the median of the
 * slopes between any two, which single high ones do not move. */
double gauge_slope(const struct gauge *gauges, int n);

/* How often the threads of a process have gone to sleep. */
int64_t gauge_sleeps(pid_t pid);

/* Do all its threads sleep? */
bool gauge_is_asleep(pid_t pid);

/* Bytes that a store's content needs: of a copy without a free page. */
int64_t gauge_content(const char *store, const char *folder);

/* Rows of rankings and listings. */
int64_t gauge_rows(const char *store);

#endif
