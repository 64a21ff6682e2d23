#include "simulation/gauge.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The number after a name at the beginning of a line of a file; 0 when there is none. */
static int64_t number_in(const char *path, const char *name)
{
	FILE *file = fopen(path, "r");
	char line[256];
	int64_t number = 0;

	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, name, strlen(name)) == 0)
			number = strtoll(line + strlen(name), NULL, 10);
	if (file)
		fclose(file);
	return number;
}

/* The entries of a folder that are numbers, each handed to a function. */
static int for_numbers(const char *path, void (*each)(const char *name, void *data), void *data)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	int n = 0;

	while (folder && (entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] < '0' || entry->d_name[0] > '9')
			continue;
		n++;
		if (each)
			each(entry->d_name, data);
	}
	if (folder)
		closedir(folder);
	return n;
}

static int64_t size_of(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 ? status.st_size : 0;
}

void gauge_read(struct gauge *gauge, pid_t pid, const char *store)
{
	char path[512];

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	gauge->rss = number_in(path, "Rss:") * 1024;
	gauge->pss = number_in(path, "Pss:") * 1024;
	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	gauge->descriptors = for_numbers(path, NULL, NULL);
	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	gauge->threads = for_numbers(path, NULL, NULL);
	snprintf(path, sizeof(path), "%s-wal", store);
	gauge->store = size_of(store);
	gauge->log = size_of(path);
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double gauge_slope(const struct gauge *gauges, int n)
{
	double *slopes = malloc((size_t)n * (size_t)n * sizeof(*slopes));
	double median;
	int m = 0;

	for (int i = 0; slopes && i < n; i++)
		for (int j = i + 1; j < n; j++)
			if (gauges[j].turns > gauges[i].turns)
				slopes[m++] = (double)(gauges[j].rss - gauges[i].rss) /
					      (double)(gauges[j].turns - gauges[i].turns);
	if (m == 0) {
		fprintf(stderr, "no slope of %d gauges\n", n);
		exit(1);
	}
	qsort(slopes, (size_t)m, sizeof(*slopes), ascending);
	median = slopes[m / 2];
	free(slopes);
	return median;
}

struct sleeps {
	pid_t pid;
	int64_t n;
	int awake; /* threads */
};

static void add_sleeps(const char *name, void *data)
{
	struct sleeps *sleeps = data;
	char path[128], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%.20s/status", (int)sleeps->pid, name);
	sleeps->n += number_in(path, "voluntary_ctxt_switches:");
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, "State:\t", 7) == 0 && line[7] != 'S')
			sleeps->awake++;
	if (file)
		fclose(file);
}

static struct sleeps look(pid_t pid)
{
	struct sleeps sleeps = {.pid = pid};
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	for_numbers(path, add_sleeps, &sleeps);
	return sleeps;
}

int64_t gauge_sleeps(pid_t pid)
{
	return look(pid).n;
}

bool gauge_is_asleep(pid_t pid)
{
	return look(pid).awake == 0;
}

static sqlite3 *open_store(const char *store)
{
	sqlite3 *db = NULL;

	if (sqlite3_open_v2(store, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
		fprintf(stderr, "%s: %s\n", store, sqlite3_errmsg(db));
		exit(1);
	}
	sqlite3_busy_timeout(db, 10000);
	return db;
}

int64_t gauge_content(const char *store, const char *folder)
{
	sqlite3 *db = open_store(store);
	char copy[256], sql[320];
	int64_t size = 0;

	snprintf(copy, sizeof(copy), "%.200s/copy.db", folder);
	snprintf(sql, sizeof(sql), "VACUUM INTO '%s'", copy);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
		size = size_of(copy);
	else
		fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
	unlink(copy);
	return size;
}

int64_t gauge_rows(const char *store)
{
	sqlite3 *db = open_store(store);
	sqlite3_stmt *statement = NULL;
	int64_t rows = 0;

	if (sqlite3_prepare_v2(db,
			       "SELECT (SELECT count(*) FROM ranking) +"
			       " (SELECT count(*) FROM listing)",
			       -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		rows = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return rows;
}
