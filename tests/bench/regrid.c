/* regrid - draws the given screens one after the other, each on a key: what curses itself needs to
 * get from one to the next.
 *
 *	regrid FILE...
 *
 * A file has one cell a line, row by row: foreground, background (-1: the terminal's own),
 * attributes (sum of 1 bold, 2 dim, 4 underlined, 8 reversed), the character in UTF-8 (nothing for
 * the second half of a wide one).  Any key draws the next file, after the last the first; q ends
 * it. */
#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { ROWS = 40, COLUMNS = 120, PAIRS_MAX = 256 };

struct grid {
	cchar_t cells[ROWS][COLUMNS];
	bool filled[ROWS][COLUMNS];
};

static struct {
	int foreground, background;
} pairs[PAIRS_MAX];
static int n_pairs = 1;

static short pair_of(int foreground, int background)
{
	if (foreground < 0 && background < 0)
		return 0;
	for (int i = 1; i < n_pairs; i++)
		if (pairs[i].foreground == foreground && pairs[i].background == background)
			return (short)i;
	if (n_pairs == PAIRS_MAX)
		return 0;
	pairs[n_pairs].foreground = foreground;
	pairs[n_pairs].background = background;
	init_pair((short)n_pairs, (short)foreground, (short)background);
	return (short)n_pairs++;
}

static attr_t attributes_of(int sum)
{
	return (sum & 1 ? A_BOLD : 0) | (sum & 2 ? A_DIM : 0) | (sum & 4 ? A_UNDERLINE : 0) |
	       (sum & 8 ? A_REVERSE : 0);
}

static bool read_grid(const char *path, struct grid *grid)
{
	FILE *file = fopen(path, "r");
	char line[64];

	for (int i = 0; file && i < ROWS * COLUMNS; i++) {
		int foreground, background, sum, at = 0;
		wchar_t text[8] = L"";

		if (!fgets(line, sizeof(line), file) ||
		    sscanf(line, "%d %d %d %n", &foreground, &background, &sum, &at) < 3)
			return false;
		at = (int)(strchr(line, '\t') + 1 - line);
		line[strcspn(line, "\n")] = '\0';
		if (mbstowcs(text, line + at, 7) == (size_t)-1)
			return false;
		grid->filled[i / COLUMNS][i % COLUMNS] = *text != L'\0';
		setcchar(&grid->cells[i / COLUMNS][i % COLUMNS], text, attributes_of(sum),
			 pair_of(foreground, background), NULL);
	}
	if (file)
		fclose(file);
	return file != NULL;
}

static void draw(const struct grid *grid)
{
	erase();
	for (int y = 0; y < ROWS; y++)
		for (int x = 0; x < COLUMNS; x++)
			if (grid->filled[y][x])
				mvadd_wch(y, x, &grid->cells[y][x]);
	refresh();
}

int main(int argc, char **argv)
{
	int n = argc - 1, at = 0;
	struct grid *grids = calloc((size_t)(n ? n : 1), sizeof(*grids));

	setlocale(LC_ALL, "");
	if (!n || !grids || !initscr()) {
		free(grids);
		return 2;
	}
	start_color();
	use_default_colors();
	noecho();
	cbreak();
	curs_set(0);
	for (int i = 0; i < n; i++)
		if (!read_grid(argv[i + 1], &grids[i])) {
			endwin();
			fprintf(stderr, "regrid: %s is no grid\n", argv[i + 1]);
			free(grids);
			return 2;
		}
	draw(&grids[0]);
	while (getch() != 'q') {
		at = (at + 1) % n;
		draw(&grids[at]);
	}
	endwin();
	free(grids);
	return 0;
}
