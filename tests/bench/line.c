/* line - the floor of `ortop status`: opens a store as any program would and prints a line.
 *
 *	line FILE
 */
#include <sqlite3.h>
#include <stdio.h>

static const char newest[] =
	"SELECT date, as_of, (SELECT sum(tokens) FROM ranking WHERE ranking.period = 'week'"
	" AND ranking.date = bucket.date) FROM bucket WHERE period = 'week' AND days = 7"
	" ORDER BY date DESC LIMIT 1";

int main(int argc, char **argv)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *statement = NULL;
	int step = SQLITE_ERROR;

	if (argc == 2 && sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(db, newest, -1, &statement, NULL) == SQLITE_OK)
		step = sqlite3_step(statement);
	if (step == SQLITE_ROW)
		printf("%s as of %lld: %lld tokens\n",
		       (const char *)sqlite3_column_text(statement, 0),
		       sqlite3_column_int64(statement, 1), sqlite3_column_int64(statement, 2));
	else
		fprintf(stderr, "line: %s\n", db ? sqlite3_errmsg(db) : "usage: line FILE");
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return step == SQLITE_ROW ? 0 : 1;
}
