#include "support/scratch.h"

#include <dirent.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

char scratch_folder[64];
char scratch_store[96];

int scratch_setup(void **state)
{
	(void)state;
	snprintf(scratch_folder, sizeof(scratch_folder), "/tmp/ortop-test-XXXXXX");
	if (!mkdtemp(scratch_folder))
		return -1;
	snprintf(scratch_store, sizeof(scratch_store), "%s/ortop.db", scratch_folder);
	return 0;
}

int scratch_clear(void)
{
	DIR *folder = opendir(scratch_folder);
	struct dirent *entry;

	if (!folder)
		return -1;
	while ((entry = readdir(folder)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlinkat(dirfd(folder), entry->d_name, 0);
	return closedir(folder);
}

int scratch_teardown(void **state)
{
	(void)state;
	scratch_clear();
	return rmdir(scratch_folder);
}

const char *scratch_file(const char *name, char out[128])
{
	snprintf(out, 128, "%s/%s", scratch_folder, name);
	return out;
}

char *scratch_read(const char *name, char *text, size_t size)
{
	char path[128];
	FILE *file = fopen(scratch_file(name, path), "r");

	if (!file)
		fail_msg("no file %s", path);
	text[fread(text, 1, size - 1, file)] = '\0';
	fclose(file);
	return text;
}

static sqlite3 *open_store(void)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(scratch_store, &db), SQLITE_OK);
	return db;
}

void scratch_sql(const char *sql)
{
	sqlite3 *db = open_store();

	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

const char *scratch_look(const char *sql, char out[256])
{
	sqlite3 *db = open_store();
	sqlite3_stmt *statement;
	const unsigned char *cell;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	cell = sqlite3_column_text(statement, 0);
	snprintf(out, 256, "%s", cell ? (const char *)cell : "NULL");
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return out;
}

int64_t scratch_number(const char *sql)
{
	char text[256], *end;
	int64_t number = strtoll(scratch_look(sql, text), &end, 10);

	if (end == text || *end)
		fail_msg("%s gives %s, not a number", sql, text);
	return number;
}
