/* floor - the smallest honest ncurses program: what a dashboard is measured against.
 *
 *	floor                         a box, thirty rows with a cursor, a status line; q ends it
 *	floor STORE URL               (built with WITH_LIBS) before the first frame: open the store,
 *	                              count its rows, parse a row of JSON; after it, in a thread:
 *	                              libcurl loaded and one GET; linked with libcurl besides
 *	                              (floor-libs-linked) it is there before main
 *
 * Every key redraws all of it, as a program does that erases and lets curses find the difference.
 */
#include <curses.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef WITH_LIBS
#include <dlfcn.h>
#include <json-c/json.h>
#include <pthread.h>
#include <sqlite3.h>
#endif

enum { ROWS = 30, THREAD_STACK = 256 * 1024 };

static volatile sig_atomic_t ended;
static int selected;
static int stored;

static void on_signal(int number)
{
	(void)number;
	ended = 1;
}

static void draw(void)
{
	erase();
	box(stdscr, 0, 0);
	mvaddstr(0, 2, " floor ");
	for (int i = 0; i < ROWS && i + 2 < LINES - 1; i++) {
		attr_set(i == selected ? A_REVERSE : A_NORMAL, 0, NULL);
		mvprintw(i + 2, 2, "%-3d %-48.48s %14lld %6.2f%%", i, "author/some-model-20260101",
			 595090081549LL / (i + 1), 30.0 / (i + 1));
	}
	attr_set(A_NORMAL, 0, NULL);
	mvprintw(LINES - 2, 2, "%d rows stored", stored);
	refresh();
}

#ifdef WITH_LIBS
static void use_store(const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *statement;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(db, "SELECT count(*) FROM ranking", -1, &statement, NULL) ==
		    SQLITE_OK) {
		if (sqlite3_step(statement) == SQLITE_ROW)
			stored = sqlite3_column_int(statement, 0);
		sqlite3_finalize(statement);
	}
}

static void use_json(void)
{
	struct json_object *row = json_tokener_parse("{\"date\":\"2026-05-24\",\"tokens\":\"12\"}");

	json_object_put(row);
}

static size_t swallow(char *data, size_t size, size_t n, void *user)
{
	(void)data;
	(void)user;
	return size * n;
}

/* libcurl by name, as its header is not needed for five calls. */
static void *use_curl(void *url)
{
	enum { GLOBAL_ALL = 3, OPT_URL = 10002, OPT_WRITE = 20011 };
	void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
	int (*global_init)(long);
	void *(*init)(void);
	int (*setopt)(void *, int, ...);
	int (*perform)(void *);
	void *easy;

	if (!library)
		return NULL;
	*(void **)&global_init = dlsym(library, "curl_global_init");
	*(void **)&init = dlsym(library, "curl_easy_init");
	*(void **)&setopt = dlsym(library, "curl_easy_setopt");
	*(void **)&perform = dlsym(library, "curl_easy_perform");
	global_init(GLOBAL_ALL);
	easy = init();
	setopt(easy, OPT_URL, (const char *)url);
	setopt(easy, OPT_WRITE, swallow);
	perform(easy);
	for (;;)
		pause();
}

static void start_thread(void *(*run)(void *), void *data)
{
	pthread_attr_t attributes;
	pthread_t thread;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, THREAD_STACK);
	pthread_create(&thread, &attributes, run, data);
}
#endif

static void read_keys(void)
{
	int key;

	while ((key = getch()) != ERR) {
		if (key == 'q')
			ended = 1;
		else if (key == KEY_DOWN)
			selected = (selected + 1) % ROWS;
		else if (key == KEY_UP)
			selected = (selected + ROWS - 1) % ROWS;
	}
	draw();
}

int main(int argc, char **argv)
{
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t none;

	setlocale(LC_ALL, "");
	sigemptyset(&none);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
#ifdef WITH_LIBS
	if (argc != 3)
		return 2;
	use_store(argv[1]);
	use_json();
#else
	(void)argv;
	if (argc != 1)
		return 2;
#endif
	if (!initscr())
		return 1;
	noecho();
	cbreak();
	nodelay(stdscr, TRUE);
	keypad(stdscr, TRUE);
	set_escdelay(25);
	curs_set(0);
	draw();
#ifdef WITH_LIBS
	if (*argv[2])
		start_thread(use_curl, argv[2]);
#endif
	while (!ended) {
		struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

		if (ppoll(&input, 1, NULL, &none) > 0) {
			if (input.revents & (POLLHUP | POLLERR))
				break;
			read_keys();
		}
	}
	endwin();
	return 0;
}
