#include "model/mention.h"

/* Counted first, then filled in: a model's mentions stand together. */
void mention_index(struct history *history, struct arena *arena)
{
	size_t *first = arena_alloc(arena, history->n_models + 2, sizeof(*first));
	struct history_mention *mentions;

	for (size_t w = 0; w < history->n_weeks; w++)
		for (size_t r = 0; r < history->weeks[w].n_rows; r++)
			first[history->weeks[w].rows[r].model + 2]++;
	for (size_t m = 2; m < history->n_models + 2; m++)
		first[m] += first[m - 1];
	mentions = arena_alloc(arena, first[history->n_models + 1], sizeof(*mentions));
	/* first[m + 1] is where model m's next mention goes, and at the end where they end. */
	for (size_t w = 0; w < history->n_weeks; w++)
		for (size_t r = 0; r < history->weeks[w].n_rows; r++)
			mentions[first[history->weeks[w].rows[r].model + 1]++] =
				(struct history_mention){(uint32_t)w, (uint32_t)r};
	history->mentions = mentions;
	history->first_mention = first;
}

size_t mention_before(const struct history *history, uint32_t model, int32_t date,
		      const struct history_mention **mentions)
{
	size_t low = 0, high;

	*mentions = history->mentions + history->first_mention[model];
	high = history->first_mention[model + 1] - history->first_mention[model];
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (history->weeks[(*mentions)[middle].week].date < date)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
