#include "view/match.h"

#include "base/calendar.h"
#include "base/format.h"
#include "view/facts.h"
#include "view/figures.h"

static void put_price(struct table *facts, const struct quote *quote, int width)
{
	struct arena *arena = &facts->arena;
	char seen[CALENDAR_SIZE], input[FORMAT_SIZE], output[FORMAT_SIZE];

	calendar_format_time(seen, quote->listing->seen);
	if (price_known(quote))
		facts_text(facts, "price",
			   quote->status == PRICE_FREE
				   ? "free"
				   : arena_printf(arena, "$%s in, $%s out per million tokens",
						  format_price_exact(input, quote->input),
						  format_price_exact(output, quote->output)),
			   width);
	else
		facts_text(facts, "price", price_status_word(quote->status), width);
	facts_text(facts, "price of",
		   quote->later
			   ? arena_printf(arena, "%s: after the week, the nearest seen", seen)
			   : arena_printf(arena, "%s: the last listing by the week's Sunday", seen),
		   width);
	if (quote->listing->price.conditional)
		facts_text(facts, "not counted",
			   "it also has conditional prices: hours, long prompts", width);
}

void match_put(struct table *facts, const struct snapshot *snapshot, const struct entry *entry,
	       int width)
{
	const struct quote *quote = &entry->quote;
	const char *variant = catalog_variant(entry->key);
	const char *pending = figures_pending(&facts->arena, snapshot, "the catalogue is");

	facts_text(facts, "ranked as", entry->key, width);
	if (!quote->listing) {
		facts_text(facts, "matched",
			   pending ? arena_printf(&facts->arena, "nothing: %s", pending)
				   : "nothing: no listing has this canonical slug and variant",
			   width);
		return;
	}
	facts_text(facts, "matched", quote->listing->id, width);
	facts_text(facts, "by",
		   *variant ? arena_printf(&facts->arena, "canonical slug, and variant %s", variant)
			    : "canonical slug, and no variant",
		   width);
	put_price(facts, quote, width);
}

void match_put_vendor(struct table *facts, const struct vendor *vendor, const char *author,
		      int width)
{
	facts_text(facts, "author", author, width);
	if (!vendor) {
		facts_text(facts, "region", "unidentified: vendors.map has no such author", width);
		return;
	}
	facts_text(facts, "region", vendor->region, width);
	facts_text(facts, "because", vendor->reason, width);
}
